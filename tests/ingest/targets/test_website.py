"""A workshop page by its URL, from a small site on loopback, with the papers it links to."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from corpus.ids import canonical_url, document_id
from corpus.model import Document
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
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


@dataclass
class Site:
    """A web site: path to body, or to a status to answer with."""

    address: str = ""
    pages: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/nis/testland.html") -> str:
        return self.address + path


@pytest.fixture
def site(tiny_pdf: Callable[..., bytes]) -> Iterator[Site]:
    """The page with two papers at hand and a dead link."""
    shown = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.asked.append(self.path)
            body = shown.pages.get(self.path, 404)
            if isinstance(body, int):
                self.send_error(body)
                return
            etag = f'"{hash(body)}"'
            unchanged = self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/pdf" if self.path.endswith("pdf") else "text/html")
            self.send_header("Content-Length", "0" if unchanged else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if unchanged else body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        shown.address = f"http://127.0.0.1:{server.server_port}"
        shown.pages = {
            "/nis/testland.html": PAGE.encode(),
            "/nis/papers/finance.pdf": tiny_pdf("Credit guarantees halve the cost of lending."),
            "/nis/papers/labs.pdf": tiny_pdf("Shared microscopes are used three times as often."),
        }
        yield shown
        server.shutdown()
        thread.join()


@pytest.fixture
def fetcher() -> HttpFetcher:
    return HttpFetcher(FetchPolicy(allow_private=True, min_interval=0, backoff=0, attempts=2))


def document(workplace: Any, url: str) -> Document | None:
    return workplace.snapshot().store.document(document_id(canonical_url(url)))


def states(workplace: Any) -> dict[str, str]:
    (workshop,) = workplace.snapshot().store.workshops()
    return {f"{talk.position} {paper.role}": paper.state for talk in workshop.talks for paper in talk.papers}


def test_a_workshop_page_brings_its_papers_and_names_its_dead_link(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    report = workplace.ingest(site.url(), fetcher=fetcher)
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


def test_only_the_page_and_its_papers_are_asked_for(workplace: Any, site: Site, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    assert {path for path in site.asked if path != "/robots.txt"} == {
        "/nis/testland.html",
        "/nis/papers/finance.pdf",
        "/nis/papers/labs.pdf",
        "/files/gone.pdf",
    }


def test_a_second_visit_finds_nothing_changed(workplace: Any, site: Site, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert (report.unchanged, report.new, report.changed, report.encoded, report.gone) == (3, 0, 0, 0, 0)
    assert [failure.code for failure in report.failures] == ["http-404"]


def test_a_changed_paper_is_read_again_alone(
    workplace: Any, site: Site, fetcher: HttpFetcher, tiny_pdf: Callable[..., bytes]
) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    site.pages["/nis/papers/labs.pdf"] = tiny_pdf("Shared telescopes are idle by day.")
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert (report.changed, report.unchanged, report.encoded) == (1, 2, 1)
    assert workplace.engine().search(Query("telescopes")).hits[0].passage.talk == "Laboratories for All"


def test_a_paper_that_answers_404_is_gone_and_one_out_of_reach_stays_stale(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    site.pages["/nis/papers/labs.pdf"] = 503
    site.pages["/nis/papers/finance.pdf"] = 410
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert (report.gone, report.stale) == (1, 1)
    assert document(workplace, site.url("/nis/papers/finance.pdf")) is None
    stale = document(workplace, site.url("/nis/papers/labs.pdf"))
    assert stale is not None
    assert stale.state == "stale"
    assert any("microscopes" in text for text in workplace.texts())


def test_a_page_out_of_reach_loses_neither_itself_nor_its_papers(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    before = sorted(workplace.texts())
    site.pages["/nis/testland.html"] = 500
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert report.gone == 0
    assert sorted(workplace.texts()) == before


def test_a_paper_no_longer_linked_is_gone(workplace: Any, site: Site, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    site.pages["/nis/testland.html"] = PAGE.replace('<a href="papers/labs.pdf">View Presentation</a>', "").encode()
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert report.gone == 1
    assert not any("microscopes" in text for text in workplace.texts())


def test_globs_choose_which_papers_are_fetched(workplace: Any, site: Site, fetcher: HttpFetcher) -> None:
    workplace.ingest(site.url(), fetcher=fetcher, web=WebOptions(exclude=("*gone*", "*labs*")))
    assert "/nis/papers/labs.pdf" not in site.asked
    assert states(workplace)["2 presentation"] == "missing"


def test_a_page_that_is_no_workshop_is_a_document(workplace: Any, site: Site, fetcher: HttpFetcher) -> None:
    site.pages["/plain.html"] = b"<html><title>Plain</title><body><p>Some words about harbours.</p></body></html>"
    report = workplace.ingest(site.url("/plain.html"), fetcher=fetcher)
    assert (report.new, report.failures) == (1, [])
    assert workplace.snapshot().store.workshops() == []
    assert workplace.engine().search(Query("harbours")).hits[0].document.url == site.url("/plain.html")


def test_a_single_paper_by_its_url_is_a_document_with_pages(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    report = workplace.ingest(site.url("/nis/papers/labs.pdf"), fetcher=fetcher)
    assert (report.new, report.failures) == (1, [])
    assert workplace.engine().search(Query("microscopes")).hits[0].document.media_type == "application/pdf"


def test_a_page_that_is_not_there_is_named_and_what_is_published_stays(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    workplace.write("a.txt", "Something else.")
    workplace.ingest()
    report = workplace.ingest(site.url("/nowhere.html"), fetcher=fetcher)
    assert [failure.code for failure in report.failures] == ["http-404"]
    assert workplace.texts() == ["Something else."]


def test_private_addresses_are_refused_unless_allowed(workplace: Any, site: Site) -> None:
    report = workplace.ingest(site.url(), fetcher=HttpFetcher(FetchPolicy()))
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
def test_a_bad_link_of_a_talk_is_named_and_costs_only_itself(
    workplace: Any, site: Site, fetcher: HttpFetcher, href: str
) -> None:
    site.pages["/nis/testland.html"] = PAGE.replace("papers/labs.pdf", href).encode()
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert report.new == 2
    assert states(workplace)["1 presentation"] == "at hand"
    assert any("link not followed" in note and "x.pdf" in note for note in map(str, report.notes))


@pytest.mark.parametrize("location", BAD_LINKS[:2])
def test_a_redirect_to_a_bad_address_is_named_and_costs_only_itself(
    workplace: Any, site: Site, fetcher: HttpFetcher, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler_pages = dict(site.pages)
    site.pages["/nis/papers/labs.pdf"] = 302
    monkeypatch.setattr(BaseHTTPRequestHandler, "send_error", redirecting(location))
    report = workplace.ingest(site.url(), fetcher=fetcher)
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


def test_no_more_papers_of_a_page_are_fetched_than_may_be_and_the_others_are_named_and_not_gone(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    workplace.ingest(site.url(), fetcher=fetcher)
    site.asked.clear()
    site.pages["/nis/testland.html"] += b" "
    report = workplace.ingest(site.url(), fetcher=fetcher, web=WebOptions(most=1))
    assert site.asked == ["/nis/testland.html", "/robots.txt", "/nis/papers/finance.pdf"]
    assert report.gone == 0
    assert sum("more than 1 files" in note for note in map(str, report.notes)) == 2
    assert any("microscopes" in text for text in workplace.texts())


def test_an_address_may_have_its_scheme_in_capitals(workplace: Any, site: Site, fetcher: HttpFetcher) -> None:
    address = site.url("/nis/papers/labs.pdf").replace("http:", "HTTP:")
    report = workplace.ingest(address, fetcher=fetcher)
    assert (report.new, report.failures) == (1, [])


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.txt", content)
    return out.getvalue()


def test_the_files_of_a_linked_archive_belong_to_its_talk_and_count_as_one_paper(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    site.pages["/nis/testland.html"] = PAGE.replace("papers/labs.pdf", "papers/labs.zip").encode()
    site.pages["/nis/papers/labs.zip"] = zipped(a="Shared microscopes are used often.", b="Centrifuges are not.")
    workplace.ingest(site.url(), fetcher=fetcher)
    (best,) = workplace.engine().search(Query("microscopes", limit=1)).hits
    assert best.document.source == f"{canonical_url(site.url('/nis/papers/labs.zip'))}#/a.txt"
    assert best.document.url == f"{site.url('/nis/papers/labs.zip')}#/a.txt"
    assert (best.passage.speaker, best.passage.talk) == ("Bo Ray", "Laboratories for All")
    assert states(workplace)["2 presentation"] == "at hand"
    assert workplace.engine().snapshot.store.meta("coverage")["linked"] == 3


def test_a_second_visit_of_a_linked_archive_finds_nothing_changed_and_asks_for_it_once(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    site.pages["/nis/testland.html"] = PAGE.replace("papers/labs.pdf", "papers/labs.zip").encode()
    site.pages["/nis/papers/labs.zip"] = zipped(a="Shared microscopes are used often.", b="Centrifuges are not.")
    workplace.ingest(site.url(), fetcher=fetcher)
    site.asked.clear()
    report = workplace.ingest(site.url(), fetcher=fetcher)
    assert (report.unchanged, report.new, report.changed, report.gone) == (5, 0, 0, 0)
    assert site.asked.count("/nis/papers/labs.zip") == 1


@pytest.mark.parametrize("status", [404, 410])
def test_the_files_of_a_linked_archive_are_gone_with_it(
    workplace: Any, site: Site, fetcher: HttpFetcher, status: int
) -> None:
    site.pages["/nis/testland.html"] = PAGE.replace("papers/labs.pdf", "papers/labs.zip").encode()
    site.pages["/nis/papers/labs.zip"] = zipped(a="Shared microscopes are used often.")
    workplace.ingest(site.url(), fetcher=fetcher)
    site.pages["/nis/papers/labs.zip"] = status
    assert workplace.ingest(site.url(), fetcher=fetcher).gone == 2
    assert not any("microscopes" in text for text in workplace.texts())


def test_the_files_of_a_linked_archive_stay_while_it_is_out_of_reach(
    workplace: Any, site: Site, fetcher: HttpFetcher
) -> None:
    site.pages["/nis/testland.html"] = PAGE.replace("papers/labs.pdf", "papers/labs.zip").encode()
    site.pages["/nis/papers/labs.zip"] = zipped(a="Shared microscopes are used often.")
    workplace.ingest(site.url(), fetcher=fetcher)
    site.pages["/nis/papers/labs.zip"] = 503
    assert workplace.ingest(site.url(), fetcher=fetcher).gone == 0
    assert any("microscopes" in text for text in workplace.texts())
