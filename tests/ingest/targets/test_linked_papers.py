"""A workshop page on a loopback site, with a paper in every format: each comes with its talk and its places."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pptx
import pytest

from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from search.query import Query

TALKS = {
    "Credit for Workshops": ("Ms. Ana Li", "Presentation", "credit.ppt"),
    "Measuring Laboratories": ("Mr. Bo Ray", "Presentation", "labs.pptx"),
    "Patents in Villages": ("Dr. Cy Day", "White Paper", "patents.doc"),
    "Clusters of Potters": ("Ms. Di Fox", "White Paper", "clusters.docx"),
    "Trade by Rail": ("Mr. Ed Ham", "White Paper", "rail.pdf"),
    "Lost Causes": ("Mr. Fi Ito", "Presentation", "lost.pdf"),
}


def page() -> bytes:
    talks = "".join(
        f"<p>{title} - {speaker}, Director, Institute of Made Things, Nepal<br>"
        f'<a href="/papers/{name}">View {kind}</a></p>'
        for title, (speaker, kind, name) in TALKS.items()
    )
    return (
        "<!doctype html><html><head><title>Workshop on Made Things - Nepal</title></head><body>"
        "<h1>Workshop on Made Things - Nepal</h1><h2>Date and Venue</h2><p>3-5 May 2007, Kathmandu, Nepal</p>"
        "<h2>Details of the Technical Sessions</h2><h3>Technical Session I</h3>" + talks + "</body></html>"
    ).encode()


def slide_text(number: int) -> str:
    return f"This is slide number {number}." + (" Guarantee funds halve interest." if number == 7 else "")


def new_deck() -> bytes:
    deck = pptx.Presentation()
    for number in range(1, 5):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Part {number}"
        slide.placeholders[1].text = "Microscopes wait for repair." if number == 3 else "Benches."
    target = io.BytesIO()
    deck.save(target)
    return target.getvalue()


def new_document() -> bytes:
    document = docx.Document()
    document.add_heading("Kilns", 1)
    document.add_paragraph("Potters share one kiln among nine families.")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture
def address(site: Any, make: Any, tiny_pdf: Callable[..., bytes]) -> str:
    """The site. Its papers carry no useful media type: what they are is told by their bytes."""
    slides = [make.slide(f"Chapter {number}", slide_text(number)) for number in range(1, 10)]
    paragraphs = [make.paragraph("Filing", style=1), make.paragraph("Village inventors rarely file patents.")]
    bodies = {
        "/made/workshop-on-made-things": page(),
        "/papers/credit.ppt": make.powerpoint(slides),
        "/papers/labs.pptx": new_deck(),
        "/papers/patents.doc": make.word(paragraphs),
        "/papers/clusters.docx": new_document(),
        "/papers/rail.pdf": tiny_pdf("Freight goes by road.", "Cold chains want railway wagons."),
    }

    site.pages |= bodies
    site.media_types |= {path: "application/octet-stream" for path in bodies if path.startswith("/papers/")}
    return str(site.url("/made/workshop-on-made-things"))


def test_one_url_brings_papers_of_every_format_to_their_talks_and_answers_cite_slide_and_page(
    workplace: Any, address: str
) -> None:
    fetcher = HttpFetcher(FetchPolicy(allow_private=True, min_interval=0, backoff=0, attempts=1))
    report = workplace.ingest(address, fetcher=fetcher)
    assert [failure.code for failure in report.failures] == ["http-404"]
    (workshop,) = workplace.snapshot().store.workshops()
    states = {talk.title: [paper.state for paper in talk.papers] for talk in workshop.talks}
    assert states == {title: ["failed" if title == "Lost Causes" else "at hand"] for title in TALKS}
    (dead,) = workshop.talks[-1].papers
    assert dead.reason is not None
    assert "404" in dead.reason

    engine = workplace.engine()
    for question, talk, place in (
        ("guarantee funds halve interest", "Credit for Workshops", (7, "Slide 7")),
        ("microscopes wait for repair", "Measuring Laboratories", (3, "Slide 3")),
        ("village inventors rarely file patents", "Patents in Villages", (1, "Filing")),
        ("potters share one kiln", "Clusters of Potters", (1, "Kilns")),
        ("cold chains want railway wagons", "Trade by Rail", (2, None)),
    ):
        found = engine.search(Query.parse(question, filters={"kind": ["paper"]})).hits[0].passage
        assert (found.talk, found.speaker) == (talk, TALKS[talk][0].split(". ")[1])
        assert found.page == place[0]
        assert found.page_label in (place[1], str(place[0]))
    assert dict(engine.search(Query("kiln")).coverage) == {
        "linked": 6, "at_hand": 5, "missing": 0, "failed": 1, "image_only": 0
    }  # fmt: skip
