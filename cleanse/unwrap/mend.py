"""A parsed page -> the same page, such that its text says what a reader sees: numbers raised, formulas written out, marks of tools gone.

It comes before all that reads the page, so that the extractor sees the same text as the decision.
"""

import re
from typing import TYPE_CHECKING

from lxml import etree

from cleanse.unwrap.tree import DOUBLED

if TYPE_CHECKING:
    from lxml import html

READINGS = ("rt", "rp", "rtc")  # how a character is pronounced: the word stands there already
RAISED = re.compile(r"\s*[-+−–]?[0-9]+(?:[,–-]\s?[0-9]+)*\s*")
RAISE = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
STACKED = ("mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "munder", "mover", "munderover", "mtable")  # not said by text in a row
TEX = frozenset("\\^_")  # one of them is there, or it is a description in words
DISPLAYED = re.compile(r"\{\\displaystyle\s+(.*)\}", re.DOTALL)
RENDERED = "MathJax"  # what the script of a formula has made of it
DRAWN = ("katex", RENDERED)
_NUMBERED = " or ".join(f"contains(@class, '{name}')" for name in ("lineno", "line-number", "linenumber", "line_number", "gutter", "-ln-"))
_NUMBERED = f"{_NUMBERED} or @class = 'ln' or @class = 'lnt'"
LINE_NUMBERS = etree.XPath(f"//pre//*[{_NUMBERED}] | //pre[{_NUMBERED}] | //td[{_NUMBERED}][..//pre or ..//code]")
COUNTED = re.compile(r"[\d\s]*")
TOOLS = etree.XPath(
    "//span[contains(@class, 'mw-editsection') or contains(@class, 'mw-cite-backlink')]"
)  # beside headings and notes of wikis


def mend(tree: "html.HtmlElement") -> None:
    """Change the tree of a page where its bare text would say something else than the page does, or is nobody's text."""
    for template in [*tree.iter("template")]:
        if template.get("shadowrootmode") == "open":  # a browser shows what it holds
            template.tag = "div"
    etree.strip_elements(tree, *READINGS, with_tail=False)
    for element in (*TOOLS(tree), *(found for found in LINE_NUMBERS(tree) if COUNTED.fullmatch("".join(found.itertext())))):
        element.clear(keep_tail=True)
    for power in tree.iter("sup"):
        _raise(power)
    for formula in [*tree.iter("math")]:
        _write_out(formula)
    for script in [*tree.iter("script")]:
        if (script.get("type") or "").startswith("math/tex"):
            _show(script)


def _raise(power: etree._Element) -> None:
    """A number raised above the digit in front of it is no further digit: 10⁶ is not 106."""
    before, around = power.getprevious(), power.getparent()
    if before is not None:
        text = before.tail or "".join(before.itertext())
    else:
        text = (around.text or "") if around is not None else ""
    if text[-1:].isdecimal() and RAISED.fullmatch("".join(power.itertext())):
        for element in power.iter():
            element.text = (element.text or "").translate(RAISE)
            if element is not power:
                element.tail = (element.tail or "").translate(RAISE)


def _write_out(formula: etree._Element) -> None:
    """A formula that stands in more than one row, as TeX if the page has that; the rows one after the other would be another formula."""
    notes = (note.text or "" for note in formula.iter("annotation") if "tex" in note.get("encoding", ""))
    tex = next(notes, formula.get("alttext", ""))
    if TEX.isdisjoint(tex) or next(formula.iter(*STACKED), None) is None:
        return
    outwards = formula.iterancestors()
    inner, outer = next(outwards, formula), next(outwards, formula)
    if not inner.get("class", "").startswith(DOUBLED):
        _say(formula, tex)
    elif outer.get("class", "").startswith(DRAWN):  # it holds the formula a second time, in pieces, and nothing else
        _say(outer, tex)


def _show(script: etree._Element) -> None:
    """A formula that a script would draw, if it has not."""
    before = script.getprevious()
    if before is not None and (before.get("class") or "").startswith(RENDERED) and "".join(before.itertext()).strip():
        return
    _say(script, script.text or "")


def _say(place: etree._Element, tex: str) -> None:
    """All that an element holds is this formula."""
    whole = DISPLAYED.fullmatch(tex.strip())
    place.clear(keep_tail=True)
    place.tag = "span"
    place.text = f"\\({(whole[1] if whole else tex).strip()}\\)"
