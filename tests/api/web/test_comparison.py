"""The page that compares recommendations, and its files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.web.comparison import HEADER

PAIR = "/compare?with=APCTT&with=UNESCAP"


def bare(page: str) -> str:
    """What of it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_page_offers_what_can_be_compared_with_its_count(client: TestClient) -> None:
    shown = bare(client.get("/compare").text)
    assert "From 2 to 4 of these" in shown
    assert "Government of China 20" in shown


def test_what_both_share_is_shown_once_above_the_columns(client: TestClient) -> None:
    page = client.get(PAIR).text
    shared, first, second = (bare(part) for part in page.split("<section")[1:4])
    total = {name: int(n) for name, n in re.findall(r"(APCTT|UNESCAP): (\d+) recommendations", bare(page))}
    counts = [int(re.findall(r"<h2[^>]*>[^<]*<span[^>]*>(\d+)", part)[0]) for part in page.split("<section")[1:4]]
    assert "In both" in shared
    assert "Only APCTT" in first
    assert "Only UNESCAP" in second
    assert counts[0] + counts[1] == total["APCTT"]
    assert counts[0] + counts[2] == total["UNESCAP"]
    assert page.count("data-keep=") == sum(counts)


def test_the_csv_has_a_line_for_each_recommendation_and_opens_in_excel(client: TestClient) -> None:
    answer = client.get(f"{PAIR}&as=csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADER
    assert len({row["passage"] for row in rows}) == len(rows)
    assert {row["in"] for row in rows if row["shared"] == "true"} == {"APCTT; UNESCAP"}
    assert all(set(row["in"].split("; ")) <= set(row["addressees"].split("; ")) for row in rows)


def test_the_markdown_lists_what_is_shared_and_then_each_column(client: TestClient) -> None:
    answer = client.get(f"{PAIR}&as=markdown")
    assert answer.headers["content-disposition"] == 'attachment; filename="comparison.md"'
    assert re.findall(r"^#+ (.*?)(?: \(\d+\))?$", answer.text, re.MULTILINE) == [
        "APCTT and UNESCAP",
        "In more than one",
        "Only APCTT",
        "Only UNESCAP",
    ]


@pytest.mark.parametrize("path", ["/compare?with=APCTT", "/compare?with=A&with=B&with=C&with=D&with=E"])
def test_too_few_and_too_many_are_refused_in_words_on_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert "Choose from 2 to 4 to compare." in bare(answer.text)
    assert 'name="with" value="APCTT"' in answer.text


def test_a_library_without_recommendations_says_so(library: Any, serve: Any) -> None:
    library.add("one", "A text.")
    library.publish()
    assert "nothing to compare" in bare(serve(library.data).get("/compare").text)


def test_markup_in_a_name_is_escaped_on_the_page_and_in_markdown(client: TestClient) -> None:
    evil = "<img src=x onerror=alert(1)>"
    page = client.get(f"/compare?with=APCTT&with={quote(evil)}").text
    assert "<img" not in page
    assert "&lt;img" in page
    assert "\\<img" in client.get(f"/compare?with=APCTT&with={quote(evil)}&as=markdown").text
