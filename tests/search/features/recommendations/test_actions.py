from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from ingest.workshop_page.declared.reader import read_declared
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.read.page import read_page
from search.features.recommendations.actions import ACTION_TYPES, MEANING, MEASURED, actions

JUDGEMENTS = Path(__file__).parents[3] / "relations"
TRACKED = Path(corpus.__file__).parent / "workshops" / "workshop-china-seminar"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every recommendation by workshop, group and position."""
    found = {}
    for folder in (TRACKED, *sorted((JUDGEMENTS / "workshops").iterdir())):
        manifest = read_declared(folder)
        lines = read_page(manifest.page.read_bytes(), name=manifest.page.name, url=manifest.url)
        parsed = parse_workshop_page(lines, manifest.slug, manifest.url)
        assert parsed.workshop is not None
        for letter, group in zip("abc", parsed.workshop.groups, strict=False):
            for item in group.recommendations:
                text = parsed.page.text[item.extent.start : item.extent.end]
                found[f"{folder.name.split('-')[1]}/{letter}{item.position}"] = text
    return found


@pytest.mark.parametrize(
    ("judged", "measured"), list(zip(("actions.tsv", "actions_unseen.tsv"), MEASURED, strict=True))
)
def test_what_is_shown_of_the_rules_is_what_is_measured(
    texts: dict[str, str], judged: str, measured: object
) -> None:
    found = allowed = counted = wanted = recommendations = 0
    for line in (JUDGEMENTS / judged).read_text().splitlines():
        if line.startswith("#"):
            continue
        name, must, may = line.split("\t")
        got = {action.type for action in actions(texts[name])}
        recommendations += 1
        found += len(got)
        allowed += len(got & {*must.split(), *may.split()})
        counted += len(got & set(must.split()))
        wanted += len(must.split())
    shown = (recommendations, round(allowed / found, 2), round(counted / found, 2), round(counted / wanted, 2))
    assert shown == (measured.recommendations, measured.precision, measured.strict, measured.recall)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("APCTT should organize training courses for young engineers.", ["train"]),
        ("Need to enact a law on licensing and to monitor it.", ["regulate"]),
        ("Establish a network to share what was learnt.", ["establish", "share"]),
        ("Set up a fund for mills; publish its accounts.", ["fund", "share"]),
        ("Support farmers by teaching repair.", ["promote", "train"]),
        ("The weather was fine.", []),
    ],
)
def test_the_verb_and_its_object_decide(text: str, wanted: list[str]) -> None:
    assert [action.type for action in actions(text)] == wanted


def test_a_purpose_is_no_action() -> None:
    found = actions("Design a model to promote trade and strengthen clusters.")
    assert [action.type for action in found] == ["plan"]


def test_an_action_shows_the_words_it_was_read_from() -> None:
    text = "Governments should set up a seed fund, and train loan officers."
    assert [(a.type, text[a.start : a.end]) for a in actions(text)] == [
        ("fund", "set up a seed fund"),
        ("train", "train"),
    ]


@given(st.text(st.sampled_from("abc tofunds-.,;“” setuptrain\n"), max_size=200))
def test_any_text_gives_spans_within_it_each_type_once(text: str) -> None:
    found = actions(text)
    assert all(0 <= action.start < action.end <= len(text) for action in found)
    assert len({action.type for action in found}) == len(found)


def test_every_type_has_a_meaning() -> None:
    assert tuple(MEANING) == ACTION_TYPES
