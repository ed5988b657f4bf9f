"""Retrieval quality: nDCG@10, Recall@100 and MRR@10 of rankings against relevance judgements (qrels)."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from corpus.errors import InputError
from search.engine import Engine
from search.query import MAX_QUERY_CHARS, Mode, Query
from search.retrieval import CANDIDATES

Gain = Literal["linear", "exponential"]

DEPTH = 100


@dataclass(frozen=True, slots=True)
class Metrics:
    """Metrics of one query, or their mean over queries."""

    ndcg_at_10: float
    recall_at_100: float
    mrr_at_10: float


def measure(ranked: Sequence[str], grades: Mapping[str, int], gain: Gain = "linear") -> Metrics:
    """The metrics of one ranking (document ids, best first) given the grades of relevant documents.

    nDCG is that of Järvelin and Kekäläinen 2002 with discount log2(rank + 1); the gain is the grade, or 2^grade -
    1. For recall and reciprocal rank a document is relevant from grade 1.
    """
    value = {document: (2**grade - 1 if gain == "exponential" else grade) for document, grade in grades.items()}
    best = sorted((v for v in value.values() if v > 0), reverse=True)[:10]
    ideal = sum(v / math.log2(rank + 1) for rank, v in enumerate(best, start=1))
    got = sum(max(value.get(d, 0), 0) / math.log2(rank + 1) for rank, d in enumerate(ranked[:10], start=1))
    relevant = {document for document, grade in grades.items() if grade > 0}
    first = next((rank for rank, d in enumerate(ranked[:10], start=1) if d in relevant), None)
    return Metrics(
        got / ideal if ideal else 0.0,
        len(relevant.intersection(ranked[:100])) / len(relevant) if relevant else 0.0,
        1.0 / first if first else 0.0,
    )


def mean(measured: Sequence[Metrics]) -> Metrics:
    """The mean over queries. Raises InputError if there are none."""
    if not measured:
        raise InputError(
            "No query has a relevance judgement: the query ids in the qrels do not match those of the queries."
        )
    n = len(measured)
    return Metrics(
        sum(m.ndcg_at_10 for m in measured) / n,
        sum(m.recall_at_100 for m in measured) / n,
        sum(m.mrr_at_10 for m in measured) / n,
    )


def significance(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The two-sided p-value of a paired randomisation test on the mean difference over the same queries.

    Smucker, Allan and Carterette 2007, with 10,000 random sign flips and a fixed seed.
    """
    from scipy.stats import permutation_test  # imported here because only evaluations need it

    result = permutation_test(
        (np.asarray(ours), np.asarray(theirs)),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=10_000,
        rng=np.random.default_rng(0),
    )
    return float(result.pvalue)


def rank_documents(engine: Engine, query_id: str, text: str, mode: Mode) -> list[str]:
    """The collection's ids of the best 100 documents, each ranked by its best passage.

    The document with the id of the query is dropped: in collections whose queries are documents it would answer
    itself. The text is cut to the length a query may have.
    """
    rows, _ = engine.ranked_rows(Query(text[:MAX_QUERY_CHARS], mode=mode), 2 * CANDIDATES)
    documents = engine.snapshot.store.document_ids(rows.tolist())
    names = {i: engine.document(i).external_id or i for i in dict.fromkeys(documents)}
    return [name for name in names.values() if name != query_id][:DEPTH]


def read_queries(path: Path) -> dict[str, str]:
    """Query texts by id from a BEIR ``queries.jsonl``. Raises InputError, which names the line."""
    queries: dict[str, str] = {}
    lines = 0
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in file:
                lines += 1
                if line.strip():
                    item = json.loads(line)
                    queries[str(item["_id"])] = item["text"]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}, line {lines}: each line must be JSON with _id and text.") from error
    return queries


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Grades by document id by query id, from BEIR's tab-separated qrels (query-id, corpus-id, score).

    A header line is skipped. Raises InputError, which names the line.
    """
    qrels: dict[str, dict[str, int]] = {}
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if not row or (number == 1 and row[0] == "query-id"):
                    continue
                query, document, grade = row[:3]
                qrels.setdefault(query, {})[document] = int(grade)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InputError(f"{path}, line {number}: each line must be query id, document id, grade.") from error
    return qrels
