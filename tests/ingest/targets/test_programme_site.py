"""Programmes in three layouts on a loopback site: every linked file is at its talk and found by its speaker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from corpus.ids import canonical_url, document_id
from corpus.model import Document
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from ingest.targets.website import WebOptions
from search.query import Query

TALKS = {
    "dredging.pdf": (
        "Dredging for small ports",
        "Ana Lindqvist",
        "Sand is back within two winters.",
    ),
    "cranes.pdf": ("Cranes that fold away", "Bo Raymond", "A folded crane fits beneath the railway bridge."),
    "tides.pdf": ("Tide tables without paper", "Cara Muster", "Pilots read the tide from their watches."),
    "tariffs.pdf": ("Open tariffs for harbour masters", "Dan Okafor", "Published fees end quarrels on the quay."),
}
HEAD = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>12-14 May 2015, Suva, Fiji</p>"
TITLE = "Regional Workshop on Small Harbours"


def table() -> str:
    rows = "".join(
        f"<tr><td>{9 + at}:00 - {9 + at}:30</td><td>{title}</td><td>{who}, Director, Port Authority, Fiji</td>"
        f'<td><a href="files/{name}">Slides</a></td></tr>'
        for at, (name, (title, who, _)) in enumerate(TALKS.items())
    )
    head = "<tr><th>Time</th><th>Topic</th><th>Speaker</th><th>Material</th></tr>"
    return HEAD.format(TITLE) + f"<h2>Session 1: Ports</h2><table>{head}{rows}</table></body></html>"


def cards() -> str:
    boxes = "".join(
        f'<div class="talk"><h4>{title}</h4><p class="who">{who}, Port Authority</p>'
        f'<p><a href="files/{name}"><img src="pdf.gif" alt="PDF"></a></p></div>'
        for name, (title, who, _) in TALKS.items()
    )
    return HEAD.format(TITLE) + f"<h2>Programme</h2><h3>Session 1</h3>{boxes}</body></html>"


def bold() -> str:
    blocks = "".join(
        f'<p><b>{9 + at}:00<br>{title}</b> <a href="files/{name}">[slides]</a></p>'
        f"<p>{who}<br><i>Ministry of Ports, Suva</i></p><hr>"
        for at, (name, (title, who, _)) in enumerate(TALKS.items())
    )
    return HEAD.format(TITLE) + f"<p><b>Session 1: Ports</b></p><hr>{blocks}</body></html>"


LAYOUTS = {"table": table, "cards": cards, "bold": bold}


@pytest.fixture
def site(site: Any, tiny_pdf: Callable[..., bytes]) -> Any:
    """The files of the talks; each test adds its pages."""
    site.pages |= {f"/w/files/{name}": tiny_pdf(text) for name, (_, _, text) in TALKS.items()}
    return site


@pytest.fixture
def fetcher() -> HttpFetcher:
    return HttpFetcher(FetchPolicy(allow_private=True, min_interval=0, backoff=0, attempts=1))


def document(workplace: Any, url: str) -> Document:
    # An erasure waits for those who still read the snapshot.
    with closing(workplace.snapshot()) as snapshot:
        found = snapshot.store.document(document_id(canonical_url(url)))
    assert found is not None
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_linked_file_is_at_its_talk_and_is_found_by_its_speaker(
    workplace: Any, site: Any, fetcher: HttpFetcher, layout: str
) -> None:
    site.pages["/w/program.html"] = LAYOUTS[layout]().encode()
    report = workplace.ingest(site.url("/w/program.html"), fetcher=fetcher)
    assert report.failures == []
    (workshop,) = workplace.snapshot().store.workshops()
    assert [(talk.title, talk.speaker) for talk in workshop.talks] == [(t, who) for t, who, _ in TALKS.values()]
    assert [paper.state for paper in workshop.papers] == ["at hand"] * len(TALKS)
    engine = workplace.engine()
    for name, (title, who, _) in TALKS.items():
        found = document(workplace, site.url(f"/w/files/{name}"))
        assert (found.title, found.talk, found.speaker) == (title, title, who)
        assert found.linked_from == site.url("/w/program.html")
        best = engine.search(Query.parse(f"slides of {who}", filters={"kind": ["paper"]})).hits[0]
        assert best.passage.document_id == found.id


def test_files_of_a_page_without_talks_are_named_by_their_place(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    site.pages["/w/papers.html"] = (
        b"<html><title>Papers</title><body><h1>Papers</h1><ul><li><b>Sand in small channels</b> "
        b'<a href="files/dredging.pdf">[pdf]</a></li><li><a href="files/tides.pdf">Tide tables on the wrist</a> '
        b"(PDF, 20 KB)</li></ul></body></html>"
    )
    workplace.ingest(site.url("/w/papers.html"), fetcher=fetcher)
    first = document(workplace, site.url("/w/files/dredging.pdf"))
    assert (first.title, first.link_text) == ("Sand in small channels", "Sand in small channels [pdf]")
    assert first.linked_from == site.url("/w/papers.html")
    assert document(workplace, site.url("/w/files/tides.pdf")).title == "Tide tables on the wrist"


def test_erasing_a_page_removes_the_text_around_its_links_from_the_files_it_links_to(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    address = site.url("/w/papers.html")
    site.pages["/w/papers.html"] = (
        b"<html><title>Papers</title><body><h1>Papers</h1><ul><li>Sand in small channels "
        b'<a href="files/dredging.pdf">[pdf]</a></li></ul></body></html>'
    )
    workplace.ingest(address, fetcher=fetcher)
    assert document(workplace, site.url("/w/files/dredging.pdf")).link_text == "Sand in small channels [pdf]"
    workplace.ingest(address, fetcher=fetcher, erase=(document(workplace, address).id,))
    assert document(workplace, site.url("/w/files/dredging.pdf")).link_text is None


def test_robots_txt_is_honoured_for_links_and_named(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    site.pages["/w/program.html"] = table().encode()
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /w/files/cranes\nDisallow: /w/program.html\n"
    report = workplace.ingest(site.url("/w/program.html"), fetcher=fetcher)
    (failure,) = report.failures
    assert (failure.code, failure.source) == ("robots", canonical_url(site.url("/w/files/cranes.pdf")))
    assert "--ignore-robots" in failure.message
    assert "/w/files/cranes.pdf" not in site.asked
    report = workplace.ingest(site.url("/w/program.html"), fetcher=fetcher, web=WebOptions(ignore_robots=True))
    assert report.failures == []
    assert "/w/files/cranes.pdf" in site.asked


def test_a_page_in_place_of_a_file_is_named_and_is_no_paper(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    site.pages["/w/program.html"] = table().encode()
    site.pages["/w/files/cranes.pdf"] = b"<!DOCTYPE html><html><body>Please sign in to go on.</body></html>"
    report = workplace.ingest(site.url("/w/program.html"), fetcher=fetcher)
    assert [failure.code for failure in report.failures] == ["page-for-file"]
    assert not any("sign in" in text for text in workplace.texts())
    (workshop,) = workplace.snapshot().store.workshops()
    assert workshop.talks[1].papers[0].state == "failed"


def test_a_page_that_says_it_is_not_there_is_named(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    site.pages["/w/old.html"] = b"<html><title>404 Not Found</title><body><h1>Page not found</h1></body></html>"
    workplace.write("a.txt", "Something else.")
    workplace.ingest()
    report = workplace.ingest(site.url("/w/old.html"), fetcher=fetcher)
    assert [failure.code for failure in report.failures] == ["not-found"]
    assert workplace.texts() == ["Something else."]


def test_of_a_page_of_countless_links_the_first_are_followed_and_the_rest_is_named(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    links = "".join(f'<li><a href="files/n{at}.pdf">File number {at}</a></li>' for at in range(5_000))
    site.pages["/w/all.html"] = f"<html><body><h1>All files</h1><ul>{links}</ul></body></html>".encode()
    report = workplace.ingest(site.url("/w/all.html"), fetcher=fetcher, web=WebOptions(most=3))
    assert len([path for path in site.asked if path.endswith(".pdf")]) == 3
    assert [failure.code for failure in report.failures].count("too-many-links") == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_page_gives_one_structure_by_url_as_a_file_and_in_a_folder(
    workplace: Any, site: Any, fetcher: HttpFetcher, layout: str
) -> None:
    html = LAYOUTS[layout]()
    site.pages["/w/program.html"] = html.encode()
    file = workplace.write("alone/program-file.html", html)
    workplace.write("folder/program-inside.html", html)
    workplace.ingest(site.url("/w/program.html"), file, workplace.files / "folder", fetcher=fetcher)
    found = workplace.snapshot().store.workshops()
    assert sorted(workshop.slug for workshop in found) == ["program", "program-file", "program-inside"]
    assert len({tuple((t.title, t.speaker, t.extent) for t in w.talks) for w in found}) == 1
    assert len({(w.title, w.first_day, w.venue) for w in found}) == 1
