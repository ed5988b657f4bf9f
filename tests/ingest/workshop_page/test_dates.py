"""Dates as pages print them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.workshop_page.parse.dates import all_days, find_days


def days(text: str, year: int | None = None) -> tuple[str, str] | None:
    found = find_days(text, year=year)
    return (str(found.first), str(found.last)) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "12-14 May 2015",
        "12 – 14 May, 2015",
        "12th to 14th of May, 2015",
        "from Monday 12 to Wednesday 14 May 2015",
        "12, 13 and 14 May 2015",
        "12 May to 14 May 2015",
        "Monday 12 May 2015 to Wednesday 14 May 2015",
        "May 12-14, 2015",
        "May 12 (Mon) - 14 (Wed), 2015",
        "May 12, 13 and 14, 2015",
        "May 12 through May 14 2015",
        "2015-05-12 to 2015-05-14",
        "12.-14.05.2015",
        "12. bis 14. Mai 2015",
        "du 12 au 14 mai 2015",
        "12 al 14 de mayo de 2015",
        "2015年5月12日至14日",
        "2015, May 12-14",
        "May 12, 2015 09:00 AM to May 14, 2015 05:00 PM",
        "12 May 2015, 9:00-17:00 - 14 May 2015, 9:00-12:00",
    ],
)
def test_a_range_of_days_is_read_in_every_usual_form(text: str) -> None:
    assert days(text) == ("2015-05-12", "2015-05-14")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 October - 2 November 2006", ("2006-10-28", "2006-11-02")),
        ("October 28 - November 2, 2006", ("2006-10-28", "2006-11-02")),
        ("30 December - 2 January 2006", ("2005-12-30", "2006-01-02")),
        ("30 December 2005 to 2 January 2006", ("2005-12-30", "2006-01-02")),
    ],
)
def test_a_range_may_run_over_months_and_years(text: str, expected: tuple[str, str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "10 am, 3 May 2015",
        "Room 12, 3 May 2015",
        "9.30, 3 May 2015",
        "3 May 2015, 14:00-18:00",
        "Sun., May 3rd 2015",
    ],
)
def test_times_and_room_numbers_are_no_days(text: str) -> None:
    assert days(text) == ("2015-05-03", "2015-05-03")


@pytest.mark.parametrize(
    "text",
    ["in May 2015", "12 participants", "July 22nd", "pages 12-14", "2003-2006", "Coq 8.5", "May 2015 or later"],
)
def test_what_prints_no_full_date_is_none(text: str) -> None:
    assert days(text) is None


def test_a_missing_year_can_be_supplied() -> None:
    assert days("Friday, August 21", year=2009) == ("2009-08-21", "2009-08-21")


def test_a_date_that_cannot_be_has_no_days() -> None:
    assert days("31 February 2015") == ("None", "None")


def test_two_dates_parted_by_a_comma_are_two() -> None:
    found = list(all_days("10 January 2015, 12 May 2015"))
    assert [str(one.first) for one in found] == ["2015-01-10", "2015-05-12"]


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 26)), st.integers(0, 5))
def test_a_printed_range_gives_back_its_days(first: datetime.date, more: int) -> None:
    last = first + datetime.timedelta(days=more)
    text = f"{first.day} {first:%B} {first.year} - {last.day} {last:%B} {last.year}"
    found = find_days(f"Held {text} in Suva")
    assert found is not None
    assert (found.first, found.last) == (first, last)


@given(st.text(alphabet="0123456789 -/.,:年月日MayJuneto", max_size=60))
def test_any_text_gives_dates_within_it_in_order(text: str) -> None:
    reached = 0
    for found in all_days(text):
        assert reached <= found.start < found.end <= len(text)
        reached = found.end
