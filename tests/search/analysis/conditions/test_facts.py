"""What texts say of years, dates, numbers, numbered things, countries and regions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.conditions.countries import countries
from search.analysis.conditions.dates import dates, years
from search.analysis.conditions.numerals import ordinal_value
from search.analysis.conditions.quantities import numbered_things, quantities
from search.analysis.conditions.regions import frequencies, regions

NUMERALS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()


@pytest.mark.parametrize("numeral", NUMERALS)
def test_roman_numerals_are_numbers(numeral: str) -> None:
    assert ordinal_value(numeral) == NUMERALS.index(numeral) + 1


@pytest.mark.parametrize("written", ["5", "5th", "V", "five", "fifth", "Fifth"])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert ordinal_value(written) == 5


@given(st.integers(1900, 2080), st.integers(1, 19))
def test_a_span_of_years_holds_all_between_its_ends(first: int, length: int) -> None:
    last = first + length
    assert years(f"from {first}–{last}") == set(range(first, last + 1))
    if first // 100 == last // 100:
        assert years(f"in {first}-{last % 100:02}") == set(range(first, last + 1))


@pytest.mark.parametrize(
    "text",
    [
        "27-30 October 2006",
        "October 27 to the end of 2006",
        "2006-10-28",
        "28th of October",
        "28/10/2006",
        "10/28/2006",
        "28.10.2006",
        "2006年10月28日",
        "28 octobre 2006",
        "28 de octubre de 2006",
        "28 Oktober 2006",
        "28 ตุลาคม 2549",
    ],
)
def test_a_day_of_a_month_is_read_in_every_common_form(text: str) -> None:
    (wanted,) = dates("28 October 2006") if "27 " not in text else dates("27 October 2006")
    assert any(wanted.agrees(one) for one in dates(text))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_in_digits_agrees_with_itself_whichever_comes_first(day: date) -> None:
    (asked,) = dates(f"{day.day} {day:%B} {day.year}")
    for written in (f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}"):
        assert any(asked.agrees(one) for one in dates(written)), written


@pytest.mark.parametrize("text", ["S/2006/10", "3.10.2.4", "A/11/03/2006", "32/13/2006"])
def test_the_digits_of_a_symbol_are_no_date(text: str) -> None:
    assert not list(dates(text))
    assert years(text) <= {2006}


def test_a_thai_year_is_the_western_one() -> None:
    assert years("พ.ศ. 2549") == {2006} == years("ตุลาคม 2549")


def test_another_month_or_year_does_not_agree() -> None:
    (asked,) = dates("October 2006")
    assert not any(asked.agrees(one) for one in dates("March 2006, 27-30 October 2007"))


@pytest.mark.parametrize(
    "text", ["Session IV", "the fourth session", "session 4", "Sessions III and IV", "4th session"]
)
def test_a_numbered_thing_is_read_in_every_common_form(text: str) -> None:
    assert ("session", 4) in {(thing.thing, thing.number) for thing in numbered_things(text)}


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("US$ 4.2 million", 4.2e6, "$"),
        ("12 per cent of GDP", 12, "%"),
        ("12%", 12, "%"),
        ("61 start-ups", 61, "start-up"),
        ("3,500 small firms", 3500, "firm"),
        ("sixteen experts", 16, "expert"),
        ("$4.5m", 4.5e6, "$"),
        ("4.5 mln dollars", 4.5e6, "$"),
        ("US$ 4 500 000", 4.5e6, "$"),
        ("4,500,000 euros", 4.5e6, "$"),
    ],
)
def test_a_number_has_its_value_and_unit(text: str, value: float, unit: str) -> None:
    (found,) = quantities(text)
    assert found.value == value
    assert unit in found.units


def test_both_ends_of_a_range_have_the_unit() -> None:
    assert [(one.value, one.units) for one in quantities("10-14 feet")] == [(10, ("feet",)), (14, ("feet",))]


def test_a_year_is_no_quantity() -> None:
    assert not list(quantities("in 2006 and 2007"))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Viet Nam", "Vietnam"),
        ("a Korean speaker", "South Korea"),
        ("the PRC", "China"),
        ("Mongolia's ministry", "Mongolia"),
        ("nepal", "Nepal"),
        ("the U.S. market", "United States"),
        ("Papua New Guinea", "Papua New Guinea"),
    ],
)
def test_a_country_is_known_by_all_its_names(text: str, country: str) -> None:
    assert [found for _, _, found in countries(text)] == [country]


@pytest.mark.parametrize("text", ["give us turkey", "a polish of chad", "they told us"])
def test_words_in_lower_case_that_mean_something_else_are_no_countries(text: str) -> None:
    assert not list(countries(text))


@given(st.text(max_size=80))
def test_any_text_is_read_and_ranges_lie_in_it(text: str) -> None:
    found = [
        *dates(text),
        *numbered_things(text),
        *quantities(text),
        *regions(text),
    ]
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(0 <= start < end <= len(text) for start, end, _ in (*countries(text), *frequencies(text)))


@pytest.mark.parametrize("text", ["annual survey", "surveys every year", "once a year", "a yearly survey"])
def test_a_frequency_is_the_same_in_other_words(text: str) -> None:
    assert [frequency for _, _, frequency in frequencies(text)] == ["annual"]
