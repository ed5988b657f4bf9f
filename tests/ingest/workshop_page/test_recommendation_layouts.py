# ruff: noqa: E501 (lines of pages are as long as they are)
"""The layouts recommendations come in: tables, verbs that open paragraphs, names before colons, wrapped lists."""

from __future__ import annotations

from tests.ingest.workshop_page.test_recommendations_anywhere import HEAD, recommended

MARKDOWN_HEAD = "# Workshop on Ports\n\n12-14 May 2015, Suva, Fiji\n\n"


# ---- tables ------------------------------------------------------------------------------


def test_a_cell_over_two_rows_names_who_is_responsible_in_both() -> None:
    text = (
        f"{HEAD}<h2>Follow-up</h2><table><tr><th>Who</th><th>Action point</th><th>Deadline</th></tr>"
        "<tr><td rowspan=2>Port offices</td><td>Survey the<br>channels.</td><td>2016</td></tr>"
        "<tr><td>Publish charts.</td><td>2017</td></tr>"
        "<tr><td>Pilots' Union</td><td>Train pilots.</td><td></td></tr></table>"
    )
    assert recommended(text) == [
        ("Survey the channels.", ("Port offices",)),
        ("Publish charts.", ("Port offices",)),
        ("Train pilots.", ("Pilots' Union",)),
    ]


def test_a_head_that_ends_with_a_small_word_stays_apart_from_the_first_row() -> None:
    text = (
        f"{HEAD}<table><tr><td>Recommendation</td><td>Institution responsible</td><td>By</td></tr>"
        "<tr><td>Dredge the channel.</td><td>Port of Suva</td><td>2016</td></tr></table>"
    )
    assert recommended(text) == [("Dredge the channel.", ("Port of Suva",))]


def test_a_cell_with_a_list_holds_a_recommendation_an_item() -> None:
    text = (
        f"{HEAD}<h2>Next steps</h2><table><tr><th>Stakeholder</th><th>Recommended actions</th></tr>"
        "<tr><td>Shipowners</td><td><ul><li>Report spills.</li><li>Insure crews.</li></ul></td></tr></table>"
    )
    assert recommended(text) == [("Report spills.", ("Shipowners",)), ("Insure crews.", ("Shipowners",))]


def test_a_table_in_markdown_names_who_acts() -> None:
    text = (
        f"{MARKDOWN_HEAD}## Actions\n\n| What | Who | When |\n|---|---|---|\n"
        "| Buy two buoys | Harbour Board | June |\n| Share tide data | Met Office, Navy | July |\n"
    )
    assert recommended(text, "page.md") == [
        ("Buy two buoys", ("Harbour Board",)),
        ("Share tide data", ("Met Office", "Navy")),
    ]


def test_a_country_behind_a_comma_is_part_of_the_body_responsible() -> None:
    text = (
        f"{HEAD}<table><tr><th>Recommendation</th><th>Responsible</th></tr>"
        "<tr><td>Dredge the channel.</td><td>Port Authority, Fiji</td></tr></table>"
    )
    assert recommended(text) == [("Dredge the channel.", ("Port Authority, Fiji",))]


def test_a_programme_with_a_column_of_who_recommends_nothing() -> None:
    text = (
        f"{HEAD}<table><tr><th>Time</th><th>What</th><th>Who</th></tr>"
        "<tr><td>9:00</td><td>Measuring tides</td><td>Ana Example</td></tr></table>"
    )
    assert recommended(text) == []


# ---- declarations ------------------------------------------------------------------------


def test_paragraphs_that_open_with_asking_are_recommended_and_those_that_state_are_not() -> None:
    text = (
        f"{HEAD}<p>We, the participants:</p><p>Recognizing that channels silt up;</p>"
        "<p>Welcome the new charts;</p><p><i>Call upon</i> port authorities to dredge every spring;</p>"
        "<p>Also invite pilots and engineers to share what they measure;</p>"
        "<p>Recommend that the Harbour Council publish tide tables.</p>"
    )
    assert recommended(text) == [
        ("Call upon port authorities to dredge every spring;", ("port authorities",)),
        ("Also invite pilots and engineers to share what they measure;", ("pilots", "engineers")),
        ("Recommend that the Harbour Council publish tide tables.", ("Harbour Council",)),
    ]


