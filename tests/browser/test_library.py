"""Documents come into the library and leave it again in the browser, and what was kept of them is told."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
import rispy
from playwright.sync_api import expect

from ingest.extract.pdf.picture import WIDTH

pytestmark = pytest.mark.timeout(1200)

SURABAYA = Path(__file__).parent.parent / "relations" / "workshops" / "workshop-surabaya-seminar"
PATIENCE = 240_000
"""Milliseconds a job may take: its process loads the model, and the tests may share the machine."""
TOWNS = {
    (1280, "pointer"): "Udaipur",
    (390, "pointer"): "Kanpur",
    (1280, "keyboard"): "Jabalpur",
    (390, "keyboard"): "Raipur",
}

both = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


class Hand:
    """Presses what it is shown, with the pointer, or with the Tab and Enter keys."""

    def __init__(self, page: Any, name: str) -> None:
        self._page, self._name = page, name

    def press(self, target: Any) -> None:
        """Press a selector or a locator; a field that is pressed has the focus."""
        found = (self._page.locator(target) if isinstance(target, str) else target).first
        if self._name == "pointer":
            found.click()
            return
        for _ in range(200):
            self._page.keyboard.press("Tab")
            if found.evaluate("node => node === document.activeElement"):
                if not found.evaluate("node => node.matches('textarea')"):
                    box = found.evaluate("node => node.matches('[type=checkbox]')")
                    self._page.keyboard.press("Space" if box else "Enter")
                return
        pytest.fail(f"The Tab key does not reach {target}.")


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


def marked(picture: Any) -> list[float]:
    """Left, top, right and bottom of what is marked on a picture, in pixels of the picture."""
    found: list[float] = picture.evaluate(
        """image => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            let box = [Infinity, Infinity, 0, 0];
            for (let at = 0; at < data.length; at += 4) {
                if (data[at] < 200 || data[at + 2] > 0.7 * data[at]) continue;
                const [x, y] = [(at / 4) % canvas.width, Math.floor(at / 4 / canvas.width)];
                box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)];
            }
            return box;
        }"""
    )
    return found


def printed(paper: bytes, number: int, text: str) -> list[float]:
    """The same of the letters and digits that print ``text``, as pdfium places them."""
    page = pdfium.PdfDocument(paper)[number - 1]
    textpage = page.get_textpage()
    first = textpage.get_text_range().index(text)
    boxes = [textpage.get_charbox(at) for at in range(first, first + len(text)) if text[at - first].isalnum()]
    left, bottom, right, top = zip(*boxes, strict=True)
    scale, height = WIDTH / page.get_width(), page.get_height()
    return [
        scale * min(left),
        scale * (height - max(top)),
        scale * max(right),
        scale * (height - min(bottom)),
    ]


def differences(mark: list[float], words: list[float]) -> float:
    """By how many pixels a mark is larger than the words, at most; it must not be smaller."""
    outside = [words[0] - mark[0], words[1] - mark[1], mark[2] - words[2], mark[3] - words[3]]
    assert min(outside) >= -1, (mark, words)
    return max(outside)


@pytest.mark.parametrize("hand", ["pointer", "keyboard"])
@pytest.mark.parametrize("width", [1280, 390])
def test_an_added_paper_is_found_seen_kept_exported_and_after_undo_the_notebook_says_it_is_gone(
    visit_workroom: Callable[..., Any],
    workroom: Any,
    tiny_pdf: Callable[..., bytes],
    tmp_path: Path,
    width: int,
    hand: str,
) -> None:
    town = TOWNS[width, hand]
    sentence = f"The zinc foundry of {town} trained {width} apprentices."
    paper = tiny_pdf(f"About foundries in {town}.", sentence)
    with visit_workroom(width) as v:
        press = Hand(v.page, hand).press
        v.open("/")
        press("text=Add documents")
        v.page.fill("#key", workroom.key)
        if hand == "pointer":
            drop(v.page, f"{town}.pdf", paper)
        else:
            v.page.set_input_files(
                "#file", {"name": f"{town}.pdf", "mimeType": "application/pdf", "buffer": paper}
            )
            press("#add button.main")
        v.page.wait_for_selector("text=Added. It is searchable now.", timeout=PATIENCE)

        v.ask(f"Who trained apprentices at the zinc foundry of {town}?")
        hit = v.page.locator(".hit", has_text=sentence).first
        press(hit.locator("[data-keep]"))
        v.page.wait_for_selector("text=1 passage kept")
        press(hit.locator("text=Read in context"))
        picture = v.page.locator("#printed img")
        picture.scroll_into_view_if_needed()
        v.page.wait_for_function("() => document.querySelector('#printed img').naturalWidth > 0")
        assert differences(marked(picture), printed(paper, 2, sentence)) <= 8

        press(".kept-bar a")
        press("[data-note]")
        v.page.keyboard.type("A note of mine.")
        files = {}
        for label in ("Word", "RIS"):
            with v.page.expect_download() as download:
                press(f".export button:text-is('{label}')")
            files[label] = tmp_path / download.value.suggested_filename
            download.value.save_as(files[label])
        assert "A note of mine." in [p.text for p in docx.Document(str(files["Word"])).paragraphs]
        assert "p. 2" in zipfile.ZipFile(files["Word"]).read("word/footnotes.xml").decode()
        (record,) = rispy.loads(files["RIS"].read_text())
        assert record["start_page"] == "2"

        v.open("/history")
        press("summary:has-text('Go back') >> nth=0")
        press("details[open] button.danger")
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
        press("text=Publish again")
        v.page.wait_for_selector("text=Published.", timeout=PATIENCE)


def test_a_corrected_speaker_stands_after_the_page_is_read_again(
    visit_workroom: Callable[..., Any], workroom: Any, command: Any
) -> None:
    with visit_workroom() as v:
        v.open(f"/workshops/{SURABAYA.name}")
        v.page.click("text=Correct this workshop")
        v.page.fill("#key", workroom.key)
        speaker = v.page.get_by_label("Speaker", exact=True).first
        assert speaker.input_value() == "Ratna Wulandari"
        speaker.fill("Ratna Wulansari")
        v.page.click("text=Save and read the page again")
        v.page.wait_for_selector("text=searchable now", timeout=PATIENCE)
        run = command("ingest", SURABAYA, "--data", workroom.data)
        assert run.returncode == 0, run.stdout + run.stderr
        v.page.wait_for_timeout(2000)  # the server looks for a new version every second
        v.open(f"/workshops/{SURABAYA.name}")
        assert "Ratna Wulansari" in v.page.inner_text("main")
        assert "Ratna Wulandari" not in v.page.inner_text("main .talks >> nth=0")


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


def _keep_first(v: Any) -> None:
    v.ask("water mill of Kangra")
    v.page.locator("[data-keep]").first.check()
    v.page.wait_for_selector("text=1 passage kept")


def _open_notebook(v: Any, key: str) -> None:
    v.open("/kept")
    v.page.click("text=Keep them on the server too")
    v.page.fill("#key-kept", key)
    v.page.click("text=Open my notebook")


def test_a_notebook_kept_for_a_key_is_found_in_another_browser_and_shared(
    visit_workroom: Callable[..., Any], workroom: Any
) -> None:
    with visit_workroom() as v:
        _keep_first(v)
        _open_notebook(v, workroom.key)
        v.page.wait_for_selector("text=Kept on the server too.")
        with v.page.expect_response("**/kept/save"):
            v.page.fill("[data-note]", "Ask the miller.")
    with visit_workroom(390) as v:
        _open_notebook(v, workroom.key)
        v.page.wait_for_selector("ol.kept li")
        assert v.page.input_value("[data-note]") == "Ask the miller."
        v.page.click("#kept-share")
        v.page.wait_for_selector("text=The link is copied.")
        link = v.page.evaluate("navigator.clipboard.readText()")
        with v.page.expect_response("**/kept/save"):
            v.page.click("[data-drop]")
    with visit_workroom(javascript=False) as v:
        v.page.goto(link)
        expect(v.page.locator("#kept")).to_be_visible()
        assert "Ask the miller." not in v.page.inner_text("main")
    with visit_workroom() as v:
        _keep_first(v)
        _open_notebook(v, workroom.key)
        v.page.click("text=Stop sharing")
        v.page.wait_for_selector("text=The link no longer opens your passages.")
        expect(v.page.locator("#kept-unshare")).to_be_hidden()
    with visit_workroom(javascript=False) as v:
        v.page.goto(link)
        assert "This link to kept passages is not valid." in v.page.inner_text("main")
