"""What a page becomes for the index: passages that cover it, each with its place."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from corpus.model import Passage
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.lines import BULLETS

DOCUMENT = "d0123456789abcdef"


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start, *(at + 1 for at in range(start, end - 1) if text[at] == "." and text[at + 1] == " "), end]
    return list(pairwise(cuts))


def passages_of(parsed: ParsedPage) -> tuple[Passage, ...]:
    return passages_of_workshop(parsed, DOCUMENT, sentences)


def test_every_passage_is_a_slice_of_the_page(tracked: ParsedPage) -> None:
    for passage in passages_of(tracked):
        assert passage.text == tracked.page.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""


def test_kinds_are_counted_as_the_page_has_them(tracked: ParsedPage) -> None:
    kinds = Counter(passage.kind for passage in passages_of(tracked) if passage.label is None)
    assert (kinds["recommendation"], kinds["talk"], kinds["session"]) == (60, 17, 7)
    assert kinds["fact"] >= 10
    assert kinds["paper"] == 0


def test_nothing_readable_is_lost(tracked: ParsedPage) -> None:
    covered = bytearray(len(tracked.page.text))
    passages = passages_of(tracked)
    headings = {heading for passage in passages for heading in passage.heading_path}
    for part in tracked.parts:
        text = " ".join(tracked.page.text[part.extent.start : part.extent.end].split())
        if part.kind == "furniture" or (part.kind == "heading" and text in headings):
            covered[part.extent.start : part.extent.end] = b"\1" * (part.extent.end - part.extent.start)
    for passage in passages:
        covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
    left = "".join(c for c, seen in zip(tracked.page.text, covered, strict=True) if not seen)
    assert set(left) <= set(BULLETS + " \n")


def test_the_sites_frame_is_in_no_passage(from_html: ParsedPage) -> None:
    passages = passages_of(from_html)
    assert not any("Printer Friendly" in p.text or "Online Resource Centre" in p.text for p in passages)
    labelled = [p.text for p in passages if p.label == "boilerplate"]
    assert labelled == []
    assert not any("Concept of NIS" in p.text or "All rights reserved" in p.text for p in passages)


def test_a_recommendation_knows_its_headings_and_addressees(tracked: ParsedPage) -> None:
    passage = next(p for p in passages_of(tracked) if "micro credit" in p.text)
    assert passage.heading_path == (
        "Promotion of NIS - China",
        "Recommendations Arising Out of the Technical Sessions",
        "(a) General Policy Directions for SIS Establishment",
    )
    assert passage.addressees == ("Governments", "Private sector")
    assert (passage.workshop, passage.year, passage.country) == ("workshop-china-seminar", 2006, "China")
    assert passage.context == ""
    assert "General Policy Directions" in passage.indexed_text
    assert "Private sector" in passage.indexed_text


def test_a_talk_passage_holds_its_link_line_and_tells_its_fields(tracked: ParsedPage) -> None:
    passage = next(p for p in passages_of(tracked) if p.kind == "talk" and "Intarakumnerd" in p.text)
    assert passage.text.split("\n")[-1].replace("\xa0", " ") == "View Presentation | View White Paper"
    assert (passage.session, passage.speaker, passage.country) == (
        "Technical Session II",
        "Patarapong Intarakumnerd",
        "Thailand",
    )
    assert passage.talk
    assert passage.talk.startswith("Roles of Intermediaries")
    assert "Has a presentation and a white paper." in passage.context


def test_a_talk_without_country_claims_none(tracked: ParsedPage) -> None:
    assert next(p for p in passages_of(tracked) if "Srinivasan" in p.text).country is None


def test_ids_are_unique_and_ordinals_follow_the_page(tracked: ParsedPage) -> None:
    passages = passages_of(tracked)
    assert len({p.id for p in passages}) == len(passages)
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    assert [p.start for p in passages] == sorted(p.start for p in passages)


def test_text_and_html_of_a_page_give_the_same_recommendation_ids(
    from_text: ParsedPage, from_html: ParsedPage
) -> None:
    def ids(parsed: ParsedPage) -> list[str]:
        return [p.id for p in passages_of(parsed) if p.kind in ("recommendation", "session")]

    assert ids(from_text) == ids(from_html)


def test_facts_are_cut_where_the_splitter_says(from_text: ParsedPage) -> None:
    summary = from_text.workshop.summary if from_text.workshop else None
    assert summary
    pieces = [p for p in passages_of(from_text) if summary.start <= p.start < summary.end]
    assert len(pieces) == 6
    assert all("Summary of the workshop." in p.context for p in pieces)


def test_embedded_context_is_short(tracked: ParsedPage) -> None:
    assert max(len(p.context) for p in passages_of(tracked)) < 400


def test_equal_texts_get_ids_that_differ(parse_text) -> None:  # type: ignore[no-untyped-def]
    parsed = parse_text(
        "Date and Venue\n1 May 2006, Hanoi, Viet Nam\n\nRecommendations\n  • Do it.\n  • Do  it.\n"
    )
    same = [p.id for p in passages_of(parsed) if p.kind == "recommendation"]
    assert len(same) == 2
    assert same[1] == f"{same[0]}-2"
