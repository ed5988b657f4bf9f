"""A page by its address, from the command: planned, drafted, taken in, asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TALKS = {
    "dredging.pdf": ("Dredging for small ports", "Ana Lindqvist", "Sand is back within two winters."),
    "cranes.pdf": ("Cranes that fold away", "Bo Raymond", "A folded crane fits beneath the railway bridge."),
    "tides.pdf": ("Tide tables without paper", "Cara Muster", "Pilots read the tide from their watches."),
}


def programme() -> bytes:
    rows = "".join(
        f"<tr><td>{9 + at}:00</td><td>{title}</td><td>{who}, Director, Port Authority, Fiji</td>"
        f'<td><a href="files/{name}">Slides</a></td></tr>'
        for at, (name, (title, who, _)) in enumerate(TALKS.items())
    )
    return (
        "<html><head><title>Regional Workshop on Small Harbours</title></head><body>"
        "<h1>Regional Workshop on Small Harbours</h1><p>12-14 May 2015, Suva, Fiji</p><h2>Session 1: Ports</h2>"
        "<table><tr><th>Time</th><th>Topic</th><th>Speaker</th><th>Material</th></tr>"
        f"{rows}</table></body></html>"
    ).encode()


@pytest.fixture
def address(site: Any, tiny_pdf: Callable[..., bytes]) -> str:
    """Where the programme is served, with its files."""
    site.pages |= {f"/w/files/{name}": tiny_pdf(text) for name, (_, _, text) in TALKS.items()}
    site.pages["/w/program.html"] = programme()
    return str(site.url("/w/program.html"))


def test_a_programme_by_its_address_answers_for_every_speaker(
    command: Any, real: Any, address: str, tmp_path: Path
) -> None:
    data = real.copy(tmp_path / "data")
    ran = command.in_process("ingest", address, "--allow-private", "--data", data)
    assert ran.returncode == 0, ran.stderr
    for name, (title, who, _) in TALKS.items():
        asked = ("search", f"What do the slides of {who} say?", "--kind", "paper", "--data", data, "--json")
        best = json.loads(command.in_process(*asked).stdout)["results"][0]["passage"]
        assert (best["talk"], best["speaker"]) == (title, who)
        assert best["document"]["url"].endswith(name)


def test_a_plan_compiles_no_model_and_makes_no_data_directory(command: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Solar pumps.")
    watched = tmp_path / "watched"
    data = tmp_path / "data"
    ran = command("ingest", tmp_path / "a.txt", "--dry-run", "--data", data, WATCH_LOG=str(watched))
    assert ran.returncode == 0, ran.stderr
    assert "1 new" in ran.stdout
    assert not data.exists()
    log = watched.read_text().splitlines() if watched.exists() else []
    assert not [line for line in log if line.startswith("import ")]


def test_a_draft_of_an_address_is_a_folder_that_can_be_taken_in(
    command: Any, address: str, tmp_path: Path
) -> None:
    drafts = tmp_path / "drafts"
    ran = command.in_process("ingest", "--draft", address, "--into", drafts, "--allow-private")
    assert ran.returncode == 0, ran.stderr
    home = drafts / "program"
    assert sorted(path.name for path in home.iterdir()) == ["page.html", "workshop.draft.toml", "workshop.toml"]
    text = (home / "workshop.toml").read_text()
    (home / "workshop.toml").write_text(text.replace("Bo Raymond", "Bo Raymonde"))
    again = command.in_process("ingest", "--draft", address, "--into", drafts, "--allow-private")
    assert again.returncode == 0, again.stderr
    assert "Bo Raymonde" in (home / "workshop.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--draft", "nowhere"), "is not a folder"),
        (("--into", "x", "."), "--draft"),
        (("--draft", "."), "no page"),
    ],
)
def test_a_draft_of_what_holds_no_page_is_refused_in_words(
    command: Any, arguments: tuple[str, ...], says: str
) -> None:
    ran = command.in_process("ingest", *arguments)
    assert ran.returncode == 2
    assert says in ran.stderr
