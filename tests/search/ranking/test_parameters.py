import json

import pytest

from corpus.errors import InputError
from search.ranking.parameters import Confidence, Fusion, Parameters


def test_what_is_written_is_read_back() -> None:
    chosen = Parameters(Fusion(bias=1.5, neighbours=3), Confidence(threshold=0.4))
    assert Parameters.from_json(json.dumps(chosen.to_json())) == chosen


def test_what_a_file_leaves_out_keeps_its_shipped_value() -> None:
    assert Parameters.from_json('{"fusion": {"bias": 2}}') == Parameters(Fusion(bias=2.0))


@pytest.mark.parametrize(
    "text", ["", "[]", '{"fusion": {"bais": 1}}', '{"other": {}}', '{"fusion": {"bias": "1"}}', '{"fusion": 3}']
)
def test_a_file_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Parameters.from_json(text)
