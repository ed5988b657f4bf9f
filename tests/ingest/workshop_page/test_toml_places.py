"""Every key and value of a TOML file is found at its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.workshop_page.declared.toml_places import Key, places
from ingest.workshop_page.declared.toml_text import quoted

DOCUMENT = '''# A comment with = and [brackets]
title = "a # no comment"  # one
"quoted key" = 'literal # "text"'
many = [
  "one", # first
  { name = "two", tags = ["x", 'y'] },
]
long = """
first = 1
[[no.table]]
"""
day = 2012-01-02   # a day

[[sessions]]
label = "A"
  [[sessions.talks]]
  title = "T1"
  [[sessions.talks]]
  title = "T2"
[[sessions]]
label = "B"
[[sessions.talks]]
title = "T3"
[other.table]
key = true
'''


def leaves(value: Any, key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value that is no table, with the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*key, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, (*key, at))
    else:
        yield key, value


def test_every_value_is_what_stands_at_its_place() -> None:
    found = places(DOCUMENT)
    for key, value in leaves(tomllib.loads(DOCUMENT)):
        start, end = found.spans[key]
        assert tomllib.loads(f"x = {DOCUMENT[start:end]}")["x"] == value


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("many", 1), 6),
        (("many", 1, "tags", 1), 6),
        (("day",), 12),
        (("sessions", 0), 14),
        (("sessions", 0, "talks", 1, "title"), 19),
        (("sessions", 1, "talks", 0), 22),
        (("other", "table", "key"), 25),
        (("nothing",), 0),
    ],
)
def test_a_key_is_on_its_line(key: Key, line: int) -> None:
    assert places(DOCUMENT).line(*key) == line


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.one_of(TEXTS.map(quoted), st.booleans().map(lambda b: str(b).lower()), st.dates().map(str)),
    lambda inner: st.lists(inner, max_size=4).map(lambda items: "[ " + ",\n".join(items) + " ]"),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc_-1", min_size=1, max_size=5), VALUES, max_size=6))
def test_every_value_of_any_document_is_found(values: dict[str, str]) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    text += "".join(f"[[list]]\n{key} = {value}\n" for key, value in values.items() if "list" not in values)
    found = places(text)
    for key, value in leaves(tomllib.loads(text)):
        start, end = found.spans[key]
        assert tomllib.loads(f"x = {text[start:end]}")["x"] == value


@given(TEXTS)
def test_a_quoted_text_reads_as_itself(text: str) -> None:
    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text