def test_what_a_declaration_asks_behind_a_colon_is_asked_of_those_before_it() -> None:
    text = (
        f"{MARKDOWN_HEAD}Noting that channels silt up;\n\nAffirming the need for charts;\n\n"
        "Urge port authorities:\n\nto dredge every spring; and\n\nto mark wrecks.\n"
    )
    assert recommended(text, "page.md") == [
        ("to dredge every spring; and", ("port authorities",)),
        ("to mark wrecks.", ("port authorities",)),
    ]


def test_a_single_paragraph_that_asks_makes_no_declaration() -> None:
    text = f"{HEAD}<p>The harbour is old.</p><p>Invite friends to the party at night.</p><p>Lunch was good.</p>"
    assert recommended(text) == []


# ---- names before colons, key messages ----------------------------------------------------


def test_items_of_a_list_that_open_with_names_are_addressed_to_them() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><ul><li>All: Report wrecks.</li><li>Pilots: Keep a log of tides.</li>"
        "<li>PMO: Publish charts.</li><li>Shipping companies: Train crews.</li></ul>"
    )
    assert [names for _, names in recommended(text)] == [("All",), ("Pilots",), ("PMO",), ("Shipping companies",)]


def test_themes_before_colons_address_nobody() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><ul><li>Training: Hold courses.</li><li>Charts: Publish them.</li>"
        "<li>ICT: Invest in radar.</li><li>Capacity Building: Send trainers.</li></ul>"
    )
    assert [names for _, names in recommended(text)] == [(), (), (), ()]


def test_key_messages_beside_recommendations_are_findings_unless_they_say_what_to_do() -> None:
    text = (
        f"{HEAD}<h2>Key messages</h2><ul><li>Charts of most ports are old.</li><li>Ports should share charts.</li></ul>"
        "<h2>Recommendations</h2><ul><li>Map the reefs.</li></ul>"
    )
    assert [item for item, _ in recommended(text)] == ["Ports should share charts.", "Map the reefs."]


# ---- saved text ---------------------------------------------------------------------------

SAVED = """WORKSHOP ON PORTS

Date and Venue: 12-14 May 2015, Harbour Centre, Suva, Fiji

CONCLUSIONS AND RECOMMENDATIONS

The participants noted that charts are old and that pilots retire. They
recommended the following.

The Harbour Council was requested to:
(a) print the tide tables of the next three years in English and
    French.
(b) mark the wrecks in the southern channel, and not only those
    that are seen at low tide;

Pilots:
   * keep a log
   * train two apprentices
"""


def test_wrapped_items_of_saved_text_are_whole_and_addressed_by_the_line_above() -> None:
    assert recommended(SAVED, "page.txt") == [
        ("print the tide tables of the next three years in English and French.", ("Harbour Council",)),
        (
            "mark the wrecks in the southern channel, and not only those that are seen at low tide;",
            ("Harbour Council",),
        ),
        ("keep a log", ("Pilots",)),
        ("train two apprentices", ("Pilots",)),
    ]


# ---- lists of two levels, sentences, numbers ------------------------------------------------


def test_items_nested_below_a_name_are_addressed_to_it_and_below_a_theme_to_those_they_name() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><ul><li>Pilots:<ul><li>Keep logs.</li><li>Mark wrecks.</li></ul></li>"
        "<li>Charts<ul><li>Port offices should publish charts.</li></ul></li></ul>"
    )
    assert recommended(text) == [
        ("Keep logs.", ("Pilots",)),
        ("Mark wrecks.", ("Pilots",)),
        ("Port offices should publish charts.", ("Port offices",)),
    ]


def test_what_was_agreed_to_be_done_is_recommended_and_what_was_agreed_to_be_so_is_not() -> None:
    text = f"{HEAD}<p>It was agreed that port offices would publish charts every year. It was agreed that charts are old.</p>"
    assert recommended(text) == [
        ("It was agreed that port offices would publish charts every year.", ("port offices",))
    ]


def test_numbers_within_a_sentence_are_no_part_of_its_clauses() -> None:
    text = (
        f"{HEAD}<p>The workshop recommended that: (1) port offices mark wrecks; and "
        "(2) the Ministry of Transport set up a fund.</p>"
    )
    assert recommended(text) == [
        ("port offices mark wrecks", ("port offices",)),
        ("the Ministry of Transport set up a fund.", ("Ministry of Transport",)),
    ]


