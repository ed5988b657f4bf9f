"""Pictures of every page, wide and narrow, light and dark: ``make screenshots`` writes them to a folder.

The library is made here: the tracked workshop page and a few small documents. ``answer.png`` is for the README.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("workshop-search")
BROWSER = os.environ.get("CHROMIUM", "chromium")
README_QUESTION = "How can governments give small loans to micro enterprises?"
QUESTIONS = {
    "results": README_QUESTION,
    "results-unmet": "What was recommended about clusters in 2009?",
    "results-corrected": "intelectual property",
    "results-quote-missing": '"Set up technology transfer offices in universities"',
    "results-more": "water committees of the village",
    "results-nothing": "how do I cook rice",
    "results-language": "贫困地区应该如何发展科技园",
    "results-operators": "clusters site:example.org",
}
PAGES = {
    "home": "/",
    "workshops": "/workshops",
    "workshop": "/workshops/workshop-china-seminar",
    "recommendations": "/recommendations",
    "documents": "/documents",
    "addressees": "/addressees",
    "matrix": "/matrix",
    "compare": "/compare",
    "compare-two": "/compare?" + urlencode([("with", "Government of China"), ("with", "UNESCAP")]),
    "correct": "/correct?workshop=workshop-china-seminar",
    "papers": "/papers",
    "many-questions": "/batch",
    "quote": "/quote",
    "quote-exact": "/quote?" + urlencode({"quote": "Promote a micro credit system"}),
    "quote-differs": "/quote?" + urlencode({"quote": "Promote the micro credit systems for meeting the needs"}),
    "add": "/add",
    "history": "/history",
    "kept-empty": "/kept",
    "help": "/help",
    "docs": "/docs",
    "not-found": "/nowhere",
}
WATER = "\n\n".join(
    f"Chapter {n}. The water committee of village {n} meets every month. Its members collect {n} rupees from each "
    "family and pay the mechanic who keeps the hand pump working."
    for n in range(1, 9)
)


def run(*arguments: object) -> str:
    """The output of a command of the program; faults of single files are let pass."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def library(folder: Path) -> tuple[Path, str]:
    """A data directory with the tracked page and made documents, and a key that may write."""
    import pypdfium2 as pdfium  # the reader of PDF files, which every installation has

    data, given = folder / "data", folder / "given"
    given.mkdir()
    (given / "Village water committees.txt").write_text(WATER)
    (given / "Broken paper.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    pdf = pdfium.PdfDocument.new()
    pdf.new_page(595, 842)
    pdf.save(given / "Scan without text.pdf")
    run("ingest", ROOT / "corpus" / "workshops", "--data", data)
    run("ingest", given, "--data", data)
    printed = folder / "Strategies for local firms.pdf"
    printed.write_bytes(one_page("The zinc foundry of Jodhpur trained ninety apprentices", "in its own workshop."))
    talk = ("--workshop", "workshop-china-seminar", "--talk", "2", "--role", "paper")
    run("ingest", printed, *talk, "--data", data)
    key = re.search(r"wsk_\S+", run("keys", "add", "screenshots", "--scope", "write", "--data", data))
    assert key is not None
    return data, key[0]


def one_page(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    text = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 16 Tf 20 TL 72 740 Td {text} ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, made) for n, made in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """A server over this data directory; gives its address."""
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", "--data", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield next(
                found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
            )
        finally:
            server.terminate()


def shoot(browser: Any, url: str, key: str, into: Path, width: int, *, dark: bool) -> None:
    """Every page at one width in one colour scheme."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    suffix = f"{width}-{'dark' if dark else 'light'}.png"

    def picture(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=into / f"{name}-{suffix}", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            print(f"{name}-{suffix}: wider than the window")

    asked = {name: "/?" + urlencode({"q": question}) for name, question in QUESTIONS.items()}
    for name, path in (PAGES | asked).items():
        page.goto(url + path)
        picture(name)
    page.goto(url)
    page.keyboard.type("technology")
    page.wait_for_selector("#suggestions")
    page.keyboard.press("ArrowDown")
    picture("suggestions")
    page.goto(url + asked["results"])
    for box in page.locator("[data-keep]").all()[:2]:
        box.check()
    picture("results-kept")
    page.goto(url + "/kept")
    page.wait_for_selector("#kept-list li")
    picture("kept")
    page.goto(url + "/?" + urlencode({"q": "zinc foundry of Jodhpur", "kind": "paper"}))
    page.locator(".hit [data-item]").first.click()
    page.locator(".printed img").scroll_into_view_if_needed()
    page.locator(".printed img").evaluate("image => image.decode()")
    picture("read")
    for name in ("Broken", "Scan", "Strategies"):
        page.goto(url + "/documents")
        link = page.get_by_role("link", name=re.compile(name))
        link.first.click()
        report = page.get_by_role("link", name="Report", exact=True)
        if report.count():
            report.first.click()
        picture(f"report-{name.lower()}")
    page.goto(url + "/add")
    page.fill("input[name=key]", key)
    text = f"The wells of {width} {dark} are deep.".encode()
    file = {"name": f"wells {width} {dark}.txt", "mimeType": "text/plain", "buffer": text}
    page.set_input_files("input[type=file] >> nth=0", file)
    picture("add-filled")
    page.locator("main form button").last.click()
    page.wait_for_selector("text=searchable now", timeout=60_000)
    picture("job")
    page.close()


def main(into: Path) -> None:
    """Write all pictures."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data, key = library(Path(folder))
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        with serving(data) as url:
            page = browser.new_page(viewport={"width": 1100, "height": 620}, color_scheme="light")
            page.goto(url + "/?" + urlencode({"q": README_QUESTION}))
            page.screenshot(path=into / "answer.png")
            page.close()
            for width in (1280, 390):
                for dark in (False, True):
                    shoot(browser, url, key, into, width, dark=dark)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
