"""Every pinned package is listed with its hashes, and nothing else is."""

from __future__ import annotations

import re
import subprocess
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)")


@pytest.fixture
def hashes() -> Any:
    spec = spec_from_file_location("hashes", Path(__file__).with_name("hashes.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entries() -> list[str]:
    text = (ROOT / ".hashes.txt").read_text(encoding="utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def answered(monkeypatch: pytest.MonkeyPatch, hashes: Any, output: str) -> list[dict[str, Any]]:
    """Puts `output` in the place of uv's answer; returns what uv is asked with."""
    asked: list[dict[str, Any]] = []

    def run(argv: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        asked.append(options)
        return subprocess.CompletedProcess(argv, 0, stdout=output, stderr="")

    monkeypatch.setattr(hashes.subprocess, "run", run)
    return asked


def test_every_line_of_the_hashes_is_well_formed() -> None:
    assert [line for line in entries() if ENTRY.fullmatch(line) is None] == []


def test_the_hashes_are_those_of_the_pins_and_of_nothing_else() -> None:
    pins = [line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]
    pinned = sorted((re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in pins)
    listed = sorted((match[1], match[2]) for match in map(ENTRY.fullmatch, entries()) if match)
    assert listed == pinned


def test_the_hashes_name_no_address_and_no_path() -> None:
    assert re.search(r"://|--index|--find-links|file:", (ROOT / ".hashes.txt").read_text(encoding="utf-8")) is None


def test_a_pin_without_a_hash_is_named_and_the_old_file_stays(
    hashes: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    constraints, output = tmp_path / "constraints.txt", tmp_path / "hashes.txt"
    constraints.write_text("One_a==1.0\ntwo==2.0\n", encoding="utf-8")
    output.write_text("old", encoding="utf-8")
    answered(monkeypatch, hashes, f"one-a==1.0 \\\n    --hash=sha256:{'0' * 64}\ntwo==2.0\n")
    with pytest.raises(hashes.HashesError, match=r"no SHA-256 for two==2\.0"):
        hashes.write_hashes(constraints, ROOT / "pyproject.toml", output, "http://index.invalid")
    assert output.read_text(encoding="utf-8") == "old"


def test_a_line_that_is_no_pin_is_named_with_its_number(hashes: Any, tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("one==1.0\ntwo>=2\n", encoding="utf-8")
    with pytest.raises(hashes.HashesError, match="line 2: write name==version instead of 'two>=2'"):
        hashes.read_pins(constraints)


def test_the_index_is_the_one_that_pip_is_set_up_to_use(hashes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, hashes, "global.index-url='http://far.invalid'\n:env:.index-url='http://near.invalid'\n")
    assert hashes.configured_index() == "http://near.invalid"


def test_a_requirement_keeps_its_marker_and_the_address_stays_out_of_the_arguments(
    hashes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answered(monkeypatch, hashes, "")
    hashes.lock({"uvloop": "1.0"}, hashes.read_markers(ROOT / "pyproject.toml"), "http://user:word@index.invalid")
    assert asked[0]["input"] == "uvloop==1.0 ; sys_platform != 'win32'"
    assert asked[0]["env"]["UV_DEFAULT_INDEX"] == "http://user:word@index.invalid"
