"""Drawings in files of their own say their title, their description and their text."""

from __future__ import annotations

import pytest

from corpus.errors import ExtractionError
from ingest.extract import media, registry

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made -->\n<svg xmlns="http://www.w3.org/2000/svg" width="9">'


def text(body: str, head: str = HEAD) -> str:
    return registry.extract(f"{head}{body}</svg>".encode(), name="plan.svg").pages[0].text


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        '<svg viewBox="0 0 9 9">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd" [<!ENTITY a "b">]>\n<svg>',
        '\ufeff<?xml version="1.0"?><s:svg xmlns:s="http://www.w3.org/2000/svg">',
    ],
)
def test_a_drawing_is_known_by_its_bytes(head: str) -> None:
    assert media.detect(f"{head}<text>Quota</text>".encode()) == media.SVG


def test_a_page_that_shows_a_drawing_is_a_page() -> None:
    assert media.detect(b"<html><body><svg><text>Quota</text></svg>") == media.HTML


def test_title_description_and_text_are_read_line_by_line() -> None:
    body = "<title>Catch by year</title><desc>Two bars.</desc><g><text y='1'>2019</text><text>32 tonnes</text></g>"
    result = registry.extract(f"{HEAD}{body}</svg>".encode())
    assert result.title == "Catch by year"
    assert result.pages[0].text == "Catch by year\n\nTwo bars.\n\n2019\n32 tonnes"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text>CO<tspan baseline-shift='sub'>2</tspan> rises</text>", "CO2 rises"),
        ("<text>32<tspan style='baseline-shift: super'>4</tspan> tonnes</text>", "32 [4] tonnes"),
        ("<text>fish<tspan>eries</tspan></text>", "fisheries"),
        ("<text><tspan x='0'>First line</tspan><tspan x='0' dy='12'>second</tspan></text>", "First line second"),
        ("<defs><text>unused</text></defs><text>shown</text>", "shown"),
        ("<g display='none'><text>draft</text></g><g style='display: none'><text>x</text></g><text>a</text>", "a"),
        ("<s:text xmlns:s='http://www.w3.org/2000/svg'>Quota</s:text>", "Quota"),
        ("<script>alert(1)</script><text>&lt;b&gt; &#233;t&#233;</text>", "<b> été"),
    ],
)
def test_text_of_a_drawing_comes_out_as_it_is_drawn(body: str, expected: str) -> None:
    assert text(body) == expected


def test_a_drawing_without_text_is_refused_by_name() -> None:
    with pytest.raises(ExtractionError) as caught:
        text("<path d='M0 0'/>")
    assert caught.value.code == "empty"
