# ruff: noqa: E501 (lines of pages are as long as they are)
"""Recommendations under headings and sentences that only promise them, and the many places that name who is asked."""

from __future__ import annotations

import pytest

from ingest.workshop_page.parse.promised import addressed_by
from tests.ingest.workshop_page.test_recommendations_anywhere import HEAD, recommended

ITEMS = "<ul><li>Grade the harbour roads within two years.</li><li>Publish a chart of wrecks.</li></ul>"
BOTH = [("Grade the harbour roads within two years.", ()), ("Publish a chart of wrecks.", ())]
TEXT_HEAD = "WORKSHOP ON PORTS\n\n12-14 May 2015, Suva, Fiji\n\n"
MARKDOWN_HEAD = "# Workshop on Ports\n\n12-14 May 2015, Suva, Fiji\n\n"


# ---- headings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "Calls to action",
        "Our recommendations",
        "Priorities for action",
        "Lessons learned and recommendations",
        "Agreed outcomes",
        "The Suva Action Plan",
        "Commitments",
        "What should be done",
        "Suggestions for follow-up",
        "Policy options",
        "Key takeaways and asks",
    ],
)
def test_a_heading_that_may_promise_advice_is_one_of_recommendations_where_most_below_it_asks(
    heading: str,
) -> None:
    assert recommended(f"{HEAD}<h2>{heading}</h2>{ITEMS}") == BOTH


@pytest.mark.parametrize(
    "below",
    [
        "<ul><li>The harbour was dredged in 2012.</li><li>Two cranes were bought.</li></ul>",
        "<ul><li>Register by 3 May at the port office.</li><li>Submit your abstract online.</li></ul>",
        "<ul><li>Review of charts, by A. Lee</li><li>Survey of wrecks, by B. Tan</li></ul>",
        "<ul><li>Tea</li><li>Lunch</li></ul>",
    ],
)
def test_such_a_heading_over_anything_else_is_not(below: str) -> None:
    assert recommended(f"{HEAD}<h2>Priorities and outcomes</h2>{below}") == []


@pytest.mark.parametrize(
    "heading", ["Actions for authors", "Registration steps", "Session 3: ways forward", "Harbour life"]
)
def test_a_heading_for_those_who_come_or_about_nothing_of_the_kind_is_not_either(heading: str) -> None:
    assert recommended(f"{HEAD}<h2>{heading}</h2>{ITEMS}") == []


def test_a_sentence_that_announces_suggestions_leads_the_items_below_it() -> None:
    text = f"{HEAD}<p>At the end the participants came up with several suggestions:</p>{ITEMS}"
    assert recommended(text) == BOTH


def test_a_sentence_that_announces_suggestions_leads_no_list_of_things() -> None:
    text = f"{HEAD}<p>The suggestions were on these matters:</p><ul><li>Cranes of the port</li><li>Roads of the port</li></ul>"
    assert recommended(text) == []


# ---- advice that is a heading or a paragraph of its own -------------------------------------


def test_cards_whose_titles_are_advice_are_recommendations_with_their_one_paragraph() -> None:
    text = (
        f"{HEAD}<h2>What we recommend</h2><div><h4>Publish a chart of wrecks</h4><p>Nets are lost.</p></div>"
        "<div><h4>Grade the harbour roads</h4><p>Lorries slip.</p></div>"
    )
    assert recommended(text) == [
        ("Publish a chart of wrecks Nets are lost.", ()),
        ("Grade the harbour roads Lorries slip.", ()),
    ]


def test_a_title_beside_them_that_asks_nothing_is_none() -> None:
    text = f"{HEAD}<h2>What we recommend</h2><h3>Publish a chart of wrecks</h3><p>Nets are lost.</p><h3>Grade the harbour roads</h3><p>Lorries slip.</p><h3>The boat trip home</h3><p>It rained.</p>"
    assert [said for said, _ in recommended(text)] == [
        "Publish a chart of wrecks Nets are lost.",
        "Grade the harbour roads Lorries slip.",
    ]


def test_titles_of_a_report_are_recommendations_without_the_pages_below_them() -> None:
    text = f"{MARKDOWN_HEAD}## Recommendations\n\n### Publish a chart of wrecks\n\nNets are lost.\n\nBoats are lost.\n\n### Grade the harbour roads\n\nLorries slip.\n\nCarts slip.\n"
    assert recommended(text, "page.md") == [("Publish a chart of wrecks", ()), ("Grade the harbour roads", ())]


