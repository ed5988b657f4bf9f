"""Plain text comes through as it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.extract.charset import declared_in_markup, decode_text
from ingest.extract.text import extract

SENTENCE = "Stratégie européenne – « énergie » à 100 € pour l'été."


LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=f"\ufeff\ufffd{LIGATURES}")))
def test_utf8_text_without_ligatures_and_loose_accents_is_unchanged(text: str) -> None:
    text = unicodedata.normalize("NFC", f"Words. {text}")
    assert extract(text.encode()).pages[0].text == text.rstrip()


def test_ligatures_and_loose_accents_are_read_as_letters() -> None:
    assert extract("o\ufb03ce, cafe\u0301".encode()).pages[0].text == "office, caf\u00e9"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_charsets_are_recognised(charset: str) -> None:
    assert extract((SENTENCE * 3).encode(charset)).pages[0].text == SENTENCE * 3


def test_utf16_without_a_mark_is_recognised() -> None:
    assert decode_text("Plain words of some length.".encode("utf-16-le")).text == "Plain words of some length."


def test_a_declared_charset_is_not_believed_where_the_bytes_are_utf8() -> None:
    assert decode_text(SENTENCE.encode(), "iso-8859-1").text == SENTENCE


def test_bytes_that_are_not_the_declared_utf8_are_read_all_the_same() -> None:
    assert decode_text((SENTENCE * 2).encode("cp1252"), "utf-8").text == SENTENCE * 2


def test_latin1_means_what_browsers_make_of_it() -> None:
    assert decode_text(SENTENCE.encode("cp1252"), "ISO-8859-1").text == SENTENCE


def test_an_unknown_charset_is_passed_over() -> None:
    assert decode_text(b"abc\xe9", "klingon", "cp1252").text == "abc\xe9"


@pytest.mark.parametrize("head", [b"<meta charset=KOI8-R>", b'<?xml version="1.0" encoding="KOI8-R"?>'])
def test_the_charset_of_the_markup_is_found(head: bytes) -> None:
    assert declared_in_markup(head) == "KOI8-R"


def test_form_feeds_part_pages() -> None:
    result = extract(b"One\n\x0cTwo\n\x0c")
    assert [(page.number, page.text) for page in result.pages] == [(1, "One"), (2, "Two")]


def test_markdown_headings_are_marked_outside_of_code() -> None:
    page = extract(b"# Top\n\ntext\n\n```\n# no heading\n```\n\n## Below\n").pages[0]
    assert [(page.text[s.start : s.end], s.level) for s in page.spans] == [("# Top", 1), ("## Below", 2)]


@pytest.mark.parametrize(("data", "code"), [(b" \n\t ", "empty"), (b"\x00\x01\x02\x03" * 50, "unsupported")])
def test_what_is_no_text_is_named(data: bytes, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(data)
    assert caught.value.code == code


@given(st.binary(max_size=500))
def test_any_bytes_are_text_or_a_named_failure(data: bytes) -> None:
    assert _outcome(data) in ("read", "empty", "unsupported")


def _outcome(data: bytes) -> str:
    try:
        extract(data)
    except ExtractionError as error:
        return error.code
    return "read"


@pytest.mark.parametrize("charset", ["euc_jp", "shift_jis", "iso2022_jp"])
@pytest.mark.parametrize("markup", ["{}", "<html><body><p>{}</p></body></html>"])
def test_japanese_is_read_in_whatever_charset_nobody_declared(charset: str, markup: str) -> None:
    text = markup.format("小さな融資は村の企業を助ける。学校は企業が必要とする技能を教えるべきである。")
    assert decode_text(text.encode(charset)).text == text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb18030", "小额贷款帮助农村创办企业。学校应当教授企业所需要的技能。政府应该支持。"),
        ("big5", "小額貸款幫助農村創辦企業。學校應當教授企業所需要的技能。政府應該支持。"),
        ("euc_kr", "소액 대출은 마을이 기업을 시작하도록 돕는다. 학교는 기업이 필요로 하는 기술을 가르쳐야 한다."),
    ],
)
def test_chinese_and_korean_are_not_taken_for_japanese(charset: str, text: str) -> None:
    assert decode_text(text.encode(charset)).text == text
