# ruff: noqa: E501 (lines of pages are as long as they are)
"""Recommendations that other words announce, and those they ask to act, in several languages."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"
HEAD = "<h1>Workshop on Ports</h1><p>Suva, Fiji, 12-14 May 2015</p>"


def recommended(text: str, head: str = HEAD) -> list[tuple[str, tuple[str, ...]]]:
    page = read_page(f"<html><body>{head}{text}</body></html>".encode(), name="page.html", url=URL)
    parsed = parse_workshop_page(page, "page", URL)
    found: Workshop | None = parsed.workshop
    assert found is not None
    text = parsed.page.text
    items = [item for group in found.groups for item in group.recommendations]
    return [(text[item.extent.start : item.extent.end], item.addressees) for item in items]


def test_headings_that_name_who_is_to_act_stand_over_recommendations() -> None:
    html = """<h2>Outcomes</h2><p>Participants put forward a call to action.</p><h3>Governments</h3>
    <ul><li>Publish all charts.</li><li>Do not charge for them.</li></ul><h3>Operators</h3><ul><li>Map the reefs.</li></ul>"""
    assert recommended(html) == [
        ("Publish all charts.", ("Governments",)),
        ("Do not charge for them.", ("Governments",)),
        ("Map the reefs.", ("Operators",)),
    ]


def test_a_heading_over_names_of_bodies_announces_nothing() -> None:
    html = "<h3>Governments</h3><ul><li>Fiji</li><li>Samoa</li></ul><h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"
    assert recommended(html) == []


def test_what_a_meeting_invites_bodies_to_do_is_recommended_to_them() -> None:
    html = """<p><b>B. Works</b></p><p>4. We invite the development banks:</p>
    <ul><li>to finance quays</li><li>to share studies</li></ul>"""
    assert recommended(html) == [
        ("to finance quays", ("development banks",)),
        ("to share studies", ("development banks",)),
    ]


def test_thanks_are_no_recommendation() -> None:
    html = """<h2>Recommendations</h2><ol><li>Build a quay.</li><li>We thank the Government of Fiji for its hospitality.</li></ol>"""
    assert [text for text, _ in recommended(html)] == ["Build a quay."]


@pytest.mark.parametrize(
    "lead",
    [
        "The following recommendations help those who decide when they meet the many challenges that ports of the region face:",
        "التوصيات التالية تساعد على اتخاذ القرارات في المنطقة:",
    ],
)
def test_a_lead_announces_recommendations_however_it_goes_on(lead: str) -> None:
    html = f"<h1>Annual Conference on Ports</h1><p>{lead}</p><ol><li>Strengthen quays.</li><li>Train pilots.</li></ol>"
    assert [text for text, _ in recommended(html, head="")] == ["Strengthen quays.", "Train pilots."]


@pytest.mark.parametrize(
    ("html", "who"),
    [
        ("<h2>Recommandations</h2><h3>À l’endroit des États</h3><ul><li>Publier les cartes.</li></ul>", "États"),
        ("<h2>Recommandations</h2><h3>À l’attention du Bureau des ports</h3><ul><li>Publier les cartes.</li></ul>", "Bureau des ports"),
        ("<h3>提言</h3><ol><li>各国政府は、海図を公開すること。</li></ol>", "各国政府"),
    ],
)  # fmt: skip
def test_addressees_are_named_in_other_languages(html: str, who: str) -> None:
    assert [names for _, names in recommended(html)] == [(who,)]


def test_representatives_of_two_countries_are_one_body() -> None:
    html = "<h2>Recommendations</h2><ul><li>The meeting invited the Permanent Representatives of Fiji and Samoa to exchange charts.</li></ul>"
    assert [who for _, who in recommended(html)] == [("Permanent Representatives of Fiji and Samoa",)]


def test_a_numbered_conclusion_is_a_recommendation_from_where_it_asks() -> None:
    html = "<h2>Conclusions</h2><p>3.1 The workshop noted that six ports had no pilots. It therefore URGED ports to train some.</p><p>3.2 The workshop thanked its hosts.</p>"
    assert recommended(html) == [("It therefore URGED ports to train some.", ("ports",))]


def test_a_paragraph_below_a_romance_addressee_that_opens_with_an_infinitive_is_a_recommendation() -> None:
    html = """<h3>Recomendaciones de la sesión plenaria</h3><h4>A los puertos</h4><p>a) Publicar las cartas.</p><p>b) Medir los arrecifes.</p>
    <h4>A la Secretaría de la RABU</h4><p>Preparar, antes de diciembre, una guía única de pilotaje.</p>"""
    assert recommended(html)[-1] == (
        "Preparar, antes de diciembre, una guía única de pilotaje.",
        ("Secretaría de la RABU",),
    )


def test_a_paragraph_below_a_romance_addressee_that_opens_otherwise_is_none() -> None:
    html = """<h3>Recomendaciones</h3><h4>A los puertos</h4><ul><li>Publicar las cartas.</li><li>Medir los arrecifes.</li></ul>
    <p>Entre los puertos hubo un debate largo.</p>"""
    assert [text for text, _ in recommended(html)] == ["Publicar las cartas.", "Medir los arrecifes."]


def test_what_a_meeting_asked_for_is_addressed_to_those_in_front_of_a_dash() -> None:
    html = """<h3>What the meeting asked for</h3><p><b>Funders</b> – stop paying per chart.</p>
    <p><b>Harbour and coast authorities</b> – survey depth before a route is chosen.</p><p><b>Pilots</b> – publish all faults.</p>"""
    assert recommended(html) == [
        ("stop paying per chart.", ("Funders",)),
        ("survey depth before a route is chosen.", ("Harbour and coast authorities",)),
        ("publish all faults.", ("Pilots",)),
    ]


def test_what_somebody_said_addresses_nobody() -> None:
    html = "<h2>Recommendations</h2><ul><li>Map the reefs.</li><li>Train pilots.</li></ul><p>Also, Ana Example said: Consider open charts. A good example is here:</p><p>charts.example/reefs</p>"
    assert recommended(html) == [("Map the reefs.", ()), ("Train pilots.", ())]


def test_the_noun_of_a_verb_is_asked_nothing() -> None:
    html = "<h2>Recommendations</h2><ul><li>Training should cover all pilots.</li><li>Beijing should map the reefs.</li></ul>"
    assert [who for _, who in recommended(html)] == [(), ("Beijing",)]


def test_french_recommendations_under_whom_they_are_for() -> None:
    html = """<p>Au terme des travaux, les participants ont formulé les recommandations ci-après :</p>
    <p><u>À l’endroit de l’État :</u><br>- prendre le décret sur les ports ;<br>- doter les pilotes de cartes.</p>
    <p><u>À l’endroit du Ministère de la Mer et de la Pêche :</u><br>- former les pilotes.</p>
    <p><u>À l’endroit des sociétés minières et des comptoirs d’achat :</u><br>- financer un fonds.</p>"""
    assert recommended(html) == [
        ("prendre le décret sur les ports ;", ("État",)),
        ("doter les pilotes de cartes.", ("État",)),
        ("former les pilotes.", ("Ministère de la Mer et de la Pêche",)),
        ("financer un fonds.", ("sociétés minières", "comptoirs d’achat")),
    ]


def test_a_sentence_that_goes_on_to_ask_others_names_all() -> None:
    html = "<h2>Recommendations</h2><p>The meeting recommended that Members train pilots, and invited the Secretariat to publish a manual.</p>"
    assert [who for _, who in recommended(html)] == [("Members", "Secretariat")]


def test_what_participants_called_for_is_recommended() -> None:
    html = "<p><b>What participants called for</b></p><ul><li><b>Funders</b>: stop paying per chart.</li><li><b>Pilots</b>: publish faults.</li><li><b>Universities</b>: survey depth.</li></ul>"
    assert [who for _, who in recommended(html)] == [("Funders",), ("Pilots",), ("Universities",)]
