"""Ids and permalinks through what happens to a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

SURABAYA = Path(__file__).parents[2] / "relations" / "workshops" / "workshop-surabaya-seminar" / "page.txt"
FUND = "Establish a seed fund for firms founded by women."
TRAIN = "Train loan officers to read a technology business plan."


@pytest.fixture
def site(workplace: Any, serve: Callable[[Path], TestClient]) -> TestClient:
    save(workplace, SURABAYA.read_text())
    return serve(workplace.data)


def save(workplace: Any, page: str, **options: Any) -> None:
    workplace.write("seminar/page.txt", page)
    workplace.write("seminar/workshop.toml", 'url = "http://a.example/s"\nsaved = 2026-11-20\npage = "page.txt"\n')
    assert not workplace.ingest(workplace.files / "seminar", **options).failures


def changed(site: TestClient, workplace: Any, page: str) -> None:
    before = site.get("/readyz").json()["snapshot"]
    save(workplace, page)
    for _ in range(200):
        if site.get("/readyz").json()["snapshot"] != before:
            return
        time.sleep(0.05)
    raise AssertionError("the new snapshot was not taken up")


def placed(site: TestClient, text: str) -> dict[str, Any]:
    items = site.get("/v1/recommendations?limit=100").json()["items"]
    found: dict[str, Any] = next(item for item in items if item["text"] == text)
    return found


def test_an_item_keeps_its_id_when_the_page_is_read_again(site: TestClient, workplace: Any) -> None:
    before = placed(site, FUND)
    changed(site, workplace, SURABAYA.read_text() + "\n\nOne more paragraph at the end.\n")
    assert placed(site, FUND)["id"] == before["id"]
    assert site.get(before["permalink"]).status_code == 200


def test_an_item_keeps_its_id_when_it_moves_within_its_list(site: TestClient, workplace: Any) -> None:
    before = placed(site, FUND)
    page = SURABAYA.read_text().replace(FUND, "\0").replace(TRAIN, FUND).replace("\0", TRAIN)
    changed(site, workplace, page)
    after = placed(site, FUND)
    assert after["id"] == before["id"]
    assert after["position"] == before["position"] + 1
    assert site.get(f"/v1/passages/{before['id']}/citation?format=ris").status_code == 200


def test_a_reworded_item_is_found_under_its_old_address(site: TestClient, workplace: Any) -> None:
    old = placed(site, FUND)
    new = FUND.replace("a seed fund", "a large seed fund")
    changed(site, workplace, SURABAYA.read_text().replace(FUND, new))
    for address in ("/v1/recommendations/{}", "/v1/passages/{}", "/v1/passages/{}/citation", "/passages/{}"):
        moved = site.get(address.format(old["id"]))
        assert moved.status_code == 301, address
        assert moved.headers["location"].endswith(address.format(placed(site, new)["id"]).split("?")[0]), address


def test_a_removed_item_answers_410(site: TestClient, workplace: Any) -> None:
    old = placed(site, TRAIN)
    changed(site, workplace, SURABAYA.read_text().replace(f"4. {TRAIN}\n", ""))
    assert site.get(f"/v1/recommendations/{old['id']}").status_code == 410
    assert site.get(f"/v1/recommendations/{old['id']}/related").status_code == 410
