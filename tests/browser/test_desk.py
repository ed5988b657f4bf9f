"""What a researcher does at the desk, with a script and without."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

LOANS = "How can governments give small loans to micro enterprises?"

both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


@both
def test_a_search_is_read_and_left_with_the_back_button(visit: Callable[..., Any], javascript: bool) -> None:
    with visit(javascript=javascript) as v:
        v.ask(LOANS)
        assert v.page.input_value("#q") == LOANS
        first = v.page.locator(".hit").first
        assert "micro credit system" in first.locator(".text").inner_text()
        assert first.locator(".answer").count() == 0  # all of the passage answers, so no part of it is marked
        assert first.locator(".place").inner_text().count("›") >= 1
        assert "It has the words" in first.locator(".why").inner_text()
        asked = v.path
        first.locator("h3 a").click()
        v.page.wait_for_selector("#here")
        assert "micro credit system" in v.page.locator("#here").inner_text()
        assert v.page.locator("article .text").count() > 20  # its neighbours
        assert v.page.locator("#here").is_visible()
        v.page.go_back()
        v.page.wait_for_selector("#answer")
        assert v.path == asked
        expect(v.page.locator(".hit")).to_have_count(10)


@both
def test_filters_narrow_the_results_and_are_in_the_address(visit: Callable[..., Any], javascript: bool) -> None:
    with visit(javascript=javascript) as v:
        v.ask("cluster of small firms")
        before = v.path
        v.page.check("input[name=kind][value=talk]")
        if not javascript:
            v.page.click(".filters button")
        v.page.wait_for_selector(".chips")
        assert "kind=talk" in v.path
        assert set(v.page.locator(".hit .kind").all_inner_texts()) == {"Talk"}
        counted = v.page.locator("label:has(input[name=kind][value=recommendation]) .n").inner_text()
        assert int(counted) > 0  # what another kind would bring is still told
        v.page.check("input[name=workshop][value=workshop-surabaya-seminar]")
        if not javascript:
            v.page.click(".filters button")
        v.page.wait_for_selector(".chips li:nth-child(3)")
        assert all("Indonesia" in text for text in v.page.locator(".hit .place").all_inner_texts())
        whole = v.path
        v.page.go_back()
        v.page.wait_for_function(
            "() => document.querySelectorAll('.chips li').length === 1"
        ) if javascript else None
        assert "workshop=" not in v.path
        v.page.go_back()
        v.page.wait_for_selector(".chips", state="detached")
        assert v.path == before
        v.open(whole)
        assert v.page.locator("input[name=kind][value=talk]").is_checked()
        v.page.click(".chips a >> nth=0")
        v.page.wait_for_function("() => !location.search.includes('kind=')")
        assert "workshop=workshop-surabaya-seminar" in v.path


def test_the_focus_stays_on_a_filter_that_was_changed(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.ask("cluster of small firms")
        v.page.focus("input[name=kind][value=talk]")
        v.page.keyboard.press("Space")
        v.page.wait_for_selector(".chips")
        assert v.page.evaluate("document.activeElement.value") == "talk"


@both
def test_a_passage_links_to_related_passages_and_its_citation(
    visit: Callable[..., Any], javascript: bool, tmp_path: Path
) -> None:
    with visit(javascript=javascript) as v:
        v.ask(LOANS)
        v.page.click(".hit >> nth=0 >> text=Related")
        v.page.wait_for_selector("#related")
        assert v.page.locator("#related .hit").count() >= 5
        assert "Near-identical" in v.page.locator("#related .hit .kind").first.inner_text()
        v.page.locator("#related .hit h3 a").first.click()
        v.page.wait_for_selector("#cite")
        cited = v.page.locator("#reference").inner_text()
        assert "retrieved" in cited
        assert v.desk.url not in cited  # nobody else can follow an address of loopback
        if javascript:
            v.page.click("text=Copy reference")
            v.page.wait_for_selector("text=Copied")
            assert v.page.evaluate("navigator.clipboard.readText()") == cited.strip()
        else:
            assert not v.page.locator("text=Copy reference").is_visible()
        with v.page.expect_download() as download:
            v.page.click("#cite >> text=BibTeX >> nth=0")
        saved = tmp_path / "cited.bib"
        download.value.save_as(saved)
        assert saved.read_text().startswith("@")


def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(f'number,question\n1,"{LOANS}"\n2,How do I tune a violin?\n3,"=SUM(A1) micro credit"\n')
    return path


def test_many_questions_show_progress_and_a_table(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit() as v:
        v.open("/batch")
        v.page.set_input_files("#file", questions(tmp_path))
        v.page.click("text=Show table")
        v.page.wait_for_selector("text=/3 questions, \\d with a match/")
        assert v.page.evaluate("document.querySelector('#bar').value") == 3
        rows = v.page.locator("#rows tr")
        expect(rows).to_have_count(3)
        assert "micro credit system" in rows.nth(0).inner_text()
        assert "Nothing close" in rows.nth(1).inner_text()
        rows.nth(0).locator("a").click()
        v.page.wait_for_selector("#cite")


def test_an_unreadable_file_of_questions_gives_a_message_in_place(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    with visit() as v:
        v.open("/batch")
        path = tmp_path / "picture.csv"
        path.write_bytes(b"\xff\xd8\xff\xe0 no text")
        v.page.set_input_files("#file", path)
        v.page.click("text=Show table")
        v.page.wait_for_selector("text=not UTF-8 text")


def test_many_questions_are_answered_without_javascript(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit(javascript=False) as v:
        v.open("/batch")
        v.page.set_input_files("#file", questions(tmp_path))
        v.page.click("text=Show table")
        v.page.wait_for_selector("#rows tr")
        expect(v.page.locator("#rows tr")).to_have_count(3)


@both
def test_many_questions_are_downloaded_as_a_table(
    visit: Callable[..., Any], javascript: bool, tmp_path: Path
) -> None:
    with visit(javascript=javascript) as v:
        for label, name in (("Download CSV", "answers.csv"), ("Download JSON Lines", "answers.jsonl")):
            v.open("/batch")
            v.page.set_input_files("#file", questions(tmp_path))
            with v.page.expect_download() as download:
                v.page.click(f"text={label}")
            assert download.value.suggested_filename == name
            download.value.save_as(tmp_path / name)
    table = list(csv.DictReader(io.StringIO((tmp_path / "answers.csv").read_text("utf-8-sig"))))
    lines = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text().splitlines()]
    assert [row["question"] for row in lines][:2] == [LOANS, "How do I tune a violin?"]
    assert [row["quote"] for row in table] == [row["quote"] for row in lines]
    assert table[2]["question"] == "'=SUM(A1) micro credit"
    assert "micro credit" in lines[0]["quote"]
    assert [row["answerable"] for row in lines][:2] == [True, False]


@both
def test_browsing_leads_from_workshop_to_session_talk_and_paper(
    visit: Callable[..., Any], javascript: bool
) -> None:
    with visit(javascript=javascript) as v:
        v.open("/")
        v.page.click("nav >> text=Workshops")
        v.page.click("text=Promotion of NIS - China")
        expect(v.page.locator(".talks > li")).to_have_count(17)
        expect(v.page.locator("#missing li")).to_have_count(13)
        assert "role=presentation" in v.page.locator("#missing a").first.get_attribute("href")
        v.page.click(f"li:has-text('{v.desk.talk_with_paper}') .papers a")
        v.page.wait_for_selector(".turn")
        assert "This first page introduces the matter." in v.page.locator("article").inner_text()
        v.page.click("[rel=next] >> nth=0")
        v.page.wait_for_selector("text=zinc foundry")
        v.page.go_back()
        v.page.go_back()
        assert v.path == "/workshops/workshop-china-seminar"


@both
def test_a_paper_and_its_file_open_at_the_same_page(visit: Callable[..., Any], javascript: bool) -> None:
    with visit(javascript=javascript) as v:
        v.ask("Who trained apprentices at the zinc foundry?")
        first = v.page.locator(".hit").first
        assert "page\u00a02" in first.locator(".place").inner_text()
        first.locator("h3 a").click()
        v.page.wait_for_selector("#here")
        assert "Page 2 of 3" in v.page.locator(".turn").first.inner_text()
        file = v.page.locator("text=Open original").get_attribute("href")
        assert file.endswith("/file#page=2")
        answer = v.page.request.get(v.desk.url + file.split("#")[0])
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF")


@both
def test_the_printed_page_is_shown_beside_the_results_and_hidden_again(
    visit: Callable[..., Any], javascript: bool
) -> None:
    with visit(javascript=javascript) as v:
        v.ask("Who trained apprentices at the zinc foundry?")
        without = v.path
        results = v.page.locator(".found")
        v.page.locator(".show-page").first.focus()
        v.page.keyboard.press("Enter")
        picture = v.page.locator("#beside img")
        expect(picture).to_be_visible()
        v.page.wait_for_function("() => document.querySelector('#beside img').naturalWidth > 0")
        assert "passage=" in picture.get_attribute("src")
        assert picture.bounding_box()["x"] > results.bounding_box()["x"] + results.bounding_box()["width"]
        expect(v.page.locator(".hit")).to_have_count(10)
        if javascript:
            assert v.page.evaluate("document.activeElement.textContent") == "Hide page 2"
        else:
            v.page.focus(".show-page[aria-expanded=true]")
        v.page.keyboard.press("Enter")
        expect(v.page.locator("#beside")).to_have_count(0)
        assert v.path == without


def test_on_a_phone_the_filters_are_a_sheet_that_the_keyboard_opens_and_closes(
    visit: Callable[..., Any],
) -> None:
    with visit(390) as v:
        v.ask("cluster of small firms")
        v.page.focus(".jump")
        v.page.keyboard.press("Enter")
        sheet = v.page.get_by_role("dialog", name="Filter")
        expect(sheet).to_be_visible()
        v.page.focus("input[name=kind][value=talk]")
        v.page.keyboard.press("Space")
        v.page.wait_for_selector(".chips", state="attached")
        expect(sheet).to_be_visible()
        assert v.page.evaluate("document.activeElement.value") == "talk"
        for _ in range(60):  # the focus stays in the sheet, so that the button is reached
            v.page.keyboard.press("Tab")
            if v.page.evaluate("document.activeElement.id") == "filters-done":
                break
        found = v.page.locator(".hit").count()
        assert v.page.locator("#filters-done").inner_text() == f"Show {found} results"
        v.page.keyboard.press("Enter")
        expect(sheet).to_have_count(0)
        expect(v.page.locator(".chips")).to_be_in_viewport()
        assert v.page.evaluate("document.activeElement.textContent") == "Filters (1)"
        v.page.keyboard.press("Enter")
        v.page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)


def test_a_document_keeps_its_bar_in_sight_and_leads_back_to_the_results(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.ask(LOANS)
        asked = v.path
        v.page.locator(".hit h3 a").first.click()
        v.page.wait_for_selector("#here")
        bar, here = v.page.locator(".reading-bar"), v.page.locator("#here")
        v.page.wait_for_timeout(200)
        assert here.bounding_box()["y"] >= bar.bounding_box()["y"] + bar.bounding_box()["height"] - 1
        expect(bar).to_be_in_viewport()
        bar.locator("text=Back to results").click()
        v.page.wait_for_selector("#answer")
        assert v.path == asked


@both
def test_the_heatmap_links_to_the_recommendations_it_counts(visit: Callable[..., Any], javascript: bool) -> None:
    with visit(javascript=javascript) as v:
        for path in ("/matrix", "/matrix?by=theme", "/matrix?workshop=workshop-china-seminar"):
            v.open(path)
            square = v.page.locator("svg a[class]").nth(3)
            count = int(square.locator("text").text_content())
            square.click()
            v.page.wait_for_selector(".hits")
            expect(v.page.locator(".hit")).to_have_count(count)


@both
def test_addressees_link_to_their_recommendations(visit: Callable[..., Any], javascript: bool) -> None:
    with visit(javascript=javascript) as v:
        v.open("/addressees")
        v.page.click("text=Government of China")
        expect(v.page.locator(".hit")).to_have_count(20)
        assert "Government of China" in v.page.locator("h1").inner_text()


@both
def test_an_unanswerable_question_gets_a_notice(visit: Callable[..., Any], javascript: bool) -> None:
    with visit(javascript=javascript) as v:
        v.ask("How do I tune a violin?")
        assert "Nothing here seems to answer this question" in v.page.locator("[role=status]").first.inner_text()
        expect(v.page.locator(".hit")).to_have_count(10)
        expect(v.page.locator(".answer")).to_have_count(0)
        v.page.click("text=See the list")
        assert "missing" in v.page.locator("table").first.inner_text()


def test_filters_without_results_get_a_notice_and_can_be_removed(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/?q=clusters&kind=talk&addressee=APCTT")
        assert "No results" in v.page.locator(".notice").inner_text()
        v.page.click("text=Search without filters")
        v.page.wait_for_selector(".hit")


def test_searching_and_reading_work_with_the_keyboard(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/workshops/workshop-china-seminar")
        v.page.keyboard.press("/")
        assert v.page.evaluate("document.activeElement.id") == "within"
        v.open("/?q=micro+credit")
        v.page.keyboard.press("/")
        assert v.page.evaluate("document.activeElement.id") == "q"
        v.page.keyboard.type("intellectual property")
        v.page.keyboard.press("Enter")
        v.page.wait_for_url("**/?q=intellectual+property")
        v.page.keyboard.press("ArrowDown")
        v.page.keyboard.press("ArrowDown")
        v.page.keyboard.press("ArrowUp")
        assert v.page.evaluate("document.activeElement.matches('.hit:first-child h3 a')")
        v.page.keyboard.press("Escape")
        assert v.page.evaluate("document.activeElement.id") == "q"
        v.page.keyboard.press("ArrowDown")
        v.page.keyboard.press("Enter")
        v.page.wait_for_selector("#here")


def test_more_passages_can_be_shown(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.ask("innovation")
        v.page.click("text=Show 10 more")
        v.page.wait_for_url("**limit=20**")
        expect(v.page.locator(".hit")).to_have_count(20)


def test_the_last_questions_stay_in_the_browser_until_they_are_forgotten(visit: Callable[..., Any]) -> None:
    with visit() as v:
        for question in ("micro credit", "clusters", "micro credit"):
            v.ask(question)
        v.open("/")
        expect(v.page.locator("#asked li")).to_have_text(["micro credit", "clusters"])
        v.page.click("#asked >> text=clusters")
        v.page.wait_for_url("**/?q=clusters")
        v.open("/")
        v.page.click("text=Forget them")
        expect(v.page.locator("#asked")).to_be_hidden()
        v.open("/")
        expect(v.page.locator("#asked")).to_be_hidden()
