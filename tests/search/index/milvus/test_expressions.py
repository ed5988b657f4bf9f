"""Filters in Milvus's language let pass what the mask of the same filters lets pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from search.analysis.analyzer import Term
from search.index.milvus.filters import expression, facet_number
from search.index.row_filter import RowFilter
from search.snapshot.facets import facet_key
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

KEYS = ("year:2001", "year:2002", "kind:paper", 'say "hi"', "back\\slash\x1f]) or true")
ROWS = {key: np.flatnonzero(np.arange(40) % (2 + place) == 0) for place, key in enumerate(KEYS)}
CASES = {
    "nothing asked": RowFilter(40, ROWS.__getitem__),
    "any of two": RowFilter(40, ROWS.__getitem__, ((KEYS[0], KEYS[1]),)),
    "both of two": RowFilter(40, ROWS.__getitem__, ((KEYS[0],), (KEYS[2],))),
    "quotes and brackets": RowFilter(40, ROWS.__getitem__, ((KEYS[3],), (KEYS[4],))),
    "without": RowFilter(40, ROWS.__getitem__, ((KEYS[0],),), forbid_facets=(KEYS[1],)),
    "only some rows": RowFilter(40, ROWS.__getitem__, ((KEYS[0],),), restrict_to=np.array([2, 3, 4])),
    "only none": RowFilter(40, ROWS.__getitem__, restrict_to=np.array([], np.int64)),
    "also and but": RowFilter(40, ROWS.__getitem__, ((KEYS[0],),), include_rows=(3, 5), exclude_rows=(4, 5)),
    "but alone": RowFilter(40, ROWS.__getitem__, exclude_rows=(7,)),
    "also alone": RowFilter(40, ROWS.__getitem__, include_rows=(7,)),
}
FUNCTIONS = {"array_contains_any": lambda held, wanted: bool(set(held) & set(wanted))}


@pytest.mark.parametrize("row_filter", CASES.values(), ids=CASES)
def test_an_expression_lets_pass_what_the_mask_does(row_filter: RowFilter) -> None:
    told = expression(row_filter)
    carried = [[facet_number(key) for key in KEYS if row in ROWS[key]] for row in range(40)]
    # What is written is Python as well.
    found = [not told or eval(told, FUNCTIONS, {"id": row, "facets": carried[row]}) for row in range(40)]
    assert found == row_filter.mask.tolist()


def test_no_value_of_a_filter_stands_in_an_expression() -> None:
    assert not set(expression(CASES["quotes and brackets"])) & set("\"'\\\x1f")


def test_without_filters_nothing_is_told() -> None:
    assert expression(None) == ""


def test_filters_reach_vectors_and_words(library: Any, layout: Layout, publish: Callable[..., Any]) -> None:
    for number in range(12):
        document = {"year": 2000 + number % 3, "media_type": ("text/plain", "text/html")[number % 2]}
        library.add(f"d{number}", f"Credit number{number}.", **document)
    publish()
    snapshot = Snapshot.open_current(layout)
    question = library.encoder.encode_query("credit")
    for name, values in (("year", ("2001",)), ("media_type", ("text/html",)), ("kind", ("paper", "fact"))):
        row_filter = snapshot.row_filter({name: values})
        wanted = np.flatnonzero(row_filter.mask).tolist()
        assert sorted(snapshot.vectors.search(question, 50, row_filter)[0].tolist()) == wanted
        keys = [[facet_key(name, value) for value in values]]
        assert sorted(snapshot.lexical.search([Term("credit")], 50, keys)[0].tolist()) == wanted
    snapshot.close()
