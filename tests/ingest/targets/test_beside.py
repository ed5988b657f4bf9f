"""A saved page with the files of its talks beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PAGE = """<!DOCTYPE html><html><head><title>Ferries - Testland</title></head><body><h1>Ferries - Testland</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Details of the Technical Sessions</h2><h3>Technical Session I</h3>
<p>Engines for All - Ms. Ana Li, Director, Bank of Testland, Indonesia<br>
<a href="{engines}">View Presentation</a></p>
<p>Tides for All - Mr. Bo Ray, Professor, University of Testville, Indonesia<br>
<a href="{tides}">View White Paper</a></p></body></html>"""


@pytest.fixture
def saved(workplace: Any, tiny_pdf: Callable[..., bytes]) -> Any:
    workplace.write("w/program_files/engines 1.pdf", tiny_pdf("Engines run on oil."))
    workplace.write("w/tides.pdf", tiny_pdf("Tides come twice a day."))
    workplace.write("w/other.pdf", tiny_pdf("Sand is everywhere."))
    return workplace


def talks(workplace: Any) -> dict[str, tuple[str | None, str | None, str | None]]:
    documents, _ = workplace.snapshot().store.documents(10)
    files = [d for d in documents if d.media_type == "application/pdf"]
    return {d.source.rsplit("/", 1)[-1]: (d.talk, d.speaker, d.role) for d in files}


@pytest.mark.parametrize(
    ("engines", "tides"),
    [
        ("program_files/engines%201.pdf", "tides.pdf"),
        ("./program_files/engines 1.pdf#page=2", "../w/tides.pdf"),
        ("http://ferries.test/slides/engines%201.pdf", "http://ferries.test/papers/tides.pdf"),
    ],
)
def test_files_beside_a_saved_page_are_its_talks(saved: Any, engines: str, tides: str) -> None:
    saved.write("w/program.html", PAGE.format(engines=engines, tides=tides))
    report = saved.ingest()
    assert report.failures == []
    assert talks(saved) == {
        "engines%201.pdf": ("Engines for All", "Ana Li", "presentation"),
        "tides.pdf": ("Tides for All", "Bo Ray", "white paper"),
        "other.pdf": (None, None, None),
    }
    (workshop,) = saved.snapshot().store.workshops()
    assert [paper.state for paper in workshop.papers] == ["at hand", "at hand"]
    assert not any((paper.url or "").startswith("file:") for paper in workshop.papers)
    again = saved.ingest()
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4)


def test_a_file_that_the_page_no_longer_links_to_leaves_its_talk(saved: Any) -> None:
    saved.write("w/program.html", PAGE.format(engines="program_files/engines%201.pdf", tides="tides.pdf"))
    saved.ingest()
    saved.write("w/program.html", PAGE.format(engines="program_files/engines%201.pdf", tides="other.pdf"))
    saved.ingest()
    assert talks(saved)["tides.pdf"] == (None, None, None)
    assert talks(saved)["other.pdf"] == ("Tides for All", "Bo Ray", "white paper")


def test_links_out_of_the_folder_are_ignored(saved: Any, tiny_pdf: Callable[..., bytes]) -> None:
    secret = saved.files.parent / "secret.pdf"
    secret.write_bytes(tiny_pdf("Secret."))
    saved.write("w/program.html", PAGE.format(engines=secret.as_uri(), tides="../../secret.pdf"))
    saved.ingest()
    assert "Secret." not in " ".join(saved.texts())
    (workshop,) = saved.snapshot().store.workshops()
    assert [(paper.url, paper.state) for paper in workshop.papers] == [(None, "missing"), (None, "missing")]
