"""Rich Text Format is read whatever its file is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.extract import media, registry
from ingest.extract.rtf.reader import extract


def text(body: str) -> str:
    return extract(b"{\\rtf1\\ansi\\ansicpg1252 " + body.encode("latin-1") + b"}").pages[0].text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"First\par Second {\b bold} word", "First\n\nSecond bold word"),
        (r"na\'efve \u8364?100 \u-10179?\u-8704? caf\'e9", "naïve €100 😀 café"),
        (r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\f1 \'cf\'f0\'e8} x", "При x"),
        (r"{\fonttbl{\f2\fcharset134 SimSun;}}{\f2 \'d6\'d0\'b9\'fa}", "中国"),
        (r"{\stylesheet Normal;}{\info{\title T}}{\*\generator G;}{\pict 89504e47}Seen", "Seen"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a link}} here", "a link here"),
        (
            r"Country\cell Participants\cell\row China\cell 35\cell\row",
            "Country\tParticipants\nChina\t35\nCountry: China | Participants: 35",
        ),
        (r"{\header Running head}Body{\footnote A note.}", "Body\n\nRunning head\n\nA note."),
        (r"{\*\generator G;}{\b\*\cs7 Seen}", "Seen"),
        (r"{\pict\bin5 {}}{\}}Seen", "Seen"),
        (r"{\listtext\f3 \u-3929?\tab}First\par", "• First"),
        (r"5 \u-3917? 4", "5 ≥ 4"),
        (r"\{braces\} and \\ and non\~breaking", "{braces} and \\ and non breaking"),
        (r"{\uc2 \u233??t\'e9}", "été"),
    ],
)
def test_text_comes_out_as_it_is_shown(body: str, expected: str) -> None:
    assert text(body) == expected


def test_a_file_named_doc_is_known_by_its_bytes() -> None:
    result = registry.extract(rb"{\rtf1\ansi Named otherwise}", name="talk.doc")
    assert (result.media_type, result.pages[0].text) == (media.RTF, "Named otherwise")


def test_deep_groups_are_survived() -> None:
    assert text("{" * 200_000 + "bottom" + "}" * 200_000) == "bottom"


def test_no_text_is_named() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(rb"{\rtf1 {\info x}}")
    assert caught.value.code == "empty"


@given(st.text(r"\{}'abcu01f -*par", max_size=60))
def test_any_soup_of_words_is_read_or_named(body: str) -> None:
    try:
        text(body)
    except ExtractionError as error:
        assert error.code == "empty"  # noqa: PT017


def test_a_comment_says_whose_it_is() -> None:
    note = r"{\*\atnid AL}{\*\atnauthor Ann Lee}\chatn{\*\annotation{\*\atnref 1}\pard By whom?}"
    assert text(rf"It was decided.{note}\par") == "It was decided.\n\nComment by Ann Lee: By whom?"
