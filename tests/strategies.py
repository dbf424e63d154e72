"""Hypothesis strategies that make what scrapers meet: page-like lines, repeated captions, damaged encodings."""

from hypothesis import strategies as st

from cleanse.rulebook import built_in_rules
from cleanse.rules import marked

EXAMPLES = [marked(line)[0] for rule in built_in_rules() for line in (*rule.drop, *rule.keep)]
PROSE = [
    "The river rose again on Monday, and by noon the council had closed both bridges to all traffic.",
    "“Nobody expected this,” said Ana Ruiz, who has kept the ferry for thirty years.",
    "Der Fluss stieg am Montag weiter, und am Mittag sperrte die Stadt beide Brücken für den Verkehr.",
    "Le fleuve est monté lundi, et à midi la mairie a fermé les deux ponts à la circulation.",
    "Река поднялась в понедельник, и к полудню власти закрыли оба моста для движения.",
    "河水在星期一再次上涨，中午时分市政府关闭了两座桥梁。",
    "रविवार को नदी का जलस्तर बढ़ गया और प्रशासन ने दोनों पुल बंद कर दिए।",
    "می‌خواهم بگویم که رودخانه دوشنبه بالا آمد و پل‌ها بسته شدند.",
    "Ships wait at the bridge over the river in Port Alma, Monday. (Photo: Ana Ruiz/AFP)",
    "Ships wait at the bridge over the river in Port Alma, Monday.",
]
SHORT = [
    "",
    "",
    " ",
    "Weather",
    "- one",
    "1. two",
    "| a | b |",
    "    x = f(1);",
    "name:  value",
    "```",
    "Ana: yes",
    "12:30 <bo> no",
    "&amp;nbsp;",
]
NASTY = "\x00\x07\t\r\x0b\x0c\x1b[]\x7f\x80\x85\x9d\xa0\xad\u0300\u0301\u0323\u0e01\u1100\u1161\u11a8\u200b\u200c\u200d\u200e\u2028\u2029\u202e\u2060\u3000\ufeff\ufffd\ud800\udc80\u212b\ufb01İßſΣςœÂÃà°»“”‚ÄвЂГР-С<>&;#x2amp 0.\n"

words = st.text(st.sampled_from("abcdefghij KLM.,é'’"), min_size=1, max_size=90)
clean_lines = st.one_of(st.sampled_from(PROSE), st.sampled_from(SHORT), st.sampled_from(EXAMPLES), words)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A line in an encoding it was not written in, once or twice."""
    line = draw(clean_lines)
    for _ in range(draw(st.integers(1, 2))):
        line = line.encode("utf-8", "replace").decode(
            draw(st.sampled_from(["cp1252", "latin-1", "cp1251", "cp1253", "mac-roman"])), "replace"
        )
    return line


lines = st.one_of(clean_lines, clean_lines, damaged(), st.text(st.sampled_from(NASTY), max_size=30), st.text(max_size=40))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A text of lines, some of them repeated, cut short, or with a credit; with any line breaks."""
    chosen = draw(st.lists(lines, max_size=14))
    for _ in range(draw(st.integers(0, 3)) if chosen else 0):
        again = draw(st.sampled_from(chosen))
        again = draw(st.sampled_from([again, again[: len(again) * 3 // 4], again + " (AP Photo/Ana Ruiz)", again.replace("’", "'")]))
        chosen.insert(draw(st.integers(0, len(chosen))), again)
    return "".join(line + draw(st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\n \n", "\u2028"])) for line in chosen) + draw(lines)
