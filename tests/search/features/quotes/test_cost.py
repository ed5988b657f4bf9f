"""What looking a quote up costs: a bounded amount, whatever stands in the corpus, and it ends at its deadline."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import OverdueError
from corpus.ids import normalise
from search.engine import Engine
from search.features.quotes import verify as verifying
from search.features.quotes.differences import align
from search.features.quotes.effort import Effort
from search.features.quotes.normalized import Folded
from search.features.quotes.verify import MAX_QUOTE, verify
from search.runtime import Deadline

WORDS = ("a", "ab", "bank", "loan")


def repeats(length: int, seed: int = 7) -> str:
    """Text of a few short words, again and again."""
    chance, text = random.Random(seed), ""
    while len(text) < length:
        text += " ".join(chance.choice(WORDS) for _ in range(chance.randrange(3, 12))) + ". "
    return text[:length].strip()


@pytest.fixture(scope="module")
def engine(new_library: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Documents of many short repeats, one of them long."""
    library = new_library(tmp_path_factory.mktemp("repeats"))
    library.add("long", repeats(60_000))
    library.add("same", "loan " * 5_000)
    for number in range(100):
        library.add(f"short {number}", repeats(2_000, number))
    library.publish()
    yield library.engine()
    library.close()


WORST = {
    "short words": repeats(MAX_QUOTE, 99),
    "one word": ("loan " * MAX_QUOTE)[: MAX_QUOTE - 1],
    "two words in turn": ("bank loan " * MAX_QUOTE)[: MAX_QUOTE - 1],
    "one letter": "a" * MAX_QUOTE,
    "marks": "loan" + "\u0301\u0323" * (MAX_QUOTE // 2 - 2),
    "blanks": "loan" + " " * (MAX_QUOTE - 8) + "loan",
    "soft hyphens": "loan" + "\u00ad" * (MAX_QUOTE - 8) + "loan",
}


@pytest.mark.parametrize("quote", WORST.values(), ids=WORST.keys())
def test_the_longest_quote_of_the_worst_kind_takes_less_than_two_seconds(engine: Engine, quote: str) -> None:
    began = time.process_time()
    verify(engine, quote)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("quote", ["bank loan", "loan", repeats(3_000, 99)])
def test_no_quote_goes_on_past_its_deadline(engine: Engine, quote: str) -> None:
    with Deadline.after(-1).scope(), pytest.raises(OverdueError):
        verify(engine, quote)


def test_folding_and_looking_end_at_the_deadline() -> None:
    folded = Folded.of("é " * 10_000)
    with Deadline.after(-1).scope():
        with pytest.raises(OverdueError):
            Folded.of("é " * 10_000)
        with pytest.raises(OverdueError):
            list(folded.occurrences("é", Effort(100)))
        with pytest.raises(OverdueError):
            align("a b", "a c", 0, 3)


def test_an_answer_says_when_not_everything_was_compared(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify(engine, "nothing of the kind").complete
    monkeypatch.setattr(verifying, "COMPARED", 5_000)
    found = verify(engine, "bank loan")
    assert not found.complete
    assert all(match.text for match in found.matches)


def test_more_places_than_are_listed_are_said(engine: Engine) -> None:
    found = verify(engine, "loan")
    assert len(found.matches) == verifying.MAX_MATCHES
    assert not found.complete


@given(
    st.lists(st.sampled_from(["small", "loans", "for", "firms,", "and", "banks"]), min_size=1, max_size=12),
    st.data(),
)
def test_the_differences_make_the_source_of_the_quote(words: list[str], data: st.DataObject) -> None:
    source = "before it " + " ".join(words) + " and after it"
    altered = list(words)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(altered) - 1)) if altered else 0
        change = data.draw(st.sampled_from(["drop", "add", "put"]))
        altered[at : at + (change != "add")] = [] if change == "drop" else ["other"]
    quote = " ".join(altered)
    aligned = align(quote, source, 0, len(source))
    if not aligned.ratio:
        return
    made = quote
    for difference in reversed(aligned.differences):
        start, end = difference.quote_start, difference.quote_end
        assert quote[start:end] == difference.quote
        assert source[difference.source_start : difference.source_end] == difference.source
        made = f"{made[:start]} {difference.source} {made[end:]}"
    assert normalise(made) == normalise(source[aligned.start : aligned.end])
