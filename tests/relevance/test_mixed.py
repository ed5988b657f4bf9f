"""The page's questions, asked of a library that also holds this project's own documentation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from judged import Asked, ask, english, first_answers, flagged, ndcg, of_kind

from api.encoders import encoder_opener
from search.engine import Engine
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

ROOT = Path(__file__).parents[2]
FOLDERS = ("api", "corpus", "ingest", "search")
EVERY = 3


def opened(data: Path) -> Engine:
    layout = Layout(data)
    snapshot = Snapshot.open_current(layout)
    return Engine(snapshot, encoder_opener(layout.models, None, "openvino")(snapshot.manifest.encoder_id))


@pytest.fixture(scope="module")
def alone(real: Any) -> Iterator[Engine]:
    engine = opened(real.data)
    yield engine
    engine.snapshot.close()


@pytest.fixture(scope="module")
def mixed(real: Any, command: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home = tmp_path_factory.mktemp("mixed")
    data, texts = home / "data", home / "texts"
    shutil.copytree(real.data, data)
    for path in [*ROOT.glob("*.md"), *(found for name in FOLDERS for found in (ROOT / name).rglob("*.md"))]:
        copy = texts / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    run = command.in_process("ingest", texts, "--data", data)
    assert run.returncode == 0, run.stderr
    engine = opened(data)
    yield engine
    engine.snapshot.close()


@pytest.fixture(scope="module")
def before(alone: Engine) -> list[Asked]:
    """The page's questions and their answers, asked of the page alone."""
    return ask(alone, EVERY)


@pytest.fixture(scope="module")
def after(mixed: Engine) -> list[Asked]:
    """The same beside the documentation."""
    return ask(mixed, EVERY)


def test_the_page_answers_nearly_as_well_beside_other_documents(
    alone: Engine, mixed: Engine, before: list[Asked], after: list[Asked]
) -> None:
    assert mixed.snapshot.manifest.passages > 1.5 * alone.snapshot.manifest.passages
    assert ndcg(english(after)) >= 0.92 * ndcg(english(before))
    assert first_answers(english(after)) >= 0.93 * first_answers(english(before))
    assert flagged(english(after)) <= 0.1
    assert flagged(of_kind(after, "off-topic")) >= 0.85


def test_statements_of_the_page_keep_their_order_beside_other_documents(
    before: list[Asked], after: list[Asked]
) -> None:
    kept = total = 0
    for one, other in zip(english(before), english(after), strict=True):
        first = one.ranked[:10]
        total += 1
        kept += [name for name in other.ranked if name in set(first)] == first
    assert kept >= 0.9 * total
