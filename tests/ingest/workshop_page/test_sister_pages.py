# ruff: noqa: E501 (lines of pages are as long as they are)
"""Pages of the same family in other shapes: one small page for each of their habits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.model import Extent, Workshop
from ingest.workshop_page.parse.page import NO_STRUCTURE, ParsedPage
from ingest.workshop_page.passages import passages_of_workshop

Parse = Callable[[str], ParsedPage]


def workshop_of(parsed: ParsedPage) -> Workshop:
    assert parsed.workshop is not None, parsed.notes
    return parsed.workshop


def said(parsed: ParsedPage, extent: Extent) -> str:
    return " ".join(parsed.page.text[extent.start : extent.end].split())


def recommendations(parsed: ParsedPage) -> list[str]:
    return [said(parsed, item.extent) for group in workshop_of(parsed).groups for item in group.recommendations]


SPEAKERS_BELOW = """Workshop on Innovation

Technical Session I
Policies for Growth
Financing of Small Firms
Dr. Lina Tan, Head, Bank of Ideas, Singapore
View Presentation
Fostering Clusters
Mr. Ram Lal, DSIR, India
Measuring Innovation
Prof. Dr. Eva Roe Director, Institute X,Nepal
View White Paper
"""


def test_speakers_may_stand_on_the_line_below_their_title(parse_text: Parse) -> None:
    session = workshop_of(parse_text(SPEAKERS_BELOW)).sessions[0]
    assert session.title == "Policies for Growth"
    assert [(t.title, t.speaker, t.affiliation, t.country, len(t.papers)) for t in session.talks] == [
        ("Financing of Small Firms", "Lina Tan", "Bank of Ideas", "Singapore", 1),
        ("Fostering Clusters", "Ram Lal", "DSIR", "India", 0),
        ("Measuring Innovation", "Eva Roe", "Institute X", "Nepal", 1),
    ]


def test_speakers_below_with_blank_lines_between_talks(parse_text: Parse) -> None:
    text = """Technical Session 1: Finance

A Title that Goes on
over Two Lines
Dr. Lina Tan, Head, Bank of Ideas, Singapore
View Presentation

Introduction
Mr. Ram Lal, DSIR, India
"""
    session = workshop_of(parse_text(text)).sessions[0]
    assert (session.label, session.title) == ("Technical Session 1", "Finance")
    assert [(t.title, t.speaker) for t in session.talks] == [
        ("A Title that Goes on over Two Lines", "Lina Tan"),
        ("Introduction", "Ram Lal"),
    ]


def test_a_dash_in_an_affiliation_or_title_parts_nothing(parse_text: Parse) -> None:
    text = """Session 2 - Networks - a View
Innovation - Past and Present - Ms. Ann Lee, University of Nottingham - Malaysia Campus, Malaysia
"""
    session = workshop_of(parse_text(text)).sessions[0]
    talk = session.talks[0]
    assert session.title == "Networks - a View"
    assert (talk.title, talk.speaker) == ("Innovation - Past and Present", "Ann Lee")
    assert talk.affiliation == "University of Nottingham - Malaysia Campus"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mr. Joon Seo Professor, Some University, Korea", ("Joon Seo", "Professor", "Some University", "Korea")),
        ("Mr. Joon Seo, Professor,NRC, MOST , China.", ("Joon Seo", "Professor", "NRC, MOST", "China")),
        ("Dr A. Khan, CSIR, New Delhi", ("A. Khan", None, "CSIR, New Delhi", None)),
        ("Prof. B. Lee", ("B. Lee", None, None, None)),
        ("Mrs. C. Wu, Director, Office of China (OC)", ("C. Wu", "Director", "Office of China (OC)", None)),
        (
            "Dr. D. Ali, Head, ITRI, Islamic Republic of Iran",
            ("D. Ali", "Head", "ITRI", "Islamic Republic of Iran"),
        ),
        (
            "Ms. E. Ho and Mr. F. Yu, Partner, HKU, Hong Kong, China",
            ("E. Ho and F. Yu", "Partner", "HKU", "Hong Kong, China"),
        ),
    ],
)
def test_slips_in_a_speakers_line_are_survived(
    parse_text: Parse, line: str, expected: tuple[str | None, ...]
) -> None:
    talk = workshop_of(parse_text(f"Technical Session I\nTopic\nA talk : its text – {line}\n")).talks[0]
    assert (talk.speaker, talk.role, talk.affiliation, talk.country) == expected
    assert talk.title == "A talk : its text"


def test_a_speakers_line_may_be_wrapped(parse_text: Parse) -> None:
    text = """Technical Session I
