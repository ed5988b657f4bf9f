"""What a run would do is what it then does, and finding it out writes nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.errors import InputError
from ingest.plan import Plan, plan
from ingest.sources.http.response import MemoryFetcher
from ingest.targets.target import Options


def _planned(workplace: Any, *targets: Path | str, **options: Any) -> Plan:
    named = [str(target) for target in targets or [workplace.files]]
    return plan(named, workplace.data, workplace.encoder, MemoryFetcher(workplace.web), options=Options(**options))


def _state(folder: Path) -> dict[str, bytes]:
    """Every file but the empty ones SQLite keeps beside a database that is being read."""
    kept = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path): path.read_bytes() for path in kept}


def test_before_the_first_run_everything_is_new_and_nothing_is_made(workplace: Any) -> None:
    workplace.write("a.txt", "Solar pumps.")
    found = _planned(workplace)
    assert found.sources == {"new": [(workplace.files / "a.txt").as_uri()]}
    assert not workplace.data.exists()


def test_a_plan_names_what_the_run_then_does_and_writes_nothing(workplace: Any, tiny_pdf: Any) -> None:
    shutil.copytree(Path(corpus.__file__).parent / "workshops", workplace.files / "workshops")
    for name in "abcd":
        workplace.write(f"{name}.txt", f"Solar pumps {name}.")
    workplace.write("bad.pdf", b"%PDF-1.4 nothing")
    workplace.write("records.jsonl", "\n".join(json.dumps({"_id": n, "text": f"Record {n}."}) for n in "xyz"))
    workplace.ingest()
    workplace.write("a.txt", "Wind mills.")
    workplace.write("e.txt", "Water wheels.")
    (workplace.files / "b.txt").unlink()
    workplace.write("records.jsonl", "\n".join(json.dumps({"_id": n, "text": f"Record {n}."}) for n in "xyw"))
    before = _state(workplace.data)
    found = _planned(workplace)
    assert _state(workplace.data) == before
    report = workplace.ingest()
    counts = {name: len(found.sources.get(name, ())) for name in ("new", "changed", "gone", "stale")}
    assert (
        counts
        == {name: getattr(report, name) for name in counts}
        == {"new": 2, "changed": 1, "gone": 2, "stale": 0}
    )
    assert found.unchanged == report.unchanged
    assert [f.source for f in found.failures] == [f.source for f in report.failures]


def test_a_plan_says_which_recommendations_a_changed_page_changes(workplace: Any) -> None:
    shutil.copytree(Path(corpus.__file__).parent / "workshops", workplace.files / "workshops")
    workplace.ingest()
    page = next(workplace.files.rglob("page.txt"))
    old = next(line for line in page.read_text().splitlines() if "Promote a micro credit system" in line)
    page.write_text(page.read_text().replace(old, old.replace("Promote", "Always promote")))
    changes = _planned(workplace).recommendations
    assert [change.change for change in changes] == ["reworded"]
    assert changes[0].now_text == "Always p" + (changes[0].text or "")[1:]
    assert workplace.ingest().recommendations == changes


def test_a_plan_names_pages_that_are_gone_or_out_of_reach(workplace: Any) -> None:
    from corpus.errors import FetchError

    workplace.web = {"http://here.example/a": b"Solar pumps.", "http://here.example/b": b"Wind mills."}
    workplace.ingest(*workplace.web)
    workplace.web = {"http://here.example/b": FetchError("timeout", "It took too long.")}
    found = _planned(workplace, "http://here.example/a", "http://here.example/b")
    assert found.sources == {"gone": ["http://here.example/a"], "stale": ["http://here.example/b"]}


def test_a_plan_that_would_drop_more_than_half_says_so(workplace: Any) -> None:
    for name in "abc":
        workplace.write(f"{name}.txt", f"Solar pumps {name}.")
    workplace.ingest()
    for name in "ab":
        (workplace.files / f"{name}.txt").unlink()
    found = _planned(workplace)
    assert "gone" not in found.sources
    assert [failure.code for failure in found.failures] == ["removals-refused"]
    assert len(_planned(workplace, allow_removals=True).sources["gone"]) == 2


def test_a_plan_of_nothing_is_refused(workplace: Any) -> None:
    with pytest.raises(InputError):
        plan([], workplace.data, workplace.encoder, MemoryFetcher({}))
