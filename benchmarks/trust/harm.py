"""Rows 31 and 32: texts that are all content stay whole, and characters that carry meaning stay.

The texts are those that `texts.py` collects, all of them also in the small set: of few the last tenth of a percent says nothing. Every
line that goes is told with its rule: `--only 31 --texts FOLDER`.
"""

from collections import defaultdict
from functools import cache
from itertools import product

from benchmarks.trust.bar import Result, Scale, verdict
from cleanse import Cleaner
from cleanse.profile import PROFILES

WHOLE = 0.9995  # the least share of words that stays, of every genre and for every profile
SHOWN = 12  # lines that are told of each rule, genre and profile
JOINERS = "می‌خواهم نمی‌دانم خانه‌ها کتاب‌هایم شده‌است رفته‌ایم क्‍ष र्‍य न्‍न শ্‍র കണ്‍ണ ශ්‍රී ක්‍ෂ"


@cache
def _cleaned(scale: Scale) -> tuple[dict[tuple[str, str], list[int]], dict[str, list[str]], int]:
    """Words in and words left by genre and profile; what went, as lines; how many lines there were."""
    words: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    gone: dict[str, list[str]] = defaultdict(list)
    lines = 0
    assert scale.texts is not None
    paths = sorted((scale.texts / "texts").glob("*/*/*.txt"))
    for path in paths:
        genre, language = path.parts[-3:-1]
        text = path.read_text("utf-8")
        lines += text.count("\n")
        for profile in PROFILES:
            answer = Cleaner(profile).explain(text)
            count = words[genre, profile]
            count[0] += len(text.split())
            count[1] += len(text.split()) - sum(len(edit.before.split()) - len(edit.after.split()) for edit in answer.removed)
            for edit in answer.removed:
                said = " ".join(edit.before.split())
                gone[f"{profile} {genre} {edit.kind} {edit.rule}"].append(f"[{language}/{path.stem[-40:]}] {said[:160]}")
    return words, dict(gone), lines


def unharmed(scale: Scale) -> Result:
    """Row 31."""
    if scale.texts is None:
        return Result("needs --texts FOLDER", None)
    words, gone, lines = _cleaned(scale)
    shares = {key: left / max(before, 1) for key, (before, left) in sorted(words.items())}
    table = tuple(f"{genre}, {profile}: {share:.6f} of {words[genre, profile][0]} words" for (genre, profile), share in shares.items())
    least = min(shares, key=lambda key: shares[key])
    told = [
        detail
        for name, said in sorted(gone.items(), key=lambda item: -len(item[1]))
        for detail in (f"{len(said)} x {name}", *(f"    {line}" for line in said[:: max(1, len(said) // SHOWN)][:SHOWN]))
    ]
    number = f"{lines} lines, {sum(map(len, gone.values()))} removals; least {shares[least]:.5f} ({least[0]}, {least[1]})"
    return Result(number, shares[least] >= WHOLE, (*table, *told))


def characters(scale: Scale) -> Result:
    """Row 32."""
    people, tools, skins = "👩👨🧑", "🚀🎓🌾🍳🎤🏫🏭💻🔧🔬🎨🚒", ["", *map(chr, range(0x1F3FB, 0x1F400))]
    emoji = [f"{person}{skin}\u200d{tool}" for person, skin, tool in product(people, skins, tools)]
    emoji += ["👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "👁️‍🗨️", "❤️‍🔥", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣"]
    bidi = ["\u200eabc\u200f", "\u2067אבג\u2069", "\u202bאבג\u202c", "عربي\u200f (a)"]
    other = ["我们，你好！", "ＡＢＣ", "“quoted” ‘too’", "Ǆ Ĳ", "5\u2009km", "ﬁne", "ก\u200bข"]
    samples = [*emoji, *JOINERS.split(), *bidi, *other]
    failures = []
    for profile, sample in product(PROFILES, samples):
        text = f"On Monday the ferry left with {sample} on board, and nobody on the pier minded.\n"
        expected = text.replace("\u2009", " ")
        if Cleaner(profile).clean(text) != expected:
            failures.append(f"{profile}: {sample!a}")
    return verdict(f"{len(samples)} samples, {len(PROFILES)} profiles", failures)
