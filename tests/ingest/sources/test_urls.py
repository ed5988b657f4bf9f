"""What counts as a URL, and the one spelling of a source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FetchError
from ingest.sources.urls import file_source, join_url, parse_url, record_source, url_source, url_source_or_none


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/a", "bad-scheme"),
        ("file:///etc/passwd", "bad-scheme"),
        ("javascript:alert(1)", "bad-scheme"),
        ("/etc/passwd", "bad-scheme"),
        ("http://user:secret@example.org/", "credentials"),
        ("http://user@example.org/", "credentials"),
        ("http://good.example\\@evil.example/", "credentials"),
        ("http:///path", "bad-url"),
        ("http://", "bad-url"),
        ("http://[::1%25lo]/", "bad-url"),
        ("http://[::1", "bad-url"),
        ("http://0177.0.0.1/", "bad-url"),
        ("http://a b/", "bad-url"),
        ("http://example.org:0/", "bad-url"),
        ("http://example.org:65536/", "bad-url"),
        ("http://example.org/a\r\nHost: evil", "bad-url"),
        ("http://example.org/\x00", "bad-url"),
        ("http://xn--/x.pdf", "bad-url"),
        (f"http://xn--{'0' * 70}/x.pdf", "bad-url"),
        ("http://xn--a.xn--/", "bad-url"),
        ("http://a:99999/x.pdf", "bad-url"),
        ("http://user:pw@h/x.pdf", "credentials"),
        ("http://\u2028/x.pdf", "bad-url"),
        ("http://\ud800/", "bad-url"),
        ("http://a../", "bad-url"),
        (f"http://{'a' * 64}.example/", "bad-url"),
        (f"http://{'a.' * 127}example/", "bad-url"),
    ],
)
def test_refuses_what_must_not_be_asked_for(url: str, code: str) -> None:
    with pytest.raises(FetchError) as caught:
        parse_url(url)
    assert caught.value.code == code


def test_a_password_does_not_get_into_the_message() -> None:
    with pytest.raises(FetchError) as caught:
        parse_url("http://user:secret@example.org/")
    assert "secret" not in str(caught.value)


def test_quotes_spaces_and_drops_the_fragment() -> None:
    assert str(parse_url(" http://example.org/My Paper.ppt#page=2 ")) == "http://example.org/My%20Paper.ppt"


def test_a_url_has_one_source_however_it_is_written() -> None:
    spellings = ["https://www.Example.org/a b/", "http://example.org/a%20b#x", "http://example.org:80/a b"]
    assert {url_source(spelling) for spelling in spellings} == {"http://example.org/a%20b"}


@given(st.text(max_size=60))
def test_any_text_is_either_a_clean_url_or_a_named_error(text: str) -> None:
    try:
        url = parse_url(f"http://{text}")
    except FetchError as error:
        outcome = error.code in ("bad-url", "credentials") and str(error).isprintable()
    else:
        outcome = url.scheme == "http" and bool(url.host) and str(url).isascii() and not url.userinfo
    assert outcome


def test_a_file_has_the_uri_of_its_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_source(Path("sub/../a b.pdf")) == (tmp_path / "a%20b.pdf").as_uri().replace("%2520", "%20")


def test_a_name_that_is_not_utf8_has_a_source_too(tmp_path: Path) -> None:
    assert file_source(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.pdf"))).endswith("/%FF.pdf")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_two_records_have_the_same_source_only_if_they_have_the_same_id(one: str, other: str) -> None:
    path = Path("/data/corpus.jsonl")
    assert (record_source(path, one) == record_source(path, other)) == (one == other)
    assert record_source(path, one).startswith("file:///data/corpus.jsonl#")


HOSTILE = st.one_of(
    st.text(),
    st.builds("http://{}".format, st.text()),
    st.builds("https://xn--{}/{}".format, st.text(max_size=70), st.text(max_size=9)),
    st.builds("//{}:{}@{}:{}/".format, *[st.text(max_size=9)] * 4),
    st.text(st.sampled_from("htp:/.[]@%-xn0aé\u2028\ud800?#\\ 9"), max_size=40),
)


@given(HOSTILE)
def test_an_address_that_is_taken_can_be_asked_for_and_has_an_id(text: str) -> None:
    source = url_source_or_none(text)
    if source is None:
        with pytest.raises(FetchError) as refused:
            parse_url(text)
        assert str(refused.value).isprintable()
        return
    url = parse_url(text)
    assert source == url_source(str(url))
    assert url.host
    assert url.netloc.isascii()
    assert url.raw_path.startswith(b"/")
    assert all(len(part) <= 63 for part in url.raw_host.split(b"."))


@given(HOSTILE, HOSTILE)
def test_whatever_is_joined_gives_an_address_or_a_named_error(base: str, reference: str) -> None:
    try:
        url = join_url(base, reference)
    except FetchError as error:
        code = error.code
    else:
        code = "" if url_source_or_none(str(url)) else "taken without an id"
    assert code in ("", "bad-url", "bad-scheme", "credentials")
