"""Kept passages: what became of each, and the exported files, judged by the programs that read them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import bibtexparser
import docx
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import InputError
from search.features.notebook.export import EXPORTS, ExportName
from search.features.notebook.kept import MOST_KEPT, Kept, Rechecked, read_notebook, recheck, write_notebook
from search.features.notebook.word import Entry
from search.features.notebook.word import docx as write_docx

TEXT = "Zebu cattle plough the terraces of the northern valleys."
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

words = st.text(max_size=30).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text))
notebooks = st.lists(
    st.builds(Kept, st.text("abc0", min_size=1, max_size=5), words, words, words),
    max_size=5,
    unique_by=lambda kept: kept.id,
)


def passage_of(library: Any, name: str) -> Any:
    document = next(e.document for e in library.catalogue.entries() if e.document.title == name)
    return library.catalogue.passages(document.id)[0]


@pytest.fixture
def found(library: Any) -> list[Rechecked]:
    """A passage that stands, and one that is gone."""
    library.add("cattle", "On the first page.", TEXT, media_type="application/pdf", year=2006, speaker="Ms. Rao")
    library.publish()
    engine = library.engine()
    (stands,) = [
        p for p in library.catalogue.passages(engine.snapshot.store.documents(1)[0][0].id) if p.text == TEXT
    ]
    items = [Kept(stands.id, TEXT, "cattle", "=1+1 a note"), Kept("gone", "Words of a lost text.", "A lost paper")]
    return recheck(engine, items, "https://library.example.org")


@given(notebooks)
def test_a_notebook_that_was_written_is_read_back_the_same(items: list[Kept]) -> None:
    assert read_notebook(write_notebook(items)) == items


@pytest.mark.parametrize(
    "given", ["", "{}", "[1]", '[{"text": "no id"}]', "null", "[" * 100_000, json.dumps([{"id": 1}, None])]
)
def test_what_is_no_notebook_is_refused(given: str) -> None:
    with pytest.raises(InputError):
        read_notebook(given)


def test_more_passages_than_a_notebook_holds_are_refused_with_the_number() -> None:
    with pytest.raises(InputError, match=str(MOST_KEPT)):
        read_notebook(json.dumps([{"id": str(n)} for n in range(MOST_KEPT + 1)]))


def test_a_passage_that_is_unchanged_still_stands(library: Any) -> None:
    library.add("a", TEXT)
    library.publish()
    kept = Kept(passage_of(library, "a").id, TEXT)
    assert [item.state for item in recheck(library.engine(), [kept], None)] == ["stands"]


def test_a_reworded_passage_is_found_by_its_former_id(library: Any) -> None:
    library.add("a", TEXT)
    library.catalogue.put_former_id("old", passage_of(library, "a").id, None, "2026")
    library.publish()
    (item,) = recheck(library.engine(), [Kept("old", "Zebu cattle plough terraces.")], None)
    assert item.state == "reworded"
    assert item.passage is not None
    assert item.passage.text == TEXT


def test_a_quote_whose_document_is_gone_is_found_in_another(library: Any) -> None:
    library.add("a", TEXT)
    library.publish()
    (item,) = recheck(library.engine(), [Kept("gone", TEXT)], None)
    assert item.state == "elsewhere"


def test_a_quote_that_stands_nowhere_is_gone_and_keeps_its_text(found: list[Rechecked]) -> None:
    assert [item.state for item in found] == ["stands", "gone"]
    assert found[1].text == "Words of a lost text."
    assert found[1].reference is None


def test_every_footnote_of_the_word_document_cites_the_page(found: list[Rechecked]) -> None:
    content = EXPORTS["docx"].write(found)
    paragraphs = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert f"“{TEXT}”" in paragraphs
    assert "=1+1 a note" in paragraphs
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        notes = etree.fromstring(package.read("word/footnotes.xml"))
        body = etree.fromstring(package.read("word/document.xml"))
    texts = {n.get(f"{WORD}id"): "".join(n.itertext()) for n in notes.iter(f"{WORD}footnote")}
    used = [n.get(f"{WORD}id") for n in body.iter(f"{WORD}footnoteReference")]
    assert "p. 2" in texts[used[0]]
    assert "no longer in the library" in texts[used[1]]


@given(st.lists(st.builds(Entry, st.text(), st.text(), st.text()), max_size=3))
def test_any_text_gives_a_word_document_that_opens(entries: list[Entry]) -> None:
    content = write_docx("Kept", entries)
    opened = docx.Document(io.BytesIO(content))
    assert sum(p.style.name == "Quote" for p in opened.paragraphs if p.style) == len(entries)


def test_reference_managers_read_what_is_still_there(found: list[Rechecked]) -> None:
    (record,) = rispy.loads(EXPORTS["ris"].write(found).decode())
    assert record["title"] == "cattle"
    (entry,) = bibtexparser.loads(EXPORTS["bibtex"].write(found).decode()).entries
    assert "cattle" in entry["title"]
    (item,) = json.loads(EXPORTS["csl-json"].write(found))
    assert item["page"] == "2"


def test_the_table_begins_with_a_byte_order_mark_and_runs_no_formula(found: list[Rechecked]) -> None:
    content = EXPORTS["csv"].write(found)
    assert content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["note"] == "'=1+1 a note"
    assert [row["state"] for row in rows] == ["stands", "gone"]
    assert rows[0]["address"].startswith("https://library.example.org/passages/")


def test_markdown_has_a_footnote_for_each_quote(found: list[Rechecked]) -> None:
    text = EXPORTS["markdown"].write(found).decode()
    assert f"> {TEXT} [^1]" in text
    assert "[^2]: A lost paper." in text


@pytest.mark.parametrize("name", list(EXPORTS))
def test_an_empty_notebook_is_exported_without_an_error(name: ExportName) -> None:
    assert isinstance(EXPORTS[name].write([]), bytes)
