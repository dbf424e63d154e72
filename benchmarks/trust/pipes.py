"""Rows 29, 30 and 34: one bad byte, other encodings, and what a user of Unix expects of a filter."""

import signal
import subprocess
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.trust.bar import CLEANSE, Result, Scale, environment, fixtures, run, verdict
from cleanse import Cleaner
from cleanse.decode import decode

LINE = "The ferry Constance left Port Alma at noon, and nobody on the pier of the harbour minded it at all.\n"
# Encodings, and what their writers write.
LEGACY = {
    "cp1252 iso8859_1 iso8859_15": "Die Brücke über den Fluß wurde am Montag für den Verkehr gesperrt, à midi, señor, où là-bas.",
    "cp1250 iso8859_2": "Most przez rzekę został zamknięty w poniedziałek, a żaden prom nie odpłynął z portu, łódź też nie.",
    "cp1251 koi8_r iso8859_5 mac_cyrillic": "Мост через реку закрыли в понедельник, и ни один паром не ушёл из порта до вечера.",
    "cp1253 iso8859_7": "Η γέφυρα πάνω από το ποτάμι έκλεισε τη Δευτέρα και κανένα πλοίο δεν έφυγε από το λιμάνι.",
    "cp1254": "Nehrin üzerindeki köprü pazartesi günü trafiğe kapatıldı, hiçbir vapur limandan ayrılmadı, şöyle.",
    "cp1255": "הגשר מעל הנהר נסגר ביום שני לתנועה ואף מעבורת לא יצאה מהנמל עד הערב.",
    "cp1256": "أغلق الجسر فوق النهر يوم الاثنين أمام حركة المرور ولم تغادر أي عبارة الميناء.",
    "gb18030": "河上的大桥星期一对交通关闭，直到晚上没有一艘渡轮离开港口。", "big5": "河上的大橋星期一對交通關閉，直到晚上沒有一艘渡輪離開港口。",
    "shift_jis euc_jp": "川にかかる橋は月曜日に通行止めとなり、夕方まで港を出る船は一隻もなかった。", "euc_kr": "강 위의 다리는 월요일에 통행이 금지되었고 저녁까지 항구를 떠난 배는 없었다.",
    "utf_16 utf_16_le utf_32": "The bridge over the river was closed on Monday, and no ferry left the port.",
}  # fmt: skip


def one_bad_byte(scale: Scale) -> Result:
    """Row 29. A text in UTF-8 of which one byte is replaced by one that is none: only that line may differ."""
    lines = [*(data.decode() for data in fixtures()[:3]), LINE * 3]
    data = "".join(lines).encode()
    before, failures, count = data.decode().split("\n"), [], 0
    for at in range(0, len(data), max(1, len(data) // scale.of(40, 1000))):
        for byte in range(128, 256, scale.of(16, 1)):
            document = decode(data[:at] + bytes([byte]) + data[at + 1 :])
            after = document.text.split("\n")
            number = data[:at].count(b"\n")
            count += 1
            same = len(after) >= len(before) - 1 and after[:number] == before[:number] and after[-1:] == before[-1:]
            if not same or document.encoding != "utf-8":
                failures.append(f"byte {byte:#x} at {at}: {document.encoding}")
    return verdict(f"{count} damages", failures)


def encodings(scale: Scale) -> Result:
    """Row 30. Declared, the text is right; not declared, it is right or the answer says that it is a guess."""
    failures, count, right = [], 0, 0
    for names, text in LEGACY.items():
        for name, size in product(names.split(), (1, 3, 10)):
            data = ("\n".join([text] * size)).encode(name, "ignore")
            wanted = data.decode(name)
            declared, guessed = decode(data, name), decode(data)
            count += 1
            if declared.text.removeprefix("\ufeff") != wanted.removeprefix("\ufeff"):
                failures.append(f"{name}, declared: {declared.encoding}")
            right += guessed.text == wanted
            if guessed.text != wanted and guessed.confidence > 0.8:
                failures.append(f"{name}, not declared: {guessed.encoding}, sure by {guessed.confidence}")
    return verdict(
        f"{count} texts in {sum(len(names.split()) for names in LEGACY)} encodings; undeclared {right / count:.0%} right, the others flagged",
        failures,
    )


def filter_manners(scale: Scale) -> Result:
    """Row 34."""
    failures = []
    shell = {
        "| head": (f"yes '{LINE.strip()}' | head -n 200000 | {sys.executable} -m cleanse | head -n 1", 0),
        "> /dev/full": (f"echo x | {sys.executable} -m cleanse > /dev/full", 2),
        "closed output": (f"echo x | {sys.executable} -m cleanse >&-", 2),
        "no such file": (f"{sys.executable} -m cleanse /nowhere/x", 2),
        "a folder": (f"{sys.executable} -m cleanse /", 2),
        "an unknown option": (f"{sys.executable} -m cleanse --nothing", 2),
        "nothing at all": (f"{sys.executable} -m cleanse < /dev/null", 0),
    }
    for case, (command, code) in shell.items():
        done = run(["sh", "-c", command], timeout=100)
        if done.returncode != code or b"Traceback" in done.stderr or b"Exception ignored" in done.stderr or done.stderr.count(b"\n") > 3:
            failures.append(f"{case}: exit code {done.returncode}: {done.stderr[-200:]!r}")
    failures += [f"SIGINT: {complaint}" for _ in range(scale.of(2, 100)) if (complaint := _interrupted())]
    failures += _locales()
    return verdict(f"{len(shell)} pipes and exit codes, interrupts, locales", failures)


def _interrupted() -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(LINE * 1000)
        process = subprocess.Popen(
            [*CLEANSE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  (no threads; a job in the background ignores SIGINT)
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(LINE.encode() * 20_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    return "" if process.returncode in {130, -signal.SIGINT} and b"Traceback" not in told else f"{process.returncode}: {told[-200:]!r}"


def _locales() -> list[str]:
    text = "Café — “Ferry” 河\n".encode()
    wanted = Cleaner().clean(text).encode()
    cases = (
        "LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=C.UTF-8", "LC_ALL=C PYTHONIOENCODING=latin-1", "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0",
    )  # fmt: skip
    return [f"locale: {case}" for case in cases if run(["env", *case.split(), *CLEANSE], text).stdout != wanted]
