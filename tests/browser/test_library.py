"""Documents come into the library and leave it again in the browser, and what was kept of them is told."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import rispy
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(1200)

PATIENCE = 240_000
"""Milliseconds a job may take: its process loads the model, and the tests may share the machine."""
TOWNS = {1280: "Udaipur", 390: "Kanpur"}

both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


def drop(page: Any, name: str, content: bytes) -> None:
    """Drop a file on the form, as a pointer does."""
    page.evaluate(
        """([name, content]) => {
            const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name));
            document.querySelector("#drop").dispatchEvent(
                new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [name, base64.b64encode(content).decode()],
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_dropped_paper_is_found_seen_kept_exported_and_after_undo_the_notebook_says_it_is_gone(
    visit_workroom: Callable[..., Any],
    workroom: Any,
    tiny_pdf: Callable[..., bytes],
    tmp_path: Path,
    width: int,
) -> None:
    town = TOWNS[width]
    sentence = f"The zinc foundry of {town} trained {width} apprentices."
    with visit_workroom(width) as v:
        v.open("/add")
        v.page.fill("#key", workroom.key)
        drop(v.page, f"{town}.pdf", tiny_pdf(f"About foundries in {town}.", sentence))
        v.page.wait_for_selector("text=Added. It is searchable now.", timeout=PATIENCE)

        v.ask(f"Who trained apprentices at the zinc foundry of {town}?")
        hit = v.page.locator(".hit", has_text=sentence).first
        hit.locator("[data-keep]").check()
        v.page.wait_for_selector("text=1 passage kept")
        hit.locator("text=Read in context").click()
        picture = v.page.locator("#printed img")
        picture.scroll_into_view_if_needed()
        v.page.wait_for_function("() => document.querySelector('#printed img').naturalWidth > 0")
        assert "passage=" in picture.get_attribute("src")

        v.open("/kept")
        v.page.fill("[data-note]", "A note of mine.")
        files = {}
        for label in ("Word", "RIS"):
            with v.page.expect_download() as download:
                v.page.click(f".export >> text={label}")
            files[label] = tmp_path / download.value.suggested_filename
            download.value.save_as(files[label])
        assert "A note of mine." in [p.text for p in docx.Document(str(files["Word"])).paragraphs]
        (record,) = rispy.loads(files["RIS"].read_text())
        assert record["start_page"] == "2"

        v.open("/history")
        v.page.click("summary:has-text('Go back') >> nth=0")
        v.page.click("details[open] button.danger")
        v.page.wait_for_selector("text=back at the earlier version", timeout=PATIENCE)
        for _ in range(60):  # the server looks for a new version every second
            v.open("/kept")
            v.page.wait_for_selector("ol.kept li")
            if "This passage is gone" in v.page.inner_text("#kept"):
                break
            v.page.wait_for_timeout(1000)
        assert "This passage is gone" in v.page.inner_text("#kept")
        assert v.page.input_value("[data-note]") == "A note of mine."

        v.open("/history")
        v.page.click("text=Publish again")
        v.page.wait_for_selector("text=Published.", timeout=PATIENCE)


@both
def test_a_file_is_added_and_removed_with_the_keyboard_and_without_a_script(
    visit_workroom: Callable[..., Any], workroom: Any, tmp_path: Path, javascript: bool
) -> None:
    path = tmp_path / ("cattle.txt" if javascript else "oxen.txt")
    path.write_text(f"The {path.stem} plough the terraces.")
    with visit_workroom(javascript=javascript) as v:
        v.open("/add")
        v.page.fill("#key", workroom.key)
        v.page.set_input_files("#file", path)
        v.page.focus("#add button.main")
        v.page.keyboard.press("Enter")
        v.page.wait_for_selector("text=Added. It is searchable now.", timeout=PATIENCE)
        v.open(f"/documents?title={path.stem}")
        v.page.focus("td .state")
        v.page.keyboard.press("Enter")
        v.page.wait_for_selector("text=How it was read")
        if not javascript:
            v.page.fill("input[name=key]", workroom.key)
        v.page.focus("button.danger")
        v.page.keyboard.press("Enter")
        v.page.wait_for_selector("text=Removed. It is no longer searched.", timeout=PATIENCE)
        v.open(f"/documents?state=removed&title={path.stem}")
        expect(v.page.locator("tbody tr")).to_have_count(1)


def test_a_key_that_was_refused_is_asked_for_again(visit_workroom: Callable[..., Any]) -> None:
    with visit_workroom() as v:
        v.open("/add")
        v.page.fill("#key", "wsk_wrong_key")
        drop(v.page, "a.txt", b"Text.")
        v.page.wait_for_selector(".queue .absent")
        assert v.page.locator("#key").is_visible()
        v.open("/add")
        assert v.page.input_value("#key") == ""


def test_what_cannot_be_read_is_said_in_words_with_what_to_do(
    visit_workroom: Callable[..., Any], workroom: Any
) -> None:
    with visit_workroom() as v:
        v.open("/add")
        v.page.evaluate("document.querySelector('#add').dataset.most = '1000'")
        v.page.fill("#key", workroom.key)
        drop(v.page, "large.txt", b"x" * 2000)
        v.page.wait_for_selector("text=Split it into smaller files")
        drop(v.page, "broken.pdf", b"%PDF-1.4 nothing")
        v.page.wait_for_selector("text=save it again", timeout=PATIENCE)


def test_kept_passages_are_ordered_shared_and_opened_again_from_a_file(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    with visit() as v:
        v.ask("technology transfer")
        for at in (0, 1):
            v.page.locator("[data-keep]").nth(at).check()
            v.page.wait_for_selector(f"text=/^{at + 1} passages? kept/")
        v.open("/kept")
        expect(v.page.locator("ol.kept li")).to_have_count(2)
        before = v.page.locator("ol.kept li").nth(0).get_attribute("data-id")
        v.page.click("[data-move='1'] >> nth=0")
        v.page.wait_for_function(f"() => document.querySelectorAll('ol.kept li')[1].dataset.id === '{before}'")
        v.page.click("#kept-share")
        v.page.wait_for_selector("text=The link is copied")
        link = v.page.evaluate("navigator.clipboard.readText()")
        with v.page.expect_download() as download:
            v.page.click(".export >> text=Save to open again")
        saved = tmp_path / "kept.json"
        download.value.save_as(saved)
    with visit(javascript=False) as v:
        v.page.goto(link)
        expect(v.page.locator("ol.kept li")).to_have_count(2)
        assert v.page.locator("[data-note]").count() == 0
    with visit() as v:
        v.open("/kept")
        assert v.page.locator("#kept-empty").is_visible()
        v.page.set_input_files("#kept-import", saved)
        expect(v.page.locator("ol.kept li")).to_have_count(2)
        v.page.click("[data-drop] >> nth=0")
        expect(v.page.locator("ol.kept li")).to_have_count(1)
