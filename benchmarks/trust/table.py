"""All rows, in the order of the bar.

Those that differ from its first draft, and why:

- 10, golden hashes: the answers of the Pythons that are installed are compared; those that a machine does not have cannot be.
- 16, RE2 and recheck: the pattern language has no repetition outside its slots, so a rule that is not linear cannot be written. It is
  shown that no shipped expression repeats without bound, and that each is fast when attacked in the window it is searched in.
"""

from benchmarks.trust import faults, fuzz, harm, hostile, memory, mutation, pages, pipes, readers, rulepacks, runs, same, scaling, supply
from benchmarks.trust.bar import Row

ROWS = (
    Row(1, "text path: no crash, no hang", "0 findings in 10 million executions", fuzz.crashes),
    Row(2, "web pages: no crash", "0 crashes in 200,000 mutants", pages.mutated),
    Row(3, "readers: damaged files", "0 crashes, 0 silent losses in 10,000 mutants of each", readers.mutated),
    Row(4, "cleaning twice is cleaning once", "0 failures", fuzz.promise("twice", "agree", "gate")),
    Row(5, "the ledger tiles and restores", "0 failures", fuzz.promise("ledger")),
    Row(6, "kept text is a subsequence", "0 exceptions", fuzz.promise("subsequence", "written")),
    Row(7, "conservation", "in = out + rejected, always", readers.conserved),
    Row(8, "determinism", "1 distinct answer", same.settings),
    Row(9, "entry points agree", "equal", same.doors),
    Row(10, "other Pythons", "the same answers", same.versions),
    Row(11, "no state between documents", "equal", same.no_state),
    Row(12, "the gate of the repair is exact", "0 differences; 99.5 % of real lines spare ftfy", fuzz.gate),
    Row(13, "time grows with size", "exponent at most 1.15 for each of 80 families", scaling.exponents),
    Row(14, "worst text", "at most 5 s/MB and 30 times ordinary text", scaling.worst),
    Row(15, "worst page", "an answer or an error within 2 s + 5 s/MB", pages.budgets),
    Row(16, "rules are linear", "none repeats without bound; at most 50 ms in its window", rulepacks.linear),
    Row(17, "hostile rule packs", "refused within 5 s and 512 MB", rulepacks.refused),
    Row(18, "memory of streams", "at most 150 MB", memory.bounded),
    Row(19, "memory of the worker for pages", "at most 1 GB for 20 MB; grows by at most 5 %", memory.worker),
    Row(20, "latency", "p99 at most 100 ms", memory.latency),
    Row(21, "start", "--version 100 ms, first line 250 ms", memory.starts),
    Row(22, "kill -9 in place", "old or new, nothing left", faults.kills),
    Row(23, "failing system calls", "0 damaged files, exit code 2", faults.errors),
    Row(24, "full disk", "the original as it was, exit code 2", faults.full_disk),
    Row(25, "metadata", "all kept", faults.metadata),
    Row(26, "concurrent edits", "0 lost", faults.edits),
    Row(27, "kill -9 of a corpus run", "the tree of an unbroken run", runs.killed),
    Row(28, "poison records", "all in quarantine, all others out", runs.poison),
    Row(29, "one bad byte", "only its line differs", pipes.one_bad_byte),
    Row(30, "other encodings", "declared right; undeclared right or flagged", pipes.encodings),
    Row(31, "texts that are all content", "0.9995 of the words, every genre and profile", harm.unharmed),
    Row(32, "characters that carry meaning", "all kept", harm.characters),
    Row(33, "losses of pages are seen", "no text lost in silence", pages.losses),
    Row(34, "pipes, codes, interrupts, locales", "all as stated", pipes.filter_manners),
    Row(35, "terminal and report", "0 control characters, nothing alive", hostile.eyes),
    Row(36, "paths", "0 writes outside, exit code 2", faults.paths),
    Row(37, "no network", "0 calls", hostile.no_network),
    Row(38, "tests bite", "90 % of mutants killed", mutation.killed),
    Row(39, "supply chain", "every dependency pinned by hash, a bill of materials", supply.pinned),
)