Topic

Clusters at Work - Mr. S.P. Agarwal, Head, Centre for
Trade in Technology, India
View Presentation
"""
    talk = workshop_of(parse_text(text)).talks[0]
    assert (talk.affiliation, talk.country) == ("Centre for Trade in Technology", "India")
    assert [paper.role for paper in talk.papers] == ["presentation"]


@pytest.mark.parametrize(
    ("labels", "roles"),
    [
        ("View Presentation", ["presentation"]),
        ("VIEW WHITE PAPER", ["white paper"]),
        ("View Presentation | View White Paper", ["presentation", "white paper"]),
        ("View Presentation / View White Paper", ["presentation", "white paper"]),
        ("Download Presentation", ["presentation"]),
    ],
)
def test_link_labels_stand_below_or_behind_a_talk(parse_text: Parse, labels: str, roles: list[str]) -> None:
    below = f"Technical Session I\nTopic\nA talk - Mr. X Yo, LIPI, Indonesia\n{labels}\n"
    behind = f"Technical Session I\nTopic\nA talk - Mr. X Yo, LIPI, Indonesia {labels}\n"
    for text in (below, behind):
        talk = workshop_of(parse_text(text)).talks[0]
        assert [paper.role for paper in talk.papers] == roles
        assert talk.country == "Indonesia"


def test_a_talk_that_is_itself_the_link_has_its_paper(parse_html: Parse) -> None:
    parsed = parse_html(
        "<h3>Technical Session I</h3><p>Topic</p><ul><li><a href='/files/a.pdf'>A talk</a> - Mr. X Yo, LIPI, Indonesia</li>"
        "<li>B talk - Ms. Z Wa, LIPI, Indonesia [<a href='/files/b.ppt'>Presentation</a>]</li></ul>"
    )
    talks = workshop_of(parsed).talks
    assert [(t.title, t.papers[0].role, t.papers[0].url) for t in talks] == [
        ("A talk", "white paper", "http://www.apctt.org/files/a.pdf"),
        ("B talk", "presentation", "http://www.apctt.org/files/b.ppt"),
    ]


LISTED = """Date and Venue
4-5 May 2005, Hanoi, Viet Nam

Recommendations
Member countries may consider the following:
"""


def test_numbered_lists_are_lists(parse_text: Parse) -> None:
    parsed = parse_text(LISTED + "1. Set up funds.\n2. Train staff; and\n3. Report\n")
    assert recommendations(parsed) == ["Set up funds.", "Train staff; and", "Report"]
    assert workshop_of(parsed).groups[0].addressees == ("Member countries",)


def test_numbered_groups_over_bullets_are_headings(parse_text: Parse) -> None:
    text = """Organized by: APCTT, New Delhi

CONCLUSIONS AND RECOMMENDATIONS

1. Policy Directions
  • Set up funds.
  • Train staff.
2. Role of Universities
Universities should consider the following
  • Teach.
"""
    groups = workshop_of(parse_text(text)).groups
    assert [(g.heading, g.addressees, len(g.recommendations)) for g in groups] == [
        ("1. Policy Directions", (), 2),
        ("2. Role of Universities", ("Universities",), 1),
    ]


def test_an_inline_list_is_cut_into_its_items(parse_text: Parse) -> None:
    parsed = parse_text(
        "Organized by APCTT\n\nParticipants\n20 experts\n\nRecommendations\n\n"
        "The Government of Nepal may a) set up a fund; b) train staff (2 a year); and c) report on both.\n"
    )
    assert recommendations(parsed) == ["set up a fund;", "train staff (2 a year); and", "report on both."]
    assert workshop_of(parsed).groups[0].addressees == ("Government of Nepal",)


def test_a_nested_bullet_belongs_to_the_one_above(parse_text: Parse) -> None:
    parsed = parse_text(LISTED + "  • Set up funds for:\n      ◦ small firms\n      ◦ farms\n  • Train staff.\n")
    assert recommendations(parsed) == ["Set up funds for: ◦ small firms ◦ farms", "Train staff."]


def test_addressees_may_be_nested_in_the_list(parse_text: Parse) -> None:
    text = """Date and Venue
