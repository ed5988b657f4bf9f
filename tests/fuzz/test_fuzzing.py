"""Fuzzing enters what it is to try, counts what it finds, and fails where it tried too little."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from mutation import HostileFile, hostile
from readers import is_read, read
from run_fuzz import Totals
from seeds import Seed, seeds
from turns import Check, take_turns

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract import media, registry
from ingest.extract.sandbox.pool import ExtractionPool

SEEDS = {seed.name: seed for seed in seeds()}
CLEAN = {
    "operations": {"selected": 29, "tested": 29, "errored": 0},
    "test_cases": {"generated": 12_000},
    "failures": [],
}


def test_there_is_a_file_of_every_kind_and_each_is_read_as_what_it_is() -> None:
    assert {seed.kind for seed in SEEDS.values()} == registry.READERS.keys()
    for seed in SEEDS.values():
        assert media.detect(seed.data, seed.name) == seed.kind, seed.name
        assert any(page.text for page in read(seed.data, seed.kind, None).pages), seed.name


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@pytest.mark.parametrize("seed", [SEEDS["a.docx"], SEEDS["a.pptx"]], ids=lambda seed: seed.name)
def test_a_package_is_changed_within_its_parts_and_stays_a_package(seed: Seed) -> None:
    def one_part_differs(file: HostileFile) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
                found = {name: archive.read(name) for name in archive.namelist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):  # the package itself was changed
            return False
        return found.keys() == seed.parts.keys() and sum(found[name] != seed.parts[name] for name in found) == 1

    find(hostile(seed), one_part_differs, settings=settings(phases=[Phase.generate], database=None))


@pytest.mark.parametrize("error", [KeyError, AttributeError, RecursionError, AssertionError, OverflowError])
def test_what_a_reader_lets_through_is_damage_to_the_registry_and_a_find_here(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def extract(_: bytes) -> Extraction:
        raise error("of the reader's own")

    broken = ModuleType("broken_reader")
    broken.extract = extract  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "broken_reader", broken)
    monkeypatch.setitem(registry.READERS, media.TEXT, registry.Reader("broken_reader", (), 1))
    for reads, code in ((registry.extract, "damaged"), (read, "let through")):
        with pytest.raises(ExtractionError) as caught:
            reads(b"text", media.TEXT, None)
        assert caught.value.code == code


@pytest.mark.parametrize("code", ["let through", "memory-limit", "crashed", "damaged"])
def test_a_refusal_that_no_file_can_deserve_is_a_find(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    died = "import os; os._exit(7)" if code == "crashed" else f"raise ExtractionError({code!r}, '')"
    lines = ["from corpus.errors import ExtractionError", "def extract(*_, **__):", f"    {died}"]
    (tmp_path / "refusing_reader.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("mutation.FOUND", tmp_path / "found")
    told: Counter[str] = Counter()
    with ExtractionPool(1, target="refusing_reader:extract") as pool:
        file = HostileFile(b"x", media.TEXT, "a.txt")
        if code == "damaged":
            is_read(pool, told)(file)
            return
        with pytest.raises(AssertionError, match=code):
            is_read(pool, told)(file)
    assert told == {code: 1}
    assert (tmp_path / "found" / "a.txt").read_bytes() == b"x"


def test_a_check_that_fails_is_counted_shown_and_not_made_again_while_others_go_on(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def small(number: int) -> None:
        assert number < 50

    checks = [Check("small", st.integers(0, 1000), small), Check("all", st.integers(), lambda _: None)]
    turns = take_turns(2.0, checks)
    assert turns.failed == ["small"]
    assert turns.cases["all"] >= 100
    assert "value=50" in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("report", "least", "code"),
    [
        (CLEAN, 10_000, 0),
        (CLEAN, 12_001, 1),
        (CLEAN | {"operations": {"selected": 29, "tested": 28, "errored": 0}}, 0, 1),
        (CLEAN | {"failures": [{"code": "ST101", "count": 1}]}, 0, 1),
        (CLEAN | {"failures": [{"code": "ST105", "count": 2}]}, 0, 1),
    ],
)
def test_a_run_that_finds_something_or_tried_too_little_fails(
    capsys: pytest.CaptureFixture[str], report: dict[str, Any], least: int, code: int
) -> None:
    totals = Totals()
    totals.ran(report)
    totals.took(take_turns(0.1, [Check("all", st.integers(), lambda _: None)]), "crashes")
    assert totals.verdict(least) == code
    *_, said, last = capsys.readouterr().out.splitlines()
    assert said.startswith("schemathesis: 12000 cases")
    counted = json.loads(last)
    assert list(counted) == ["cases", "server_errors", "schema_violations", "crashes"]
    assert counted["cases"] > 12_000
