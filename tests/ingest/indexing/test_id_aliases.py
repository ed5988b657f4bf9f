from __future__ import annotations

import time

from corpus.ids import passage_id
from corpus.model import Kind, Passage
from ingest.indexing.id_aliases import Former, former_ids


def passages(*texts: str, kind: Kind = "recommendation") -> list[Passage]:
    return [Passage(passage_id("d", text, 0), "d", kind, 1, None, 0, 0, text) for text in texts]


FUND = "Governments should fund innovation in small enterprises."
FUND_MORE = "Governments should fund more innovation in small enterprises."
SCHOOLS = "Build schools in the villages."


def test_what_stays_has_no_former_id() -> None:
    assert former_ids(passages(FUND, SCHOOLS), passages(SCHOOLS, FUND.upper(), "New.")) == []


def test_a_reworded_passage_is_renamed() -> None:
    (old,), new = passages(FUND), passages(SCHOOLS, FUND_MORE)
    assert former_ids([old], new) == [Former(old.id, now=new[1].id)]


def test_a_removed_passage_names_the_nearest_that_remains() -> None:
    old, kept = passages(FUND), passages("Innovation is good for small towns.", SCHOOLS)
    assert former_ids(old, kept) == [Former(old[0].id, nearest=kept[0].id)]


def test_a_removed_passage_that_shares_no_word_with_what_remains_names_none() -> None:
    (old,) = passages("Nothing alike.")
    assert former_ids([old], passages(SCHOOLS)) == [Former(old.id)]


def test_a_passage_that_was_there_before_is_nobodys_new_name() -> None:
    old, kept = passages(FUND, FUND_MORE)
    assert former_ids([old, kept], [kept]) == [Former(old.id, nearest=kept.id)]


def test_two_old_ones_never_become_the_same_new_one() -> None:
    old = passages(FUND, FUND + " Now.")
    renamed = [former.now for former in former_ids(old, passages(FUND_MORE))]
    assert sorted(now is None for now in renamed) == [False, True]


def test_a_talk_does_not_become_a_recommendation() -> None:
    (old,) = passages(FUND, kind="talk")
    assert former_ids([old], passages(FUND_MORE)) == [Former(old.id)]


def test_a_document_that_is_emptied_leaves_ids_with_nothing_near() -> None:
    (old,) = passages(FUND)
    assert former_ids([old], []) == [Former(old.id)]


def test_two_versions_of_much_repeated_text_are_compared_in_little_time() -> None:
    old = passages(*(f"loan bank {'loan ' * 200}{number}" for number in range(150)))
    new = passages(*(f"bank loan {'bank loan ' * 100}{number}" for number in range(150)))
    began = time.process_time()
    assert len(former_ids(old, new)) == 150
    assert time.process_time() - began < 10