4-5 May 2005, Hanoi, Viet Nam

Recommendations
  • Governments may consider the following:
      ◦ Set up funds.
      ◦ Train staff.
  • APCTT should undertake the following:
      ◦ Run a survey.
"""
    parsed = parse_text(text)
    items = [item for group in workshop_of(parsed).groups for item in group.recommendations]
    assert [(said(parsed, item.extent), item.addressees) for item in items] == [
        ("Set up funds.", ("Governments",)),
        ("Train staff.", ("Governments",)),
        ("Run a survey.", ("APCTT",)),
    ]


def test_two_leads_in_a_row_share_a_heading_but_not_addressees(parse_text: Parse) -> None:
    text = (
        LISTED
        + "  • Set up funds.\n  • Train.\n\nAPCTT and UNESCP should consider the following\n\n  • Run a survey.\n"
    )
    items = [item for group in workshop_of(parse_text(text)).groups for item in group.recommendations]
    assert [item.addressees for item in items] == [
        ("Member countries",),
        ("Member countries",),
        ("APCTT", "UNESCAP"),
    ]


def test_an_items_own_subject_is_its_addressee_where_no_lead_names_one(parse_text: Parse) -> None:
    parsed = parse_text(
        "Organized by APCTT\n\nParticipants\n20 experts\n\nRecommendations\n  • APCTT should run a survey.\n  • Teach.\n"
    )
    items = workshop_of(parsed).groups[0].recommendations
    assert [item.addressees for item in items] == [("APCTT",), ()]


def test_hard_wrapped_items_are_put_together(parse_text: Parse) -> None:
    text = LISTED + (
        "  • Establish an appropriate policy framework and governance system through\n"
        "    Institutional and legal arrangements to start a\n"
        "    practice.\n"
        "  • Build a strong S&T base and strengthen the technological capability of all\n"
        "    actors. Keep it so for many years to come, in provinces and in the capital\n"
        "    City too.\n"
        "  • Create social capital such as trust, cooperation, learning and interaction\n"
        "    among firms.\n"
    )
    items = recommendations(parse_text(text))
    assert [(item[:9], item[-9:]) for item in items] == [
        ("Establish", "practice."),
        ("Build a s", "City too."),
        ("Create so", "ng firms."),
    ]


def test_a_line_of_its_own_under_a_bullet_is_an_item(parse_text: Parse) -> None:
    parsed = parse_text(LISTED + "  • Set up funds.\n    Continue to train.\n  • Report.\n")
    assert recommendations(parsed) == ["Set up funds.", "Continue to train.", "Report."]


def test_a_continued_sentence_under_a_bullet_is_none(parse_text: Parse) -> None:
    parsed = parse_text(LISTED + "  • Set up funds that\n    pay small firms.\n  • Report.\n")
    assert recommendations(parsed) == ["Set up funds that pay small firms.", "Report."]


def test_a_sentence_over_two_bullets_is_one_item(parse_text: Parse) -> None:
    parsed = parse_text(
        LISTED + "  • Set up funds in the provinces\n  • and pay small firms.\n  • Report.\n  • Teach.\n"
    )
    assert recommendations(parsed) == ["Set up funds in the provinces • and pay small firms.", "Report.", "Teach."]


def test_items_without_capitals_stay_apart(parse_text: Parse) -> None:
    assert recommendations(parse_text(LISTED + "  • set up funds\n  • train staff\n")) == [
        "set up funds",
        "train staff",
    ]


@pytest.mark.parametrize("dash", ["-", "*", "–", "o)", "·"])
def test_other_bullets_are_bullets(parse_text: Parse, dash: str) -> None:
    assert recommendations(parse_text(LISTED + f"{dash} Set up funds.\n{dash} Teach.\n")) == [
        "Set up funds.",
        "Teach.",
    ]


def test_recommendations_without_a_section_heading_are_found(parse_text: Parse) -> None:
    text = (
        SPEAKERS_BELOW
        + """
