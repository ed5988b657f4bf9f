"""Reading a page takes time in proportion to its length."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.read.page import read_page

_FIRST = ("Anna", "Boris", "Chen", "Dora", "Emil", "Fatima")
_LAST = ("Keller", "Ivanov", "Wei", "Silva", "Brandt", "Hassan", "Okoro")
_START = "<html><body><h1>Workshop on rivers</h1><p>Geneva, 3-5 May 2015</p>"


def _who(at: int) -> str:
    return f"{_FIRST[at % 6]} {_LAST[at % 7]}, University of Lake {at % 13}"


def _rows(count: int) -> str:
    rows = "".join(
        f"<tr><td>{9 + at % 8:02d}:{at % 60:02d}</td><td><a href='{at}.pdf'>Flow of water in basin {at}</a></td>"
        f"<td>{_who(at)}</td></tr>"
        for at in range(count)
    )
    return f"{_START}<table>{rows}</table></body></html>"


def _headings(count: int) -> str:
    talks = "".join(
        f"<h3>Flow of water in basin {at}</h3><p>{_who(at)}</p><p>Abstract: We show how water {at} was measured. "
        "Stations stand at many places. The results are compared with models of the same basin.</p>"
        for at in range(count)
    )
    return f"{_START}{talks}</body></html>"


def _links(count: int) -> str:
    lines = "".join(f"<p><a href='{at}.pdf'>Document number {at}</a></p>" for at in range(count))
    return f"{_START}{lines}</body></html>"


def _lines_run(page: str) -> int:
    """How many lines of code run while a page is read."""
    count = 0

    def line(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        parse_workshop_page(read_page(page.encode(), name="page.html"), "rivers")
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("make", [_rows, _headings, _links])
def test_a_page_twice_as_long_takes_twice_the_work(make: Callable[[int], str]) -> None:
    _lines_run(make(320))  # what is remembered from page to page is remembered before either is measured
    short, long = _lines_run(make(160)), _lines_run(make(320))
    assert long < 2.2 * short
