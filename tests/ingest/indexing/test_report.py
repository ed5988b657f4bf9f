"""What a run counts can be learnt from the report alone: nothing else changes it."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import ingest
from ingest.indexing.report import Report

FIELDS = {field.name for field in fields(Report)}
SOURCES = sorted(Path(ingest.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("outcome", ["new", "changed", "unchanged", "gone", "stale", "deleted"])
def test_each_outcome_is_counted_by_its_name(outcome: str) -> None:
    report = Report()
    report.count(outcome)  # type: ignore[arg-type]
    report.count(outcome, 2)  # type: ignore[arg-type]
    counted = {name: value for name, value in report.to_plain().items() if isinstance(value, int) and value}
    assert counted == {outcome: 3}


def test_no_other_module_writes_the_fields_of_a_report() -> None:
    written = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            written += [
                f"{path.name}:{target.lineno}"
                for target in targets
                if isinstance(target, ast.Attribute)
                and target.attr in FIELDS
                and ast.unparse(target.value).endswith("report")
            ]
    assert len(SOURCES) > 100
    assert written == []
