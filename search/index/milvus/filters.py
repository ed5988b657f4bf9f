"""Row filters as Milvus filter expressions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from search.index.row_filter import FacetKeys, RowFilter

ROW, FACETS, TERMS, VECTOR, WORDS = "id", "facets", "terms", "vector", "words"
"""The fields of a collection."""


def facet_number(key: str) -> int:
    """A facet key as stored in Milvus: a number, which needs no quoting."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def carrying(facets: FacetKeys) -> list[str]:
    """One condition for each of ``facets``."""
    return [f"array_contains_any({FACETS}, {_list(map(facet_number, keys))})" for keys in facets]


def holding(terms: Iterable[int]) -> str:
    """The passage holds all of these terms."""
    return f"array_contains_all({TERMS}, {_list(terms)})"


def expression(row_filter: RowFilter | None) -> str:
    """``row_filter`` as an expression; empty if every row counts."""
    if row_filter is None:
        return ""
    parts = carrying(row_filter.require)
    if row_filter.forbid_facets:
        parts.append(f"not array_contains_any({FACETS}, {_list(map(facet_number, row_filter.forbid_facets))})")
    if row_filter.restrict_to is not None:
        parts.append(f"{ROW} in {_list(row_filter.restrict_to.tolist())}")
    whole = both(parts)
    if row_filter.include_rows and whole:
        whole = f"({whole}) or {ROW} in {_list(row_filter.include_rows)}"
    if row_filter.exclude_rows:
        whole = both([*([f"({whole})"] if whole else []), f"{ROW} not in {_list(row_filter.exclude_rows)}"])
    return whole


def both(parts: Iterable[str]) -> str:
    """All of ``parts``."""
    return " and ".join(parts)


def _list(numbers: Iterable[int]) -> str:
    return f"[{', '.join(str(int(number)) for number in numbers)}]"
