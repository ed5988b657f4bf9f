"""Answers as plain dictionaries, ready to be written as JSON.

Answering takes about a millisecond beside the encoder; building and validating a model of every passage took a
third of that. The models of :mod:`api.v1.schemas` describe these dictionaries, and a test compares the two.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from corpus.model import Document, Passage, TextRange
from search.answer import Answer, Hit, SnapshotRef, UnknownValue
from search.snapshot.manifest import Manifest

JsonObject = dict[str, Any]


def encode_json(value: JsonObject) -> bytes:
    """``value`` as JSON."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # lone surrogates, which only escapes can express
        return json.dumps(value).encode()


def snapshot_dict(manifest: Manifest | SnapshotRef) -> JsonObject:
    """The snapshot an answer comes from."""
    return {"id": manifest.id, "model": manifest.encoder_name, "passages": manifest.passages}


def document_dict(document: Document) -> JsonObject:
    """A document as passages refer to it."""
    return {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "media_type": document.media_type,
    }


def passage_dict(passage: Passage, document: Document) -> JsonObject:
    """A passage with its exact source."""
    return {
        "id": passage.id,
        "text": passage.text,
        "kind": passage.kind,
        "heading_path": list(passage.heading_path),
        "document": document_dict(document),
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


def answer_dict(answer: Answer) -> JsonObject:
    """A complete answer."""
    facets = answer.facets
    return {
        "query": answer.query.text,
        "results": [_hit_dict(result) for result in answer.hits],
        "answerable": answer.answerable,
        "confidence": answer.confidence,
        "reason": answer.reason,
        "coverage": dict(answer.coverage),
        "facets": None
        if facets is None
        else {name: [{"value": f.value, "count": f.count} for f in values] for name, values in facets.items()},
        "snapshot": snapshot_dict(answer.snapshot),
        "took_ms": round(answer.took_ms, 3),
        "warnings": [warning_dict(unknown) for unknown in answer.warnings],
        "corrected": [{"from": one.typed, "to": one.meant} for one in answer.corrected],
        "conditions": [
            {"start": c.start, "end": c.end, "kind": c.kind, "state": c.state} for c in answer.conditions
        ],
        "operators_ignored": list(answer.operators_ignored),
    }


def warning_dict(unknown: UnknownValue) -> JsonObject:
    """A filter value that no passage has."""
    return {"filter": unknown.filter, "value": unknown.value, "known": list(unknown.known)}


def _hit_dict(result: Hit) -> JsonObject:
    return {
        "rank": result.rank,
        "score": result.score,
        "scores": {"dense": result.dense, "lexical": result.lexical},
        "passage": passage_dict(result.passage, result.document),
        "highlights": [_range_dict(place) for place in result.highlights],
        "answer": _range_dict(result.answer) if result.answer else None,
        "also_in": list(result.also_in),
        "group": {"document": result.document.id, "more": result.more} if result.more else None,
        "unmet": list(result.unmet),
    }


def _range_dict(place: TextRange) -> JsonObject:
    return {"start": place[0], "end": place[1]}
