"""Answers as plain values against the models that describe them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from api.v1.schemas.search import AnswerOut
from api.v1.serialize import answer_dict, encode_json
from corpus.model import Document, Passage
from search.answer import Answer, FacetValue, Hit
from search.query import Query
from search.snapshot.manifest import Manifest

MANIFEST = Manifest("s", 1, "", "e", "model", 2, 3, 1, "", 1, {})
COVERAGE = {"linked": 1, "at_hand": 0, "missing": 1, "failed": 0, "image_only": 0}


def passage(**given: Any) -> Passage:
    values = {
        "id": "p",
        "document_id": "d",
        "kind": "talk",
        "page": 2,
        "page_label": "ii",
        "start": 0,
        "end": 5,
        "text": "Words",
        "heading_path": ("A", "B"),
        "workshop": "w",
        "session": "s",
        "talk": "t",
        "speaker": "x",
        "country": "c",
        "year": 2006,
        "addressees": ("Government",),
        "label": "contents",
    }
    return Passage(**(values | given))


def answer(text: str = "Words") -> Answer:
    document = Document("d", "file:///d", "Title", "http://x/", "text/plain", "h")
    results = (
        Hit(1, 0.5, passage(text=text), document, 0.25, None, ((0, 2),), (1, 3), ("q",)),
        Hit(2, 0.25, passage(page_label=None, speaker=None, label=None), document),
    )
    facets = {"kind": (FacetValue("talk", 2),)}
    return Answer(Query("Why?"), results, False, 0.5, "nothing-relevant", COVERAGE, MANIFEST, 1.23456, facets)


def filled(model: type[BaseModel], value: Any) -> bool:
    return set(model.model_fields) == set(value)


def test_a_serialized_answer_matches_its_model_with_every_field() -> None:
    wire = json.loads(encode_json(answer_dict(answer())))
    read = AnswerOut.model_validate(wire)
    assert read.model_dump(mode="json") == wire
    result = AnswerOut.model_fields["results"].annotation.__args__[0]  # type: ignore[union-attr]
    assert filled(AnswerOut, wire)
    assert filled(result, wire["results"][0])
    assert filled(result.model_fields["passage"].annotation, wire["results"][0]["passage"])


@pytest.mark.parametrize("change", [lambda wire: wire.pop("confidence"), lambda wire: wire.update(extra=1)])
def test_the_model_notices_a_field_missing_or_added(change: Callable[[dict[str, Any]], object]) -> None:
    wire = answer_dict(answer())
    change(wire)
    with pytest.raises(ValueError, match=r"confidence|extra"):
        AnswerOut.model_validate(wire)


def test_lone_surrogates_are_written_as_escapes() -> None:
    wire = encode_json(answer_dict(answer("half \ud83d of one")))
    assert json.loads(wire)["results"][0]["passage"]["text"] == "half \ud83d of one"
