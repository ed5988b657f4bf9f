"""Reports name files, and never where these lie on the server."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.v1.redact import without_places

DATA, ROOT = Path("/srv/work shop/data"), Path("/mnt/papers of 2026")
parts = st.text(st.characters(categories=["L", "N"], include_characters="._-"), min_size=2, max_size=12)


@given(
    st.lists(parts, min_size=2, max_size=6), st.sampled_from(["{}", "{}: it cannot be read.", "see '{}'", "({})"])
)
def test_a_path_of_the_server_is_shortened_to_its_last_part(names: list[str], sentence: str) -> None:
    path = Path("/", "rootfolder", *names)
    for written in (str(path), path.as_uri()):
        shown = without_places({"notes": [sentence.format(written)]}, DATA, [ROOT])["notes"][0]
        assert "rootfolder" not in shown
        assert shown.endswith(sentence.format(written.rpartition("/")[2]))


def test_known_folders_are_found_though_their_names_hold_spaces() -> None:
    report = {
        "notes": [f"{DATA}: snapshot 1 is pinned.", f"{DATA}/originals/ab/abc is damaged."],
        "failures": [{"source": f"{ROOT}/a/b.jsonl:3", "code": "damaged", "message": f"{ROOT}/x y.pdf is none"}],
        "new": 3,
    }
    assert without_places(report, DATA, [ROOT]) == {
        "notes": ["the data directory: snapshot 1 is pinned.", "originals/ab/abc is damaged."],
        "failures": [{"source": "a/b.jsonl:3", "code": "damaged", "message": "x y.pdf is none"}],
        "new": 3,
    }


def test_addresses_on_the_web_and_plain_sentences_stay_as_they_are() -> None:
    texts = [
        "http://here.example/papers/a.pdf: link not followed",
        "1 of 3/4 pages; and/or; 24/7",
        "application/pdf",
        "upload:slug//a.pdf",
    ]
    assert without_places(texts, DATA) == texts
