"""Whatever stands in a document, no command prints what a terminal would act on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cli.terminal import harmless

EVIL = "\x1b]52;c;ZWNobyBoaQ==\x07\x9b2J\r\x08\u202egnp.exe"


@given(st.text())
def test_no_control_character_is_left_and_nothing_else_is_changed(text: str) -> None:
    shown = harmless(text)
    assert not any((c < " " and c not in "\t\n") or "\x7f" <= c <= "\x9f" for c in shown)
    assert json.loads('"' + harmless(EVIL) + '"') == EVIL
    if text.isprintable():
        assert shown == text


@pytest.fixture(scope="module")
def evil(command: Any, real: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A library of one document with control characters in title, text and name; and the id of its passage."""
    home = tmp_path_factory.mktemp("evil")
    data = Path(real.copy(home / "data"))
    line = {"_id": f"a{EVIL}", "title": f"Harbours {EVIL}", "text": f"Boats need harbours, {EVIL} say sailors."}
    (home / "evil.jsonl").write_text(json.dumps(line))
    (home / f"bad{EVIL[:3]}.pdf").write_bytes(b"%PDF-1.4 no")
    command.in_process("ingest", home / "evil.jsonl", "--data", data)
    found = json.loads(
        command.in_process("search", "boats harbours sailors", "-k", 1, "--json", "--data", data).stdout
    )
    return data, found["results"][0]["passage"]["id"]


@pytest.mark.parametrize(
    "asked",
    [
        ("search", "boats harbours sailors"),
        ("search", "boats harbours sailors", "--json"),
        ("related", "ID"),
        ("cite", "ID"),
        ("cite", "ID", "--format", "bibtex"),
        ("cite", "ID", "--json"),
        ("verify", "Boats need harbors"),
        ("verify", "Boats need harbors, says nobody", "--json"),
        ("ingest", "FOLDER"),
        ("ingest", "FOLDER", "--dry-run"),
        ("ingest", f"nowhere{EVIL}"),
        ("search", "x", "--speaker", EVIL),
        ("status",),
        ("doctor",),
        ("table", "QUESTIONS"),
    ],
)
def test_every_command_shows_them_written_out(
    command: Any, evil: tuple[Path, str], asked: tuple[str, ...]
) -> None:
    data, identifier = evil
    questions = data.parent / "questions.csv"
    questions.write_text("question\nboats harbours sailors\n")
    named = {"ID": identifier, "FOLDER": str(data.parent), "QUESTIONS": str(questions)}
    ran = command.in_process(*(named.get(part, part) for part in asked), "--data", data)
    for text in (ran.stdout, ran.stderr):
        assert not any((c < " " and c not in "\t\n") or "\x7f" <= c <= "\x9f" or c == "\u202e" for c in text), text
    assert "Traceback" not in ran.stderr
    if "--json" in asked:
        json.loads(ran.stdout)
