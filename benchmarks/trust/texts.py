"""Texts that are all content, from what Debian and PyPI ship: prose, verse, sayings, dialogue, manuals, code, chat and reviews.

    python -m benchmarks.trust.texts FOLDER

Needs Debian's apt-get, dpkg-deb and groff, and pip. Writes FOLDER/texts/GENRE/LANGUAGE/NAME.txt; nothing of it is part of the project.
Manuals are rendered as a terminal shows them; sayings are one document a file of them, parted by blank lines.
"""

import gzip
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

SAYINGS = "bg br cs de es ga it pl ru zh".split()
MANUALS = "cs da de el es fi fr hu id it ja nb nl pl pt-br ro ru sr sv tr uk vi zh".split()
FAQS = "de fr it ja ko nl pt ru zh-cn".split()
DEBIAN = [
    *("fortunes fortunes-min manpages debian-faq debian-reference-en developers-reference maint-guide anarchism jargon-text".split()),
    *("doc-debian miscfiles display-dhammapada".split()),
    *(f"fortunes-{language}" for language in SAYINGS), *(f"manpages-{language}" for language in MANUALS),
    *(f"debian-faq-{language}" for language in FAQS), *(f"debian-reference-{language}" for language in "de es fr it ja pt zh-cn".split()),
    *(f"developers-reference-{language}" for language in "de fr ru".split()), "maint-guide-ca", "maint-guide-vi",
]  # fmt: skip
PYPI = ("chatterbot-corpus==1.3.3", "vaderSentiment==2.5", "bechdel-corpus==0.0.1")
PAGES = 25  # manual pages of each language
CODE = 400  # modules


def main() -> None:
    """Fetch what is not there, and write the texts."""
    folder = Path(sys.argv[1]).resolve()
    _fetch(folder / "packages")
    _unpack(folder / "packages", folder / "unpacked")
    count = 0
    for genre, language, name, text in _found(folder / "unpacked"):
        path = folder / "texts" / genre / language / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        count += text.count("\n")
    print(f"{count} lines in {folder / 'texts'}")


def _fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name.split("_")[0] for path in folder.glob("*.deb")}
    for package in DEBIAN:
        if package not in there:
            subprocess.run(["apt-get", "-qq", "download", package], cwd=folder, check=False)
    if not any(folder.glob("*.tar.gz")):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation", "--dest", str(folder)]
        for wanted in PYPI:
            subprocess.run([*pip, wanted], check=False)


def _unpack(packages: Path, folder: Path) -> None:
    for path in sorted(packages.iterdir()):
        target = folder / path.name.split("_")[0].removesuffix(".tar.gz")
        if target.exists():
            continue
        target.mkdir(parents=True)
        if path.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", str(path), str(target)], check=True)
        elif path.suffix == ".whl":
            zipfile.ZipFile(path).extractall(target)
        elif path.name.endswith(".tar.gz"):
            with tarfile.open(path) as archive:
                archive.extractall(target, filter="data")


def _found(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Genre, language, name and text of everything."""
    for package in sorted(folder.iterdir()):
        for path in sorted(package.rglob("*")):
            if path.is_file() and not path.is_symlink() and (found := _told(package.name, path)):
                genre, language = found
                if text := _read(path):
                    name = re.sub(r"\W+", "-", str(path.relative_to(package)))[-80:]
                    yield genre, language, name, _turned(genre, text)
        yield from _manuals(package)
    for number, path in enumerate(sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py"))[::4][:CODE]):
        if text := _read(path):
            yield "code", "en", f"{path.stem}-{number}", text


def _told(package: str, path: Path) -> tuple[str, str] | None:  # noqa: PLR0911  (an order of questions)
    """Genre and language of a file, by where it stands; None for what is no text."""
    language = re.sub(r"^(fortunes|debian-faq|debian-reference|developers-reference|maint-guide)-?", "", package) or "en"
    if path.name in {"copyright", "NEWS.Debian.gz"} or path.name.startswith("changelog") or path.suffix in {".dat", ".u8"}:
        return None
    if package.startswith("fortunes") and "/games/fortunes" in str(path):
        return "sayings", {"min": "en"}.get(language, language)
    if package == "anarchism" and path.name.endswith(".md.gz"):
        return "essays", "en"
    if package.startswith(("debian-", "developers-", "maint-guide")) and path.name.endswith((".txt", ".txt.gz")):
        return "handbooks", language
    if package.startswith(("doc-debian", "jargon", "miscfiles")) and path.name.endswith((".txt", ".txt.gz")):
        return "documents", "en"
    if package.startswith("chatterbot") and path.suffix == ".yml":
        return "chat", path.parent.name
    if package.startswith("vader") and path.suffix == ".txt" and "Ground" in path.name:
        return "reviews", "en"
    if package.startswith("bechdel") and path.suffix == ".txt":
        return "novels", "en"
    return None


def _read(path: Path) -> str:
    data = path.read_bytes()
    try:
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    except (OSError, UnicodeDecodeError):
        return ""


def _turned(genre: str, text: str) -> str:
    """What is no text of the genre taken away: the marks between sayings, of chat the list marks and the heads of the files, of reviews the scores."""
    if genre == "sayings":
        return re.sub(r"^%+$", "", re.sub(r".\x08", "", text), flags=re.MULTILINE)
    if genre == "chat":
        return re.sub(r"^[\s-]+", "", text.partition("conversations:\n")[2], flags=re.MULTILINE)
    if genre == "reviews":
        return "\n\n".join(line.split("\t")[-1] for line in text.split("\n"))
    return text


def _manuals(package: Path) -> Iterator[tuple[str, str, str, str]]:
    """The manual pages of a package as a terminal shows them."""
    language = package.name.removeprefix("manpages-") if package.name != "manpages" else "en"
    pages = [path for path in sorted(package.rglob("man/**/*.gz")) if not path.is_symlink()]
    for path in pages[:: max(1, len(pages) // PAGES)] if package.name.startswith("manpages") else ():
        source = gzip.decompress(path.read_bytes())
        shown = subprocess.run(["groff", "-k", "-mandoc", "-Tutf8", "-P-cbou"], input=source, capture_output=True, check=False).stdout
        if len(shown) > 500:
            yield "manuals", language, path.stem, shown.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
