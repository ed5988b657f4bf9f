"""Kept passages and checked quotes on the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from corpus.catalogue.keys import Keys
from corpus.errors import InputError
from search.encoder.memory import HashingEncoder

Serve = Callable[[Path], TestClient]
QUOTE = "Set up technology-licensing offices in universities and public R&D institutes."


def bare(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def some_id(client: TestClient) -> str:
    found: str = client.get("/v1/search", params={"q": "micro credit"}).json()["results"][0]["passage"]["id"]
    return found


def test_a_link_with_ids_shows_the_passages_read_only_and_can_be_exported(client: TestClient) -> None:
    name = some_id(client)
    page = client.get(f"/kept?id={name}&id=none").text
    assert "2 passages, 1 changed" in bare(page)
    assert "This passage is gone" in bare(page)
    assert "data-note" not in page
    (notebook,) = re.findall(r'<textarea name="items" hidden>(.*?)</textarea>', page, re.DOTALL)
    answer = client.post("/kept/export", data={"items": unescape(notebook), "as": "ris"})
    assert answer.headers["content-disposition"] == 'attachment; filename="kept.ris"'
    assert answer.text.startswith("TY  - ")


def test_notes_and_the_state_of_passages_are_shown_escaped(client: TestClient) -> None:
    evil = "<script>alert(1)</script>"
    items = [{"id": some_id(client), "text": "Other words.", "note": evil}, {"id": "none", "text": evil}]
    page = client.post("/kept", data={"items": json.dumps(items)}).text
    assert evil not in page
    assert page.count("&lt;script&gt;") >= 2
    assert "was reworded" in page


def test_a_notebook_of_2000_passages_with_their_texts_and_notes_is_read(client: TestClient) -> None:
    items = [{"id": f"none {at}", "text": "", "title": "t" * 250, "note": "n" * 1_200} for at in range(2_000)]
    answer = client.post("/kept/export", data={"items": json.dumps(items), "as": "csv"})
    assert answer.status_code == 200, answer.text[:300]
    assert answer.text.count("none ") >= 2_000


@pytest.mark.parametrize("items", ["", "[", "[1]"])
def test_what_is_no_notebook_gives_a_message_on_the_page(client: TestClient, items: str) -> None:
    answer = client.post("/kept", data={"items": items})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_notebook_of_two_thousand_passages_is_checked_and_exported(client: TestClient) -> None:
    items = json.dumps([{"id": f"none-{n}", "text": "a b c " * 30, "note": "n" * 100} for n in range(2000)])
    assert "2000 passages" in bare(client.post("/kept", data={"items": items}).text)
    answer = client.post("/kept/export", data={"items": items, "as": "docx"})
    assert answer.content.startswith(b"PK")


def test_a_quote_to_the_letter_is_found_with_its_place(client: TestClient) -> None:
    page = client.get("/quote", params={"quote": QUOTE}).text
    assert "This quote is in the documents" in page
    assert "General Policy Directions" in page


def test_a_false_quote_is_shown_beside_the_closest_text_with_the_differences_marked(client: TestClient) -> None:
    page = client.get("/quote", params={"quote": "Set up technology transfer offices in universities"}).text
    assert "These words do not stand together anywhere" in page
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["technology transfer", "technology-licensing"]


def test_a_quote_that_nothing_comes_close_to_is_not_in_the_documents(client: TestClient) -> None:
    assert "This quote is not in the documents" in client.get("/quote", params={"quote": "xylophone quartz"}).text


def test_a_quote_that_is_too_long_gives_a_message(client: TestClient) -> None:
    answer = client.get("/quote", params={"quote": "word " * 2000})
    assert answer.status_code == 422
    assert "Shorten it" in answer.text


@pytest.mark.parametrize(
    ("public", "host", "link"),
    [
        ("https://library.example.org/", "127.0.0.1", "https://library.example.org/passages/"),
        ("", "127.0.0.1:8000", None),
        ("", "localhost", None),
        ("", "testserver", "http://testserver/passages/"),
    ],
)
def test_citations_have_a_permanent_link_only_where_others_can_follow_it(
    library: Any, monkeypatch: pytest.MonkeyPatch, public: str, host: str, link: str | None
) -> None:
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    document = library.add("a", "Zebu cattle plough the terraces.")
    (passage,) = library.catalogue.passages(document.id)
    library.publish()
    with TestClient(
        create_app(Settings(data=library.data, public_url=public)), base_url=f"http://{host}"
    ) as client:
        cited = client.get(f"/v1/passages/{passage.id}/citation").text
        page = client.get(f"/passages/{passage.id}").text
    if link:
        assert link in cited
        assert "Permanent link" in page
    else:
        assert host not in cited
        assert "Permanent link" not in page


@pytest.mark.parametrize("wrong", ["library.example.org", "ftp://a.example", "https://", "https://a.example/?q"])
def test_a_public_address_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match="PUBLIC_URL"):
        Settings.load(public_url=wrong)


@pytest.fixture
def keys(library: Any) -> tuple[str, str]:
    """The keys of two readers."""
    library.add("one", "The mill grinds maize.")
    library.publish()
    stored = Keys(library.catalogue)
    return stored.add("ann", "read")[1], stored.add("bob", "read")[1]


def test_a_notebook_is_kept_for_its_key_and_for_no_other(
    library: Any, serve: Serve, keys: tuple[str, str]
) -> None:
    client, (ann, bob) = serve(library.data), keys
    items = [
        {"id": some_id_of(client, "mill"), "text": "The mill grinds maize.", "title": "one", "note": "A note."}
    ]
    saved = client.post("/kept/save", data={"key": ann, "items": json.dumps(items), "revision": 0})
    assert saved.json() == {"revision": 1, "items": [], "shared": False}
    assert client.post("/kept/open", data={"key": ann}).json() == {"revision": 1, "items": items, "shared": False}
    assert client.post("/kept/open", data={"key": bob}).json() == {"revision": 0, "items": [], "shared": False}


def test_an_older_revision_is_answered_with_what_is_kept(
    library: Any, serve: Serve, keys: tuple[str, str]
) -> None:
    client, (ann, _) = serve(library.data), keys
    client.post("/kept/save", data={"key": ann, "items": '[{"id": "a"}]', "revision": 0})
    late = client.post("/kept/save", data={"key": ann, "items": "[]", "revision": 0})
    assert late.status_code == 409
    assert [item["id"] for item in late.json()["items"]] == ["a"]


def test_a_link_that_was_withdrawn_opens_nothing_and_the_next_one_is_another(
    library: Any, serve: Serve, keys: tuple[str, str]
) -> None:
    client, (ann, bob) = serve(library.data), keys
    token = client.post("/kept/share", data={"key": ann}).json()["shared"]
    client.post("/kept/unshare", data={"key": bob})
    assert client.get("/kept", params={"shared": token}).status_code == 200
    assert client.post("/kept/open", data={"key": ann}).json()["shared"] is True
    assert client.post("/kept/unshare", data={"key": ann}).status_code == 200
    assert client.get("/kept", params={"shared": token}).status_code == 404
    assert client.post("/kept/share", data={"key": ann}).json()["shared"] != token
    assert client.get("/kept", params={"shared": token}).status_code == 404


def test_a_shared_notebook_is_read_only_without_notes_and_follows_the_owner(
    library: Any, serve: Serve, keys: tuple[str, str]
) -> None:
    client, (ann, _) = serve(library.data), keys
    token = client.post("/kept/share", data={"key": ann}).json()["shared"]
    items = [{"id": some_id_of(client, "mill"), "note": "Between us."}]
    client.post("/kept/save", data={"key": ann, "items": json.dumps(items), "revision": 0})
    page = client.get(f"/kept?shared={token}").text
    assert "The mill grinds maize." in page
    assert "Between us." not in page
    assert "data-note" not in page
    assert client.get("/kept?shared=unknown").status_code == 404


@pytest.mark.parametrize("path", ["open", "save", "share"])
def test_without_the_right_key_nothing_is_read_or_written(
    library: Any, serve: Serve, keys: tuple[str, str], path: str
) -> None:
    client = serve(library.data)
    for key in ("", "wsk_wrong_key", keys[0][:-1]):
        given = {"key": key, "items": "[]", "revision": "0"}
        assert client.post(f"/kept/{path}", data=given).status_code == 401
    assert not list(library.data.glob("notebooks/*.json"))


def some_id_of(client: TestClient, question: str) -> str:
    found: str = client.get("/v1/search", params={"q": question}).json()["results"][0]["passage"]["id"]
    return found
