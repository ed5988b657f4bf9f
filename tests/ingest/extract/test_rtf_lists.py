"""Rich Text Format that holds the rules of its lists and not their numbers, and styles instead of settings."""

from __future__ import annotations

import pytest

from ingest.extract.rtf.reader import extract

OUTLINE = (
    r"{\*\listtable{\list\listtemplateid7"
    r"{\listlevel\levelnfc0\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}"
    r"{\listlevel\levelnfc4\levelstartat1{\leveltext\'02\'01);}{\levelnumbers\'01;}}"
    r"{\listlevel\levelnfc2\levelstartat1{\leveltext\'05\'00.\'01.\'02;}{\levelnumbers\'01\'03\'05;}}\listid5}"
    r"{\list{\listlevel\levelnfc23{\leveltext\'01\u8226 ?;}{\levelnumbers;}}\listid6}}"
    r"{\*\listoverridetable{\listoverride\listid5\listoverridecount0\ls1}{\listoverride\listid6\listoverridecount0\ls2}"
    r"{\listoverride\listid5\listoverridecount1{\lfolevel\listoverridestartat\levelstartat8}\ls3}}"
)


def lines(body: str) -> list[str]:
    page = extract(rb"{\rtf1\ansi " + body.encode("latin-1") + b"}").pages[0]
    return [line for line in page.text.split("\n") if line]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\pard\ls1\ilvl0 Fish\par Rice\par\pard Then.\par", ["1. Fish", "2. Rice", "Then."]),
        (
            r"\pard\ls1 Fish\par\pard\ls1\ilvl1 Cod\par Eel\par\pard\ls1\ilvl0 Rice\par",
            ["1. Fish", "a) Cod", "b) Eel", "2. Rice"],
        ),
        (r"\pard\ls1 A1\par\pard\ilvl1\ls1 B1\par\pard\ilvl2\ls1 C1\par", ["1. A1", "a) B1", "1.a.i C1"]),
        (r"\pard\ls1 Fish\par\pard Between.\par\pard\ls1 Rice\par", ["1. Fish", "Between.", "2. Rice"]),
        (r"\pard\ls2 Fish\par", ["• Fish"]),
        (r"\pard\ls3 Fish\par Rice\par", ["8. Fish", "9. Rice"]),
        (r"\pard\ls9 Fish\par\pard\ls0 Rice\par", ["Fish", "Rice"]),
        (r"\pard{\listtext 1.\tab}\ls1 Fish\par\pard\ls1 Rice\par", ["1. Fish", "2. Rice"]),
    ],
)
def test_items_are_numbered_by_the_rules_of_their_list(body: str, expected: list[str]) -> None:
    assert lines(OUTLINE + body) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (r"\pnlvlbody\pndec\pnstart1{\pntxta .}", ["1. Fish", "2. Rice"]),
        (r"\pnlvlbody\pnlcltr\pnstart3{\pntxtb (}{\pntxta )}", ["(c) Fish", "(d) Rice"]),
        (r"\pnlvlbody\pnucrm\pnstart4{\pntxta .}", ["IV. Fish", "V. Rice"]),
        (r"\pnlvlblt\pnf1{\pntxtb\'b7}", ["• Fish", "• Rice"]),
        (r"\pnlvlcont", ["Fish", "Rice"]),
    ],
)
def test_items_with_a_rule_of_their_own_are_numbered_by_it(rule: str, expected: list[str]) -> None:
    assert lines(rf"\pard{{\*\pn{rule}}}Fish\par Rice\par\pard After.\par") == [*expected, "After."]


def test_a_rule_after_other_text_begins_a_new_list() -> None:
    rule = r"{\*\pn\pnlvlbody\pndec\pnstart1{\pntxta .}}"
    body = rf"\pard{rule}Fish\par\pard Between.\par\pard{rule}Rice\par"
    assert lines(body) == ["1. Fish", "Between.", "1. Rice"]


def test_digits_raised_by_a_character_style_stay_apart_from_the_number_before_them() -> None:
    styles = r"{\stylesheet{Normal;}{\*\cs15\additive\super footnote reference;}{\*\cs16\b Strong;}}"
    assert lines(styles + r"32{\cs15 4} tonnes of {\cs16 rye}\par") == ["32 [4] tonnes of rye"]


def test_text_struck_by_a_character_style_is_labelled() -> None:
    styles = r"{\stylesheet{\*\cs17\strike Withdrawn;}}"
    page = extract(rb"{\rtf1 " + (styles + r"{\cs17 Close the port.}\par Open it.\par").encode() + b"}").pages[0]
    (span,) = [span for span in page.spans if span.role == "struck"]
    assert page.text[span.start : span.end] == "Close the port."
