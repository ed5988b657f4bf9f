"""The list of documents and the report of each, as a browser without a script gets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from corpus.ids import document_id

Serve = Callable[[Path], TestClient]


def shown(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def bare(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def titles(page: str) -> list[str]:
    return re.findall(r'<td class="first"><a [^>]*>([^<]*)</a>', page)


def test_documents_that_were_read_failed_and_removed_are_listed_with_their_state(
    workplace: Any, serve: Serve, tiny_pdf: Callable[..., bytes]
) -> None:
    workplace.write("good.txt", "Zebu cattle plough the terraces.")
    workplace.write("bad.pdf", b"%PDF-1.4 nothing")
    workplace.write("scan.pdf", tiny_pdf("", ""))
    workplace.write("withdrawn.txt", "This text is withdrawn.")
    workplace.ingest()
    workplace.ingest(delete=(document_id((workplace.files / "withdrawn.txt").as_uri()),))
    page = shown(serve(workplace.data), "/documents")
    rows = {bare(row): row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]}
    states = {name.split()[0]: name for name in rows}
    assert "available" in states["good"]
    assert "could not be read" in states["bad.pdf"]
    assert "scanned images without text" in states["scan"]
    assert "removed" in states["withdrawn"]
    assert "2 documents searched, 2 not searched" in bare(page)
    assert str(workplace.files) not in page


def test_the_list_is_filtered_and_sorted_by_its_address(library: Any, serve: Serve) -> None:
    library.add("beta", "One.", year=2001)
    library.add("alpha", "Two.", "Three.", year=2003, media_type="application/pdf")
    library.add("gamma ray", "Four.", year=2002)
    library.publish()
    client = serve(library.data)
    assert titles(shown(client, "/documents")) == ["alpha", "beta", "gamma ray"]
    assert titles(shown(client, "/documents?desc=1")) == ["gamma ray", "beta", "alpha"]
    assert titles(shown(client, "/documents?sort=year")) == ["beta", "gamma ray", "alpha"]
    assert titles(shown(client, "/documents?title=MA+R")) == ["gamma ray"]
    assert titles(shown(client, "/documents?type=PDF")) == ["alpha"]
    assert "No document matches" in shown(client, "/documents?state=failed")
    assert shown(client, "/documents?sort=colour", 422)


def test_the_links_of_the_columns_keep_the_filters(library: Any, serve: Serve) -> None:
    for name in ("one a", "two a", "three"):
        library.add(name, "Text.")
    library.publish()
    client = serve(library.data)
    page = shown(client, "/documents?title=a")
    for href in re.findall(r'<th[^>]*><a href="([^"]+)"', page):
        assert sorted(titles(shown(client, unescape(href)))) == ["one a", "two a"], href


def test_the_report_names_the_reader_and_the_pages_without_text(
    workplace: Any, serve: Serve, tiny_pdf: Callable[..., bytes]
) -> None:
    path = workplace.write("half.pdf", tiny_pdf("Zebu cattle plough the terraces.", ""))
    workplace.ingest()
    report = bare(shown(serve(workplace.data), f"/documents/{document_id(path.as_uri())}/report"))
    assert re.search(r"Reader \w*pdf", report)
    assert "No text (pages that are only a picture) 2" in report
    assert "half.pdf" in report
    assert str(workplace.files) not in report


def test_the_report_of_a_failed_document_says_why(workplace: Any, serve: Serve) -> None:
    path = workplace.write("bad.pdf", b"%PDF-1.4 nothing")
    workplace.write("good.txt", "Zebu cattle plough the terraces.")
    workplace.ingest()
    report = bare(shown(serve(workplace.data), f"/documents/{document_id(path.as_uri())}/report"))
    assert "It could not be read, so it is not searched." in report


def test_an_unknown_document_has_no_report(library: Any, serve: Serve) -> None:
    library.add("one", "Text.")
    library.publish()
    shown(serve(library.data), "/documents/none/report", 404)


def test_a_long_list_is_read_to_its_end_a_page_at_a_time(library: Any, serve: Serve, monkeypatch: Any) -> None:
    monkeypatch.setattr("api.web.pagination.PER_PAGE", 4)
    for number in range(10):
        library.add(f"document {number}", "Text.")
    library.publish()
    client, at, seen = serve(library.data), "/documents?sort=added", []
    while at:
        page = shown(client, at)
        seen += titles(page)
        later = re.search(r'rel="next" href="([^"]+)"', page)
        at = unescape(later[1]) if later else ""
    assert seen == [f"document {number}" for number in range(10)]


def test_an_empty_library_explains_in_three_steps_how_to_fill_it(tmp_path: Path, serve: Serve) -> None:
    client = serve(tmp_path / "data")
    for path, status in (("/", 503), ("/documents", 200)):
        page = shown(client, path, status)
        assert len(re.findall(r"<li><b>", page)) == 3
        assert 'href="/add"' in page


def test_a_library_without_a_workshop_counts_its_documents_and_offers_searches_that_find_something(
    library: Any, serve: Serve
) -> None:
    library.add("Terrace farming", "Terraced rice fields feed the northern valleys.")
    library.publish()
    client = serve(library.data)
    page = shown(client, "/")
    assert "1 document" in bare(page)
    assert "0 workshops" not in bare(page)
    assert "Terrace farming" in page
    for href in re.findall(r'class="examples">.*?href="([^"]+)"', page, re.DOTALL):
        assert 'class="hit"' in shown(client, unescape(href))
