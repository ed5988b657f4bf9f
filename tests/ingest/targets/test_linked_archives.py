"""A talk's link to an archive is one paper, and each file in the archive is one to be found."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from corpus.ids import canonical_url
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from search.query import Query

PAGE = b"""<!DOCTYPE html><html><head><title>Promotion of NIS - Testland</title></head><body>
<h1>Promotion of NIS - Testland</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Details of the Technical Sessions</h2>
<h3>Technical Session I</h3>
<p>Laboratories for All - Mr. Bo Ray, Professor, University of Testville, Indonesia<br>
<a href="papers/labs.zip">View Presentation</a></p>
<h2>Recommendations Arising Out of the Technical Sessions</h2>
<p><strong>(a) Policy Directions</strong></p>
<ul><li>Universities should open their laboratories.</li></ul>
</body></html>"""
ARCHIVE = "/nis/papers/labs.zip"


@pytest.fixture
def visit(workplace: Any, site: Any) -> Any:
    """Takes in a page that links to an archive of two files; gives the report."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Shared microscopes are used often.")
        archive.writestr("b.txt", "Centrifuges are not.")
    site.pages |= {"/nis/testland.html": PAGE, ARCHIVE: out.getvalue()}
    fetcher = HttpFetcher(FetchPolicy(allow_private=True, min_interval=0, backoff=0, attempts=2))
    return lambda: workplace.ingest(site.url("/nis/testland.html"), fetcher=fetcher)


def test_the_files_of_a_linked_archive_belong_to_its_talk_and_count_as_one_paper(
    workplace: Any, site: Any, visit: Any
) -> None:
    visit()
    (best,) = workplace.engine().search(Query("microscopes", limit=1)).hits
    assert best.document.source == f"{canonical_url(site.url(ARCHIVE))}#/a.txt"
    assert best.document.url == f"{site.url(ARCHIVE)}#/a.txt"
    assert (best.passage.speaker, best.passage.talk) == ("Bo Ray", "Laboratories for All")
    coverage = workplace.snapshot().store.meta("coverage")
    assert (coverage["linked"], coverage["at_hand"]) == (1, 1)


def test_a_second_visit_finds_nothing_changed_and_asks_for_the_archive_once(site: Any, visit: Any) -> None:
    visit()
    site.asked.clear()
    report = visit()
    assert (report.unchanged, report.new, report.changed, report.gone) == (4, 0, 0, 0)
    assert site.asked.count(ARCHIVE) == 1


def test_the_files_of_a_linked_archive_are_gone_with_it(workplace: Any, site: Any, visit: Any) -> None:
    visit()
    site.pages[ARCHIVE] = 404
    assert visit().gone == 3
    assert not any("microscopes" in text for text in workplace.texts())


def test_the_files_of_a_linked_archive_stay_while_it_is_out_of_reach(
    workplace: Any, site: Any, visit: Any
) -> None:
    visit()
    site.pages[ARCHIVE] = 503
    assert visit().gone == 0
    assert any("microscopes" in text for text in workplace.texts())