def test_recommendation_and_its_number_before_a_colon_is_a_marker() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><p>Recommendation 1: Publish charts.</p><p>Recommendation 2: Pilots should rest.</p>"
    assert recommended(text) == [("Publish charts.", ()), ("Pilots should rest.", ("Pilots",))]


def test_a_table_of_recommendations_needs_no_column_of_who_is_responsible() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><table><tr><th>No.</th><th>Recommendation</th><th>Deadline</th></tr>"
        "<tr><td>1</td><td>Publish charts.</td><td>2016</td></tr><tr><td>2</td><td>Rest more.</td><td>2017</td></tr></table>"
    )
    assert recommended(text) == [("Publish charts.", ()), ("Rest more.", ())]


def test_of_what_a_meeting_did_only_what_it_asked_is_recommended() -> None:
    text = (
        f"{HEAD}<p>The workshop:</p><ul><li>Noted the age of the charts;</li>"
        "<li>Requested port offices to publish charts every year;</li><li>Thanked the hosts.</li></ul>"
    )
    assert recommended(text) == [("Requested port offices to publish charts every year;", ("port offices",))]


# ---- items that run on, headings, leads -------------------------------------------------


def test_a_lettered_item_that_runs_on_is_cut_at_the_next_letters() -> None:
    text = (
        f"{HEAD}<p><b>Recommendations</b></p><p>The Workshop recommended the action below:<br>"
        "(a) Governments should enter the plans in their own plans before 2016,(b) Requests should name the sites of the plans,<br>"
        "(c) The Programme should send a team to each island,\n(d) A second workshop should be held in Apia.</p>"
    )
    assert [text for text, _ in recommended(text)] == [
        "Governments should enter the plans in their own plans before 2016,",
        "Requests should name the sites of the plans,",
        "The Programme should send a team to each island,",
        "A second workshop should be held in Apia.",
    ]


def test_a_letter_an_item_refers_to_does_not_cut_it() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><p>(a) Ports should map the reefs around them,</p>"
        "<p>(b) Donors should pay for what is named in (a), (c) and (d) of the plan.</p>"
    )
    assert len(recommended(text)) == 2


def test_headings_of_a_report_are_the_advice_and_those_above_them_name_who_acts() -> None:
    text = (
        f"{MARKDOWN_HEAD}# Recommendations for charts\n\nWe propose a set of recommendations that sum up what must be learned.\n\n"
        "## Science and technology communities:\n\n### Establish rules for charts\n\nRules are rare.\n\n"
        "### Develop charts with their users\n\nUsers know reefs.\n\n"
        "## Policy-making and funding entities:\n\n### Fund the upkeep of charts\n\nUpkeep costs more than a survey.\n\n"
        "### Invest in surveyors\n\nThey are few.\n\n### Review old charts\n\nMany are wrong.\n"
    )
    first, second = ("Science and technology communities",), ("Policy-making and funding entities",)
    found = [(text.split("\n")[0], who) for text, who in recommended(text, "page.md")]
    assert [
        (title, who)
        for title, who in found
        if title.split(" ", 1)[0] in ("Establish", "Develop", "Fund", "Invest", "Review")
    ] == [
        (found[0][0], first),
        (found[1][0], first),
        (found[2][0], second),
        (found[3][0], second),
        (found[4][0], second),
    ]
    assert not any("set of recommendations" in title for title, _ in found)


def test_what_participants_liked_is_no_recommendation() -> None:
    text = (
        f"{HEAD}<h2>Feedback</h2><p>On the last day the participants recommended the following for the next course:</p>"
        "<ul><li>more time for the exercises;</li><li>a glossary in French.</li></ul>"
        "<p>They liked:</p><ul><li>the visit to the harbour;</li><li>the patience of the lecturers.</li></ul>"
    )
    assert recommended(text) == [("more time for the exercises;", ()), ("a glossary in French.", ())]


