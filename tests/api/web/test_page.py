"""The page at /: ask, read, filter, open what is related; and nothing that a document says is ever run."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.settings import Settings
from api.web.highlight import highlighted, safe_url

EVIL = '<script>alert("1")</script><img src=x onerror=alert(2)>\' " & ]]>'


class Tags(HTMLParser):
    """Tags with their attributes, and the text between."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def client(real: Any) -> Any:
    with TestClient(create_app(Settings(data=real.data))) as opened:
        yield opened


def page(client: TestClient, path: str = "/", **params: Any) -> Tags:
    answer = client.get(path, params=params)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return Tags(answer.text)


def test_the_empty_page_asks_for_a_question_and_offers_examples(client: TestClient) -> None:
    empty = page(client)
    assert any(field.get("name") == "q" for field in empty.of("input"))
    examples = [link["href"] for link in empty.of("a") if (link.get("href") or "").startswith("/?q=")]
    assert examples
    for href in examples:
        assert client.get(href or "").status_code == 200


def test_a_question_is_answered_with_passages_and_their_sources(client: TestClient) -> None:
    shown = page(client, q="How can governments give small loans to micro enterprises?")
    words = " ".join(shown.text.split())
    assert "micro credit system" in words
    assert "Promotion of NIS - China › (a) General Policy Directions for SIS Establishment" in words
    assert "14 linked papers are missing and could not be searched" in words
    assert "10 passages · Strong match" in words
    (box,) = [field for field in shown.of("input") if field.get("name") == "q"]
    assert box["value"] == "How can governments give small loans to micro enterprises?"


def test_a_result_says_why_it_was_found(client: TestClient) -> None:
    shown = page(client, q="Who spoke about clusters?")
    words = " ".join(shown.text.split())
    assert "It has the words “cluster” and “clusters”." in words
    assert "“about”" not in words


def test_a_result_whose_headings_alone_match_says_so(client: TestClient) -> None:
    words = " ".join(page(client, q="UNESCAP", addressee="UNESCAP").text.split())
    assert "Its headings or addressees have the word “unescap”." in words
    assert "It has none of your words" not in words


def test_the_labels_of_links_are_not_shown_as_text_of_a_talk(client: TestClient) -> None:
    asked = {"q": "Strategies for Local SMEs Technology Capacity Building", "kind": "talk"}
    passage = client.get("/v1/search", params=asked).json()["results"][0]["passage"]
    assert "View" in passage["text"]
    shown = page(client, **asked).text
    assert "Strategies for Local SMEs" in shown
    assert "View Presentation" not in shown
    assert "View White Paper" not in shown


def test_the_sentence_that_answers_is_marked_only_if_there_are_others(client: TestClient) -> None:
    assert page(client, q="micro credit", kind="recommendation").of("strong") == []
    assert page(client, q="How many participants attended the workshop?", kind="fact").of("strong")


