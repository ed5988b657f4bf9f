"""What counts as the same answer."""

from __future__ import annotations

import json

import pytest

from tests.compatibility.compare_answers import Answered, compared


def answered(kind: str, said: object) -> list[Answered]:
    return [Answered(f"{kind} Who lends?", 200, said if isinstance(said, str) else json.dumps(said))]


def counted(capsys: pytest.CaptureFixture[str], kind: str) -> tuple[int, int]:
    """How many answers differ in bytes, and how many in content."""
    counts = json.loads(capsys.readouterr().out)[kind]
    return counts["bytes_differ"], counts["content_differs"]


def test_equal_answers_do_not_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(answered("GET", {"score": 1.5}), answered("GET", {"score": 1.5})) == 0
    assert counted(capsys, "GET") == (0, 0)


def test_a_last_digit_is_a_difference_in_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(answered("GET", {"score": 1.5}), answered("GET", {"score": 1.5000001})) == 1
    assert counted(capsys, "GET") == (1, 1)


def test_a_new_field_and_another_sentence_differ_in_bytes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    said = {"note": "Nothing here.", "results": [{"id": "p1"}]}
    more = {"note": "No answer.", "results": [{"id": "p1", "unmet": []}]}
    assert compared(answered("POST", said), answered("POST", more)) == 1
    assert counted(capsys, "POST") == (1, 0)


def test_of_a_page_the_marked_words_are_content_and_the_labels_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    page = '<b>Answer</b><p class="text"><mark>Banks</mark> lend.</p>'
    compared(answered("PAGE", page), answered("PAGE", page.replace("Answer", "Result")))
    assert counted(capsys, "PAGE") == (1, 0)
    compared(answered("PAGE", page), answered("PAGE", page.replace("<mark>Banks</mark>", "Banks")))
    assert counted(capsys, "PAGE") == (1, 1)


@pytest.mark.parametrize("after", [[], [Answered("GET Who lends?", 503, "{}")]])
def test_a_missing_answer_and_another_status_differ(
    after: list[Answered], capsys: pytest.CaptureFixture[str]
) -> None:
    assert compared(answered("GET", {}), after) == 1
    assert counted(capsys, "GET") == (1, 1)
