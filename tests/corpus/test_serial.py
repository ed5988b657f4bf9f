"""Every value of the model survives being written down."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Document, Extraction, Passage, Workshop
from corpus.serial import from_json, to_json

# from_type builds the values from their own annotations: a field added later is covered without a word here.
settings.register_profile("values", suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)


@pytest.mark.parametrize("kind", [Document, Passage, Extraction, Workshop])
@given(data=st.data())
@settings(settings.get_profile("values"))
def test_a_value_read_back_is_the_value_written(kind: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    assert from_json(kind, to_json(value)) == value


@given(st.from_type(Passage))
@settings(settings.get_profile("values"))
def test_what_is_written_is_plain_json(passage: Passage) -> None:
    plain = json.loads(to_json(passage))
    assert plain["id"] == passage.id
    assert ("workshop" in plain) == (passage.workshop is not None)


def test_a_field_of_a_newer_program_is_ignored() -> None:
    written = json.loads(to_json(Workshop("slug", "title"))) | {"invented_later": [1]}
    assert from_json(Workshop, json.dumps(written)) == Workshop("slug", "title")
