"""A page taken apart into blocks and put together again is the same page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.msoffice.inserted import blocks_of
from ingest.extract.msoffice.pages import Block, build_page

TEXTS = st.sampled_from(["Yields rose.", "3 t/ha", "Results", "a\tb", "First line\nsecond line"])
BLOCKS = st.builds(
    Block,
    TEXTS,
    st.sampled_from([None, "heading", "table", "notes", "boilerplate"]),
    st.just(1),
    st.booleans(),
)


@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_the_blocks_of_a_page_make_the_same_page_again(blocks: list[Block]) -> None:
    page = build_page(1, blocks)
    again = build_page(1, blocks_of([page]))
    assert again.text == page.text
    assert [(s.start, s.end, s.role) for s in again.spans] == [(s.start, s.end, s.role) for s in page.spans]
