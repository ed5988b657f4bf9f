"""Suggestions while a question is typed."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

WORDS = "clusters incubators credit licensing villages parks finance training networks patents".split()


def asked(v: Any) -> list[str]:
    """What suggestions were asked for."""
    return [url for url in v.requests if "/suggest?" in url]


@pytest.mark.parametrize("width", [390, 1280])
def test_typing_suggests_once_a_pause_and_the_keyboard_chooses(visit: Callable[..., Any], width: int) -> None:
    with visit(width) as v:
        v.open("/")
        v.page.keyboard.type("technology", delay=20)
        box, options = v.page.locator("#q"), v.page.locator("#suggestions [role=option]")
        expect(options.first).to_be_visible()
        assert len(asked(v)) == 1
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(v.page.locator(".ask + [role=status]")).to_contain_text("suggestions")
        v.page.keyboard.press("ArrowUp")
        expect(box).to_have_attribute("aria-activedescendant", options.last.get_attribute("id"))
        v.page.keyboard.press("ArrowDown")
        v.page.keyboard.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        assert v.page.evaluate("document.activeElement.id") == "q"
        href = options.first.get_attribute("data-href")
        v.page.keyboard.press("Enter")
        v.page.wait_for_url(v.desk.url + href.split("#")[0] + "**")


def test_escape_closes_the_suggestions_and_enter_searches_what_was_typed(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/")
        v.page.keyboard.type("micro credit")
        v.page.wait_for_selector("#suggestions")
        v.page.keyboard.press("Escape")
        expect(v.page.locator("#suggestions")).to_have_count(0)
        assert v.page.input_value("#q") == "micro credit"
        v.page.keyboard.press("Enter")
        v.page.wait_for_url("**/?q=micro+credit")


def test_a_suggestion_is_opened_by_pointer(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/?q=clusters")
        v.page.fill("#q", "Deok-Soon")
        v.page.locator("#suggestions [role=option]", has_text="Speaker").first.click()
        v.page.wait_for_url("**speaker=Deok-Soon+Yim")


def test_an_older_answer_never_replaces_a_newer_one(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/")
        held: list[Any] = []
        v.page.route("**/suggest?q=cluster", lambda route: held.append(route))
        v.page.keyboard.type("cluster")
        v.page.wait_for_timeout(400)
        assert len(held) == 1
        v.page.fill("#q", "micro credit")
        expect(v.page.locator("#suggestions")).to_contain_text("micro")
        v.page.unroute("**/suggest?q=cluster")
        expect(v.page.locator("#suggestions")).not_to_contain_text("cluster")


def test_nothing_is_suggested_where_reduced_motion_is_asked_for(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.page.emulate_media(reduced_motion="reduce")
        v.open("/")
        v.page.keyboard.type("technology")
        v.page.wait_for_timeout(500)
        assert asked(v) == []
        assert v.page.get_attribute("#q", "role") is None


def test_suggestions_come_within_100_milliseconds_of_the_pause(visit: Callable[..., Any]) -> None:
    times = []
    with visit() as v:
        v.open("/")
        for number in range(22):
            v.page.fill("#q", f"{WORDS[number % 10]} for {WORDS[number // 2 % 10]} {number}")
            v.page.wait_for_selector("#suggestions")
            times.append(
                v.page.evaluate(
                    "() => { const all = performance.getEntriesByType('resource')"
                    ".filter((e) => e.name.includes('/suggest?')); return all.at(-1).duration; }"
                )
            )
            v.page.keyboard.press("Escape")
    p95 = statistics.quantiles(times[2:], n=20)[-1]
    print(json.dumps({"suggestions_ms": {"median": round(statistics.median(times[2:])), "p95": round(p95)}}))
    assert p95 <= 100
