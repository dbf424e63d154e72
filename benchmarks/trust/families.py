"""Adversarial families: a name -> a function that makes a text of about `n` characters, the larger the worse.

Each is built from what has made a text tool slow somewhere: quadratic normalisation, nested entities, runs of what a pattern nearly
matches, texts of which a round of decisions takes only a little. The sources are in the docstring of each group.
"""

from collections.abc import Callable, Iterator

Family = Callable[[int], str]

SENTENCE = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic."


def families() -> dict[str, Family]:
    """All of them by name."""
    return dict([*_repeated(), *_lines(), *_nested(), *_pages()])


def _times(unit: str) -> Family:
    return lambda n: unit * (n // len(unit) + 1)


def _repeated() -> Iterator[tuple[str, Family]]:
    """One piece again and again in one line: what normalisers, decoders and patterns run over."""
    for name, unit in {
        "letter": "a", "word": "word ", "sentence": SENTENCE + " ", "digits": "7", "dots": ".", "ellipses": "… ", "dashes": "—",
        "hyphens": "-", "quotes": "“”", "straight quotes": "\"'", "brackets": "([{", "pairs of brackets": "()[]{}", "pipes": "|",
        "bullets": "• ", "arrows": "→ ", "colons": ": ", "stars": "*", "underscores": "_", "hashes": "# ", "slashes": "/",
        "backslashes": "\\", "less-than": "<", "tags": "<b>", "open tags": "<a href=", "comments": "<!--", "open shortcodes": "[[",
        "shortcodes": "[x]", "braces": "{{", "ampersands": "&", "open entities": "&#", "entities": "&amp;", "entities to spaces": "&nbsp; ",
        "entities to nothing": "&shy;", "entities apart": "&am&shy;p;", "long entities": "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "spaces": " ",
        "spaces and a letter": " " * 999 + "x", "tabs": "\t", "no-break spaces": "\u00a0", "ideographic spaces": "\u3000",
        "odd spaces": "\u2009\u00a0 \u3000", "soft hyphens": "a\u00ad", "zero-width spaces": "a\u200b", "joiners": "\u200d", "bidi": "\u202e\u2066",
        "left-to-right marks": "\u200ea", "byte order marks": "\ufeff", "surrogates": "\ud800", "zeros": "\x00", "controls": "\x01\x7f\x85",
        "escapes": "\x1b", "open colours": "\x1b[", "long colours": "\x1b[1;1;1;1;1;1;1;1;1;1;1;1", "open titles": "\x1b]0;", "titles": "\x1b]0;a\x07",
        "mojibake": "Ã©", "mojibake of quotes": "â€™", "twice mojibake": "ÃƒÂ©", "mojibake and Chinese": "Ã©河", "mojibake in Cyrillic": "РєСЂ",
        "near mojibake": "Ãa", "A circumflex": "Â", "combining": "a\u0301\u0323", "swapped marks": "\u0323\u0301", "marks below the limit": "a" + "\u0301\u0323" * 14,
        "Hangul letters": "\u1112\u1161\u11ab", "Hangul": "한국 ", "Thai": "ภาษาไทย", "Tibetan": "\u0f40\u0f71\u0f72", "Hindi": "हिन्दी ", "Arabic": "اللغة ",
        "Persian": "می‌خواهم ", "Chinese": "河水再次上涨，", "Japanese": "川の水が上がった。", "emoji": "👩‍👩‍👧‍👦", "flags": "🇩🇪", "ligatures": "ﬁ", "fullwidth": "ＡＢＣ",
        "capital sharp s": "ẞß", "dotted capital i": "İ", "sigmas": "Σς ", "angstroms": "\u212b", "private": "\ue000", "unassigned": "\U000e0fff",
        "addresses": "https://example.org/a?b=c&d=e ", "mail addresses": "a@example.org ", "initials": "A. B. ", "names": "Ana Ruiz ", "capitals": "THE RIVER ",
        "dates": "March 3, 2025 ", "times": "5:04 PM ", "agencies": "(AP) ", "credits": "(AP Photo/Ana Ruiz) ", "bylines": "By Ana Ruiz and ", "commas": "a, ",
    }.items():  # fmt: skip
        yield name, _times(unit)


def _lines() -> Iterator[tuple[str, Family]]:
    """One line, or a few, again and again: what makes blocks, stanzas, tables, lists, copies and rounds."""
    for name, unit in {
        "line feeds": "\n", "carriage returns": "\r", "both": "\r\n", "line separators": "\u2028", "form feeds": "\x0c", "blank lines": " \n\t\n",
        "letters": "a\n", "letters apart": "a\n\n", "short lines": "a b c\n", "items": "- one\n", "numbers": "1. one\n", "tables": "| a | b |\n",
        "fences": "```\n", "open fences": "```\na\n~~~\n", "indented": "    x = f(1);\n", "columns": "name:  value\n", "speakers": "Ana: yes, and then?\n",
        "verse": "A line of verse, of which\nthe second ends,\nthe third one too.\n\n", "wrapped": f"{SENTENCE[:70]}\n{SENTENCE[70:]} and so\n",
        "copies": f"{SENTENCE}\n\n", "near copies": f"{SENTENCE}\n{SENTENCE[:-1]} (AP)\n\n", "labels": "Advertisement\n", "labels and prose": f"Advertisement\n\n{SENTENCE}\n\n",
        "headings of lists": "Trending Now\n", "headings and lists": "Read more\nTen bridges that nobody wants to cross\n", "menus": "Home\nNews\nSport\nWeather\n",
        "captions": "Ships wait at the bridge over the river, Monday. (Photo: Ana Ruiz/AFP)\n", "updates": "This story was updated at 6:10 p.m.\n",
        "hints": "Subscribe\n", "newsletters": "Sign up for our daily newsletter\n", "records": '{"text": "a"}\n', "lists in Chinese": "相关阅读\n河水上涨\n",
    }.items():  # fmt: skip
        yield f"lines: {name}", _times(unit)


def _nested() -> Iterator[tuple[str, Family]]:
    """Each layer in the next one: what is peeled in rounds, or parsed by descent."""
    yield "nested entities", lambda n: "&" + "amp;" * (n // 4)
    yield "nested numbers", lambda n: "&" + "#38;" * (n // 4)
    yield "nested entities before a tag", lambda n: "&" + "amp;" * (n // 4) + "lt;b>"
    yield "nested brackets", lambda n: "(" * (n // 2) + ")" * (n // 2)
    yield "nested quotes", lambda n: "“" * (n // 2) + "”" * (n // 2)
    yield "nested tags", lambda n: "<b>" * (n // 7) + "</b>" * (n // 7)
    yield "nested JSON", lambda n: '{"text":' * (n // 9) + "1" + "}" * (n // 9)
    yield "an open title at the start", lambda n: "\x1b]0;" + "a" * n
    yield "marks on one letter", lambda n: "a" + "\u0301\u0323" * (n // 2)
    yield "spaces before the end", lambda n: "a" + " " * n + "b"
    yield "growing indentation", lambda n: "".join(" " * (i % 100) + "x\n" for i in range(n // 50))
    yield "growing lines", lambda n: "".join("x" * (i % 100) + "\n" for i in range(n // 50))
    yield "one mark at the end", lambda n: "word " * (n // 5) + "Ã©"


def _pages() -> Iterator[tuple[str, Family]]:
    """Texts of different lines, made by count: what compares lines with each other, and what a decision takes in rounds."""
    numbered = {
        "different lines": "Line {0} of many that are all different from each other by far\n",
        "different paragraphs": "Paragraph {0} says of the river what it has to say, and it ends with a full stop.\n\n",
        "one opening": "The river rose again on Monday, and number {0} of all the bridges was closed to traffic by the council.\n",
        "pull quotes": "“The bridge number {0} has been closed since Monday noon,” he said.\n\nAna Ruiz said: “The bridge number {0} has been closed since Monday noon,” he said. And she left.\n\n",
        "captions twice": "Ships wait at bridge {0} over the river in Port Alma, Monday, March 3\nShips wait at bridge {0} over the river in Port Alma, Monday, March 3\n\n",
        "hints around a label": "Subscribe {0}\nAdvertisement\nMore {0}\n",
        "headings with lists": "Related\nBridge {0} is closed again after the flood\nBridge {0} to open in June\n\n"
        + SENTENCE
        + " {0}\n\n",
        "comments": "Ana {0}\n3 hours ago\nI do not think that bridge {0} will be open again.\nReply\n",
        "numbered items": "{0}. Bridge {0}\n",
        "words never seen": "w{0}x y{0}z ",
        "entities never seen": "&#{0};",
    }
    for name, line in numbered.items():
        yield f"pages: {name}", _numbered(line)


def _numbered(line: str) -> Family:
    return lambda n: "".join(line.format(number) for number in range(n // len(line) + 1))


def streams() -> dict[str, tuple[str, Callable[[int], bytes]]]:
    """The same for readers: name -> (format, a function that makes about `n` bytes)."""
    record = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 9000000\r\n\r\nabc\r\n\r\n"
    return {
        "JSONL of many fields": ("jsonl", lambda n: b'{"text":"a"' + b',"k":1' * (n // 6) + b"}\n"),
        "JSONL of short records": ("jsonl", lambda n: b'{"text":"a"}\n' * (n // 13)),
        "JSONL of bad records": ("jsonl", lambda n: b'{"text":"a"}\n' + b"{\n" * (n // 2)),
        "JSONL of escapes": ("jsonl", lambda n: b'{"text":"' + b"\\u0061" * (n // 6) + b'"}\n'),
        "JSONL nested": ("jsonl", lambda n: b'{"text":"a","k":' + b"[" * n + b"\n"),
        "CSV of open quotes": ("csv", lambda n: b"id,text\n" + b'a","\n' * (n // 5)),
        "CSV of one open quote": ("csv", lambda n: b'id,text\n"a,b\n' + b"c,d\n" * (n // 4)),
        "WARC of wrong lengths": ("warc", lambda n: record * (n // len(record) + 1)),
        "gzip marks": ("text", lambda n: b"\x1f\x8b\x08" * (n // 3)),
        "gzip of many damaged members": ("text", lambda n: b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff" * (n // 12)),
        "text in UTF-16": ("text", lambda n: ("\ufeff" + SENTENCE * (n // 200)).encode("utf-16-le")),
        "text of bad bytes": ("text", lambda n: b"caf\xe9 \xff " * (n // 7)),
    }
