"""Answers as plain values, ready to be written as JSON.

A question is answered in about a millisecond beside its encoding; building and validating a model of every passage
on the way out took a third of that. The models of
:mod:`api.v1.schemas.search` describe these values and are held to them by a test.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from corpus.model import Document, Passage
from search.answer import Answer, Range, Result
from search.known_values import UnknownValue
from search.snapshot.manifest import Manifest

Plain = dict[str, Any]


def to_bytes(value: Plain) -> bytes:
    """``value`` as JSON."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # half characters, which only escapes can carry
        return json.dumps(value).encode()


def snapshot_plain(manifest: Manifest) -> Plain:
    """The snapshot an answer comes from."""
    return {"id": manifest.id, "model": manifest.encoder_name, "passages": manifest.passages}


def document_plain(document: Document) -> Plain:
    """A document as passages refer to it."""
    return {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "media_type": document.media_type,
    }


def passage_plain(passage: Passage, document: Document) -> Plain:
    """A passage with its exact source."""
    return {
        "id": passage.id,
        "text": passage.text,
        "kind": passage.kind,
        "heading_path": list(passage.heading_path),
        "document": document_plain(document),
        "page": passage.page,
        "page_label": passage.page_label,
        "start": passage.start,
        "end": passage.end,
        "workshop": passage.workshop,
        "session": passage.session,
        "talk": passage.talk,
        "speaker": passage.speaker,
        "country": passage.country,
        "year": passage.year,
        "addressees": list(passage.addressees),
        "label": passage.label,
    }


def answer_plain(answer: Answer) -> Plain:
    """A whole answer."""
    facets = answer.facets
    return {
        "query": answer.question.text,
        "results": [_result(result) for result in answer.results],
        "answerable": answer.answerable,
        "confidence": answer.confidence,
        "reason": answer.reason,
        "coverage": dict(answer.coverage),
        "facets": None
        if facets is None
        else {name: [{"value": f.value, "count": f.count} for f in values] for name, values in facets.items()},
        "snapshot": snapshot_plain(answer.snapshot),
        "took_ms": round(answer.took_ms, 3),
        "warnings": [warning_plain(unknown) for unknown in answer.warnings],
    }


def warning_plain(unknown: UnknownValue) -> Plain:
    """A value of a filter that no passage carries."""
    return {"filter": unknown.filter, "value": unknown.value, "known": list(unknown.known)}


def _result(result: Result) -> Mapping[str, Any]:
    return {
        "rank": result.rank,
        "score": result.score,
        "scores": {"dense": result.dense, "lexical": result.lexical},
        "passage": passage_plain(result.passage, result.document),
        "highlights": [_range(place) for place in result.highlights],
        "answer": _range(result.answer) if result.answer else None,
        "also_in": list(result.also_in),
    }


def _range(place: Range) -> Plain:
    return {"start": place[0], "end": place[1]}
