"""Rows: blocks that are nothing but known phrases one after the other, as a bar of buttons or links becomes text.

"Facebook Twitter E-Mail", "Impressum | Datenschutz | AGB". Marks between the phrases do not count, nor do small numbers.
"""

import re
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleanse.shelves import Shelves

WORD = re.compile(r"[^\s|•·,;:/–—&»›｜：，、【】-]+")  # other marks belong to words, so that SHARE = ["Facebook", "X"] is no row
MOST_WORDS = 6  # of a phrase
DIGITS = 3  # of a number that may stand in a row: how often it was shared


def row_key(phrase: str) -> str:
    """A folded phrase as rows are compared: its words alone.

    >>> row_key("terms & conditions")
    'terms conditions'
    """
    return " ".join(WORD.findall(phrase))


class Rows:
    """Phrases of rules by `row_key`: `telling` ones, of which a row needs at least one, and those that may stand `beside` them.

    >>> from cleanse.shelves import shelf_of_row, shelved
    >>> telling, beside = shelved({"facebook": (0,), "pin it": (0,)}, shelf_of_row), shelved({"print": (0,)}, shelf_of_row)
    >>> Rows(telling, beside).rules("facebook | pin it | print")
    [0]
    """

    def __init__(self, telling: "Shelves", beside: "Shelves") -> None:
        self._telling, self._beside = telling, beside

    def rules(self, key: str) -> list[int]:
        """The numbers of the rules whose phrases make up a folded block."""
        first = WORD.match(key)
        if first is None:
            return []
        numbers = [*self._telling.shelf(first.group()).values(), *self._beside.shelf(first.group()).values()]
        if not numbers:
            return []
        words = WORD.findall(key)
        return [rule for rule in sorted({*chain.from_iterable(numbers)}) if self._is_row(words, rule)]

    def _is_row(self, words: list[str], rule: int) -> bool:
        """Whether two or more phrases of a rule cover the words, a telling one among them.

        `reach`: how many of the first words can be covered -> the most phrases that do, and how many of these tell.
        """
        reach = {0: (0, 0)}
        for at in range(len(words)):
            if at not in reach:
                continue
            phrases, telling = reach[at]
            for end in range(at + 1, min(at + MOST_WORDS, len(words)) + 1):
                text = " ".join(words[at:end])
                tells = rule in self._telling.shelf(words[at]).get(text, ())
                if tells or rule in self._beside.shelf(words[at]).get(text, ()) or (text.isdecimal() and len(text) <= DIGITS):
                    reach[end] = max(reach.get(end, (0, 0)), (phrases + 1, telling + tells))
        phrases, telling = reach.get(len(words), (0, 0))
        return phrases > 1 and telling > 0
