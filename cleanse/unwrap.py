"""HTML -> the text that is worth cleaning.

For now that is what trafilatura takes from the page; where it takes nothing, all visible text, so that nothing is lost
in silence.
"""

from cleanse.model import Document

UNSEEN = ("script", "style", "noscript", "template", "head")
BLOCKS = frozenset(
    """
    address article aside blockquote br dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main
    nav ol option p pre section table td th tr ul
    """.split()
)


def unwrap(page: Document) -> Document:
    """The text of a page as a document of its own, with the same id, url and encoding."""
    return page._replace(text=_extracted(page.text) or _visible(page.text))


def _extracted(html: str) -> str:
    from trafilatura import extract

    return (extract(html, include_comments=False) or "") if html.strip() else ""


def _visible(html: str) -> str:
    from lxml import etree
    from lxml import html as parser

    try:
        tree = parser.document_fromstring(html.encode("utf-8", "replace"), parser=parser.HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, ValueError):
        return html
    etree.strip_elements(tree, *UNSEEN, etree.Comment, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in BLOCKS:
            pieces.append("\n")
        text = element.text if event == "start" else element.tail
        pieces.append((text or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
