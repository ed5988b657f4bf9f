# ruff: noqa: E501 (lines of pages are as long as they are)
"""Which pages are taken for an event's without a person's word, and which stay documents."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.reading import read

_TALKS = "".join(
    f"<tr><td>{hour}:00</td><td>{title}</td><td>{name}, Hill University</td></tr>"
    for hour, title, name in (
        (9, "Soil and rain on terraces", "Ana Sample"),
        (10, "Forests along the river", "Ben Muster"),
        (11, "Paying for clean wells", "Carla Probe"),
    )
)
_TEXT = "<p>" + "The council spent another year on roads, wells and schools in the valley. " * 12 + "</p>"
_ADVICE = (
    "<h2>Recommendations</h2><ol><li>Governments should fund wells.</li><li>Schools should teach care.</li></ol>"
)
_ADVICE_OF_THREE = _ADVICE.replace("</ol>", "<li>Banks should lend.</li></ol>")

DOCUMENTS = {
    "an article with a date line and names": f"<h1>Council builds new wells</h1><p>London, 3 May 2019</p>{_TEXT}"
    "<h2>Programme of works</h2><ul><li>Ana Sample, Hill University</li><li>Ben Muster, Forest Agency</li></ul>",
    "a report that recommends": f"<h1>The state of rural wells</h1>{_TEXT}{_ADVICE}",
    "a report whose authors met someone": f"<h1>The state of wells</h1><p>We met in May with users.</p>{_TEXT}{_ADVICE}",
    "a law": f"<h1>Water Act</h1><h2>§ 1 Meetings of the board</h2>{_TEXT}<h2>§ 2 Sessions</h2>{_TEXT}",
    "a list of papers": "<h1>Publications</h1><ul><li><a href='a.pdf'>Soil and rain</a>, Ana Sample</li>"
    "<li><a href='b.pdf'>Forests and rivers</a>, Ben Muster</li><li><a href='c.pdf'>Wells</a>, Carla Probe</li></ul>",
    "a course": f"<h1>Course on water</h1><h2>Syllabus</h2><h2>Schedule</h2><table>{_TALKS}</table><h2>Homework</h2>",
    "somebody's talks of many years": "<h1>Talks</h1><ul>"
    + "".join(
        f"<li><a href='{year}.pdf'>Soil and rain {year}</a>, Ana Sample, workshop in Lima, {year}</li>"
        for year in range(2003, 2012)
    )
    + "</ul>",
    "a news digest": f"<h1>Wells news digest, May 2019</h1><h2>Talks</h2><table>{_TALKS}</table>",
    "a report whose authors held a meeting": f"<h1>The state of wells</h1><p>In May we held a meeting with users.</p>{_TEXT}{_ADVICE_OF_THREE}",
    "a report that cites a workshop's": f"<h1>The state of rural wells</h1><p>The report of the Lima workshop counts them.</p>{_TEXT}{_ADVICE_OF_THREE}",
    "a product page": f"<h1>Meeting rooms for rent</h1><h2>Speakers and screens</h2>{_TEXT}<p>Open 9:00 to 17:00</p>",
}
EVENTS = {
    "the report of a workshop": "<h1>Towards clean wells</h1><p>This document is the report following the May 2019 "
    f"workshop in Lima.</p>{_TEXT}{_ADVICE_OF_THREE}",
    "an entry about a summit that its authors held": f"<h1>Clean wells</h1><p>In March we held a Clean Water Summit in Lima. "
    f"There were many recommendations from the summit, among them:</p>{_ADVICE_OF_THREE.split('</h2>')[1]}{_TEXT}",
    "what a dated workshop suggested": "<h1>Follow-up on wells</h1><p>The Hill Fund convened the Workshop on Wells in Lima, Peru, 3-5 May 2019.</p>"
    "<h2>Follow-up action</h2><p>The Workshop suggested the action described below:</p><p>(a) Governments should fund wells,</p><p>(b) Schools should teach care,</p>"
    "<p>(c) Banks should lend.</p>",
    "a declaration in the participants' own words": "<h1>Declaration on Wells</h1><p>We, the participants in the "
    f"congress of engineers:</p>{_ADVICE.replace('</ol>', '<li>Banks should lend.</li></ol>')}",
    "a programme": f"<h1>Workshop on Wells</h1><h2>Programme</h2><table>{_TALKS}</table>",
    "a programme that names no event": f"<h1>Wells for all</h1><h2>Programme</h2><table>{_TALKS}</table>",
    "an event's recommendations": f"<h1>Seminar on Wells</h1>{_ADVICE}",
    "a title that says when": f"<h1>Summary of the Conference on Wells, 3-5 May 2019</h1>{_TEXT}",
    "an event's date and place": "<h1>Workshop on Wells</h1><p>Date: 3-4 May 2019</p><p>Venue: Hill Hotel, Lima, Peru</p>",
    "a declaration that a meeting made": "<h1>Declaration on Wells</h1><p>Engineers met during a congress in Lima. "
    f"The group developed a set of recommendations.</p>{_ADVICE.replace('</ol>', '<li>Banks should lend.</li></ol>')}",
}


def _workshop(body: str, as_page: str = "") -> Workshop | None:
    page = f"<html><head><title></title></head><body>{body}</body></html>".encode()
    parsed = read(
        page, name="page.html", url="http://pages.example/page.html", slug="wells", as_page=as_page
    ).parsed
    assert parsed is not None
    return parsed.workshop


@pytest.mark.parametrize("body", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_page_of_another_kind_is_no_workshop(body: str) -> None:
    assert _workshop(body) is None


@pytest.mark.parametrize("body", EVENTS.values(), ids=EVENTS)
def test_an_events_page_is_a_workshop(body: str) -> None:
    assert _workshop(body) is not None


def test_a_page_a_person_calls_a_workshop_needs_fewer_signs() -> None:
    body = DOCUMENTS["a report that recommends"]
    assert _workshop(body) is None
    assert _workshop(body, as_page="yes") is not None
