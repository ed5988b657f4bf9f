"""Linked addresses that answer with a page which is not the paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import FetchError, InputError
from corpus.ids import canonical_url, document_id
from corpus.model import LinkedPaper
from ingest.drafting import draft
from ingest.sources.http.response import Fetched, MemoryFetcher
from ingest.targets.website import WebOptions

SITE = "http://ferries.test"
PAGE = f"{SITE}/w/program.html"
SIGN_IN = b"<html><title>Sign in</title><form><input name=user><input type=password></form></html>"
NO_PAGE = b"<html><title>404 - Page not found</title><h1>Page not found</h1></html>"
REFRESH = b'<html><meta http-equiv="refresh" content="0; url=real.pdf"><p>This paper has moved.</p></html>'
LANDING = (
    b'<html><title>Full paper</title><meta name="citation_pdf_url" content="/w/full.pdf">'
    b"<p>About this paper. Abstract: Tide tables.</p></html>"
)


def programme(*targets: str) -> bytes:
    rows = "".join(
        f"<p>Talk number {n} on Ferries - Ms. Ana Li{chr(96 + n)}, Director, Bank of Testland, Indonesia<br>"
        f'<a href="{target}">View Presentation</a></p>'
        for n, target in enumerate(targets, 1)
    )
    return (
        "<!DOCTYPE html><html><head><title>Ferries - Testland</title></head><body><h1>Ferries - Testland</h1>"
        "<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>"
        f"<h2>Details of the Technical Sessions</h2><h3>Technical Session I</h3>{rows}</body></html>"
    ).encode()


def papers(workplace: Any) -> list[LinkedPaper]:
    (workshop,) = workplace.snapshot().store.workshops()
    return list(workshop.papers)


def test_only_addresses_that_lead_to_a_paper_count_as_at_hand(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    answers: dict[str, bytes | Fetched | FetchError] = {
        PAGE: programme("login.pdf", "gone.pdf", "refresh.html", "landing.html", "plain.pdf"),
        f"{SITE}/w/login.pdf": SIGN_IN,
        f"{SITE}/w/gone.pdf": NO_PAGE,
        f"{SITE}/w/refresh.html": REFRESH,
        f"{SITE}/w/landing.html": LANDING,
        f"{SITE}/w/real.pdf": tiny_pdf("The real paper about peat."),
        f"{SITE}/w/full.pdf": tiny_pdf("The full paper about tides."),
        f"{SITE}/w/plain.pdf": tiny_pdf("The plain paper about sand."),
    }
    report = workplace.ingest(PAGE, fetcher=MemoryFetcher(answers))
    assert [(failure.source, failure.code) for failure in report.failures] == [
        (f"{SITE}/w/login.pdf", "sign-in"),
        (f"{SITE}/w/gone.pdf", "not-found"),
    ]
    assert [paper.state for paper in papers(workplace)] == ["failed", "failed", "at hand", "at hand", "at hand"]
    store = workplace.snapshot().store
    for linked, read in (("refresh.html", "peat"), ("landing.html", "tides"), ("plain.pdf", "sand")):
        page = store.page(document_id(canonical_url(f"{SITE}/w/{linked}")), 1)
        assert page is not None
        assert read in page.text


def test_robots_txt_is_asked_at_every_step_of_a_page_that_leads_on(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    elsewhere = "http://closed.test/real.pdf"
    answers: dict[str, bytes | Fetched | FetchError] = {
        PAGE: programme("refresh.html"),
        f"{SITE}/w/refresh.html": REFRESH.replace(b"real.pdf", elsewhere.encode()),
        "http://closed.test/robots.txt": b"User-agent: *\nDisallow: /\n",
        elsewhere: tiny_pdf("Closed."),
    }
    fetcher = MemoryFetcher(answers)
    report = workplace.ingest(PAGE, fetcher=fetcher)
    assert [failure.code for failure in report.failures] == ["robots"]
    assert elsewhere not in fetcher.asked


def test_a_redirect_to_where_robots_may_not_go_is_refused(workplace: Any, tiny_pdf: Callable[..., bytes]) -> None:
    elsewhere = "http://closed.test/real.pdf"
    answers: dict[str, bytes | Fetched | FetchError] = {
        PAGE: programme("moved.pdf"),
        f"{SITE}/w/moved.pdf": Fetched("", elsewhere, 200, tiny_pdf("Closed.")),
        "http://closed.test/robots.txt": b"User-agent: *\nDisallow: /\n",
    }
    report = workplace.ingest(PAGE, fetcher=MemoryFetcher(answers))
    assert [failure.code for failure in report.failures] == ["robots"]
    again = workplace.ingest(PAGE, fetcher=MemoryFetcher(answers), web=WebOptions(ignore_robots=True))
    assert again.failures == []


def test_pages_that_lead_in_a_circle_are_not_followed_for_ever(workplace: Any) -> None:
    answers: dict[str, bytes | Fetched | FetchError] = {
        PAGE: programme("a.html"),
        f"{SITE}/w/a.html": REFRESH.replace(b"real.pdf", b"b.html"),
        f"{SITE}/w/b.html": REFRESH.replace(b"real.pdf", b"a.html"),
    }
    report = workplace.ingest(PAGE, fetcher=MemoryFetcher(answers))
    assert [failure.code for failure in report.failures] == ["too-many-redirects"]


@pytest.mark.parametrize(("page", "code"), [(SIGN_IN, "sign-in"), (NO_PAGE, "not-found")])
def test_a_page_without_content_given_by_its_url_is_a_named_failure(
    workplace: Any, page: bytes, code: str
) -> None:
    report = workplace.ingest(PAGE, fetcher=MemoryFetcher({PAGE: page}))
    assert [failure.code for failure in report.failures] == [code]


def test_a_saved_page_without_content_is_a_named_failure(workplace: Any) -> None:
    workplace.write("paper.html", SIGN_IN)
    report = workplace.ingest()
    assert [failure.code for failure in report.failures] == ["sign-in"]


def test_a_page_that_was_read_before_and_now_asks_to_sign_in_stays_as_it_was(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    answers: dict[str, bytes | Fetched | FetchError] = {
        PAGE: programme("plain.pdf"),
        f"{SITE}/w/plain.pdf": tiny_pdf("The plain paper about sand."),
    }
    workplace.ingest(PAGE, fetcher=MemoryFetcher(answers))
    report = workplace.ingest(PAGE, fetcher=MemoryFetcher({**answers, f"{SITE}/w/plain.pdf": SIGN_IN}))
    assert report.stale == 1
    assert [paper.state for paper in papers(workplace)] == ["at hand"]


def test_nothing_is_drafted_from_a_page_that_asks_to_sign_in(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="asks to sign in"):
        draft(PAGE, MemoryFetcher({PAGE: SIGN_IN}), tmp_path)
    assert list(tmp_path.iterdir()) == []
