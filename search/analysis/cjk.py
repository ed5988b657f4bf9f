"""Character n-grams for scripts without spaces between words.

Chinese, Japanese, Thai, Lao, Khmer and Burmese run words together, and a tokenizer that splits at spaces makes one
term of a clause, which no query repeats. Overlapping n-grams need no dictionary and match wherever the word does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_SOUTH_EAST = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1780-\u17d3\u1000-\u104f"
_MARKS = re.compile("[\u0e47-\u0e4c\u0e4e\u0ec8-\u0ecc]")
"""Thai and Lao tone and silence marks, at which the tokenizer would split."""

RUN = f"[{_HAN}]+|[{_SOUTH_EAST}]+"
"""Pattern of a run of characters in one of these scripts."""
_RUN = re.compile(RUN)
_SOUTH_EAST_RUN = re.compile(f"[{_SOUTH_EAST}]")
_HAN_LENGTH, _SOUTH_EAST_LENGTH = 2, 4


def ngrams(run: str) -> Iterator[str]:
    """The overlapping n-grams of ``run``, without tone marks; a run shorter than n is one n-gram."""
    length = _SOUTH_EAST_LENGTH if _SOUTH_EAST_RUN.match(run) else _HAN_LENGTH
    letters = _MARKS.sub("", run)
    return (letters[start : start + length] for start in range(max(len(letters) - length + 1, 1)))


def segmented(text: str) -> str:
    """``text`` with every such run replaced by its n-grams, separated by spaces."""
    return _RUN.sub(lambda run: f" {' '.join(ngrams(run[0]))} ", text)
