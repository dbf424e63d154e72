"""What the library makes of the value of a field: it ends with a line feed only if it did before."""

import cleanse


def value_of(text: str, profile: str = "article") -> str:
    answer = cleanse.clean(text, profile)
    return answer if text.endswith("\n") else answer.removesuffix("\n")
