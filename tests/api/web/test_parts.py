"""What pages are made of: addresses, pieces of a page, excerpts, pictures of counts."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from api.web.explorer import policy
from api.web.heatmap import draw_heatmap
from api.web.highlight import excerpt, highlighted, matched_words
from api.web.labels import match_label, sentence_list, shorten
from api.web.read import pieces, why_related
from api.web.state import SearchState
from corpus.model import KINDS, Page, Passage
from corpus.reading import line_joints
from search.query import FILTER_NAMES

words = st.text(min_size=1, max_size=20).map(str.strip).filter(bool).filter(lambda t: "\x00" not in t)
texts = words.filter(lambda t: not any(0xD800 <= ord(c) < 0xE000 for c in t))
asked = st.builds(
    SearchState,
    q=texts,
    filters=st.dictionaries(
        st.sampled_from(FILTER_NAMES),
        st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple),
        max_size=3,
    ),
    limit=st.integers(1, 100),
    mode=st.sampled_from(["hybrid", "dense", "lexical"]),
    dedupe=st.booleans(),
    newest=st.booleans(),
    grouped=st.booleans(),
    beside=texts,
)


@given(asked)
def test_an_address_holds_the_whole_state(state: SearchState) -> None:
    again = SearchState.of(QueryParams(urlsplit(state.href).query))
    assert again == SearchState(
        state.q,
        {n: state.filters[n] for n in FILTER_NAMES if n in state.filters},
        state.limit,
        state.mode,
        state.dedupe,
        newest=state.newest,
        grouped=state.grouped,
        beside=state.beside,
    )
    assert again.href == state.href


@given(asked)
def test_removing_a_filter_keeps_the_others(state: SearchState) -> None:
    for name, values in state.filters.items():
        left = state.without(name, values[0])
        assert not left.has(name, values[0])
        assert {n: v for n, v in left.filters.items() if n != name} == {
            n: v for n, v in state.filters.items() if n != name
        }
    assert state.without_filters().filters == {}


def test_unknown_parameters_and_odd_limits_of_the_page_are_ignored() -> None:
    assert SearchState.of(QueryParams("q=x&utm_source=mail&limit=30")).limit == 30
    for limit in ("-3", "many", "%C2%B2", "", "1234x", "9" * 5000, "999999999"):
        assert 1 <= SearchState.of(QueryParams(f"q=x&limit={limit}")).limit <= 100


@given(st.text(), st.data())
def test_the_pieces_of_a_page_give_its_whole_text(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    cut = [
        Passage(id=str(a), document_id="d", kind="paper", page=1, page_label=None, start=a, end=b, text=text[a:b])
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    ]
    shown = pieces(lambda a, b: text[a:b], 0, len(text), cut, cut[0] if cut else None)
    assert [piece.text for piece in shown if piece.passage] == [passage.text for passage in cut]
    assert "".join("".join(piece.lead + piece.text for piece in shown).split()) == "".join(text.split())
    assert sum(piece.here for piece in shown) == bool(cut)


@given(st.text(min_size=641, max_size=3000), st.data())
def test_an_excerpt_includes_the_start_of_the_answer(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    window = excerpt(text, [(0, 1)], (at, len(text)))
    assert window is not None
    assert window[0] <= at < window[1] <= len(text)
    assert window[1] - window[0] <= 640
    shown = re.sub(r"<[^>]*>", "", str(highlighted(text, [], (at, len(text)), window)))
    inside = shown.removeprefix("… " if window[0] else "").removesuffix(" …" if window[1] < len(text) else "")
    assert unescape(inside) == text[window[0] : window[1]]


def test_highlights_are_placed_right_where_lines_are_joined() -> None:
    text = "Centres work for co-\noperation of the\nmember countries."
    joints = line_joints(Page(1, text))
    marked = [(text.index("co-"), text.index(" of")), (text.index("the\n"), text.index(" countries"))]
    assert str(highlighted(text, marked, joints=joints)) == (
        "Centres work for <mark>cooperation</mark> of <mark>the member</mark> countries."
    )
    assert str(highlighted(text, (), window=(17, 33), joints=joints)) == "… cooperation of …"


def test_words_inside_longer_matches_are_not_repeated() -> None:
    text = "Micro credit for micro enterprises and credit"
    assert matched_words(text, [(0, 5), (17, 34), (0, 12), (39, 45)]) == ["micro enterprises", "micro credit"]


def test_a_related_passage_says_why_in_words_that_matter() -> None:
    assert why_related("related", ("experts", "from", "clusters")) == "Both have “experts” and “clusters”."
    assert why_related("related", ("from",)) == "They are similar in meaning."
    assert "nearly the same words" in why_related("near-identical", ("experts",))


def test_lists_are_joined_with_commas_and_and() -> None:
    assert sentence_list(["a", "b", "c"]) == "a, b and c"
    assert sentence_list(["a"]) == "a"
    assert sentence_list([]) == ""
    assert shorten("Promotion of technology intermediaries", 20) == "Promotion of …"


def test_the_heatmap_is_darkest_at_the_highest_count_and_links_to_it() -> None:
    drawn = draw_heatmap(
        {"A": 5, "B": 1}, {"x": 4, "y": 2}, {("A", "x"): 4, ("B", "y"): 1}, lambda row, column: f"/{row}/{column}"
    )
    shades = {(cell.row, cell.column): cell.shade for line in drawn.cells for cell in line}
    assert shades == {("A", "x"): 5, ("A", "y"): 0, ("B", "x"): 0, ("B", "y"): 2}
    assert drawn.cells[1][1].href == "/B/y"
    assert all(cell.x + 58 <= drawn.width and cell.y + 32 <= drawn.height for line in drawn.cells for cell in line)


def test_the_explorer_may_run_only_its_own_inline_scripts() -> None:
    one, other = policy(b"<p><script>a()</script>"), policy(b"<p><script>b()</script>")
    assert re.search(r"script-src 'self' 'sha256-[^']+';", one)
    assert one != other


def test_every_kind_has_a_label() -> None:
    from api.web.labels import KIND_NAMES

    assert set(KIND_NAMES) == set(KINDS)


@pytest.mark.parametrize(
    ("answerable", "confidence", "label"),
    [(False, 0.95, "Nothing close"), (True, 0.79, "Possible match"), (True, 0.8, "Strong match")],
)
def test_an_answer_is_labelled_by_how_well_it_matches(answerable: bool, confidence: float, label: str) -> None:
    assert match_label(answerable, confidence) == label
