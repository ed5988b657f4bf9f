"""Files of records, line by line."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.sources.jsonl import BadLine, Record, read_records


def write(path: Path, *lines: object, end: bytes = b"\n") -> Path:
    path.write_bytes(
        b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + end for line in lines)
    )
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.jsonl"


def test_a_line_is_a_document_with_its_own_source(path: Path) -> None:
    write(path, {"_id": "a/1", "title": "T", "text": "x", "metadata": {"url": "http://example.org/a b"}})
    assert list(read_records(path)) == [
        Record(1, "a/1", "T", "x", f"{path.as_uri()}#a%2F1", "http://example.org/a%20b")
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(
    st.dictionaries(TEXTS.filter(bool), st.tuples(TEXTS, TEXTS.filter(str.strip)), max_size=6),
    st.booleans(),
    st.sampled_from([b"\n", b"\r\n", b"\n\n \r\n"]),
    st.booleans(),
)
def test_what_is_written_is_read_with_or_without_bom_and_cr(
    tmp_path_factory: pytest.TempPathFactory,
    wanted: dict[str, tuple[str, str]],
    bom: bool,
    end: bytes,
    ascii_only: bool,
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    lines = [
        json.dumps({"_id": key, "title": title, "text": text}, ensure_ascii=ascii_only).encode()
        for key, (title, text) in wanted.items()
    ]
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + end.join(lines))
    records = [record for record in read_records(path) if isinstance(record, Record)]
    assert {record.external_id: (record.title, record.text) for record in records} == wanted


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"_id": ' + b"9" * 5000 + b"}", "not-json"),
        (b"\xff\xfe{\x00", "not-utf8"),
        (b"[1]", "not-an-object"),
        ({"text": "x"}, "no-id"),
        ({"_id": "", "text": "x"}, "no-id"),
        ({"_id": True, "text": "x"}, "no-id"),
        ({"_id": ["a"], "text": "x"}, "no-id"),
        ({"_id": "b"}, "not-text"),
        ({"_id": "b", "text": 1}, "not-text"),
        ({"_id": "b", "text": None}, "not-text"),
        ({"_id": "b", "text": "x", "title": ["T"]}, "not-text"),
        ({"_id": "b", "text": " ", "title": ""}, "empty"),
        ({"_id": "a", "text": "again"}, "duplicate-id"),
        (b'{"_id": "b", "text": "' + b"x" * 300_000 + b'"}', "too-long"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_the_rest_is_read(path: Path, line: object, code: str) -> None:
    write(path, {"_id": "a", "text": "x"}, line, {"_id": "c", "text": "z"})
    first, bad, last = read_records(path, max_line_bytes=200_000)
    assert isinstance(bad, BadLine)
    assert (bad.line, bad.code) == (2, code)
    assert "line 2" in bad.message
    assert len(bad.message) < 300
    assert [item.external_id for item in (first, last) if isinstance(item, Record)] == ["a", "c"]


def test_an_id_that_came_with_a_bad_line_is_still_free(path: Path) -> None:
    write(path, {"_id": "a", "text": 1}, {"_id": "a", "text": "x"})
    assert [type(item) for item in read_records(path)] == [BadLine, Record]


def test_nul_and_lone_surrogates_are_replaced_and_pairs_are_joined(path: Path) -> None:
    write(path, b'{"_id": "a\\ud800", "title": "\\udfff", "text": "x\\u0000y \\ud83d\\ude00"}')
    (record,) = read_records(path)
    assert isinstance(record, Record)
    assert (record.external_id, record.title, record.text) == ("a\ufffd", "\ufffd", "x\ufffdy \U0001f600")
    record.content_hash.encode()


def test_a_numbered_id_and_a_missing_title_are_accepted(path: Path) -> None:
    write(path, {"_id": 7, "text": "x"}, {"_id": "8", "text": "y", "title": None})
    assert [(r.external_id, r.title) for r in read_records(path) if isinstance(r, Record)] == [
        ("7", ""),
        ("8", ""),
    ]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", 7, "", "http://u:p@x/"])
def test_an_address_nobody_should_be_sent_to_is_dropped(path: Path, url: object) -> None:
    write(path, {"_id": "a", "text": "x", "metadata": {"url": url}})
    (record,) = read_records(path)
    assert isinstance(record, Record)
    assert record.url is None


def test_the_content_hash_depends_on_title_and_text_and_nothing_else(path: Path) -> None:
    write(path, {"_id": 1, "title": "ab", "text": "c"}, {"_id": 2, "title": "a", "text": "bc"},
          {"_id": 3, "title": "ab", "text": "c", "metadata": {}})  # fmt: skip
    one, two, three = (r.content_hash for r in read_records(path) if isinstance(r, Record))
    assert one == three != two


def test_a_large_file_is_never_held(path: Path) -> None:
    with path.open("wb") as file:
        for number in range(4000):
            file.write(json.dumps({"_id": str(number), "text": "x" * 5000}).encode() + b"\n")
        file.write(b"x" * 30_000_000)  # one endless line
    tracemalloc.start()
    try:
        kinds = [type(item) for item in read_records(path, max_line_bytes=1_000_000)]
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()
    assert kinds == [Record] * 4000 + [BadLine]


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(ExtractionError) as caught:
        list(read_records(path))
    assert caught.value.code == "vanished"
