"""The judged questions of the tracked workshop page: asked of a library that holds it, and measured."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.ids import normalise
from search.answer import Answer
from search.engine import Engine
from search.features.evaluation import measure
from search.query import Query

HERE = Path(__file__).parent
WITHOUT_ANSWER = ("off-topic", "near-miss")
DEPTH = 100


@dataclass(frozen=True)
class Asked:
    """A question, its answer as ranked passage ids, and its grades."""

    id: str
    kind: str
    text: str
    answer: Answer
    grades: dict[str, int]

    @property
    def ranked(self) -> list[str]:
        return [result.passage.id for result in self.answer.hits]


def ask(engine: Engine, every: int = 1) -> list[Asked]:
    """Every ``every``-th question of ``questions.jsonl``, asked of a library that holds the page."""
    lines = (HERE / "questions.jsonl").read_text("utf-8").splitlines()[::every]
    grades = _grades(engine)
    return [
        Asked(
            item["_id"],
            item["type"],
            item["text"],
            engine.search(Query(item["text"], limit=DEPTH, dedupe=False)),
            grades.get(item["_id"], {}),
        )
        for item in map(json.loads, lines)
    ]


def _grades(engine: Engine) -> dict[str, dict[str, int]]:
    """Grades by passage id by question; only passages of workshops count, whatever else the library holds."""
    store = engine.snapshot.store
    texts = {p.id: normalise(p.text) for p in store.passages(list(range(store.size))) if p.workshop}
    grades: dict[str, dict[str, int]] = {}
    with (HERE / "judgements.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found = [name for name, text in texts.items() if normalise(row["passage"]) in text]
            assert found, f"no passage holds {row['passage']!r}"
            of_question = grades.setdefault(row["question"], {})
            for name in found:
                of_question[name] = max(of_question.get(name, 0), int(row["grade"]))
    return grades


def english(asked: Sequence[Asked]) -> list[Asked]:
    """The English questions that the page answers."""
    return [one for one in asked if one.kind not in (*WITHOUT_ANSWER, "non-english")]


def of_kind(asked: Sequence[Asked], kind: str) -> list[Asked]:
    return [one for one in asked if one.kind == kind]


def ndcg(questions: Sequence[Asked]) -> float:
    return sum(measure(q.ranked, q.grades, "exponential").ndcg_at_10 for q in questions) / len(questions)


def first_answers(questions: Sequence[Asked]) -> float:
    return sum(q.grades.get(q.ranked[0], 0) == 3 for q in questions) / len(questions)


def flagged(questions: Sequence[Asked]) -> float:
    return sum(not q.answer.answerable for q in questions) / len(questions)


def auroc(answered: Sequence[Asked], missed: Sequence[Asked]) -> float:
    """How often an answered question has more confidence than one without an answer."""
    pairs = [(a > m) + 0.5 * (a == m) for a in _confidences(answered) for m in _confidences(missed)]
    return sum(pairs) / len(pairs)


def reliability(questions: Sequence[Asked], bins: int = 5) -> list[float]:
    """For equal ranges of confidence, the share of questions that have an answer; NaN if there is none."""
    shares = []
    for at in range(bins):
        own = [q for q in questions if at == min(int(q.answer.confidence * bins), bins - 1)]
        shares.append(sum(q.kind not in WITHOUT_ANSWER for q in own) / len(own) if own else float("nan"))
    return shares


def _confidences(questions: Sequence[Asked]) -> list[float]:
    return [question.answer.confidence for question in questions]
