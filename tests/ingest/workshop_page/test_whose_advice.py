# ruff: noqa: E501 (lines of pages are as long as they are)
"""Whose advice counts as the event's, what among it asks for nothing, and where a list of it ends."""

from __future__ import annotations

import pytest

from ingest.workshop_page.parse.asks import asks
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.parse.voice import voice_of
from ingest.workshop_page.read.page import read_page
from tests.ingest.workshop_page.test_recommendations_anywhere import HEAD, URL
from tests.ingest.workshop_page.test_recommendations_anywhere import recommended as recommended_on


def recommended(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The recommendations below a page's head, verbatim but for line ends, with their addressees."""
    return recommended_on(f"{HEAD}{html}")


@pytest.mark.parametrize(
    "text",
    [
        "Map the reefs",
        "Not to charge for charts",
        "Ports should map their reefs",
        "The Group recommended the mapping of all reefs",
        "Ministers called upon ports to map their reefs",
        "The secretary was asked to map the reefs",
        "Ports: map the reefs",
    ],
)
def test_what_says_what_somebody_is_to_do_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Review of charts",
        "Reefs are old",
        "Submissions are invited on:",
        "Register by 3 May",
        "The Group thanked the host",
        "More time for exercises",
    ],
)
def test_what_tells_or_names_something_does_not_ask(text: str) -> None:
    assert not asks(text)


def test_the_subject_of_most_sentences_of_a_report_speaks_for_the_event() -> None:
    texts = [
        "Ministers noted the report.",
        "Ministers urged ports to act.",
        "Ministers thanked Fiji.",
        "Fiji agreed.",
    ]
    assert voice_of(texts) == "Ministers"


def test_in_a_debate_nobody_speaks_for_the_event() -> None:
    texts = [f"{who} noted it. {who} urged caution." for who in ("Fiji", "Tonga", "Samoa", "Niue")]
    assert voice_of(texts) is None


def test_what_the_voice_of_a_report_asks_for_is_recommended() -> None:
    html = """<p>1. Ministers noted the report on tariffs. They urged member governments to review them.</p>
    <p>2. Ministers called upon utilities and technical colleges to train pilots.</p><p>3. Ministers thanked Fiji.</p>"""
    assert recommended(html) == [
        ("They urged member governments to review them.", ("member governments",)),
        (
            "Ministers called upon utilities and technical colleges to train pilots.",
            ("utilities", "technical colleges"),
        ),
    ]


def test_under_recommendations_what_one_country_called_for_is_not_the_events_advice() -> None:
    html = """<h2>Recommendations</h2><p>Tonga called for a regional fund, and Dr. Vea asked for pilots.</p>
    <p>The group recommended that ports be charted.</p>"""
    assert recommended(html) == [("ports be charted.", ())]


def test_a_paragraph_that_tells_who_said_what_recommends_nothing() -> None:
    html = """<h2>Next steps</h2><p>Tonga said that ports are old. Dr. Vea explained that charts should be redrawn.
    Samoa noted that pilots should be paid. Niue described its own port.</p><ul><li>Ports should share charts.</li></ul>"""
    assert recommended(html) == [("Ports should share charts.", ("Ports",))]


def test_conclusions_among_recommendations_are_none() -> None:
    html = """<h2>Conclusions and recommendations</h2><ol><li>Half of the charts are older than fifty years.</li>
    <li>Ports should redraw their charts.</li><li>Pilots have too little training.</li><li>Train twenty pilots.</li></ol>"""
    assert [text for text, _ in recommended(html)] == ["Ports should redraw their charts.", "Train twenty pilots."]


def test_a_label_in_brackets_names_the_addressees_and_is_no_part_of_the_text() -> None:
    html = """<h2>Agreed actions</h2><ol><li>Publish the charts. <i>[Action: port offices, navies]</i></li>
    <li>Hold a second workshop. <i>[Action: to be decided]</i></li></ol>"""
    assert recommended(html) == [
        ("Publish the charts.", ("port offices", "navies")),
        ("Hold a second workshop.", ()),
    ]


def test_the_next_heading_in_a_row_of_numbered_ones_ends_the_recommendations() -> None:
    text = """Workshop on Ports
Suva, Fiji, 12-14 May 2015

1. Opening
   The workshop was opened by the mayor.

2. Recommendations
   - All ports should map their reefs.
   - Pilots should be trained each year.

3. Places of next year
   - Suva
   - Apia
"""
    assert [text for text, _ in recommended_on(text, "page.txt")] == [
        "All ports should map their reefs.",
        "Pilots should be trained each year.",
    ]


def test_a_heading_ends_recommendations_that_a_line_of_text_opened() -> None:
    html = """<h2>Discussion</h2><p>Key takeaways and asks:</p><ul><li>Map the reefs.</li><li>Train the pilots.</li></ul>
    <h1>Position papers</h1><ul><li>A. Vea: Reefs of Tonga</li><li>B. Tui: Pilots of Fiji</li></ul>"""
    assert [text for text, _ in recommended(html)] == ["Map the reefs.", "Train the pilots."]


def test_an_item_that_begins_with_whom_it_asks_is_not_addressed_by_its_heading() -> None:
    html = """<h2>Recommendations</h2><h3>For governments</h3><ul><li>Fund quays.</li>
    <li>Port authorities should map the reefs.</li></ul>"""
    assert [names for _, names in recommended(html)] == [("Governments",), ("Port authorities",)]


