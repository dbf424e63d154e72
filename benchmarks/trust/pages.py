"""Rows 2, 15 and 33: web pages that crash, hang or grow, and what is lost of them.

A page is given to `cleanse.clean_html` in a process of its own, which is ended when its budget is over: that there is an answer or a
clear error in time is what `clean_html` promises, by a worker that can be killed.
"""

import sys
from collections.abc import Callable
from time import perf_counter

from benchmarks.trust.bar import Result, Scale, run, verdict

PROGRAM = """
import sys, cleanse, resource
try:
    text = cleanse.clean_html(sys.stdin.buffer.read())
except cleanse.CleanseError as error:
    print("refused", error, file=sys.stderr)
    sys.exit(2)
sys.stdout.write(text)
"""
PROSE = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic, so nobody crossed it. "
START = 3.0  # seconds that a process takes before it cleans anything, on a busy machine


def budget(page: bytes) -> float:
    """Seconds that a page may take: two, and five a megabyte."""
    return 2 + 5 * len(page) / 1e6


def pages() -> dict[str, Callable[[int], str]]:
    """Families of pages, with the size in characters."""
    return {
        "deep": lambda n: f"<p>{PROSE}</p>" + "<div>" * (n // 5) + f"<p>{PROSE}</p>",
        "one long node": lambda n: f"<p>{PROSE}</p><p>" + PROSE * (n // len(PROSE)) + "</p>",
        "many attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n // 8)) + f">{PROSE}</p>",
        "bold and italic": lambda n: f"<p>{PROSE}" + "<b>x</b> <i>y</i>" * (n // 17) + "</p>",
        "tiny paragraphs": lambda n: f"<p>{PROSE}</p>" + "<p>x</p>" * (n // 8),
        "cells": lambda n: f"<p>{PROSE}</p><table>" + "<tr><td>x</td></tr>" * (n // 19) + "</table>",
        "spans": lambda n: f"<p>{PROSE}" + "<span>x</span>" * (n // 14) + "</p>",
        "lists": lambda n: f"<p>{PROSE}</p>" + "<ul><li>" * (n // 8) + PROSE,
        "links": lambda n: f"<p>{PROSE}</p>" + "<a href=/x>x</a>" * (n // 16),
        "comments": lambda n: f"<p>{PROSE}</p>" + "<!-- x -->" * (n // 10),
        "open tags": lambda n: f"<p>{PROSE}</p>" + "<" * n,
        "entities": lambda n: f"<p>{PROSE}" + "&amp;" * (n // 5) + "</p>",
        "laughs": lambda n: (
            '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + f"<p>{PROSE}</p>" + "&b;" * (n // 3)
        ),
        "a cut page": lambda n: f"<html><body><article><p>{PROSE}</p><p>{PROSE[:60]}",
        "nothing": lambda n: "",
        "zeros": lambda n: "\0" * n,
    }


def budgets(scale: Scale) -> Result:
    """Row 15."""
    failures, size = [], scale.of(20_000, 1_000_000)
    found = list(pages().items())[:: scale.of(3, 1)]
    for name, make in found:
        page = make(size).encode()
        start = perf_counter()
        try:
            done = run([sys.executable, "-c", PROGRAM], page, timeout=budget(page) + 1 + START * 3)
        except Exception as error:
            failures.append(f"{name}: no answer in {perf_counter() - start:.0f} s ({type(error).__name__})")
            continue
        if done.returncode not in {0, 2}:
            failures.append(f"{name}: exit code {done.returncode}: {done.stderr[-120:]!r}")
    return verdict(f"{len(found)} families of {size // 1000} kB", failures)


def losses(scale: Scale) -> Result:
    """Row 33."""
    cases = {
        "254 deep": f"<p>{PROSE}</p>" + "<div>" * 400 + f"<p>Afterwards {PROSE}</p>",
        "lists 200 deep": f"<p>{PROSE}</p>" + "<ul><li>" * 300 + f"Afterwards {PROSE}",
        "a cut page": f"<html><body><article><p>{PROSE}</p><p>Afterwards {PROSE[:60]}",
        "malformed tables": f"<table><tr><p>{PROSE}</p><td>Afterwards {PROSE}</tr></td></table>",
    }
    if scale.release:
        cases["a node of 11 MB"] = f"<p>{PROSE}</p><p>" + PROSE * (11_000_000 // len(PROSE)) + f"Afterwards {PROSE}</p>"
    failures = []
    for name, page in cases.items():
        done = run([sys.executable, "-c", PROGRAM], page.encode(), timeout=120)
        if done.returncode != 2 and b"Afterwards" not in done.stdout:
            failures.append(f"{name}: text is lost in silence")
    return verdict(f"{len(cases)} pages", failures)


def mutated(scale: Scale) -> Result:
    """Row 2. The small set mutates a page of our own; the parent is this process."""
    from benchmarks.trust.readers import mutants
    from cleanse import CleanseError, clean_html

    page = (
        f"<html><head><title>x</title></head><body><article><h1>A title</h1><p>{PROSE}</p><ul><li>one</ul></article></body></html>".encode()
    )
    failures, count = [], scale.of(60, 200_000)
    for number, mutant in enumerate(mutants(page, count, seed=2)):
        try:
            clean_html(mutant)
        except CleanseError:
            continue
        except Exception as error:
            failures.append(f"mutant {number}: {type(error).__name__}: {error}")
    return verdict(f"{count} mutants", failures)
