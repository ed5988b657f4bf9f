"""Ids say what a thing is: spelling that readers do not see does not change them."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.ids import canonical_url, digest, document_id, normal_form, normalise, passage_id


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(
    st.lists(st.text(alphabet="abcdeXYZ", min_size=1), min_size=1), st.sampled_from([" ", "\n", "\t ", "\u00a0"])
)
def test_case_and_the_kind_of_white_space_are_normalised(words: list[str], space: str) -> None:
    assert normalise(space.join(words).upper() + space) == normalise(" ".join(words).lower())


@pytest.mark.parametrize(
    ("typeset", "plain"),
    [
        ("ﬁnance oﬃce", "finance office"),
        ("“quoted” and ‘single’", "\"quoted\" and 'single'"),
        ("2006–2007 — high‑tech", "2006-2007 - high-tech"),
        ("co\u00adoperation", "cooperation"),
        ("ＳＭＥ", "sme"),
        ("STRASSE", "straße"),
    ],
)
def test_what_typesetting_varies_is_normalised(typeset: str, plain: str) -> None:
    assert normalise(typeset) == normalise(plain)


@pytest.mark.parametrize(
    ("one", "other"), [("3.5 million", "35 million"), ("not funded", "funded"), ("a b", "ab")]
)
def test_what_changes_the_meaning_is_not_normalised(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(), st.text(), st.integers(0, 5))
def test_a_passage_id_is_a_function_of_document_text_and_repeat(document: str, text: str, repeat: int) -> None:
    of = document_id(document)
    assert passage_id(of, text, repeat) == passage_id(of, f"  {text} ", repeat)
    assert passage_id(of, text, repeat) != passage_id(of, text, repeat + 1)
    assert passage_id(of, text, repeat).startswith(of)


@given(st.text())
def test_ids_fit_into_a_path_of_a_url(text: str) -> None:
    assert re.fullmatch(r"d[0-9a-f]{16}-[0-9a-f]{12}-3", passage_id(document_id(text), text, 2))


def test_a_digest_takes_text_that_is_no_unicode_scalar() -> None:
    assert digest("\ud800") != digest("\udc00")


@pytest.mark.parametrize(
    "spelling",
    [
        "http://apctt.org/nis/workshop",
        "https://apctt.org/nis/workshop",
        "http://www.apctt.org/nis/workshop/",
        "HTTP://WWW.APCTT.ORG:80/nis/workshop#top",
        " https://apctt.org:443/nis/workshop ",
    ],
)
def test_one_page_has_one_source_however_its_address_is_spelt(spelling: str) -> None:
    assert canonical_url(spelling) == "http://apctt.org/nis/workshop"


@pytest.mark.parametrize(
    "other",
    [
        "http://apctt.org/nis/Workshop",
        "http://apctt.org/nis/workshop?page=2",
        "http://apctt.org:8080/nis/workshop",
    ],
)
def test_addresses_of_different_pages_stay_apart(other: str) -> None:
    assert canonical_url(other) != "http://apctt.org/nis/workshop"


@given(st.text(max_size=60), st.sampled_from(["NFC", "NFKC"]))
@example("e\u0323\u0301 ﬁ ½ 각 \u1112\u1161\u11ab", "NFKC")
def test_the_normal_form_is_that_of_unicode(text: str, form: Literal["NFC", "NFKC"]) -> None:
    assert normal_form(text, form) == unicodedata.normalize(form, text)


def test_a_letter_with_a_hundred_thousand_marks_is_normalised_in_linear_time() -> None:
    text = "a" + "\u0301\u0323" * 50_000
    began = time.process_time()
    normalise(text)
    assert time.process_time() - began < 2