(a) General Directions
Governments and the private sector may consider the following aspects

  • Set up funds.
"""
    )
    group = workshop_of(parse_text(text)).groups[0]
    assert (group.heading, group.addressees) == ("(a) General Directions", ("Governments", "Private sector"))


@pytest.mark.parametrize(
    "heading",
    [
        "RECOMMENDATIONS ARISING OUT OF THE TECHNICAL SESSIONS",
        "Recommendations Arising Out of the",
        "Conclusions and Recommendations:",
        "Conclusions & recommendations",
        "III. Recommendations",
        "Key Recommendations",
    ],
)
def test_headings_vary(parse_text: Parse, heading: str) -> None:
    parsed = parse_text(f"date and venue :\n1 May 2005, Hanoi, Viet Nam\n\n{heading}\n  • Set up funds.\n")
    assert recommendations(parsed) == ["Set up funds."]
    assert workshop_of(parsed).first_day == "2005-05-01"


def test_titles_wrap_over_lines(parse_text: Parse) -> None:
    text = "National Workshop on\nSub-national Innovation Systems and\nTechnology Capacity Building\n\nPrintFriendly\n\n"
    parsed = parse_text(text + LISTED + "  • Teach.\n")
    assert parsed.title == (
        "National Workshop on Sub-national Innovation Systems and Technology Capacity Building"
    )


@pytest.mark.parametrize(
    ("lines", "first", "last", "venue", "country"),
    [
        ("04-05 October 2005, Hotel Borobudur, Jakarta, Indonesia", "2005-10-04", "2005-10-05", "Hotel Borobudur, Jakarta, Indonesia", "Indonesia"),
        ("27-30 October 2006\nBeijing, China", "2006-10-27", "2006-10-30", "Beijing, China", "China"),
        ("27-30 October 2006\n\nBeijing, China", "2006-10-27", "2006-10-30", "Beijing, China", "China"),
        ("Beijing, China\n27-30 October 2006", "2006-10-27", "2006-10-30", "Beijing, China", "China"),
        ("28 October – 2 November 2006, Colombo, Sri Lanka.", "2006-10-28", "2006-11-02", "Colombo, Sri Lanka", "Sri Lanka"),
        ("Date: October 3-4, 2005\nVenue: Hotel Shangri-La, Manila, Philippines", "2005-10-03", "2005-10-04", "Hotel Shangri-La, Manila, Philippines", "Philippines"),
        ("3rd to 4th October 2005, Bangkok", "2005-10-03", "2005-10-04", "Bangkok", None),
        ("31-32 May 2006, Hanoi, Viet Nam", None, None, "Hanoi, Viet Nam", "Viet Nam"),
    ],
)  # fmt: skip
def test_dates_and_venues_vary(
    parse_text: Parse, lines: str, first: str | None, last: str | None, venue: str, country: str | None
) -> None:
    text = f"A Workshop\n\nDate and Venue\n{lines}\n\nAPCTT, New Delhi\n\nRecommendations\n  • Teach.\n"
    workshop = workshop_of(parse_text(text))
    assert (workshop.first_day, workshop.last_day) == (first, last)
    assert (workshop.venue, workshop.country) == (venue, country)
    assert workshop.organizers == ("APCTT, New Delhi",)


def test_a_date_may_stand_under_the_title(parse_text: Parse) -> None:
    text = "A Workshop\n27-30 October 2006, Beijing, China\n\nOrganized by\nAPCTT\n\nRecommendations\n  • Teach.\n"
    workshop = workshop_of(parse_text(text))
    assert (workshop.title, workshop.venue) == ("A Workshop", "Beijing, China")


def test_organizers_stand_under_labels_of_many_kinds(parse_text: Parse) -> None:
    text = """A Workshop

