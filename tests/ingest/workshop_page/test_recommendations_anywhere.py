# ruff: noqa: E501 (lines of pages are as long as they are)
"""Recommendations wherever they stand: under many headings, in tables, told in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.workshop_page.parse.agents import agents_in
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.parse.statements import recommended_in
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"
HEAD = "<html><body><h1>Workshop on Ports</h1><p>12-14 May 2015, Suva, Fiji</p>"


def read(text: str, name: str = "page.html") -> ParsedPage:
    return parse_workshop_page(read_page(text.encode(), name=name, url=URL), "page", URL)


def recommended(text: str, name: str = "page.html") -> list[tuple[str, tuple[str, ...]]]:
    parsed = read(text, name)
    if parsed.workshop is None:
        return []
    return [
        (" ".join(parsed.page.text[item.extent.start : item.extent.end].split()), item.addressees)
        for group in parsed.workshop.groups
        for item in group.recommendations
    ]


# ---- lists under headings --------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "Recommendations",
        "Key messages",
        "Way forward",
        "The way ahead",
        "Next steps",
        "Next steps in mapping",
        "Conclusions and way forward",
        "Agreed actions",
        "Action points",
        "Conclusions and next steps",
        "Recommandations",
    ],
)
def test_a_list_is_recommended_under_headings_of_many_kinds(heading: str) -> None:
    text = f"{HEAD}<h2>{heading}</h2><ul><li>Map the reefs.</li><li>Train pilots.</li></ul>"
    assert [item for item, _ in recommended(text)] == ["Map the reefs.", "Train pilots."]


def test_what_was_found_is_no_recommendation_but_what_to_do_is() -> None:
    text = (
        f"{HEAD}<h2>Conclusions</h2><ul><li>Maps are scarce.</li><li>Port offices should map the reefs.</li></ul>"
    )
    assert recommended(text) == [("Port offices should map the reefs.", ("Port offices",))]


def test_questions_left_open_are_no_recommendations() -> None:
    text = (
        f"{HEAD}<h2>Next steps</h2><p>Some questions remain and port offices are invited to answer them:</p>"
        "<ul><li>Who maps the reefs?</li><li>Who pays?</li></ul>"
    )
    assert [item for item, _ in recommended(text)] == [
        "Some questions remain and port offices are invited to answer them:"
    ]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("For WHO", ("WHO",)),
        ("For Member States", ("Member States",)),
        ("Recommendations to port authorities", ("port authorities",)),
        ("Development partners", ("Development partners",)),
        ("Second breakout group", ()),
        ("Technology Transfer", ()),
    ],
)
def test_a_heading_may_say_who_is_addressed(heading: str, names: tuple[str, ...]) -> None:
    text = f"{HEAD}<h2>Recommendations</h2><h3>{heading}</h3><ol><li>Map the reefs.</li></ol>"
    assert recommended(text) == [("Map the reefs.", names)]


def test_recommendations_end_at_contacts_and_documents() -> None:
    text = (
        f"{HEAD}<p><b>Recommendations</b></p><ul><li>Map the reefs.</li></ul>"
        "<p><b>Contact</b></p><ul><li>Ana Example, Port Office</li></ul>"
    )
    assert [item for item, _ in recommended(text)] == ["Map the reefs."]


def test_headings_below_recommendations_are_groups_of_them() -> None:
    text = (
        f"{HEAD}<h2>Recommendations</h2><h3>Charts</h3><p>Participants recommend that the Office publish charts.</p>"
        "<h3>Pilots</h3><p>They call on the Port Union to train pilots.</p><h2>Closing</h2><p>The Union should rest.</p>"
    )
    assert recommended(text) == [
        ("Participants recommend that the Office publish charts.", ("Office",)),
        ("They call on the Port Union to train pilots.", ("Port Union",)),
    ]


def test_a_table_names_who_is_responsible_in_a_column() -> None:
    text = (
        f"{HEAD}<h2>Follow-up</h2><table><tr><th>No.</th><th>Recommendation</th><th>Responsible</th></tr>"
        "<tr><td>1</td><td>Draft a code for pilots.</td><td>Secretariat</td></tr>"
        "<tr><td>2</td><td>Share tide data, every year.</td><td>Port offices; Ministry of Trade and Industry</td></tr></table>"
    )
    assert recommended(text) == [
        ("Draft a code for pilots.", ("Secretariat",)),
        ("Share tide data, every year.", ("Port offices", "Ministry of Trade and Industry")),
    ]


def test_items_a_speaker_recites_are_addressed_to_those_they_name() -> None:
    text = (
        "# Workshop on Ports\n\nSuva, Fiji, 12 May 2015\n\n## Recommendations\n\nThe participants:\n\n"
        "1. *recommend* that national institutes publish charts;\n2. *request* FAO to host a catalogue;\n"
    )
    assert recommended(text, "page.md") == [
        ("recommend that national institutes publish charts;", ("national institutes",)),
        ("request FAO to host a catalogue;", ("FAO",)),
    ]


def test_an_addressee_may_stand_before_a_colon() -> None:
    text = f"{HEAD}<h2>Main recommendations</h2><ul><li><b>Research community</b>: test joints.</li><li>Note: maps are free.</li></ul>"
    assert recommended(text) == [
        ("Research community: test joints.", ("Research community",)),
        ("Note: maps are free.", ()),
    ]


def test_a_call_over_a_list_names_whom_it_addresses() -> None:
    text = (
        "<html><body><h1>Outcome of the Youth Forum</h1><p>The Youth Forum met in Doha, Qatar, on 16 and 17 March 2015. We, the "
        "participants, call upon governments to:</p><ul><li>fund youth centres.</li></ul></body></html>"
    )
    assert recommended(text) == [("fund youth centres.", ("Governments",))]


def test_what_a_meeting_noted_stands_among_recommendations_but_is_none() -> None:
    text = (
        "Meeting on Fish\n\nNoumea, New Caledonia\n21 – 23 August 2006\n\nSUMMARY OF RECOMMENDATIONS\n\nThe Working Group:\n\n"
        "(i) recommended that Members submit catch data;\n(ii) noted the report of the chair; and\n"
    )
    assert recommended(text, "page.txt") == [("recommended that Members submit catch data;", ("Members",))]


def test_a_page_of_recommendations_alone_is_a_workshops() -> None:
    text = (
        "Pacific Forum on Parks\n\nPrinter Friendly and PDF\n\nConclusions And Recommendations\n\n"
        "The Forum made the following recommendations:\n\n"
        "  • Member countries take part in the project.\n"
        "  • The Centre undertake the following steps in the course of the project.\n"
        "    • Provide information on parks;\n    • Benchmark programmes.\n"
        "  • The Centre could assist members to use appropriate\n  • methods of evaluation together with Regional Sub-\n"
        "    Offices (RSOs).\n"
    )
    assert recommended(text, "page.txt") == [
        ("Member countries take part in the project.", ("Member countries",)),
        ("Provide information on parks;", ("Centre",)),
        ("Benchmark programmes.", ("Centre",)),
        (
            "The Centre could assist members to use appropriate • methods of evaluation together with Regional Sub- Offices (RSOs).",
            ("Centre",),
        ),
    ]


# ---- running text ----------------------------------------------------------------------


def told(text: str, *, under_heading: bool = True) -> list[str]:
    return [text[one.start : one.end] for one in recommended_in(text, 0, len(text), under_heading=under_heading)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She recommended: new maps; training (e.g., of pilots; of crews); and tide tables.", ["new maps", "training (e.g., of pilots; of crews)", "tide tables."]),
        ("He then presented the following recommendations on behalf of the group: map reefs; and train pilots.", ["map reefs", "train pilots."]),
        ("The group recommended the need for: data; and maps.", ["data", "maps."]),
        ("Participants call for:maps to be free; and pilots to be trained.", ["maps to be free", "pilots to be trained."]),
        ("The workshop recommended that ports be mapped; that maps be free; and that pilots be trained.", ["ports be mapped", "maps be free", "pilots be trained."]),
    ],
)  # fmt: skip
def test_a_list_in_a_sentence_is_cut_at_its_semicolons(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They also recommend that maps should be free. Maps are nice.", "maps should be free."),
        ("The report includes a request that the Office promote maps.", "the Office promote maps."),
        ("Building on the success of the first maps, the workshop participants propose that a new group be formed.", "Building on the success of the first maps, the workshop participants propose that a new group be formed."),
        ("In addition, port offices are requested to send maps.", "In addition, port offices are requested to send maps."),
        ("Maps are nice. In addition, port offices are requested to send maps.", "port offices are requested to send maps."),
        ("The Union is also encouraged to liaise with ports.", "The Union is also encouraged to liaise with ports."),
        ("The workshop participants supported the work of the Union.", "The workshop participants supported the work of the Union."),
        ("The Office should, in any case, publish maps.", "The Office should, in any case, publish maps."),
    ],
)  # fmt: skip
def test_a_sentence_is_said_whole_or_from_that_on(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The recommendations were then endorsed by participants.",
        "He introduced text outlining the proposed recommendations.",
        "She said that data must be reliable.",
        "She emphasized: skills; and maps.",
        "These resources would then be disseminated.",
        "Who should pay?",
        "The recommendations include sections on two topics: maps; and pilots.",
        "The park recommended by the mayor is green.",
    ],
)
def test_what_only_speaks_of_recommendations_is_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The meeting recommended the Office to complete the map.", True),
        ("It was recommended that maps be free.", True),
        ("The workshop urged donors to fund maps.", True),
        ("Delegates called on ports to train pilots.", True),
        ("He recommended that proposals should be short.", False),
        ("Mauritius called on the Office to devise a map.", False),
        ("Authors are invited to submit papers.", False),
        ("The conference calls for papers on maps.", False),
        ("If you believe so, you are encouraged to report it.", False),
    ],
)
def test_outside_such_headings_only_the_events_own_advice_counts(text: str, counts: bool) -> None:
    assert bool(told(text, under_heading=False)) == counts


def test_advice_in_a_report_without_such_a_heading_is_found() -> None:
    text = (
        f"{HEAD}<p>Forty people met. The meeting recommended Port RequestLog (the coordinator) and DoP (the office) to complete the "
        "map by August 2016. The map was launched in December.</p>"
    )
    assert recommended(text) == [
        (
            "The meeting recommended Port RequestLog (the coordinator) and DoP (the office) to complete the map by August 2016.",
            ("Port RequestLog", "DoP"),
        )
    ]


def test_a_paragraph_that_holds_recommendations_loses_no_sentence() -> None:
    parsed = read(f"{HEAD}<h2>Next steps</h2><p>Ana spoke. The Office should map reefs. Ben slept.</p>")
    said = " ".join(parsed.page.text[part.extent.start : part.extent.end] for part in parsed.parts)
    assert all(sentence in said for sentence in ("Ana spoke.", "The Office should map reefs.", "Ben slept."))


@given(
    st.lists(st.sampled_from(["a map", "that b (x; y)", "and c", "", "the Office should go", "d: e"]), max_size=6)
)
def test_clauses_stand_in_order_within_their_sentence(clauses: list[str]) -> None:
    text = "They recommended: " + "; ".join(clauses) + "."
    reached = 0
    for one in recommended_in(text, 0, len(text), under_heading=True):
        assert reached <= one.start < one.end <= len(text)
        reached = one.end


# ---- who is asked to act ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("the UNFCCC Secretariat and bilateral support programmes should make maps", ("UNFCCC Secretariat", "bilateral support programmes")),
        ("experts and institutions from the region are requested to send maps", ("experts and institutions from the region",)),
        ("They call on UNDP and other collaborating organizations to explore the reefs", ("UNDP", "other collaborating organizations")),
        ("the Secretariat develop and disseminate a template", ("Secretariat",)),
        ("The Pacific Community to circulate the minutes", ("Pacific Community",)),
        ("maps to be made available by mapping centers and institutions", ()),
        ("maps to be made available to all by modeling centers and institutions, and free", ("modeling centers and institutions",)),
        ("the bank should be asked to clarify its rules", ("bank",)),
        ("information on maps should be provided", ()),
        ("the needs identified by the Parties", ()),
        ("action by the implementing agencies to speed up approval", ("implementing agencies",)),
        ("completed by August 2016", ()),
        ("Provide guidance on surveys", ()),
        ("urged ports to map reefs and invited donors to pay", ("ports", "Donors")),
    ],
)  # fmt: skip
def test_those_who_are_to_act_are_named_and_those_who_suffer_it_are_not(
    sentence: str, names: tuple[str, ...]
) -> None:
    assert agents_in(sentence, bare=True) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        (
            "The meeting further recommended that manufacturers supply spare parts, and that the WHO train pilots.",
            ("manufacturers", "WHO"),
        ),
        (
            "Universities should open their courses to pilots, and employers should release them.",
            ("Universities", "employers"),
        ),
        (
            "Development partners and regional development banks are invited to finance cranes.",
            ("Development partners", "regional development banks"),
        ),
        (
            "Governments of landlocked and transit countries should publish fees.",
            ("Governments of landlocked and transit countries",),
        ),
    ],
)
def test_a_sentence_may_ask_several(sentence: str, names: tuple[str, ...]) -> None:
    text = f"{HEAD}<h2>Messages from the day</h2><p>{sentence}</p>"
    assert recommended(text) == [(sentence, names)]


def test_a_call_for_papers_recommends_nothing() -> None:
    text = f"{HEAD}<p>Submissions are invited for topics on, but not limited to:</p><ul><li>Reefs</li><li>Cranes</li></ul>"
    assert recommended(text) == []


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("aux États de créer un registre des pirogues.", ("États",)),
        ("à l'Agence de former cent pilotes.", ("Agence",)),
        ("The Centre, together with its partners, should train pilots.", ("Centre",)),
    ],
)
def test_an_item_may_begin_with_whom_it_asks(item: str, names: tuple[str, ...]) -> None:
    assert recommended(f"{HEAD}<h2>Recommendations</h2><ul><li>{item}</li></ul>") == [(item, names)]


def test_what_participants_agreed_is_recommended() -> None:
    text = f"{HEAD}<h2>Outcome</h2><p>The participants agreed that:</p><ol><li>Port offices should map the reefs.</li></ol>"
    assert recommended(text) == [("Port offices should map the reefs.", ("Port offices",))]
