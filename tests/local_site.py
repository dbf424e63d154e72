"""A small news site on 127.0.0.1, for what crawls: an index that links two articles, and a map of them; and the recipes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import util
from pathlib import Path
from threading import Thread
from types import ModuleType

RECIPES = Path(__file__).parent.parent / "docs" / "recipes"
BODY = [
    "The river rose again on Monday, and by noon the council had closed both bridges to all traffic, for the first time since the old mill burned down.",
    "“Nobody expected this,” said Ana Ruiz, who has kept the ferry for thirty years and lent it to her neighbours all day without asking for a coin.",
    "By evening the water stood at the doors of the market hall, where two hundred people had carried their furniture and their animals up the stairs.",
    "The council meets again on Tuesday, and hopes to open the upper bridge to buses before the schools begin, if the wind turns as it is said to.",
]
CHROME = ["Advertisement", "Sign up for our daily newsletter"]
TITLE = "Both bridges at Port Alma closed"


def article() -> str:
    """An article's page, with chrome that extractors leave in its text."""
    lines = [BODY[0], CHROME[0], BODY[1], BODY[2], CHROME[1], BODY[3]]
    head = f'<meta charset="utf-8"><title>{TITLE}</title><meta property="og:type" content="article"><meta property="og:title" content="{TITLE}">'
    paragraphs = "".join(f"<p>{line}</p>\n" for line in lines)
    return f'<!doctype html><html lang="en"><head>{head}</head><body><main><article><h1>{TITLE}</h1>\n{paragraphs}</article></main></body></html>'


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *values: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Write the site into the folder and serve it; the address is yielded."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        links = "".join(f'<li><a href="/{name}.html">{TITLE}, part {name}</a></li>' for name in "ab")
        places = "".join(f"<url><loc>{address}{name}.html</loc></url>" for name in "ab")
        pages = {"index.html": f"<!doctype html><title>News</title><ul>{links}</ul>", "a.html": article(), "b.html": article()}
        pages["sitemap.xml"] = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
        for name, page in pages.items():
            (folder / name).write_text(page, "utf-8")
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield address
        server.shutdown()
        thread.join()


def recipe(name: str) -> ModuleType:
    """A script of docs/recipes, as a module."""
    spec = util.spec_from_file_location(name, RECIPES / f"{name}.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
