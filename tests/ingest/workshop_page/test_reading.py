"""One file read in a worker: as a page where it tells of an event, as a document where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import ExtractionError
from corpus.serial import to_plain
from ingest.workshop_page.reading import Reading, ReadingPool, decoded, read

PROGRAMME = (
    b"<html><title>Workshop on Harbours</title><body><h1>Workshop on Harbours</h1><p>3-5 May 2007, Suva, Fiji</p>"
    b"<h2>Technical Session I</h2><p>Dredging - Ms. Ana Li, Director, Bank, Fiji <a href='a.pdf'>Slides</a></p>"
    b"<p>Cranes - Mr. Bo Ray, Director, Bank, Samoa <a href='b.pdf'>Slides</a></p></body></html>"
)
DRINKS = (
    b"<html><title>Beverages</title><body><h1>Beverages</h1><dl><dt>Black tea</dt><dd>Earl Grey</dd>"
    b"<dt>Green tea</dt><dd>Hoji Cha</dd><dt>White tea</dt><dd>Pai Mu</dd></dl></body></html>"
)


def test_a_programme_is_a_workshop_with_its_links() -> None:
    reading = read(PROGRAMME, name="p.html", url="http://a.example/p.html", slug="p")
    assert reading.parsed is not None
    assert reading.parsed.workshop is not None
    assert [talk.speaker for talk in reading.parsed.workshop.talks] == ["Ana Li", "Bo Ray"]
    assert [link.href for link in reading.links] == ["http://a.example/a.pdf", "http://a.example/b.pdf"]
    assert reading.extraction is None


def test_a_list_of_drinks_is_a_document_and_no_workshop() -> None:
    reading = read(DRINKS, name="d.html", slug="d")
    assert reading.parsed is not None
    assert reading.parsed.workshop is None
    assert reading.extraction is not None
    assert "Earl Grey" in reading.extraction.pages[0].text


def test_without_a_slug_a_file_is_a_document_only() -> None:
    assert read(PROGRAMME, name="p.html").parsed is None


def test_a_worker_gives_what_the_reader_gives() -> None:
    with ReadingPool(1) as pool:
        options = {"name": "p.html", "url": "http://a.example/p.html", "slug": "p", "document_id": "d1"}
        assert pool.submit(PROGRAMME, **options).result(60) == read(PROGRAMME, **options)  # type: ignore[arg-type]
        with pytest.raises(ExtractionError):
            pool.submit(b"\x00\x01\x02", name="x.bin", slug="x").result(60)


def spoiled(change: Any) -> dict[str, Any]:
    message = to_plain(read(PROGRAMME, name="p.html", slug="p"))
    change(message)
    return message


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["parsed"]["parts"][0]["extent"].update(end=10**9),
        lambda m: m["parsed"]["parts"][0]["extent"].update(page=7),
        lambda m: m["parsed"]["parts"][0]["extent"].update(start="x"),
        lambda m: m.update(parsed=[]),
        lambda m: m.pop("media_type"),
    ],
)
def test_an_answer_that_is_no_reading_is_refused(change: Any) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decoded(spoiled(change))


def test_a_reading_survives_the_way_through_the_pipe() -> None:
    reading = read(PROGRAMME, name="p.html", slug="p")
    assert isinstance(reading, Reading)
    assert decoded(to_plain(reading)) == reading