def test_those_whom_a_list_within_a_sentence_asks_are_asked_by_all_of_it() -> None:
    html = "<h2>Results and recommendations</h2><p>The group recommended that port offices should: map reefs; and train pilots.</p>"
    assert recommended(html) == [("map reefs", ("port offices",)), ("train pilots.", ("port offices",))]


def test_a_table_of_who_and_what_may_be_a_programme() -> None:
    rows = "<tr><td>Ana Vea, Port Office</td><td>Forty days of ice</td></tr><tr><td>Ben Tui, Navy</td><td>Old charts</td></tr>"
    assert recommended(f"<table><tr><th>Who</th><th>What</th></tr>{rows}</table>") == []


def test_a_table_of_who_does_what_when_holds_tasks() -> None:
    rows = "<tr><td>Map the reefs</td><td>Port Office</td><td>May</td></tr><tr><td>Train pilots</td><td>Navy</td><td>June</td></tr>"
    html = f"<h2>Follow-up</h2><table><tr><th>What</th><th>Who</th><th>By when</th></tr>{rows}</table>"
    assert recommended(html) == [("Map the reefs", ("Port Office",)), ("Train pilots", ("Navy",))]


def test_what_participants_will_learn_is_not_asked_of_them() -> None:
    html = "<h2>Session 1</h2><p>Participants will learn about the following:</p><ul><li>How to map reefs</li><li>Use of sonar</li></ul>"
    assert recommended(html) == []


def test_requests_in_spanish_name_those_they_ask() -> None:
    html = """<h2>Recomendaciones</h2><h3>A los municipios y a las juntas de riego</h3><ul><li>Abrir oficinas los sábados.</li></ul>
    <p>Las personas participantes exhortaron a la cooperación internacional a financiar intérpretes, y solicitaron a la Defensoría que convoque otro taller.</p>"""
    assert [names for _, names in recommended(html)] == [
        ("municipios", "juntas de riego"),
        ("cooperación internacional", "Defensoría"),
    ]


def test_a_recommendation_within_a_session_is_one() -> None:
    html = """<h2>Session 1: Reefs</h2><ul><li>Ana Vea (Port Office): Reefs of Tonga</li><li>Ben Tui (Navy): Charts</li></ul>
    <p><b>Recommendation:</b> Port authorities should map their reefs.</p><h2>Session 2: Pilots</h2>
    <ul><li>Cora Fua (Union): Pay</li><li>Dan Lolo (Navy): Schools</li></ul>"""
    assert recommended(html) == [("Port authorities should map their reefs.", ("Port authorities",))]


def test_lettered_paragraphs_wrapped_without_indentation_are_read_whole() -> None:
    text = """Workshop on Ports
Suva, Fiji, 12-14 May 2015

The Workshop adopted the following recommendations:
(a) Ports should map all reefs within twelve nautical miles of their
entrances and publish the charts;
(b) Pilots should be trained in schools of their own, and not only on
board of the vessels of others.
"""
    assert [text for text, _ in recommended_on(text, "page.txt")] == [
        "Ports should map all reefs within twelve nautical miles of their entrances and publish the charts;",
        "Pilots should be trained in schools of their own, and not only on board of the vessels of others.",
    ]


def test_short_lines_of_people_stand_over_the_paragraphs_they_are_asked() -> None:
    html = """<h2>What needs to happen</h2><p>Councils</p><p>Put up signs.</p><p>Clear brambles twice a year.</p>
    <p>Landowners</p><p>Mend all stiles.</p>"""
    assert recommended(html) == [
        ("Put up signs.", ("Councils",)),
        ("Clear brambles twice a year.", ("Councils",)),
        ("Mend all stiles.", ("Landowners",)),
    ]


def test_what_is_asked_right_behind_what_was_agreed_is_recommended_too() -> None:
    html = """<p>In the closing session it was agreed that growers should pluck every week. The Tea Authority was asked to send
    seedlings. The bus left at noon.</p>"""
    assert [names for _, names in recommended(html)] == [("growers",), ("Tea Authority",)]


def test_one_participant_does_not_speak_for_all() -> None:
    html = "<p>One participant called for new charts. Many delegates urged caution. Participants called for new pilots.</p>"
    assert recommended(html) == [("Participants called for new pilots.", ())]


def test_who_is_advised_not_to_act_is_asked() -> None:
    html = "<h2>Recommendations</h2><ul><li>Operators should be advised not to anchor on reefs.</li><li>Map the reefs.</li></ul>"
    assert recommended(html)[0] == ("Operators should be advised not to anchor on reefs.", ("Operators",))


def test_the_items_of_a_numbered_list_in_a_cell_are_recommendations_each() -> None:
    html = """<h2>Recommendations</h2><table><tr><th>Group</th><th>Recommendations</th></tr>
    <tr><td>Pilots</td><td><ol><li>Map the reefs.</li><li>Train twice a year.</li></ol></td></tr></table>"""
    assert [text for text, _ in recommended(html)] == ["Map the reefs.", "Train twice a year."]


def test_a_dated_page_of_a_training_with_a_list_of_advice_is_an_events() -> None:
    html = """<html><body><h1>Training course on wool grading</h1><p>Maseru, Lesotho, 14-25 June 2004</p>
    <h3>Suggestions of the participants for future courses</h3><ul><li>More practical exercises</li>
    <li>Handouts in Sesotho</li><li>A certificate at the end</li></ul></body></html>"""
    parsed = parse_workshop_page(read_page(html.encode(), name="page.html", url=URL), "page", URL, sure=False)
    assert parsed.workshop is not None
