"""A workshop page by its URL, from a small site on loopback, with the papers it links to."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.ids import canonical_url, document_id
from corpus.model import Document
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from ingest.sources.http.response import Fetched
from ingest.targets.website import WebOptions
from search.query import Query

PAGE = """<!DOCTYPE html><html><head><title>Promotion of NIS - Testland</title></head><body>
<div id="menu"><a href="/other.html">Other workshops</a> <a href="/terms.pdf.html">Terms</a></div>
<h1>Promotion of NIS - Testland</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Brief Profile of Participants</h2><p>12 international experts</p>
<h2>Details of the Technical Sessions</h2>
<h3>Technical Session I</h3>
<p>Financing Small Enterprises - Ms. Ana Li, Director, Bank of Testland, Indonesia<br>
<a href="papers/finance.pdf">View Presentation</a> | <a href="/files/gone.pdf">View White Paper</a></p>
<p>Laboratories for All - Mr. Bo Ray, Professor, University of Testville, Indonesia<br>
<a href="papers/labs.pdf">View Presentation</a></p>
<h2>Recommendations Arising Out of the Technical Sessions</h2>
<p><strong>(a) Policy Directions</strong></p>
<ul><li>Governments should give small loans to micro enterprises.</li>
<li>Universities should open their laboratories.</li></ul>
</body></html>"""


@pytest.fixture
def site(site: Any, tiny_pdf: Callable[..., bytes]) -> Any:
    """The page with two papers at hand and a dead link."""
    site.pages |= {
        "/nis/testland.html": PAGE.encode(),
        "/nis/papers/finance.pdf": tiny_pdf("Credit guarantees halve the cost of lending."),
        "/nis/papers/labs.pdf": tiny_pdf("Shared microscopes are used three times as often."),
    }
    return site


@pytest.fixture
def fetcher() -> HttpFetcher:
    return HttpFetcher(FetchPolicy(allow_private=True, min_interval=0, backoff=0, attempts=2))


def document(workplace: Any, url: str) -> Document | None:
    return workplace.snapshot().store.document(document_id(canonical_url(url)))


def states(workplace: Any) -> dict[str, str]:
    (workshop,) = workplace.snapshot().store.workshops()
    return {f"{talk.position} {paper.role}": paper.state for talk in workshop.talks for paper in talk.papers}


def test_a_workshop_page_brings_its_papers_and_names_its_dead_link(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    (failure,) = report.failures
    assert (failure.code, failure.source) == ("http-404", canonical_url(site.url("/files/gone.pdf")))
    assert report.new == 3
    assert states(workplace) == {
        "1 presentation": "at hand",
        "1 white paper": "failed",
        "2 presentation": "at hand",
    }
    (workshop,) = workplace.snapshot().store.workshops()
    assert (workshop.slug, workshop.first_day, len(workshop.talks)) == ("testland", "2007-05-03", 2)
    (best,) = workplace.engine().search(Query("microscopes", limit=1)).hits
    assert (best.passage.speaker, best.passage.talk) == ("Bo Ray", "Laboratories for All")
    assert best.document.url == site.url("/nis/papers/labs.pdf")


def test_only_the_page_and_its_papers_are_asked_for(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert {path for path in site.asked if path != "/robots.txt"} == {
        "/nis/testland.html",
        "/nis/papers/finance.pdf",
        "/nis/papers/labs.pdf",
        "/files/gone.pdf",
    }


def test_a_second_visit_finds_nothing_changed(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert (report.unchanged, report.new, report.changed, report.encoded, report.gone) == (3, 0, 0, 0, 0)
    assert [failure.code for failure in report.failures] == ["http-404"]


def test_a_changed_paper_is_read_again_alone(
    workplace: Any, site: Any, fetcher: HttpFetcher, tiny_pdf: Callable[..., bytes]
) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    site.pages["/nis/papers/labs.pdf"] = tiny_pdf("Shared telescopes are idle by day.")
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert (report.changed, report.unchanged, report.encoded) == (1, 2, 1)
    assert workplace.engine().search(Query("telescopes")).hits[0].passage.talk == "Laboratories for All"


def test_a_scan_stays_image_only_when_the_server_says_that_it_did_not_change(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    url = "http://h.example/scan.pdf"
    workplace.web = {url: Fetched(url, url, 200, tiny_pdf("", ""), "application/pdf", etag='"1"')}
    reasons = []
    for _ in range(2):
        workplace.ingest(url)
        with Catalogue.open_read_only(workplace.data / CATALOGUE) as catalogue:
            reasons += [entry.document.reason for entry in catalogue.entries()]
    assert reasons == ["image only", "image only"]


def test_a_paper_that_answers_404_is_gone_and_one_out_of_reach_stays_stale(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    site.pages["/nis/papers/labs.pdf"] = 503
    site.pages["/nis/papers/finance.pdf"] = 410
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert (report.gone, report.stale) == (1, 1)
    assert document(workplace, site.url("/nis/papers/finance.pdf")) is None
    stale = document(workplace, site.url("/nis/papers/labs.pdf"))
    assert stale is not None
    assert stale.state == "stale"
    assert any("microscopes" in text for text in workplace.texts())


def test_a_page_out_of_reach_loses_neither_itself_nor_its_papers(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    before = sorted(workplace.texts())
    site.pages["/nis/testland.html"] = 500
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert report.gone == 0
    assert sorted(workplace.texts()) == before


def test_a_paper_no_longer_linked_is_gone(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    site.pages["/nis/testland.html"] = PAGE.replace('<a href="papers/labs.pdf">View Presentation</a>', "").encode()
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert report.gone == 1
    assert not any("microscopes" in text for text in workplace.texts())


def test_globs_choose_which_papers_are_fetched(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher, web=WebOptions(exclude=("*gone*", "*labs*")))
    assert "/nis/papers/labs.pdf" not in site.asked
    assert states(workplace)["2 presentation"] == "missing"


def test_a_page_that_is_no_workshop_is_a_document(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    site.pages["/plain.html"] = b"<html><title>Plain</title><body><p>Some words about harbours.</p></body></html>"
    report = workplace.ingest(site.url("/plain.html"), fetcher=fetcher)
    assert (report.new, report.failures) == (1, [])
    assert workplace.snapshot().store.workshops() == []
    assert workplace.engine().search(Query("harbours")).hits[0].document.url == site.url("/plain.html")


def test_a_single_paper_by_its_url_is_a_document_with_pages(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    report = workplace.ingest(site.url("/nis/papers/labs.pdf"), fetcher=fetcher)
    assert (report.new, report.failures) == (1, [])
    assert workplace.engine().search(Query("microscopes")).hits[0].document.media_type == "application/pdf"


def test_a_page_that_is_not_there_is_named_and_what_is_published_stays(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    workplace.write("a.txt", "Something else.")
    workplace.ingest()
    report = workplace.ingest(site.url("/nowhere.html"), fetcher=fetcher)
    assert [failure.code for failure in report.failures] == ["http-404"]
    assert workplace.texts() == ["Something else."]


def test_private_addresses_are_refused_unless_allowed(workplace: Any, site: Any) -> None:
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=HttpFetcher(FetchPolicy()))
    assert [failure.code for failure in report.failures] == ["refused-address"]
    assert site.asked == []


BAD_LINKS = (
    "http://xn--/x.pdf",
    f"http://xn--{'0' * 70}/x.pdf",
    "http://a:99999/x.pdf",
    "http://u:pw@h/x.pdf",
    "http://\u2028/x.pdf",
)


@pytest.mark.parametrize("href", BAD_LINKS)
def test_an_invalid_link_of_a_talk_is_named_and_stops_nothing_else(
    workplace: Any, site: Any, fetcher: HttpFetcher, href: str
) -> None:
    site.pages["/nis/testland.html"] = PAGE.replace("papers/labs.pdf", href).encode()
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert report.new == 2
    assert states(workplace)["1 presentation"] == "at hand"
    assert any("link not followed" in note and "x.pdf" in note for note in map(str, report.notes))


@pytest.mark.parametrize("location", BAD_LINKS[:2])
def test_a_redirect_to_an_invalid_address_is_named_and_stops_nothing_else(
    workplace: Any, site: Any, fetcher: HttpFetcher, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler_pages = dict(site.pages)
    site.pages["/nis/papers/labs.pdf"] = 302
    monkeypatch.setattr(BaseHTTPRequestHandler, "send_error", redirecting(location))
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    assert report.new == len(handler_pages) - 1
    assert "bad-redirect" in [failure.code for failure in report.failures]


def redirecting(location: str) -> Any:
    """Answers a 302 to ``location``, and any other status as it is."""
    send_error = BaseHTTPRequestHandler.send_error

    def send(handler: BaseHTTPRequestHandler, status: int, *rest: Any) -> None:
        if status != 302:
            send_error(handler, status, *rest)
            return
        handler.send_response(302)
        handler.send_header("Location", location)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return send


def test_papers_beyond_the_limit_of_a_page_are_named_and_not_gone(
    workplace: Any, site: Any, fetcher: HttpFetcher
) -> None:
    workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)
    site.asked.clear()
    site.pages["/nis/testland.html"] += b" "
    report = workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher, web=WebOptions(most=1))
    assert site.asked == ["/nis/testland.html", "/robots.txt", "/nis/papers/finance.pdf"]
    assert report.gone == 0
    assert sum("more than 1 files" in note for note in map(str, report.notes)) == 2
    assert any("microscopes" in text for text in workplace.texts())


def test_an_address_may_have_its_scheme_in_capitals(workplace: Any, site: Any, fetcher: HttpFetcher) -> None:
    address = site.url("/nis/papers/labs.pdf").replace("http:", "HTTP:")
    report = workplace.ingest(address, fetcher=fetcher)
    assert (report.new, report.failures) == (1, [])
