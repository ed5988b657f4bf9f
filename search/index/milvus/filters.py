"""Which passages count, in Milvus's language for filters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from search.index.row_filter import FacetKeys, RowFilter

ROW, FACETS, TERMS, VECTOR, WORDS = "id", "facets", "terms", "vector", "words"
"""The fields of a collection."""


def facet_number(key: str) -> int:
    """A facet key as Milvus holds it: a number, in which no quote or control character can be misread."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def carrying(facets: FacetKeys) -> list[str]:
    """One condition for each of ``facets``."""
    return [f"array_contains_any({FACETS}, {_list(map(facet_number, keys))})" for keys in facets]


def holding(terms: Iterable[int]) -> str:
    """The passage holds all of these terms."""
    return f"array_contains_all({TERMS}, {_list(terms)})"


def expression(passing: RowFilter | None) -> str:
    """``passing`` as a filter; empty where everything counts."""
    if passing is None:
        return ""
    parts = carrying(passing.facets)
    if passing.without:
        parts.append(f"not array_contains_any({FACETS}, {_list(map(facet_number, passing.without))})")
    if passing.only is not None:
        parts.append(f"{ROW} in {_list(passing.only.tolist())}")
    whole = both(parts)
    if passing.also and whole:
        whole = f"({whole}) or {ROW} in {_list(passing.also)}"
    if passing.but:
        whole = both([*([f"({whole})"] if whole else []), f"{ROW} not in {_list(passing.but)}"])
    return whole


def both(parts: Iterable[str]) -> str:
    """All of ``parts``."""
    return " and ".join(parts)


def _list(numbers: Iterable[int]) -> str:
    return f"[{', '.join(str(int(number)) for number in numbers)}]"
