"""Numbers before paragraphs of binary slides follow from the rules of their shape."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.msoffice.ppt import reader as ppt
from ingest.extract.msoffice.ppt.auto_numbers import Rule, labels, rules_of
from ingest.extract.msoffice.ppt.records import Record
from ingest.extract.msoffice.ppt.text_style import TextStyle

NUMBERED, SCHEME = 0x2000000, 0x1000000


def rule(scheme: int | None = None, start: int = 1) -> bytes:
    """A rule as it is stored: numbered as usual, or by a scheme from a number on."""
    if scheme is None:
        return struct.pack("<IHII", NUMBERED, 1, 0, 0)
    return struct.pack("<IHHHII", NUMBERED | SCHEME, 1, scheme, start, 0, 0)


def body(make: Any, numbering: bytes, text: str = "Fish\nRice\n\nRye") -> list[str]:
    page = ppt.extract(make.powerpoint([make.slide("Crops", text, numbering=numbering)])).pages[0]
    return [line for line in page.text.split("\n") if line][1:]


@pytest.mark.parametrize(
    ("numbering", "expected"),
    [
        (rule(), ["1. Fish", "2. Rice", "3. Rye"]),
        (rule(3, 5), ["5. Fish", "6. Rice", "7. Rye"]),
        (rule(9), ["a) Fish", "b) Rice", "c) Rye"]),
        (rule(14, 4), ["(IV) Fish", "(V) Rice", "(VI) Rye"]),
        (rule(999), ["1. Fish", "2. Rice", "3. Rye"]),
        (struct.pack("<III", 0, 0, 0), ["Fish", "Rice", "Rye"]),
        (struct.pack("<IHII", NUMBERED, 0, 0, 0), ["Fish", "Rice", "Rye"]),
        (b"\xff\xff", ["Fish", "Rice", "Rye"]),
    ],
)
def test_paragraphs_of_a_slide_have_the_numbers_that_are_shown(
    make: Any, numbering: bytes, expected: list[str]
) -> None:
    assert body(make, numbering) == expected


def test_deeper_paragraphs_are_counted_by_themselves_and_those_without_bullet_not_at_all() -> None:
    text = "Fish\rCod\rEel\rRice\rNote\rRye"
    paragraphs = [(5, 0, True), (8, 1, True), (5, 0, True), (5, 0, False), (4, 0, True)]
    style = TextStyle(paragraphs, [(5, "", 0), (8, "", 1), (14, "", 0)])
    assert list(labels(text, style, [Rule(), Rule(9)])) == [
        (0, "1."),
        (5, "a)"),
        (9, "b)"),
        (13, "2."),
        (23, "1."),
    ]


def test_levels_and_rules_are_read_from_the_style_of_the_text() -> None:
    data = struct.pack("<IHI", 5, 0, 0) + struct.pack("<IHIH", 4, 1, 1, 0)
    data += struct.pack("<IIH", 5, 0x3C00, 0) + struct.pack("<IIH", 4, 0x3C00, 2 << 10)
    style = TextStyle.read(data, 8)
    assert [style.paragraph(at) for at in (0, 4, 5)] == [(0, True), (0, True), (1, False)]
    assert [style.rule(at) for at in (0, 5)] == [0, 2]


@given(st.binary(max_size=80))
def test_any_bytes_are_read_as_rules_or_as_none(data: bytes) -> None:
    atom = struct.pack("<HHI", 0, 0x0FAC, len(data)) + data
    rules = rules_of(atom, iter([Record(5000, 0, True, 0, len(atom))]))
    assert len(rules) <= 16
    assert all(number for _, number in labels("a\rb", TextStyle.read(data, 3), rules))
