"""Suggestions while a question is typed, as the script of the page gets them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.web.suggest import NAMES, PASSAGES, Name, NameIndex

words = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=8), min_size=1, max_size=5
)


def options(client: TestClient, **given: str) -> list[tuple[str, str]]:
    """The address and the words of each suggestion."""
    answer = client.get("/suggest", params=given)
    assert answer.status_code == 200
    found = re.findall(r'<div role="option"[^>]* data-href="([^"]*)">(.*?)</div>', answer.text, re.DOTALL)
    return [(unescape(href), " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())) for href, text in found]


@given(name=words, data=st.data())
def test_a_name_is_found_by_the_beginnings_of_its_words_in_any_order(name: list[str], data: st.DataObject) -> None:
    starts = [word[: data.draw(st.integers(1, len(word)))] for word in data.draw(st.permutations(name))]
    wanted = Name("Talk", " ".join(name), "/wanted")
    index = NameIndex([Name("Talk", "#", "/other"), wanted])
    assert index.beginning(" ".join(starts)) == [wanted]


def test_accents_and_case_do_not_matter() -> None:
    index = NameIndex([Name("Speaker", "José Núñez-Ávila", "/")])
    assert index.beginning("nunez avi")
    assert index.beginning("JOSE")
    assert not index.beginning("avil nunes")


def test_names_that_begin_with_what_is_typed_come_first() -> None:
    index = NameIndex([Name("Talk", text, "/") for text in ("On clusters", "Clusters in ports", "Clusters")])
    assert [name.text for name in index.beginning("clus")] == ["Clusters", "Clusters in ports", "On clusters"]


def test_speakers_addressees_and_workshops_are_suggested_with_the_page_about_them(client: TestClient) -> None:
    assert options(client, q="deok")[0] == ("/?q=Deok-Soon+Yim&speaker=Deok-Soon+Yim", "Deok-Soon Yim Speaker")
    assert ("/recommendations?addressee=UNESCAP", "UNESCAP Addressed to") in options(client, q="unes")
    assert ("/workshops/workshop-china-seminar", "Promotion of NIS - China Workshop") in options(client, q="promo")


@pytest.mark.parametrize("typed", ["deok", "government", "promotion", "technology"])
def test_every_suggestion_leads_to_a_page(client: TestClient, typed: str) -> None:
    found = options(client, q=typed)
    assert 0 < len(found) <= NAMES + PASSAGES
    for href, _ in found:
        assert client.get(href).status_code == 200


def test_the_first_passages_are_those_of_the_search(client: TestClient) -> None:
    question = "How can governments give small loans"
    found = client.get("/v1/search", params={"q": question, "limit": PASSAGES}).json()["results"]
    hrefs = [href for href, _ in options(client, q=question)]
    assert [re.findall(r"passage=([^&#]+)", href)[0] for href in hrefs] == [one["passage"]["id"] for one in found]


def test_within_filters_only_passages_that_pass_them_are_suggested(client: TestClient) -> None:
    found = options(client, q="technology", kind="talk")
    assert len(found) == PASSAGES
    assert all("Talk, " in text for _, text in found)


def test_nothing_is_suggested_for_nothing(client: TestClient) -> None:
    assert options(client, q="  ") == []
    assert "data-said" not in client.get("/suggest").text


def test_markup_in_names_and_texts_is_escaped(library: Any, serve: Any) -> None:
    library.add("<img src=x onerror=alert(1)>", "The purple <script>alert(2)</script> markup.")
    library.publish()
    shown = serve(Path(library.data)).get("/suggest", params={"q": "img"}).text
    shown += serve(Path(library.data)).get("/suggest", params={"q": "purple"}).text
    assert "<img" not in shown
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
