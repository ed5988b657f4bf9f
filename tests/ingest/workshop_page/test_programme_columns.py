# ruff: noqa: E501 (lines of pages are as long as they are)
"""Columns of a programme's table that their cells tell, where their heads do not."""

from __future__ import annotations

from collections.abc import Callable

Talks = Callable[[str, str], list[tuple[str, list[str], list[str]]]]

TOP = "# Workshop on Bees\n\n4 June 2014, Quito, Ecuador\n\n## Agenda\n\n"


def test_a_column_of_sessions_that_are_all_different_holds_titles(talks_of: Talks) -> None:
    page = TOP + (
        "| Time | Session | Presenters |\n|---|---|---|\n"
        "| 9:00 - 9:30 | Hives in the city | Ana Sample (Bee Union) |\n"
        "| 9:30 - 10:00 | Coffee | |\n"
        "| 10:00 - 10:30 | Counting queens by sound | Ben Muster, Carla Prova (Hill University) |\n"
        "| 10:30 - 11:00 | Honey as a record of weather | Dan Ejemplo (Met Office) |\n"
    )
    assert [(title, names) for title, names, _ in talks_of("md", page)] == [
        ("Hives in the city", ["Ana Sample"]),
        ("Counting queens by sound", ["Ben Muster", "Carla Prova"]),
        ("Honey as a record of weather", ["Dan Ejemplo"]),
    ]


def test_speakers_under_their_head_may_be_called_by_first_names(talks_of: Talks) -> None:
    page = TOP + (
        "|TIME|TOPIC|PRESENTER\n|---|---|---|\n"
        "|9:00|Hives in the city|Ana\n||Queens heard by microphone|Ben and Carla\n|10:00|Lunch|\n"
        "|11:00|Honey as a record of weather|Dan\n|11:30|Questions from the floor|All\n"
    )
    found = {title: names for title, names, _ in talks_of("md", page)}
    assert found["Hives in the city"] == ["Ana"]
    assert found["Queens heard by microphone"] == ["Ben", "Carla"]
    assert found["Honey as a record of weather"] == ["Dan"]
    assert not found.get("Questions from the floor")


def test_a_column_that_says_the_same_in_every_row_names_no_speaker(talks_of: Talks) -> None:
    rows = "".join(
        f"<tr><td>{who}</td><td>{what}</td><td>{time}</td><td>Marble Hall Professor Ines Modelo</td></tr>"
        for who, what, time in (
            ("Ana Sample", "Hives in the city", "9:00"),
            ("Ben Muster", "Queens heard by microphone", "10:00"),
            ("Carla Prova", "Honey as a record of weather", "11:00"),
        )
    )
    page = (
        "<h1>Workshop on Bees</h1><table><tr><th>Referent</th><th>Tema</th><th>Hora</th><th>Spot</th></tr>"
        f"{rows}</table>"
    )
    assert [(title, names) for title, names, _ in talks_of("html", page)] == [
        ("Hives in the city", ["Ana Sample"]),
        ("Queens heard by microphone", ["Ben Muster"]),
        ("Honey as a record of weather", ["Carla Prova"]),
    ]


def test_a_column_of_names_below_an_unknown_head_holds_speakers(talks_of: Talks) -> None:
    page = (
        "<h1>Workshop on Bees</h1><table><tr><th>Time</th><th>Title</th><th>Voice</th></tr>"
        "<tr><td>9:00</td><td>City Hives</td><td>Ana Sample</td></tr>"
        "<tr><td>10:00</td><td>Queen Sounds</td><td>Ben Muster</td></tr>"
        "<tr><td>11:00</td><td>Weather Honey</td><td>Carla Prova</td></tr></table>"
    )
    assert [(title, names) for title, names, _ in talks_of("html", page)] == [
        ("City Hives", ["Ana Sample"]),
        ("Queen Sounds", ["Ben Muster"]),
        ("Weather Honey", ["Carla Prova"]),
    ]


def test_columns_of_files_of_two_languages_both_lead_to_the_talks_files(talks_of: Talks) -> None:
    rows = "".join(
        f'<tr><td>{who}</td><td>{what}</td><td><a href="{who[:3]}_e.pdf">EN</a></td><td><a href="{who[:3]}_r.pdf">RU</a></td></tr>'
        for who, what in (
            ("Ana Sample", "Hives in the city"),
            ("Ben Muster", "Queens heard by microphone"),
            ("Carla Prova", "Honey as a record of weather"),
        )
    )
    page = f'<h1>Workshop on Bees</h1><table><tr><th>Speaker</th><th>Title</th><th colspan="2">Files</th></tr>{rows}</table>'
    assert [len(links) for _, _, links in talks_of("html", page)] == [2, 2, 2]