Organized by
Asian and Pacific Centre for
Transfer of Technology (APCTT) and Ministry of Science (MoS)
In cooperation with
Department of Science and
Technology
Hosted by: Chamber of Trade
Supported by
Donor Bank

Participants
20 experts
"""
    assert workshop_of(parse_text(text)).organizers == (
        "Asian and Pacific Centre for Transfer of Technology (APCTT)",
        "Ministry of Science (MoS)",
        "Department of Science and Technology",
        "Chamber of Trade",
    )


def test_keynote_speeches_are_talks_of_their_own_session(parse_text: Parse) -> None:
    text = (
        "Keynote and Guest Speeches by International Experts\nOn Growth - Dr. A Bo, Dean, OECD, France\n\n"
        + SPEAKERS_BELOW
    )
    sessions = workshop_of(parse_text(text)).sessions
    assert sessions[0].label == "Keynote and Guest Speeches by International Experts"
    assert [(talk.position, talk.speaker) for talk in sessions[0].talks] == [(1, "A Bo")]
    assert sessions[1].talks[0].position == 2


def test_background_and_objectives_are_facts_under_their_headings(parse_text: Parse) -> None:
    text = "Background\nFirms need funds.\n\nObjectives\n  • To learn\n  • To teach\n\n" + LISTED + "  • Teach.\n"
    parsed = parse_text(text)
    assert [(fact.heading, said(parsed, fact.extent)) for fact in workshop_of(parsed).facts][:2] == [
        ("Background", "Firms need funds."),
        ("Objectives", "To learn • To teach"),
    ]


def test_unknown_headings_of_html_keep_their_paragraphs(parse_html: Parse) -> None:
    parsed = parse_html(
        "<h1>A Workshop</h1><h2>Date and Venue</h2><p>1 May 2005, Hanoi, Viet Nam</p><h2>Field visit</h2>"
        "<p>They saw a farm.</p><h3>Lunch</h3><p>Rice.</p><h2>Recommendations</h2><ul><li>Teach.</li></ul>"
        "<h2>Contact</h2><p>Write to us.</p>"
    )
    by_text = {p.text: p for p in passages_of_workshop(parsed, "d1")}
    assert by_text["They saw a farm."].heading_path == ("A Workshop", "Field visit")
    assert by_text["Rice."].heading_path == ("A Workshop", "Field visit", "Lunch")
    assert by_text["Write to us."].heading_path == ("A Workshop", "Contact")
    assert by_text["Teach."].kind == "recommendation"


def test_facts_are_embedded_below_their_heading_but_not_below_the_title_of_the_event(parse_html: Parse) -> None:
    parsed = parse_html(
        "<h1>A Workshop on Farms</h1><p>It met in a hall.</p><h2>Date and Venue</h2><p>1 May 2005, Hanoi, Viet Nam</p>"
        "<h2>Field visit</h2><p>They saw a farm.</p><h2>Recommendations</h2><ul><li>Teach.</li></ul>"
    )
    by_text = {p.text: p for p in passages_of_workshop(parsed, "d1")}
    assert by_text["It met in a hall."].heading_path == ("A Workshop on Farms",)
    assert "Farms" not in by_text["It met in a hall."].context
    assert by_text["They saw a farm."].context.startswith("Field visit")


def test_a_fact_of_no_word_is_embedded_without_what_stands_above_it(parse_html: Parse) -> None:
    parsed = parse_html(
        "<h1>A Workshop</h1><h2>Date and Venue</h2><p>1 May 2005, Hanoi, Viet Nam</p><h2>Field visit to farms</h2>"
        "<p>They saw a farm.</p><h2>Visit to a mill</h2><p>(b)</p><h2>Recommendations</h2><ul><li>Teach.</li></ul>"
    )
    by_text = {p.text: p for p in passages_of_workshop(parsed, "d1")}
    assert by_text["(b)"].heading_path == ("A Workshop", "Visit to a mill")
    assert by_text["(b)"].context == ""


def test_html_lists_nest_and_number(parse_html: Parse) -> None:
    parsed = parse_html(
        "<h2>Date and Venue</h2><p>1 May 2005,<br>Hanoi, Viet Nam</p><h2>Recommendations</h2>"
        "<p>Member countries may consider the following</p>"
        "<ol><li><p>Fund:</p><ul><li>firms</li><li>farms</li></ul></li><li>Teach.</li></ol>"
    )
    assert recommendations(parsed) == ["Fund: • firms • farms", "Teach."]
    assert workshop_of(parsed).venue == "Hanoi, Viet Nam"


def test_a_page_without_workshop_says_so_and_keeps_its_outline(parse_html: Parse) -> None:
    parsed = parse_html(
        "<title>Tea | Shop</title><h1>Tea</h1><p>Tea is a drink.</p><h2>Green</h2><p>It is green.</p><ul><li>One</li></ul>"
        "<h2>Empty</h2>"
    )
    assert parsed.workshop is None
    assert NO_STRUCTURE in parsed.notes
    passages = passages_of_workshop(parsed, "d1")
    assert [(p.kind, p.heading_path, " ".join(p.text.split())) for p in passages] == [
        ("paper", ("Tea",), "Tea is a drink."),
        ("paper", ("Tea", "Green"), "It is green. • One"),
        ("paper", ("Tea",), "Empty"),
    ]


def test_a_saved_page_without_workshop_keeps_its_guessed_headings(parse_text: Parse) -> None:
    text = "Tea\n\nGREEN TEA\n\nIt is green and grows on hills, where farmers pick it by hand twice a year.\n\n- One\n- Two\n"
    parsed = parse_text(text)
    passages = passages_of_workshop(parsed, "d1", without_structure="fact")
    assert parsed.workshop is None
    assert [(p.kind, p.heading_path[-1], p.text[:11]) for p in passages] == [("fact", "GREEN TEA", "It is green")]


def test_line_ends_and_byte_order_mark_are_normalised(parse_text: Parse) -> None:
    unix = parse_text(SPEAKERS_BELOW)
    dos = parse_text("\ufeff" + SPEAKERS_BELOW.replace("\n", "\r\n"))
    assert dos == unix


def test_people_who_only_opened_the_workshop_gave_no_talk(parse_text: Parse) -> None:
    text = (
        "Inaugural Session\nDr. U. Jenie, Chairman, LIPI welcomed all.\nMr. K. Rao, Head, APCTT spoke.\n\n"
        + SPEAKERS_BELOW
    )
    workshop = workshop_of(parse_text(text))
    assert [session.label for session in workshop.sessions] == ["Technical Session I"]
    assert workshop.facts[0].heading == "Inaugural Session"


def test_talks_may_stand_in_a_table(parse_html: Parse) -> None:
    parsed = parse_html(
        "<h3>Technical Session I: Policy</h3><table>"
        "<tr><td>On India</td><td>Dr. A. Rao, Head, DSIR, India</td><td><a href='/a.ppt'>View Presentation</a></td></tr>"
        "<tr><td>On Nepal</td><td>Mr. B. Rai, NAST, Nepal</td><td></td><td></td></tr></table>"
    )
    assert [(t.title, t.speaker, t.affiliation, t.country, len(t.papers)) for t in workshop_of(parsed).talks] == [
        ("On India", "A. Rao", "DSIR", "India", 1),
        ("On Nepal", "B. Rai", "NAST", "Nepal", 0),
    ]


def test_a_heading_for_someone_names_the_addressee(parse_text: Parse) -> None:
    text = "Organized by\nAPCTT\n04-05 October 2005, Jakarta, Indonesia\n\nRecommendations\nFor Governments:\n1. Fund.\nFor APCTT:\n1. Train.\n"
    workshop = workshop_of(parse_text(text))
    assert [group.addressees for group in workshop.groups] == [("Governments",), ("APCTT",)]
    assert (workshop.organizers, workshop.venue) == (("APCTT",), "Jakarta, Indonesia")


def test_a_short_brief_report_is_the_summary(parse_text: Parse) -> None:
    parsed = parse_text("Brief Report\nThe workshop was attended by 60 people.\n\n" + SPEAKERS_BELOW)
    summary = workshop_of(parsed).summary
    assert summary
    assert said(parsed, summary) == "The workshop was attended by 60 people."