def test_paragraphs_behind_a_lead_that_says_who_should_are_one_each() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><p><b>Governments should:</b></p><p>Publish a chart of wrecks;</p>"
        "<p>Grade the harbour roads.</p><p><b>Pilots' unions should:</b></p><p>Train young pilots.</p>"
        "<p>The workshop closed with a boat trip.</p>"
    )
    assert recommended(text) == [
        ("Publish a chart of wrecks;", ("Governments",)),
        ("Grade the harbour roads.", ("Governments",)),
        ("Train young pilots.", ("Pilots' unions",)),
    ]


def test_the_and_that_joins_a_lettered_item_to_the_next_hides_nobody() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><p>The workshop recommended that: (a) universities train pilots; and (b) donors buy cranes.</p>"
    assert recommended(text) == [
        ("universities train pilots; and", ("Universities",)),
        ("donors buy cranes.", ("Donors",)),
    ]


def test_sentences_lettered_with_points_within_a_paragraph_are_one_each() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><p>A. Cranes should be bought. B. A chart of wrecks should be published. C. Roads should be graded by the ministries of transport.</p>"
    assert recommended(text) == [
        ("Cranes should be bought.", ()),
        ("A chart of wrecks should be published.", ()),
        ("Roads should be graded by the ministries of transport.", ("Ministries of transport",)),
    ]


def test_what_there_was_consensus_on_is_recommended() -> None:
    text = f"{HEAD}<h2>Closing</h2><p>There was a broad consensus that universities should train pilots. The bus left at noon.</p>"
    assert recommended(text) == [
        ("There was a broad consensus that universities should train pilots.", ("Universities",))
    ]


# ---- who is asked ----------------------------------------------------------------------------


def test_a_heading_that_says_what_somebody_can_do_names_whom_it_addresses() -> None:
    text = f"{HEAD}<h2>What port authorities can do</h2>{ITEMS}"
    assert [who for _, who in recommended(text)] == [("port authorities",)] * 2


def test_recommendations_of_a_group_are_not_addressed_to_it() -> None:
    assert recommended(f"{HEAD}<h2>Recommendations of Working Group 2</h2>{ITEMS}") == BOTH


def test_headings_beside_those_that_name_people_name_people_too() -> None:
    assert addressed_by(["Governments", "Keepers", "For schools"]) == [
        ("Governments",),
        ("Keepers",),
        ("schools",),
    ]


def test_headings_that_name_themes_address_nobody() -> None:
    assert addressed_by(["Charts", "Cranes", "Roads"]) == [(), (), ()]
    assert addressed_by(["Train pilots", "Charts", "Cranes", "Governments"])[:3] == [(), (), ()]


def test_definition_lists_name_whom_their_terms_address() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><dl><dt>Governments</dt><dd>Publish a chart of wrecks.</dd><dd>Grade the roads.</dd><dt>Universities</dt><dd>Train pilots.</dd></dl>"
    assert recommended(text) == [
        ("Publish a chart of wrecks.", ("Governments",)),
        ("Grade the roads.", ("Governments",)),
        ("Train pilots.", ("Universities",)),
    ]


def test_brackets_at_the_end_of_most_items_name_whom_they_address() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><ol><li>Roads should be graded. (Ministries of transport)</li><li>A chart should be published. (Pilots' Union, donors)</li></ol>"
    assert [who for _, who in recommended(text)] == [("Ministries of transport",), ("Pilots' Union", "Donors")]


def test_brackets_that_explain_name_nobody() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><ol><li>Grade the roads. (they are steep)</li><li>Publish a chart. (of wrecks)</li></ol>"
    assert [who for _, who in recommended(text)] == [(), ()]


def test_a_line_below_an_item_that_says_who_is_to_act_is_no_item() -> None:
    text = f"{TEXT_HEAD}RECOMMENDATIONS\n\n1. Roads should be graded.\n   Action: ministries of transport\n\n2. A chart should be published.\n   Action: Pilots' Union, donors\n"
    assert recommended(text, "page.txt") == [
        ("Roads should be graded.", ("Ministries of transport",)),
        ("A chart should be published.", ("Pilots' Union", "Donors")),
    ]
