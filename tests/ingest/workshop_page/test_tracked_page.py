# ruff: noqa: E501 (lines of pages are as long as they are)
"""The tracked page comes out exactly, as saved and as HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Extent, Workshop
from ingest.workshop_page.parse.page import ParsedPage


@pytest.fixture
def workshop(tracked: ParsedPage) -> Workshop:
    assert tracked.workshop is not None
    return tracked.workshop


def sliced(parsed: ParsedPage, extent: Extent) -> str:
    return " ".join(parsed.page.text[extent.start : extent.end].split())


def test_seventeen_talks_stand_in_four_sessions(workshop: Workshop) -> None:
    assert [len(session.talks) for session in workshop.sessions] == [2, 6, 4, 5, 0]
    assert [talk.position for talk in workshop.talks] == list(range(1, 18))
    assert [session.label for session in workshop.sessions] == [
        f"Technical Session {n}" for n in "I II III IV V".split()
    ]


def test_sessions_have_their_titles(workshop: Workshop) -> None:
    assert [session.title for session in workshop.sessions] == [
        "A Policy Framework for Initiating Sub-national Innovation System Approach",
        "Experiences, Lessons and Best Practices on SIS",
        "National Innovation Systems - Policy Approaches and Support Mechanisms of Some Asian Countries",
        "Presentation of the Country Study - the China Case",
        "Discussion towards Action Plan",
    ]


def test_the_last_session_has_two_points_of_discussion(tracked: ParsedPage, workshop: Workshop) -> None:
    points = [sliced(tracked, extent) for extent in workshop.sessions[4].discussion]
    assert [point[:26] for point in points] == ["Public-Private Partnership", "Policy Direction for SIS E"]
    assert all(not session.discussion for session in workshop.sessions[:4])


def test_every_talk_has_its_speaker_affiliation_and_country_where_given(workshop: Workshop) -> None:
    assert [(talk.speaker, talk.role, talk.affiliation, talk.country) for talk in workshop.talks] == [
        ("Deok-Soon Yim", None, "Daedeok Innopolis Agency", "Republic of Korea"),
        (
            "S.P. Agarwal",
            "Head",
            "Centre for International Trade in Technology, Indian Institute for Foreign Trade",
            "India",
        ),
        ("Mohd. Ghazali Mohd. Yunos", "Head and Principal Consultant", "SIRIM Berhad", "Malaysia"),
        ("Joung-Hae Seo", "Professor", "Kyungpook University", "Republic of Korea"),
        ("Avvari V. Mohan", "Associate Professor", "University of Nottingham - Malaysia Campus", "Malaysia"),
        ("Sh. Mungunbat", "Head", "Ministry of Industry and Trade", "Mongolia"),
        ("Patarapong Intarakumnerd", "Project Leader of Thailand National Innovation Study", "NSTDA", "Thailand"),
        ("Maheshower Sharma Paudel", "Director General", "DOCSI, MOICS", "Nepal"),
        ("N. Srinivasan", "Innovation Management", "APCTT, New Delhi", None),
        ("Manaek Simanora", "Head", "LIPI", "Indonesia"),
        ("R.R. Abhyankar", "Scientist G", "DSIR", "India"),
        ("Raul Sabularse", "Deputy Executive Director", "PCIERD", "Philippines"),
        ("Zhou Yuan", "Professor, Deputy Director", "NRCSTD, MOST", "China"),
        ("Ma Lianjie", "Professor", "Huazhong Science & Technology University", None),
        ("Wang Shuo", "Professor", "Tianjin Science & Technology University", None),
        ("Mao Jinsheng", "Director General", "State Intellectual Property Office of China (SIPO)", None),
        ("Wang Jici", "Professor", "Peking University", None),
    ]
    assert [talk.honorific for talk in workshop.talks] == ["Mr."] * 16 + ["Ms."]


def test_titles_stop_before_the_speaker(workshop: Workshop) -> None:
    titles = [talk.title for talk in workshop.talks]
    assert titles[0] == "A Conceptual Framework and Policy Guidelines for SIS approach"
    assert titles[3].endswith("Its Concept, Policy Issues and Implementation Strategies")
    assert titles[16] == "Techno-park and Cluster Initiative"
    assert not any("Mr." in title or title.endswith("-") for title in titles)


def test_fourteen_papers_are_linked_from_eleven_talks_and_none_is_at_hand(workshop: Workshop) -> None:
    roles = [paper.role for paper in workshop.papers]
    assert (len(roles), roles.count("presentation"), roles.count("white paper")) == (14, 8, 6)
    assert sum(bool(talk.papers) for talk in workshop.talks) == 11
    assert {paper.state for paper in workshop.papers} == {"missing"}
    assert all(paper.reason for paper in workshop.papers)


def test_link_targets_are_kept_where_the_page_has_them(from_text: ParsedPage, from_html: ParsedPage) -> None:
    assert from_text.workshop
    assert from_html.workshop
    assert {paper.url for paper in from_text.workshop.papers} == {None}
    urls = [paper.url for paper in from_html.workshop.papers]
    assert urls[0] == "http://www.apctt.org/sites/default/files/paper-1.ppt"
    assert len(set(urls)) == 14


def test_sixty_recommendations_stand_in_three_groups(
    tracked: ParsedPage, workshop: Workshop, page_file: Path
) -> None:
    assert [(group.heading, len(group.recommendations)) for group in workshop.groups] == [
        ("(a) General Policy Directions for SIS Establishment", 24),
        ("(b) Policy Recommendations for Promoting the SIS Initiative in China", 20),
        ("(c) International Organizations (UNESCAP, APCTT and APCAEM)", 16),
    ]
    section = page_file.read_text(encoding="utf-8").split(
        "Recommendations Arising Out of the Technical Sessions\n"
    )[1]
    verbatim = [line.strip().lstrip("• ") for line in section.split("\n") if line.startswith("  ")]
    assert len(verbatim) == 60
    said = [tracked.page.text[r.extent.start : r.extent.end] for g in workshop.groups for r in g.recommendations]
    assert said == verbatim


def test_the_recommendation_without_a_bullet_is_one_of_its_own(tracked: ParsedPage, workshop: Workshop) -> None:
    said = sliced(tracked, workshop.groups[2].recommendations[5].extent)
    assert said.startswith("Continue to organize national workshops")


def test_addressees_have_one_spelling(workshop: Workshop) -> None:
    assert [group.addressees for group in workshop.groups] == [
        ("Governments", "Private sector"),
        ("Government of China",),
        ("UNESCAP", "APCTT", "APCAEM"),
    ]


def test_only_a_parenthesis_of_addressees_narrows_them(workshop: Workshop) -> None:
    assert [
        (item.position, item.addressees)
        for group in workshop.groups
        for item in group.recommendations
        if item.addressees != group.addressees
    ] == [(5, ("APCTT", "APCAEM"))]


def test_groups_keep_the_sentence_that_names_their_addressees(tracked: ParsedPage, workshop: Workshop) -> None:
    leads = [sliced(tracked, group.lead) for group in workshop.groups if group.lead]
    assert leads == [
        "Governments and private sector may consider the following aspects",
        "The Government of China may consider the following aspects",
        "UNESCP, APCTT and APCAEM may consider the following aspects",
    ]


def test_date_venue_and_country_are_read(workshop: Workshop) -> None:
    assert (workshop.date_text, workshop.first_day, workshop.last_day) == (
        "27-30 October 2006",
        "2006-10-27",
        "2006-10-30",
    )
    assert (workshop.venue, workshop.country, workshop.year) == ("Beijing, China", "China", 2006)


def test_three_organizers_stand_unlabelled_under_date_and_venue(workshop: Workshop) -> None:
    assert workshop.organizers == (
        "China Council for the Promotion of International Trade (CFIE)",
        "Trade and Investment Division, United Nations Economic and Social Commission for Asia and Pacific (UNESCAP)",
        "Asian and Pacific Centre for Agricultural Engineering and Machinery (APCAEM)",
    )


def test_both_statements_on_participants_are_kept(tracked: ParsedPage, workshop: Workshop) -> None:
    said = [sliced(tracked, extent) for extent in workshop.participants]
    assert said[:3] == ["16 international experts", "5 national experts", "35 participants from NIS stakeholders"]
    assert said[3].startswith("The workshop was attended by about 40 participants from government")
    assert said[3].endswith("international organizations and academia.")
    assert len(said) == 4


def test_the_summary_is_the_long_paragraph(tracked: ParsedPage, workshop: Workshop) -> None:
    assert workshop.summary
    said = sliced(tracked, workshop.summary)
    assert said.startswith("The workshop was attended by about 40")
    assert said.endswith("innovation capacity.")


def test_the_summary_stands_under_no_heading_of_a_list(workshop: Workshop) -> None:
    assert [fact.heading for fact in workshop.facts if fact.extent == workshop.summary] == [None]


def test_the_addresses_are_a_fact_under_their_heading(tracked: ParsedPage, workshop: Workshop) -> None:
    heading = "Addresses Delivered during the Inaugural Session"
    assert [sliced(tracked, fact.extent) for fact in workshop.facts if fact.heading == heading] == [
        "Senior dignitary from the Government of China, Director, Trade and Investment Division, UNESCAP Director, APCAEM"
    ]


def test_the_title_is_the_workshops_and_not_the_sites(workshop: Workshop) -> None:
    assert workshop.title == "Promotion of NIS - China"


def test_the_same_document_whatever_the_host_is_called(from_text: ParsedPage, from_html: ParsedPage) -> None:
    assert from_text.workshop
    assert from_html.workshop
    assert from_text.workshop.document_id == from_html.workshop.document_id


def test_the_page_as_saved_is_the_files_text(from_text: ParsedPage, page_file: Path) -> None:
    assert from_text.page.text == page_file.read_text(encoding="utf-8")
