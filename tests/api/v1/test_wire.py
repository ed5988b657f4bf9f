"""Every route and every name of the wire, over the tracked workshop and the default model."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.v1.schemas.search import AnswerOut
from api.v1.schemas.workshops import WorkshopOut
from corpus.model import KINDS

QUESTION = "How can governments give small loans to micro enterprises?"
SLUG = "workshop-china-seminar"
Json = dict[str, Any]

TEXT, MAYBE, COUNT, LIST = str, (str, type(None)), int, list
PASSAGE: dict[str, Any] = {
    "id": TEXT, "text": TEXT, "kind": TEXT, "heading_path": LIST, "document": dict, "page": COUNT,
    "page_label": MAYBE, "start": COUNT, "end": COUNT, "workshop": MAYBE, "session": MAYBE, "talk": MAYBE,
    "speaker": MAYBE, "addressees": LIST,
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "query": TEXT, "results": LIST, "answerable": bool, "confidence": float, "reason": MAYBE, "coverage": dict,
    "snapshot": dict, "took_ms": float,
}  # fmt: skip
LISTING: dict[str, Any] = {"items": LIST, "total": COUNT, "next_cursor": MAYBE, "snapshot": dict}


def get(client: TestClient, path: str, **params: Any) -> Json:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    found: Json = answer.json()
    return found


def search(client: TestClient, q: str = QUESTION, **params: Any) -> Json:
    return get(client, "/v1/search", q=q, **params)


def has(value: Json, names: dict[str, Any]) -> None:
    for name, kind in names.items():
        assert isinstance(value[name], kind), name


def is_passage(passage: Json) -> None:
    has(passage, PASSAGE)
    has(passage["document"], {"id": TEXT, "title": TEXT, "url": MAYBE, "media_type": TEXT})
    assert passage["kind"] in KINDS
    assert passage["page"] >= 1
    assert passage["end"] - passage["start"] == len(passage["text"])


# search


def test_the_micro_credit_recommendation_answers_the_question_about_small_loans(client: TestClient) -> None:
    best = search(client)["results"][0]
    assert best["rank"] == 1
    assert best["passage"]["kind"] == "recommendation"
    assert "micro credit system" in best["passage"]["text"]


def test_an_answer_has_every_promised_name_with_its_type(client: TestClient) -> None:
    answer = search(client)
    has(answer, ANSWER)
    has(answer["coverage"], dict.fromkeys(("linked", "at_hand", "missing", "failed", "image_only"), COUNT))
    assert answer["coverage"]["linked"] == answer["coverage"]["missing"] == 14
    has(answer["snapshot"], {"id": TEXT, "model": TEXT, "passages": COUNT})
    assert len(answer["results"]) == 10
    for rank, result in enumerate(answer["results"], start=1):
        has(result, {"rank": COUNT, "score": (int, float), "scores": dict, "passage": dict, "highlights": LIST})
        assert result["rank"] == rank
        assert set(result["scores"]) == {"dense", "lexical"}
        is_passage(result["passage"])
        assert "answer" in result
        for mark in [*result["highlights"], *([result["answer"]] if result["answer"] else [])]:
            assert 0 <= mark["start"] < mark["end"] <= len(result["passage"]["text"])


@given(
    text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip),
    mode=st.sampled_from(["hybrid", "dense", "lexical"]),
    facets=st.booleans(),
    dedupe=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
def test_every_answer_matches_its_schema(
    client: TestClient, text: str, mode: str, facets: bool, dedupe: bool
) -> None:
    body = {"query": text, "mode": mode, "facets": facets, "dedupe": dedupe, "limit": 3}
    answer = client.post("/v1/search", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["query"] == text
    AnswerOut.model_validate_json(answer.content, strict=True)


def test_get_and_post_answer_alike(client: TestClient) -> None:
    filters = {"kind": ["recommendation", "talk"], "year": [2006]}
    posted = client.post("/v1/search", json={"query": QUESTION, "limit": 4, "mode": "dense", "filters": filters})
    assert posted.json()["results"] == search(client, limit=4, mode="dense", **filters)["results"]


def test_a_batch_is_answered_in_order_from_one_snapshot(client: TestClient) -> None:
    queries = [
        QUESTION,
        {"query": "Who spoke about Malaysia?", "limit": 2},
        {"query": "patents", "filters": {"kind": ["talk"]}},
    ]
    answers = client.post("/v1/search/batch", json={"queries": queries}).json()["answers"]
    assert [answer["query"] for answer in answers] == [QUESTION, "Who spoke about Malaysia?", "patents"]
    assert [len(answer["results"]) for answer in answers][1] == 2
    assert {result["passage"]["kind"] for result in answers[2]["results"]} == {"talk"}
    assert len({answer["snapshot"]["id"] for answer in answers}) == 1
    assert answers[0]["results"] == search(client)["results"]


@pytest.mark.parametrize("limit", [1, 7, 60])
def test_a_filtered_search_returns_as_many_results_as_were_asked_for(client: TestClient, limit: int) -> None:
    results = search(client, limit=limit, kind="recommendation", dedupe=False)["results"]
    assert len(results) == limit
    assert {result["passage"]["kind"] for result in results} == {"recommendation"}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("kind", "talk", lambda p: p["kind"] == "talk"),
        ("workshop", SLUG.upper(), lambda p: p["workshop"] == SLUG),
        ("speaker", "deok-soon yim", lambda p: p["speaker"] == "Deok-Soon Yim"),
        ("country", "Malaysia", lambda p: p["country"] == "Malaysia"),
        ("session", "Technical Session II", lambda p: p["session"] == "Technical Session II"),
        (
            "session",
            "Experiences, Lessons and Best Practices on SIS",
            lambda p: p["session"] == "Technical Session II",
        ),
        ("year", "2006", lambda p: p["year"] == 2006),
        ("media_type", "text/plain", lambda p: p["document"]["media_type"] == "text/plain"),
    ],
)
def test_each_filter_returns_only_passages_with_its_value(
    client: TestClient, name: str, value: str, shown: Any
) -> None:
    results = search(client, **{name: value})["results"]
    assert results
    assert all(shown(result["passage"]) for result in results)


def test_values_shown_in_facets_and_lists_work_as_filters(client: TestClient) -> None:
    facets = search(client, facets=True)["facets"]
    addressee = facets["addressee"][0]["value"]
    results = search(client, addressee=addressee)["results"]
    assert all(addressee in result["passage"]["addressees"] for result in results)
    document = get(client, "/v1/documents")["items"][0]["id"]
    assert len(search(client, document=document, limit=5)["results"]) == 5


def test_values_of_one_filter_are_alternatives_and_different_filters_must_all_match(client: TestClient) -> None:
    kinds = {r["passage"]["kind"] for r in search(client, kind=["talk", "session"], limit=50)["results"]}
    assert kinds == {"talk", "session"}
    both = search(client, kind="talk", country="Malaysia", limit=50)["results"]
    assert both
    assert all((r["passage"]["kind"], r["passage"]["country"]) == ("talk", "Malaysia") for r in both)


def test_a_filter_value_no_passage_has_returns_nothing(client: TestClient) -> None:
    assert search(client, speaker="Nobody At All")["results"] == []


def test_facets_are_returned_only_on_request(client: TestClient) -> None:
    assert not search(client).get("facets")
    facets = search(client, facets=True)["facets"]
    assert {"kind", "workshop", "session", "speaker", "year"} <= set(facets)
    for values in facets.values():
        assert all(isinstance(v["value"], str) and v["count"] > 0 for v in values)


# lists and things


def test_the_text_of_every_passage_is_its_slice_of_the_page(client: TestClient, real: Any) -> None:
    from search.snapshot.layout import Layout
    from search.snapshot.open import Snapshot

    snapshot = Snapshot.open_current(Layout(real.data))
    (document,) = get(client, "/v1/documents")["items"]
    pages = snapshot.store.pages(document["id"])
    for result in search(client, "innovation policy", limit=100)["results"]:
        passage = get(client, f"/v1/passages/{result['passage']['id']}")
        assert pages[passage["page"] - 1].text[passage["start"] : passage["end"]] == passage["text"]
    snapshot.close()


def test_the_workshop_is_listed_and_returned_complete(client: TestClient) -> None:
    listing = get(client, "/v1/workshops")
    has(listing, LISTING)
    assert [item["slug"] for item in listing["items"]] == [SLUG]
    workshop = get(client, f"/v1/workshops/{SLUG}")
    WorkshopOut.model_validate(workshop)
    assert (workshop["first_day"], workshop["last_day"]) == ("2006-10-27", "2006-10-30")
    assert sum(len(session["talks"]) for session in workshop["sessions"]) == 17
    assert sum(len(group["recommendations"]) for group in workshop["groups"]) == 60
    papers = [paper for session in workshop["sessions"] for talk in session["talks"] for paper in talk["papers"]]
    assert len(papers) == 14
    assert all(paper["state"] == "missing" and paper["reason"] for paper in papers)


def test_pages_of_recommendations_join_without_gaps_or_repeats(client: TestClient) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        listing = get(client, "/v1/recommendations", limit=25, **({"cursor": cursor} if cursor else {}))
        has(listing, LISTING)
        assert listing["total"] == 60
        seen += [item["id"] for item in listing["items"]]
        cursor = listing["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 60


def test_recommendations_are_filtered_by_addressee_and_workshop(client: TestClient) -> None:
    everything = get(client, "/v1/recommendations", limit=100)["items"]
    addressee = next(item["addressees"][0] for item in everything if item["addressees"])
    found = get(client, "/v1/recommendations", limit=100, addressee=addressee)
    assert found["total"] == sum(addressee in item["addressees"] for item in everything) > 0
    assert get(client, "/v1/recommendations", workshop=SLUG)["total"] == 60
    assert get(client, "/v1/recommendations", workshop="nowhere")["total"] == 0


def test_a_recommendation_has_its_source_and_related_recommendations(client: TestClient) -> None:
    item = get(client, "/v1/recommendations", limit=1)["items"][0]
    assert get(client, f"/v1/recommendations/{item['id']}") == item
    has(item, {"id": TEXT, "text": TEXT, "workshop": TEXT, "group": TEXT, "position": COUNT, "addressees": LIST})
    related = get(client, f"/v1/recommendations/{item['id']}/related", limit=5)
    has(related, LISTING)
    assert len(related["items"]) == 5
    for other in related["items"]:
        has(other, {"relation": TEXT, "score": float, "reason": TEXT})
        shown = other.get("recommendation") or other["passage"]
        assert shown["id"] != item["id"]


def test_related_passages_are_of_any_kind(client: TestClient) -> None:
    identifier = search(client, "Who spoke about Malaysia?")["results"][0]["passage"]["id"]
    is_passage(get(client, f"/v1/passages/{identifier}"))
    related = get(client, f"/v1/passages/{identifier}/related", limit=30)
    assert len({item["passage"]["kind"] for item in related["items"]}) > 1
    scores = [item["score"] for item in related["items"]]
    assert scores == sorted(scores, reverse=True)


def test_documents_are_listed_and_returned_by_id(client: TestClient) -> None:
    listing = get(client, "/v1/documents")
    has(listing, LISTING)
    for item in listing["items"]:
        assert get(client, f"/v1/documents/{item['id']}") == item
        has(item, {"id": TEXT, "title": TEXT, "url": MAYBE, "media_type": TEXT, "pages": COUNT})


def test_health_checks_report_alive_and_ready(client: TestClient) -> None:
    assert get(client, "/healthz")["status"]
    ready = get(client, "/readyz")
    assert ready["snapshot"] == search(client)["snapshot"]["id"]


# the description of the API


def test_openapi_names_every_route_and_its_examples_are_accepted(client: TestClient) -> None:
    api = get(client, "/openapi.json")
    for path in (
        "/v1/search", "/v1/search/batch", "/v1/workshops", "/v1/workshops/{slug}", "/v1/recommendations",
        "/v1/recommendations/{id}", "/v1/recommendations/{id}/related", "/v1/passages/{id}",
        "/v1/passages/{id}/related", "/v1/documents", "/v1/documents/{id}", "/healthz", "/readyz",
    ):  # fmt: skip
        assert path in api["paths"]
    (q,) = [p for p in api["paths"]["/v1/search"]["get"]["parameters"] if p["name"] == "q"]
    for example in q["examples"].values():
        assert search(client, example["value"])["results"]
    for example in api["components"]["schemas"]["QueryIn"]["examples"]:
        assert client.post("/v1/search", json=example).status_code == 200


def test_openapi_refers_to_nothing_it_does_not_define(client: TestClient) -> None:
    api = get(client, "/openapi.json")

    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [r for part in value.values() for r in references(part)]
        return [r for part in value for r in references(part)] if isinstance(value, list) else []

    assert references(api)
    for reference in references(api):
        target: Any = api
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_the_explorer_loads_only_what_is_served_here(client: TestClient) -> None:
    page = client.get("/api-explorer").text
    assert "//" not in page.replace("http://testserver", "").split("SwaggerUIBundle")[0].replace("<!-- ", "")
    for path in ("/api-explorer-files/swagger-ui-bundle.js", "/api-explorer-files/swagger-ui.css"):
        assert path in page
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/v1/search?q=loans", "/v1/workshops", "/v1/matrix?format=csv", "/docs", "/openapi.json"],
)
def test_head_gives_the_head_of_get(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "etag", "cache-control", "content-disposition"):
        assert head.headers.get(name) == got.headers.get(name)


def test_head_is_refused_where_there_is_no_get(client: TestClient) -> None:
    assert client.head("/v1/quotes/verify").status_code == 405
