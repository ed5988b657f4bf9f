"""A real server over the tracked workshop and material made for these tests, and Debian's Chromium to visit it.

These tests run where ``BROWSER_TESTS`` names a browser (``make test-browser``); elsewhere they are not collected.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BROWSER = os.environ.get("BROWSER_TESTS", "")
collect_ignore_glob = [] if BROWSER else ["test_*.py"]

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RELATIONS = Path(__file__).parent.parent / "relations" / "workshops"
WORKSHOPS = Path(__file__).parent.parent.parent / "corpus" / "workshops"

EVIL = (
    "<script>window.ran=1</script><img src=x onerror=\"window.ran=2\"><a href='javascript:window.ran=3'>evil</a>"
)
EVIL_PAGE = f"""National Seminar on Markup {EVIL}

Date and Venue
04-05 October 2005, Hotel {EVIL}, Markupville, Indonesia

Details of the Technical Sessions

Technical Session I
Scripts {EVIL}
Escaping {EVIL} in practice - Mr. Evil {EVIL}, Head, {EVIL}, Indonesia
View Presentation

Recommendations Arising Out of the Technical Sessions
(a) Recommendations for Governments
Governments may consider the following
Establish an escaping office for markup {EVIL} in every ministry.
"""


@dataclass(frozen=True)
class Desk:
    """A running server, and what in it tests speak of."""

    url: str
    talk_with_paper: str = "Strategies for Local SMEs Technology Capacity Building in the Asia Pacific Region"


@pytest.fixture(scope="session")
def desk(command: Any, tiny_pdf: Callable[..., bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three workshops, a white paper of three pages, a page and a collection full of markup; served."""
    folder = tmp_path_factory.mktemp("desk")
    data = folder / "data"
    paper = folder / "strategies.pdf"
    paper.write_bytes(
        tiny_pdf(
            "Strategies for local firms\nThis first page introduces the matter.",
            "The zinc foundry of Jodhpur trained ninety apprentices\nin its own workshop within two years.",
            "References stand on the third page.",
        )
    )
    evil = folder / "workshop-evil"
    evil.mkdir()
    (evil / "page.txt").write_text(EVIL_PAGE)
    (evil / "workshop.toml").write_text(
        'url = "http://evil.example/page"\nsaved = 2026-01-01\npage = "page.txt"\n'
    )
    lines = folder / "evil.jsonl"
    lines.write_text(
        json.dumps({"_id": EVIL, "title": EVIL, "text": f"The purple markup says {EVIL} and ends."}) + "\n"
    )
    for arguments in (
        (WORKSHOPS, RELATIONS, evil, lines),
        (paper, "--workshop", "workshop-china-seminar", "--talk", "2", "--role", "paper"),
    ):
        run = command("ingest", *arguments, "--data", data)
        assert run.returncode == 0, run.stdout + run.stderr
    with serving(command, data) as url:
        yield Desk(url)


@contextmanager
def serving(command: Any, data: Path) -> Iterator[str]:
    """A server over this data directory; gives its address."""
    server = subprocess.Popen(
        command.argv("serve", "--port", "0", "--data", data),
        env=command.environment(PYTHONUNBUFFERED="1"),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    try:
        said = ""
        for line in server.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                # What it logs later is read, so that it never waits for a reader.
                threading.Thread(target=server.stdout.read, daemon=True).start()
                yield found[0]
                break
        else:
            pytest.fail(f"The server did not start: {said}")
    finally:
        server.terminate()
        server.wait(20)


@dataclass(frozen=True)
class Workroom(Desk):
    """A server whose library tests change, and a key to it."""

    key: str = ""
    data: Path = Path()


@pytest.fixture(scope="session")
def workroom(command: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workroom]:
    """A library of one text and one workshop, served, with a key that may write."""
    folder = tmp_path_factory.mktemp("workroom")
    data = folder / "data"
    first = folder / "mill.txt"
    first.write_text("The water mill of Kangra grinds maize.")
    for arguments in (
        ("ingest", first, RELATIONS / "workshop-surabaya-seminar"),
        ("keys", "add", "tester", "--scope", "write"),
    ):
        run = command(*arguments, "--data", data)
        assert run.returncode == 0, run.stdout + run.stderr
    key = re.search(r"wsk_\S+", run.stdout)
    assert key is not None, run.stdout
    with serving(command, data) as url:
        yield Workroom(url, key=key[0], data=data)


@dataclass
class Visit:
    """A browser window, and what happened in it that nobody may see happen."""

    page: Any
    desk: Desk
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        """Go to a path of the desk."""
        answer = self.page.goto(self.desk.url + path)
        assert answer is not None
        return answer

    def ask(self, question: str) -> None:
        """Ask in the box of the first page."""
        self.open("/")
        self.page.fill("#q", question)
        self.page.press("#q", "Enter")
        self.page.wait_for_selector("#answer")

    @property
    def path(self) -> str:
        """Where it is, below the origin."""
        return str(self.page.url).removeprefix(self.desk.url)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, desk: Desk) -> Callable[..., Any]:
    """Opens windows at the desk; see :func:`visiting`."""
    return visiting(chromium, desk)


@pytest.fixture
def visit_workroom(chromium: Any, workroom: Workroom) -> Callable[..., Any]:
    """Opens windows at the workroom; see :func:`visiting`."""
    return visiting(chromium, workroom)


def visiting(chromium: Any, desk: Desk) -> Callable[..., Any]:
    """``with visit(width=360, javascript=False, dark=True) as v`` opens a window of its own profile.

    When it closes, nothing may have left the origin and the browser may not have complained (a script or style
    that the policy refuses is a complaint).
    """

    @contextmanager
    def opened(width: int = 1280, *, javascript: bool = True, dark: bool = False) -> Iterator[Visit]:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            permissions=["clipboard-read", "clipboard-write"],
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        seen = Visit(page, desk)
        context.on("request", lambda request: seen.requests.append(request.url))
        page.on(
            "console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: seen.complaints.append(f"dialog {dialog.message}") or dialog.dismiss())
        try:
            yield seen
        finally:
            context.close()
        assert [url for url in seen.requests if not url.startswith((desk.url + "/", "blob:", "data:"))] == []
        assert [text for text in seen.complaints if "status of 4" not in text] == []

    return opened
