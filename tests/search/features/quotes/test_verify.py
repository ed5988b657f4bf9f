from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError
from corpus.ids import normalise
from corpus.sentences import sentences
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.features.quotes.verify import MAX_QUOTE, verify
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

WORKSHOPS = Path(__file__).parents[3] / "relations" / "workshops"


@pytest.fixture(scope="module")
def workshops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The tracked workshop and two more."""
    import corpus

    data = tmp_path_factory.mktemp("workshops")
    tracked = Path(corpus.__file__).parent / "workshops"
    encoder = HashingEncoder()
    report = ingest([str(tracked), str(WORKSHOPS)], data, encoder, MemoryFetcher({}))
    assert not report.failures
    snapshot = Snapshot.open_current(Layout(data))
    yield Engine(snapshot, encoder)
    snapshot.close()


def every_sentence(engine: Engine) -> Iterator[tuple[Any, int, str]]:
    for passage in engine.snapshot.store.passages(range(engine.snapshot.manifest.passages)):
        for start, end in sentences(passage.text):
            yield passage, passage.start + start, passage.text[start:end]


def test_every_sentence_of_the_corpus_is_verified_at_its_place(workshops: Engine) -> None:
    checked = 0
    for passage, start, sentence in every_sentence(workshops):
        verdict = verify(workshops, sentence)
        places = [(m.passage.document_id, m.page, m.start, m.text) for m in verdict.matches if m.exact]
        assert verdict.verified, sentence
        assert (passage.document_id, passage.page, start, sentence) in places
        checked += 1
    assert checked > 140


def test_every_sentence_with_one_word_altered_is_refused_and_the_word_is_shown(workshops: Engine) -> None:
    chance = random.Random(7)
    corpus = [sentence for _, _, sentence in every_sentence(workshops)]
    vocabulary = sorted({word for sentence in corpus for word in re.findall(r"[A-Za-z]{3,}", sentence)})
    store = workshops.snapshot.store
    ids = {passage.document_id for passage, _, _ in every_sentence(workshops)}
    whole = "\n".join(normalise(page.text) for identifier in ids for page in store.pages(identifier))
    checked = 0
    for sentence in corpus:
        words = list(re.finditer(r"[A-Za-z]{3,}", sentence))
        if not words:
            continue
        word, other = chance.choice(words), chance.choice(vocabulary)
        altered = sentence[: word.start()] + other + sentence[word.end() :]
        if normalise(altered) in whole:
            continue
        verdict = verify(workshops, altered)
        assert not verdict.verified, altered
        assert verdict.matches == ()
        assert any(other in difference.quote for difference in verdict.differences), altered
        checked += 1
    assert checked > 140


@pytest.mark.parametrize(
    ("quote", "kind", "quoted", "source"),
    [
        ("Set up 'technology services clinics' in the vicinity", "typography", "'technology", "‘technology"),
        ("needs of micro enterprises - for matching grants", "typography", "-", "–"),
        ("promote government support and VENTURE capital", "case", "VENTURE", "venture"),
        ("policy  dialogue and\nprivate-public partnership", "spacing", None, None),
    ],
)
def test_what_only_typography_varies_is_verified_and_said(
    workshops: Engine, quote: str, kind: str, quoted: str | None, source: str | None
) -> None:
    verdict = verify(workshops, quote)
    assert verdict.verified
    assert not verdict.matches[0].exact
    first = verdict.differences[0]
    assert first.kind == kind
    if quoted is not None:
        assert (first.quote, first.source) == (quoted, source)
        assert quote[first.quote_start : first.quote_end] == quoted


def test_quotation_marks_around_the_quote_are_no_part_of_it(workshops: Engine) -> None:
    assert verify(workshops, '  "policy dialogue and private-public partnership" ').matches[0].exact


def test_a_missing_comma_is_a_difference(workshops: Engine) -> None:
    verdict = verify(workshops, "Establish a regional innovation system network to share information knowledge")
    assert not verdict.verified
    assert [(d.kind, d.quote, d.source) for d in verdict.differences] == [
        ("punctuation", "information", "information,")
    ]


def test_a_left_out_word_is_shown_where_it_would_stand(workshops: Engine) -> None:
    quote = "Set up technology-licensing offices in universities and R&D institutes"
    (difference,) = verify(workshops, quote).differences
    assert (difference.kind, difference.quote, difference.source) == ("wording", "", "public")
    assert quote[: difference.quote_start].endswith("and")


def test_half_a_word_is_not_verified(workshops: Engine) -> None:
    assert not verify(workshops, "echnology-licensing offices").verified


def test_what_is_like_nothing_has_no_nearest(workshops: Engine) -> None:
    verdict = verify(workshops, "zebras cross the savannah")
    assert (verdict.verified, verdict.nearest) == (False, None)
    assert verdict.differences


def test_a_quote_over_two_passages_is_found_where_it_begins(make_library: Callable[[], Any]) -> None:
    library = make_library()
    words = [f"word{number}" for number in range(600)]
    page = ". ".join(" ".join(words[at : at + 12]).capitalize() for at in range(0, 600, 12)) + "."
    document = library.add("long", page)
    library.publish()
    engine = library.engine()
    passages = engine.snapshot.store.passages(engine.snapshot.store.rows_of_document(document.id))
    assert len(passages) > 1
    border = passages[1].start
    begin, end = page.rfind(" ", 0, border - 40) + 1, page.find(" ", border + 40)
    verdict = verify(engine, page[begin:end])
    assert [(m.start, m.end, m.exact) for m in verdict.matches] == [(begin, end, True)]
    assert verdict.matches[0].passage.id == passages[0].id


def test_a_quote_without_searchable_words_is_found_to_the_letter(make_library: Callable[[], Any]) -> None:
    library = make_library()
    library.add("chinese", "科学技术创新政策促进中小企业发展与区域创新体系建设的若干意见和建议")
    library.add("stop", "To be, or not to be.")
    library.publish()
    engine = library.engine()
    assert verify(engine, "促进中小企业发展").verified
    assert verify(engine, "or not to be").verified
    assert not verify(engine, "to be not").verified


@pytest.mark.parametrize("quote", ["", "  \n", "x" * (MAX_QUOTE + 1), "half a character \ud800"])
def test_an_empty_endless_or_broken_quote_is_wrong_input(workshops: Engine, quote: str) -> None:
    with pytest.raises(InputError):
        verify(workshops, quote)


def test_a_quote_is_looked_up_within_the_filters(workshops: Engine) -> None:
    passage, _, sentence = next(found for found in every_sentence(workshops) if len(found[2]) > 60)
    within = verify(workshops, sentence, {"workshop": (passage.workshop,)})
    assert within.verified
    assert {match.passage.workshop for match in within.matches} == {passage.workshop}
    outside = tuple(w.slug for w in workshops.snapshot.store.workshops() if w.slug != passage.workshop)
    assert not verify(workshops, sentence, {"workshop": outside}).verified


def test_what_a_document_has_struck_or_hidden_is_no_quote_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    body = (
        '<p>The fee is <s>two hundred dollars</s> now waived.</p><p style="display:none">Tariffs shall rise.</p>'
    )
    page = f"<html><body><main><h1>Fees of the port</h1>{body}</main></body></html>"
    (folder / "fees.html").write_text(page, encoding="utf-8")
    encoder = HashingEncoder()
    assert not ingest([str(folder)], tmp_path / "data", encoder, MemoryFetcher({})).failures
    snapshot = Snapshot.open_current(Layout(tmp_path / "data"))
    engine = Engine(snapshot, encoder)
    verified = {quote: verify(engine, quote).verified for quote in ("two hundred dollars", "Tariffs shall rise.")}
    assert verified == {"two hundred dollars": False, "Tariffs shall rise.": False}
    assert verify(engine, "The fee is now waived.").verified
    snapshot.close()


@pytest.mark.parametrize(
    "quote",
    ["insurance of harvests", "a self-help group", "the insurance of harvests by a self-help group was agreed"],
)
def test_a_word_that_a_line_end_parts_is_quoted_whole(tmp_path: Path, quote: str) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    text = "In the delta the insur-\nance of harvests by a self-\nhelp group was agreed, and fees are paid in May."
    (folder / "minutes.txt").write_text(text)
    encoder = HashingEncoder()
    assert not ingest([str(folder)], tmp_path / "data", encoder, MemoryFetcher({})).failures
    snapshot = Snapshot.open_current(Layout(tmp_path / "data"))
    try:
        engine = Engine(snapshot, encoder)
        (match,) = verify(engine, quote).matches
        assert text[match.start : match.end] == match.text
        assert match.text.startswith(quote[:5])
        assert match.text.endswith(quote[-5:])
        assert not verify(engine, quote.replace("ance", "ences").replace("help", "felt")).verified
    finally:
        snapshot.close()
