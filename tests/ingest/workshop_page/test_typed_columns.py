"""Tables typed with spaces in saved text, where a column says who is to act."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.workshop_page.read.typed_columns import set_columns
from tests.ingest.workshop_page.test_recommendations_anywhere import recommended

TOP = "SEMINAR ON PORTS\nSuva, Fiji, 12-14 May 1989\n\nThe Seminar agreed on the following:\n\n"
WRAPPED = """                                                        Action by
                                                        ---------
     R.1  A convoy longer than 110 m should carry a     Member
          second light at the stern.                    States

     R.2  Fog trials should be repeated.                Secretariat

     5.   The Seminar thanked its hosts for an excursion up the river and the dinner.
"""
NUMBERED = """AGREED ACTIONS

No.  Action                                    Responsible   By
---  ----------------------------------------  ------------  ------
1    Send mean sea levels to the data          Port          May
     centre each month.                        offices
2    Repair the gauge.                         Navy          June
"""


def test_a_typed_column_names_who_is_to_act() -> None:
    assert recommended(TOP + WRAPPED, "page.txt") == [
        ("A convoy longer than 110 m should carry a second light at the stern.", ("Member States",)),
        ("Fog trials should be repeated.", ("Secretariat",)),
    ]


def test_columns_beside_that_of_who_is_to_act_are_no_addressees() -> None:
    assert recommended(TOP + NUMBERED, "page.txt") == [
        ("Send mean sea levels to the data centre each month.", ("Port offices",)),
        ("Repair the gauge.", ("Navy",)),
    ]


def test_every_word_of_a_typed_table_stays() -> None:
    words = [word for word in set_columns(TOP + WRAPPED).split() if word != "|"]
    assert sorted(words) == sorted(word for word in (TOP + WRAPPED).split() if not word.startswith("---"))


@given(st.text(alphabet="ab .1\n-", max_size=300))
def test_text_without_such_a_head_stays_as_it_is(text: str) -> None:
    assert set_columns(text) == text


@given(st.lists(st.text(alphabet="ab  .1-", max_size=70), max_size=8))
def test_what_stands_below_such_a_head_is_never_lost(lines: list[str]) -> None:
    text = "\n".join(["Action" + " " * 40 + "Action by", *lines])
    kept = [word for word in set_columns(text).split() if word.strip("-|")]
    assert sorted(kept) == sorted(word for word in text.split() if word.strip("-"))


DRAWN = """ACTION SHEET

+-----+----------------------------------+-------------+
| Ref | Action                           | Action by   |
+-----+----------------------------------+-------------+
| 3.1 | Send mean sea levels to the data | Fiji,       |
|     | centre each month                | Samoa       |
+-----+----------------------------------+-------------+
| 3.2 | Repair the gauge                 | Navy        |
+-----+----------------------------------+-------------+
"""
SENT = ("Send mean sea levels to the data centre each month", ("Fiji", "Samoa"))


def test_a_table_drawn_with_signs_is_read_cell_by_cell() -> None:
    assert recommended(TOP + DRAWN, "page.txt") == [SENT, ("Repair the gauge", ("Navy",))]


def test_a_drawn_table_without_rules_between_its_rows_has_a_row_a_line() -> None:
    lines = DRAWN.split("\n")
    assert recommended(TOP + "\n".join([*lines[:7], *lines[8:]]), "page.txt") == [
        SENT,
        ("Repair the gauge", ("Navy",)),
    ]


@given(st.lists(st.sampled_from(["+--+--+", "| a | b |", "| | c |", "|d|", "plain"]), max_size=12))
def test_no_word_of_a_drawn_table_is_lost(lines: list[str]) -> None:
    columns = set_columns("\n".join(lines))
    assert sorted(re.findall("[a-z]+", columns)) == sorted(re.findall("[a-z]+", " ".join(lines)))


def test_a_table_of_saved_text_drawn_with_pipes_alone_has_a_row_a_line() -> None:
    table = "| No | Action        | Responsible |\n|----|---------------|-------------|\n"
    rows = "| 1  | Publish charts | Port office |\n| 2  | Train pilots   | Navy        |\n"
    assert recommended(TOP + table + rows, "page.txt") == [
        ("Publish charts", ("Port office",)),
        ("Train pilots", ("Navy",)),
    ]