def test_results_are_ordered_by_year_those_without_one_last(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    for year in (1999, 2011, None, 2005):
        library.add(f"Mills of {year}", f"The mill of {year} grinds maize.", year=year)
    library.publish()
    shown = serve(library.data).get("/", params={"q": "mill maize", "sort": "year"}).text
    assert re.findall(r'<p class="label">.*?</span>(?: · (\d+))?</p>', shown) == ["2011", "2005", "1999", ""]


def test_results_are_grouped_under_their_documents(library: Any, serve: Callable[[Path], TestClient]) -> None:
    for name in ("Water", "Wind"):
        library.add(name, f"The {name} mill grinds maize.", f"A {name} mill has stones.")
    library.publish()
    shown = serve(library.data).get("/", params={"q": "mill", "group": "document"}).text
    for part in shown.split('<h2 class="of">')[1:]:
        name = "Water" if "Water" in part.split("</a>")[0] else "Wind"
        assert part.count("data-item") == 2
        assert part.count(f"{name}</a>") >= 2
    assert shown.count('<h2 class="of">') == 2


def test_results_can_be_exported(client: TestClient) -> None:
    shown = client.get("/", params={"q": "micro credit"}).text
    (items,) = re.findall(r'<textarea name="items" hidden>(.*?)</textarea>', shown)
    answer = client.post("/kept/export", data={"items": unescape(items), "as": "ris"})
    assert answer.status_code == 200
    assert answer.text.count("TY  - ") == 10


def test_only_chosen_kinds_are_shown_and_stay_chosen(client: TestClient) -> None:
    shown = page(client, q="cluster policy", kind="talk")
    kinds = re.findall(
        r'class="kind \w+">(\w+)<', client.get("/", params={"q": "cluster policy", "kind": "talk"}).text
    )
    assert kinds
    assert set(kinds) == {"Talk"}
    checked = [field["value"] for field in shown.of("input") if "checked" in field]
    assert checked == ["talk"]


def test_a_passage_can_be_opened_with_what_is_related_to_it(client: TestClient) -> None:
    shown = page(client, q="micro credit")
    hrefs = [link["href"] or "" for link in shown.of("a") if (link.get("href") or "").startswith("/passages/")]
    assert hrefs
    related = page(client, hrefs[0])
    assert "Related" in related.text
    others = {link["href"] for link in related.of("a") if (link.get("href") or "").startswith("/passages/")}
    assert len(others) >= 5
    assert hrefs[0] not in others


@pytest.mark.parametrize("params", [{"q": "x" * 10_000}, {"q": "x", "kind": "slide"}])
def test_an_invalid_question_gives_a_message_on_the_page(client: TestClient, params: dict[str, str]) -> None:
    answer = client.get("/", params=params)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_pages_load_nothing_from_other_sites(client: TestClient) -> None:
    for path in ("/", "/?q=micro+credit"):
        shown = page(client, path)
        for tag in ("script", "link", "img", "iframe", "source"):
            for attributes in shown.of(tag):
                address = attributes.get("src") or attributes.get("href") or ""
                assert address.startswith(("/", "data:")), address
                assert not address.startswith("//"), address
                if address.startswith("/"):
                    assert client.get(address).status_code == 200
    assert "http" not in client.get("/static/page.css").text


def test_texts_of_documents_and_questions_are_escaped(library: Any, serve: Callable[[Path], TestClient]) -> None:
    library.add(EVIL, f"{EVIL} says the text.", speaker=EVIL, talk=EVIL, url=f"javascript:alert(3)//{EVIL}")
    library.publish()
    served = serve(library.data)
    home = Tags(served.get("/", params={"q": f"text {EVIL}", "kind": "paper"}).text)
    links = [link["href"] or "" for link in home.of("a") if (link.get("href") or "").startswith("/passages/")]
    (passage,) = {link.split("#")[0] for link in links}
    for shown in (
        home,
        Tags(served.get(passage).text),
        Tags(served.get("/", params={"q": EVIL, "kind": EVIL}).text),
    ):
        assert not any("alert" in str(attributes) for attributes in shown.of("script"))
        assert shown.of("img") == []
        assert not any(name.startswith("on") for _, attributes in shown.tags for name in attributes)
        assert not any((link.get("href") or "").startswith("javascript") for link in shown.of("a"))
        assert "<script>" in shown.text


@given(st.text(), st.data())
def test_highlighting_does_not_change_the_text(text: str, data: st.DataObject) -> None:
    def spans() -> st.SearchStrategy[tuple[int, int]]:
        at = st.integers(0, len(text))
        return st.tuples(at, at).map(lambda pair: (min(pair), max(pair)))

    shown = str(highlighted(text, data.draw(st.lists(spans(), max_size=4)), data.draw(st.none() | spans())))
    bare = re.sub(r'</?mark>|<strong class="answer">|</strong>', "", shown)
    assert "<" not in bare
    assert unescape(bare) == text


def test_terms_and_the_answering_sentence_are_highlighted() -> None:
    shown = str(highlighted("Give loans. Build <b>.", [(5, 10)], (0, 11)))
    assert "<mark>loans</mark>" in shown
    assert shown.count('class="answer"') == 1
    assert "&lt;b&gt;" in shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "vbscript:x", "//x", ""]
)
def test_links_other_than_http_are_disabled(url: str) -> None:
    assert safe_url(url) == "#"


def test_http_links_are_kept() -> None:
    assert safe_url("http://apctt.org/a?b=c") == "http://apctt.org/a?b=c"
