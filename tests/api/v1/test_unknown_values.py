"""A value of a filter that no passage has is told with the values there are, by every way it can be asked."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.cli.main import main

SLUG = "workshop-china-seminar"
UNKNOWN = {
    "workshop": "workshop-chian-seminar",
    "addressee": "Goverment of Chinaa",
    "document": "d0",
    "session": "Technical Session 99",
    "speaker": "Zhu Yuen",
    "country": "Thialand",
    "year": "1999",
    "media_type": "text/palin",
}


@pytest.mark.parametrize(("name", "value"), UNKNOWN.items())
def test_a_search_warns_of_it_and_names_the_nearest_values(client: TestClient, name: str, value: str) -> None:
    answer = client.get("/v1/search", params={"q": "loans", name: value})
    assert answer.status_code == 200
    (warning,) = answer.json()["warnings"]
    assert (warning["filter"], warning["value"]) == (name, value)
    assert 1 <= len(warning["known"]) <= 20
    assert client.get("/v1/search", params={"q": "loans", name: warning["known"][0]}).json()["warnings"] == []


def test_the_nearest_value_comes_first(client: TestClient) -> None:
    answer = client.get(
        "/v1/search", params={"q": "loans", "country": "Thialand", "workshop": UNKNOWN["workshop"]}
    )
    known = {warning["filter"]: warning["known"][0] for warning in answer.json()["warnings"]}
    assert known == {"country": "Thailand", "workshop": SLUG}


def test_results_are_those_of_the_values_that_fit(client: TestClient) -> None:
    both = client.get("/v1/search", params={"q": "loans", "country": ["Thailand", "Thialand"]}).json()
    one = client.get("/v1/search", params={"q": "loans", "country": "Thailand"}).json()
    assert both["results"] == one["results"]
    assert [warning["value"] for warning in both["warnings"]] == ["Thialand"]


def test_an_unknown_kind_is_refused(client: TestClient) -> None:
    assert client.get("/v1/search", params={"q": "loans", "kind": "slide"}).status_code == 422


@pytest.mark.parametrize("path", ["/v1/recommendations", "/v1/matrix"])
def test_lists_and_the_matrix_warn_too(client: TestClient, path: str) -> None:
    found = client.get(path, params={"workshop": UNKNOWN["workshop"]}).json()
    assert [(warning["value"], warning["known"][0]) for warning in found["warnings"]] == [
        (UNKNOWN["workshop"], SLUG)
    ]
    assert client.get(path, params={"workshop": SLUG}).json()["warnings"] == []


def test_the_page_says_it(client: TestClient) -> None:
    shown = client.get("/", params={"q": "loans", "country": "Thialand"})
    assert shown.status_code == 200
    assert "No passage has the country &#39;Thialand&#39;. Valid values: Thailand" in shown.text


def test_hundreds_of_unknown_values_are_told_without_comparing_each(client: TestClient) -> None:
    wanted = {name: [f"none {n}" for n in range(50)] for name in ("speaker", "session", "addressee")}
    warnings = client.post("/v1/search", json={"query": "loans", "filters": wanted}).json()["warnings"]
    assert len(warnings) == 150
    assert sum(bool(warning["known"]) for warning in warnings) == 5


@pytest.mark.parametrize(
    "asked", [("search", "loans", "--country", "Thialand"), ("matrix", "--addressee", "Nobody")]
)
def test_the_command_ends_with_2_and_the_values_there_are(real: Any, asked: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(main, [*asked, "--data", str(real.data)])
    assert ran.exit_code == 2
    assert f"No passage has the {asked[-2].strip('-')} '{asked[-1]}'. Valid values: " in ran.stderr
