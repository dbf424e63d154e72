"""What is used on the lines of a text today, each as its authors describe it, to be measured beside `cleanse`.

Sources: C4's line rules (Raffel et al. 2020, section 2.2) and RefinedWeb's line-wise corrections (Penedo et al. 2023,
appendix G.2), without their rules about whole documents; jusText's classifier (Pomikálek 2011) with every line as a
paragraph, English stop words as by default; and the ten regular expressions that scrapers carry around.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

Cleaning = Callable[[str], str]

MAX_HEADING_DISTANCE = 200  # characters, jusText's default
C4_ENDS = (".", "?", "!", '"')
C4_WORDS = ("javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
COUNTER = re.compile(
    r"\W*\d[\d.,]*[kKmM]?\W*(?:likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|views?|upvotes?|downvotes?)\W*", re.I
)
SHORT_CUTS = re.compile(r"^sign-in|read more\.\.\.$|items in cart", re.I)
SNIPPET = re.compile(
    r"^\s*(?:advertisement\b|read more\b|read also\b|see also\b|share this\b|follow us\b|subscribe\b|sign up\b|photo\s*:|"
    r"related (?:articles?|stories)\b|©|copyright\b|all rights reserved\b)",
    re.I,
)


def c4(text: str) -> str:
    """Lines that end a sentence, of three words or more (as in its code), without a word of scripts and policies."""
    return _lines(
        text, lambda line: line.endswith(C4_ENDS) and len(line.split()) > 2 and not any(word in line.lower() for word in C4_WORDS)
    )


def refinedweb(text: str) -> str:
    """Lines that are not mainly capitals, not only digits, no counter, more than one word; three phrases cut from short ones."""
    kept = _lines(text, _refinedweb_keeps)
    return "\n".join(SHORT_CUTS.sub("", line).strip() if len(line.split()) <= 10 else line for line in kept.split("\n"))


def _refinedweb_keeps(line: str) -> bool:
    capitals = sum(map(str.isupper, line))
    return not (capitals * 2 > len(line) or line.replace(" ", "").isdigit() or COUNTER.fullmatch(line) or len(line.split()) < 2)


def justext(text: str) -> str:
    """Lines that jusText calls good."""
    from justext.core import PathInfo, classify_paragraphs, revise_paragraph_classification
    from justext.paragraph import Paragraph

    paragraphs = []
    for line in filter(str.strip, text.split("\n")):
        paragraph = Paragraph(PathInfo())
        paragraph.append_text(line)
        paragraphs.append(paragraph)
    classify_paragraphs(paragraphs, _stop_words())
    revise_paragraph_classification(paragraphs, MAX_HEADING_DISTANCE)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from justext import get_stoplist

    return frozenset(get_stoplist("English"))


def snippet(text: str) -> str:
    """Lines that begin with none of ten phrases."""
    return _lines(text, lambda line: not SNIPPET.match(line))


def nothing(text: str) -> str:
    """The text as it is."""
    return text


def _lines(text: str, keeps: Callable[[str], object]) -> str:
    lines: Iterable[str] = filter(None, map(str.strip, text.split("\n")))
    return "\n".join(line for line in lines if keeps(line))


RIVALS: dict[str, Cleaning] = {
    "no cleaning": nothing,
    "C4 lines": c4,
    "RefinedWeb lines": refinedweb,
    "jusText on lines": justext,
    "ten regexes": snippet,
}
