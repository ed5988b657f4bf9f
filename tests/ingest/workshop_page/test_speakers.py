# ruff: noqa: E501 (lines of pages are as long as they are)
"""Lists of speakers, and what tells a name from a title."""

from __future__ import annotations

import pytest

from ingest.workshop_page.parse.programme.affiliations import affiliation_score
from ingest.workshop_page.parse.programme.names import name_score
from ingest.workshop_page.parse.programme.speakers import read_people


@pytest.mark.parametrize(
    "name",
    [
        "Ana Sample", "A. B. Sample", "Dr. Ana Sample", "Ana van der Muster", "María Pérez Ejemplo", "O’Neil Sample",
        "Jean-Marc Muster", "Иван Образцов", "张伟教授", "山田 太郎", "김민수", "Nguyễn Văn Mẫu", "Ana Sample, PhD",
    ],
)  # fmt: skip
def test_names_of_persons_look_like_names(name: str) -> None:
    assert name_score(name) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Deep Learning", "Hill University", "Coffee Break", "Sets in Coq", "MHLG Malaysia", "New Zealand", "Ana", "STOP",
        "Козы в лесу", "農村能源政策研究", "Forest Agency", "Session 1", "Why dikes fail", "",
    ],
)  # fmt: skip
def test_other_words_do_not(text: str) -> None:
    assert name_score(text) < 0.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Sample and Ben Muster", [("Ana Sample", None), ("Ben Muster", None)]),
        ("Ana Sample, Ben Muster (Hill University)", [("Ana Sample", "Hill University"), ("Ben Muster", "Hill University")]),
        ("Ana Sample (Hill University), Ben Muster", [("Ana Sample", "Hill University"), ("Ben Muster", None)]),
        ("Ana Sample (A Lab); Ben Muster (B Lab, Nepal)", [("Ana Sample", "A Lab"), ("Ben Muster", "B Lab")]),
        ("by Ana Sample (Mill Museum)", [("Ana Sample", "Mill Museum")]),
        ("Ana Sample¹, Ben Muster²", [("Ana Sample", None), ("Ben Muster", None)]),
        ("Ana Sample et al.", [("Ana Sample", None)]),
        ("Dmitri (Tim) Muster", [("Dmitri (Tim) Muster", None)]),
        ("张伟 教授 中国农业大学", [("张伟", "中国农业大学")]),
        ("中国农业大学 张伟 教授", [("张伟", "中国农业大学")]),
        ("Ana Muestra y Ben Ejemplo, Vigía Laboral", [("Ana Muestra", "Vigía Laboral"), ("Ben Ejemplo", "Vigía Laboral")]),
        ("Sample, A. and Muster, B.", [("A. Sample", None), ("B. Muster", None)]),
        ("Ana Sample – Sea University", [("Ana Sample", "Sea University")]),
    ],
)  # fmt: skip
def test_persons_are_listed_with_their_organisations(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(who.name, who.affiliation) for who in read_people(text).speakers] == expected


def test_role_organisation_and_country_are_told_apart() -> None:
    who = read_people("Dr. Ana Sample, Senior Adviser, Ministry of Trade, Fiji").speakers[0]
    assert (who.honorific, who.name, who.role) == ("Dr.", "Ana Sample", "Senior Adviser")
    assert (who.affiliation, who.country) == ("Ministry of Trade", "Fiji")


def test_with_parts_a_second_element_is_an_organisation() -> None:
    assert [who.name for who in read_people("Ana Sample, Silver Harvest").speakers] == [
        "Ana Sample",
        "Silver Harvest",
    ]
    told = read_people("Ana Sample, Silver Harvest", parts=True).speakers
    assert [(who.name, who.affiliation) for who in told] == [("Ana Sample", "Silver Harvest")]


@pytest.mark.parametrize("text", ["Hill University", "Ministry of Trade, Fiji", "AMD, USA", "国立成功大學"])
def test_organisations_look_like_affiliations(text: str) -> None:
    assert affiliation_score(text) >= 0.5


@pytest.mark.parametrize("text", ["Terraces and erosion", "Ana Sample", "Why universities fail?", ""])
def test_titles_and_names_do_not(text: str) -> None:
    assert affiliation_score(text) < 0.5