def test_a_quotation_below_recommendations_is_none() -> None:
    text = (
        f"{HEAD}<h2>Calls to action</h2><h3>City administrations</h3><ol><li>Keep one register of reefs.</li>"
        "<li>Pay the wardens.</li></ol><h3>In their words</h3><blockquote>We should have asked the fishers first.</blockquote>"
    )
    assert recommended(text) == [
        ("Keep one register of reefs.", ("City administrations",)),
        ("Pay the wardens.", ("City administrations",)),
    ]


def test_a_lead_that_lists_agents_addresses_each_of_them() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><p>Universities and polytechnics should:</p><p>Add a course on charts.</p><p>Keep a pilot on each campus.</p>"
    who = ("Universities", "polytechnics")
    assert recommended(text) == [("Add a course on charts.", who), ("Keep a pilot on each campus.", who)]


def test_a_heading_joined_by_an_ampersand_addresses_both() -> None:
    text = f"{HEAD}<h2>Recommendations</h2><h3>Funders &amp; development banks</h3><ol><li>Fund five years at least.</li><li>Insure the boats.</li></ol>"
    who = ("Funders", "development banks")
    assert recommended(text) == [("Fund five years at least.", who), ("Insure the boats.", who)]


def test_recommendations_among_others_are_led_by_the_sentence_above_their_list() -> None:
    text = (
        f"{HEAD}<p>There were a number of key recommendations from the workshop, among them:</p>"
        "<ul><li>Publish the charts.</li><li>Ports should train pilots.</li></ul><p>We thank the cooks.</p>"
    )
    assert recommended(text) == [("Publish the charts.", ()), ("Ports should train pilots.", ("Ports",))]


def test_rows_of_a_number_and_a_sentence_are_numbered_items() -> None:
    text = (
        f"{HEAD}<p><b>Resolutions</b> (adopted on 14 May)</p><table>"
        "<tr><td>R2.1</td><td>The meeting <i>requests</i> the NOC to publish all its charts;</td></tr>"
        "<tr><td>R2.2</td><td>The meeting <i>invites</i> member ports to map their own reefs;</td></tr>"
        "<tr><td>R2.3</td><td>The meeting thanks the Port of Suva for its hospitality.</td></tr></table>"
    )
    assert recommended(text) == [
        ("The meeting requests the NOC to publish all its charts;", ("NOC",)),
        ("The meeting invites member ports to map their own reefs;", ("member ports",)),
    ]


ITEM_OF_TWO_PARAGRAPHS = """Workshop on Ports
Suva, Fiji, 12-14 May 2015

Recommendations

1. Map the reefs of all ports; perhaps start before April.

   Provide a list of reefs and fund pilots.

2. Train pilots.

   {behind}
"""


def test_a_paragraph_set_in_as_the_words_of_its_item_is_part_of_it() -> None:
    text = ITEM_OF_TWO_PARAGRAPHS.format(behind="Send them out in fog as well.")
    assert [" ".join(said.split()) for said, _ in recommended(text, "page.txt")] == [
        "Map the reefs of all ports; perhaps start before April. Provide a list of reefs and fund pilots.",
        "Train pilots. Send them out in fog as well.",
    ]


def test_a_paragraph_set_in_deeper_than_the_words_of_an_item_is_none_of_it() -> None:
    text = ITEM_OF_TWO_PARAGRAPHS.format(behind="     The meeting closed at noon.")
    assert recommended(text, "page.txt")[-1][0] == "Train pilots."


def test_a_number_in_a_cell_of_its_own_is_no_part_of_the_words() -> None:
    text = (
        f"{HEAD}<h3>Resolutions adopted</h3><table><tr><td>(1)</td><td>Ports should publish all of their charts.</td></tr>"
        "<tr><td>(2)</td><td>Pilots should report faults.</td></tr></table>"
    )
    assert recommended(text) == [
        ("Ports should publish all of their charts.", ("Ports",)),
        ("Pilots should report faults.", ("Pilots",)),
    ]


def test_a_short_line_beside_addressees_is_no_recommendation() -> None:
    text = (
        f"{HEAD}<h3>Recommendations</h3><dl><dt>Governments</dt><dd>Publish all charts.</dd><dd>Train pilots.</dd>"
        "<dt>Ports</dt><dd>Map the reefs.</dd></dl>"
    )
    assert recommended(text) == [
        ("Publish all charts.", ("Governments",)),
        ("Train pilots.", ("Governments",)),
        ("Map the reefs.", ()),
    ]
