"""Log-odds of the fitted model -> verdicts: what goes although no rule is sure of it.

How sure the model has to be is the profile's `doubt`, or a multiple of it where more is at stake.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import exp, log

from cleanse.features import FULL_STOPS, Page
from cleanse.likelihood import FIRST, Residue
from cleanse.lists import belong_together
from cleanse.marked import COPY, headline, on_a_marked_page
from cleanse.markup import kinds_of
from cleanse.model import LINE, Evidence, Form, Kind, Verdict
from cleanse.profile import CHROME, Profile
from cleanse.segment import is_sentence
from cleanse.shape import count_words, is_long_sentence
from cleanse.title import titles

HINT = 1.0  # a rule of this weight says something only to the model
CHROMELESS, MUCH = 2, 0.2  # blocks of chrome that rules are sure of; share of a text
SPREAD = 0.2  # share of the blocks; a text of which less is running text may be a chat, or questions and answers
# How much surer than `Profile.doubt` the model has to be:
WORDED = 1.8  # of a long sentence in which rules found words, but too little else
UNKNOWN = 4.0  # of a text that is no article (`features.Page.article`)
# Of what may be all content, as recipes, sayings, addresses are: a text that is no article and has no frame (`features.is_framed`), and
# one where rules are sure of fewer than `CHROMELESS` blocks, and less than `SPREAD` is running text or more than `MUCH` would go.
CONTENT = 20.0
# Of a whole page it has to be as sure as `break_even` says, times the first, plus the second, plus the doubt of the profile divided by the
# third. Blocks of a page go wrong together, so what breaks even counts more than once.
VISIBLE = 1.0, -0.2, 2.0
MARKED = 2.0, -0.65, 12.0
PROSE = 0.5  # surer, in log-odds, of running text: a sentence too many gone is worse than a line left
# And of what belongs to it: headings of so many words, at most so many blocks behind the paragraph above, and lists of so many blocks
# under a line of so many words that ends in a colon. It costs nothing in the score of pages, and saves two of five such lines.
BELONGS, HEADING_WORDS, APART, LISTED, INTRO_WORDS = 1.5, 12, 8, 12, 5
FIRST_WORDS = 3  # a shorter one may be a heading
FRAMELESS = 4.0  # how much surer of a web page without a frame
TITLE_REACH, TITLE_WORDS = 8, 5  # blocks in front of the text of a page among which its title is; and as many words

STANDS = (Form.PREFORMATTED, Form.DIALOGUE, Form.VERSE)  # wording says nothing there: code, a chat, a poem
SETTLED = (COPY, Kind.BODY)


def by_likelihood(page: Page, verdicts: dict[int, Verdict], residue: Residue, profile: Profile) -> None:
    """What the fitted model removes although no rule is sure. Changes `verdicts`. Verse, dialogue and code are not its business."""
    if page.signs:
        doubt = _doubt_of_page(page, residue.odds, MARKED, profile.doubt) + (0.0 if page.framed else FRAMELESS)
        title = headline(page, residue.odds, doubt)
        kinds = dict(enumerate(kinds_of(page.signs))) | dict.fromkeys(title, Kind.HEADLINE)
        found = on_a_marked_page(page, verdicts, residue.odds, doubt, profile, title)
    elif residue.whole:
        doubt = _doubt_of_page(page, residue.odds, VISIBLE, profile.doubt * (1 if page.article else UNKNOWN))
        kinds = _kinds_on_a_page(page)
        found = _found(page, verdicts, residue.odds, doubt, profile, _belonging(page))
    else:
        doubt = profile.doubt * (1 if page.article else UNKNOWN if page.framed else CONTENT)
        kinds = {}
        found = _in_a_text(page, verdicts, residue.odds, doubt, profile)
    for index, value in found.items():
        verdict = verdicts.get(index)
        kind = verdict.kind if verdict and index else kinds.get(index) or _likely_kind(page, index)  # what stands first is a title
        says = Evidence("likelihood", kind, profile.threshold + value - doubt, "length, marks, place and company of residue")
        verdicts[index] = Verdict(kind, says.weight, (*(verdict.evidence if verdict else ()), says))


def _doubt_of_page(page: Page, odds: Sequence[float], scale: tuple[float, float, float], doubt: float) -> float:
    """How sure the model has to be on a whole page; `doubt` is that of the profile."""
    times, plus, surer = scale
    return times * break_even(odds, [count_words(block.text) for block in page.blocks]) + plus + doubt / surer


def break_even(odds: Sequence[float], words: Sequence[int]) -> float:
    """The log-odds above which a block costs an answer more than it gives it.

    The answer most like the body has the blocks whose probability of being body is more than half of the best F1 that any answer can
    expect (Lipton, Elkan, Narayanaswamy 2014). So a page that the model knows well is cut at even odds; of one that puzzles it more
    stays. `words` says how long each block is.

    >>> round(break_even([-9.0, 9.0], [40, 60]), 2), round(break_even([0.5, 0.5], [40, 60]), 2)
    (0.0, 0.97)
    """
    ranked = sorted(zip(odds, words, strict=True))
    body = [count / (1 + exp(value)) for value, count in ranked]
    whole = sum(body)
    kept = zip(accumulate(body), accumulate([count for _, count in ranked]), strict=True)
    best = max((2 * right / (size + whole) for right, size in kept), default=1.0)
    return log((2 - best) / best)


def _in_a_text(page: Page, verdicts: dict[int, Verdict], odds: Sequence[float], doubt: float, profile: Profile) -> dict[int, float]:
    """The log-odds of the blocks of an extracted text that are likely enough residue.

    Lists and interviews are none, whatever their lines look like. Where rules are sure of next to nothing the model has to be surer.
    """
    found = _found(page, verdicts, odds, doubt, profile, _headings(page))
    gone = {index for index, verdict in verdicts.items() if profile.removes(verdict)}
    held = set(belong_together(page, found.keys(), gone)) if found else ()
    found = {index: value for index, value in found.items() if index not in held}
    sure = sum(verdicts[index].kind in CHROME for index in gone)
    lengths = [len(block.text) for block in page.blocks]
    thin = sum(page.prose) < SPREAD * len(page.blocks)
    if sure < CHROMELESS and (thin or sum(lengths[index] for index in found) > MUCH * sum(lengths)):
        return {index: value for index, value in found.items() if value >= CONTENT * doubt}
    return found


def _kinds_on_a_page(page: Page) -> dict[int, Kind]:
    """What likely residue of a whole page is: menus, but for what is long enough right in front of the text, its title and deck."""
    top = [index for index, zone in enumerate(page.zones) if zone == "top"]
    near = [index for index in top[-TITLE_REACH:] if count_words(page.blocks[index].text) >= TITLE_WORDS]
    found = sorted({*titles(page), *near})
    kinds = dict.fromkeys(range(len(page.blocks)), Kind.NAVIGATION) | dict.fromkeys(found, Kind.STANDFIRST)
    return kinds | dict.fromkeys(found[:1], Kind.HEADLINE)


def _found(
    page: Page, verdicts: dict[int, Verdict], odds: Sequence[float], doubt: float, profile: Profile, surer: Mapping[int, float]
) -> dict[int, float]:
    """The log-odds of the blocks that are likely enough residue, but where the model has no say.

    `surer` says of which it has to be how much surer.
    """
    if odds and _may_be_title(page):
        odds = [odds[0] + FIRST, *odds[1:]]  # a first line that is no sentence is rather the title of what follows
    found: dict[int, float] = {}
    least = min(doubt, WORDED * doubt)
    for index in [index for index, value in enumerate(odds) if value >= least]:
        block, verdict = page.blocks[index], verdicts.get(index)
        worded = index in page.rules and is_long_sentence(block.text)
        decided = verdict is not None and (verdict.kind in SETTLED or profile.removes(verdict))
        runs = page.prose[index] or (page.zones[index] == "bare" and block.text[-1] in FULL_STOPS)
        enough = doubt * (WORDED if worded else 1) + surer.get(index, PROSE if runs else 0.0)
        if odds[index] >= enough and block.form not in STANDS and not decided:
            found[index] = odds[index]
    return found


def _headings(page: Page) -> dict[int, float]:
    """The lines of an extracted text that stand between sentences, which are rather the headings of those that follow."""
    forms = [block.form for block in page.blocks]
    between = zip(forms, forms[1:], forms[2:], strict=False)
    return {index: PROSE for index, there in enumerate(between, 1) if there == (Form.PROSE, LINE, Form.PROSE)}


def _belonging(page: Page) -> dict[int, float]:
    """The blocks of a page between paragraphs that are rather theirs: headings, and lists with what introduces them.

    No rule speaks of them.
    """
    free = [strength <= HINT and not runs for strength, runs in zip(page.strengths, page.prose, strict=True)]
    found: set[int] = set()
    for index in [index for index, there in enumerate(free) if there and page.zones[index] == "mid"]:
        block, words = page.blocks[index], count_words(page.blocks[index].text)
        if block.form is LINE and page.below[index] == 0 and page.above[index] <= APART and words <= HEADING_WORDS:
            found.add(index)
        if block.text[-1] in ":：" and words >= INTRO_WORDS and page.below[index] <= LISTED:
            stretch = range(index, index + page.below[index] + 1)
            found.update(stretch if all(free[at] for at in stretch) else ())
    return dict.fromkeys(found, BELONGS)


def _may_be_title(page: Page) -> bool:
    """Whether the first block may be the title of the prose below it."""
    return page.zones[0] == "top" and page.blocks[0].form is LINE and count_words(page.blocks[0].text) >= FIRST_WORDS


def _likely_kind(page: Page, index: int) -> Kind:
    """What residue is of which no rule speaks, by its place: in front of the text its frame, behind it links."""
    sentence = is_sentence(page.blocks[index].text)
    if page.zones[index] == "top":
        return Kind.STANDFIRST if sentence or index else Kind.HEADLINE
    return Kind.CAPTION if sentence else Kind.RELATED
