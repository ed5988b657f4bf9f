"""Citations read back by programs that are not ours."""

from __future__ import annotations

import json
import re
import warnings

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from bibtexparser.latexenc import latex_to_unicode
from hypothesis import given, settings
from hypothesis import strategies as st

from search.features.citation.bibtex import bibtex
from search.features.citation.csl_json import csl_json
from search.features.citation.formats import FORMATS
from search.features.citation.formatted import formatted
from search.features.citation.reference import Reference
from search.features.citation.ris import ris

TEXT = st.text(st.sampled_from("abc XYZ 123 &%$#_{}~^\\\"'“”–é中,;:.@-/()"), min_size=1, max_size=60).filter(
    lambda text: text.strip() != ""
)
NAME = st.sampled_from(
    ["Deok-Soon Yim", "S.P. Agarwal", "Centre for R&D and Trade (CRT)", "Müller {Berlin}", "王 濱"]
)


def references() -> st.SearchStrategy[Reference]:
    return st.builds(
        Reference,
        key=st.just("seminar-d0123-4567-2"),
        kind=st.sampled_from(["workshop page", "presentation", "white paper", "document"]),
        title=TEXT,
        quote=TEXT,
        authors=st.lists(NAME, max_size=3, unique=True).map(tuple),
        event=st.none() | TEXT,
        venue=st.none() | st.just("Beijing, China"),
        day=st.just("2006-10-27"),
        last_day=st.sampled_from(["2006-10-27", "2006-10-30"]),
        date_text=st.just("27-30 October 2006"),
        year=st.just(2006),
        publishers=st.just(("UNESCAP", "CFIE")),
        url=st.sampled_from([None, "http://apctt.example/a_b?c=%20d&e=f#g~h"]),
        file=st.sampled_from([None, "ferries_of {the} delta.html"]),
        permalink=st.just("http://localhost:8000/passages/d0123-4567-2"),
        retrieved=st.just("2026-11-23"),
        page=st.none() | st.just("iv"),
        place_in_work=st.none() | st.just("p. iv"),
        section=st.none() | TEXT,
        media_type=st.just("application/pdf"),
    )


def plain(text: str | None) -> str:
    return " ".join((text or "").split())


def from_tex(text: str) -> str:
    """What TeX would print: an outer pair of braces protects and is not printed."""
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    for command, character in (("textbackslash", "\\"), ("textbraceleft", "{"), ("textbraceright", "}")):
        inner = inner.replace(f"\\{command}{{}}", f"\ue000{ord(character)}\ue001")
    inner = inner.replace(r"\textasciitilde{}", "~").replace(r"\textasciicircum{}", "^")
    inner = re.sub(r"\\([&%$#_])", r"\1", inner)
    return re.sub("\ue000(\\d+)\ue001", lambda match: chr(int(match[1])), inner)


@given(references())
@settings(max_examples=60, deadline=None)
def test_bibtex_is_read_by_bibtexparser_without_loss(reference: Reference) -> None:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    (entry,) = bibtexparser.loads(bibtex(reference), parser).entries
    assert entry["ID"] == reference.key
    assert from_tex(entry["title"]) == plain(reference.title)
    assert from_tex(entry["annote"]) == plain(reference.quote)
    authors = (
        [from_tex(name) for name in entry.get("author", "").split(" and ") if name] if reference.authors else []
    )
    wanted = [plain(name) for name in reference.authors]
    # "and" within the braces of a body's name is no separator, which a plain split does not know.
    assert " and ".join(authors).replace("{", "").replace("}", "") == " and ".join(wanted).replace(
        "{", ""
    ).replace("}", "")
    assert from_tex(entry.get("booktitle", "")) == plain(reference.event)
    assert from_tex(entry.get("chapter", "")) == plain(reference.section)
    assert entry["year"] == "2006"
    assert entry["month"] == "October"
    assert entry["date"] == ("2006-10-27/2006-10-30" if reference.last_day == "2006-10-30" else "2006-10-27")
    assert entry.get("url") == reference.url
    assert (reference.file or "") in from_tex(entry.get("howpublished", ""))
    assert entry["urldate"] == "2026-11-23"
    assert entry.get("pages") == reference.page
    assert entry["eprint"] == reference.permalink
    assert entry["organization"] == "UNESCAP; CFIE"


def test_what_tex_prints_is_what_another_decoder_makes_of_it() -> None:
    reference = Reference("k", "document", "R&D at 50 % of #1 under_score", "é “quoted” – dash", url="http://x/")
    (entry,) = bibtexparser.loads(bibtex(reference)).entries
    assert latex_to_unicode(entry["title"]) == reference.title
    assert latex_to_unicode(entry["annote"]) == reference.quote


@given(references())
@settings(max_examples=60, deadline=None)
def test_ris_is_read_by_rispy_without_loss(reference: Reference) -> None:
    (entry,) = rispy.loads(ris(reference))
    assert entry["id"] == reference.key
    assert entry["title"] == plain(reference.title)
    assert entry["notes"] == [plain(reference.quote)]
    assert entry.get("authors", []) == list(reference.authors)
    assert entry.get("secondary_title", "") == plain(reference.event)
    assert entry["year"] == "2006"
    assert entry["date"].startswith("2006/10/27")
    assert ("27-30 October 2006" in entry["date"]) == (reference.last_day == "2006-10-30")
    assert entry.get("urls", [None])[0] == reference.url
    assert ("AV  - " in ris(reference)) == (reference.file is not None)
    assert entry["access_date"] == "2026/11/23"
    assert entry.get("start_page") == reference.page
    assert entry.get("place_published") == reference.venue
    assert entry["publisher"] == "UNESCAP; CFIE"
    assert entry.get("section", "") == plain(reference.section)


@given(references())
@settings(max_examples=30, deadline=None)
def test_csl_json_is_read_by_citeproc_without_loss(reference: Reference) -> None:
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        # citeproc-py knows the variables of CSL 1.0.1 and warns of "event-title", which CSL 1.0.2 calls it.
        warnings.simplefilter("ignore")
        source = CiteProcJSON(json.loads(csl_json(reference)))
    entry = source[reference.key]
    assert str(entry.title) == reference.title
    assert str(entry.abstract) == reference.quote
    assert [str(name.literal) for name in entry.get("author", [])] == list(reference.authors)
    issued = entry.issued
    first = issued.begin if reference.last_day == "2006-10-30" else issued
    assert (first.year, first.month, first.day) == (2006, 10, 27)
    assert (entry.accessed.year, entry.accessed.month, entry.accessed.day) == (2026, 11, 23)
    assert str(entry.get("URL", "")) == (reference.url or "")
    assert json.loads(csl_json(reference))[0].get("source") == reference.file
    assert str(entry.get("container_title", "")) == (reference.event or "")
    assert str(entry.get("page", "")) == (reference.page or "")
    assert str(entry.publisher) == "UNESCAP; CFIE"


def test_citeproc_makes_a_reference_of_it() -> None:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    reference = Reference(
        "k", "white paper", "Clusters & networks", "…", ("Wang Jici",), year=2006, day="2006-10-27"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = CiteProcJSON(json.loads(csl_json(reference)))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem("k")]))
        (line,) = [str(item) for item in bibliography.bibliography()]
    assert "Wang Jici" in line
    assert "2006" in line
    assert "Clusters" in line


@given(references())
def test_a_formatted_reference_is_one_line_that_says_where_and_when(reference: Reference) -> None:
    line = formatted(reference)
    assert line.count("\n") == 1
    assert plain(reference.title) in line
    assert all(plain(name) in line for name in reference.authors)
    assert "(retrieved 2026-11-23)" in line
    assert (reference.place_in_work or "") in line
    assert (reference.url or "") in line
    assert (reference.file or "") in line


@pytest.mark.parametrize("name", FORMATS)
def test_a_reference_of_which_nothing_is_known_is_written(name: str) -> None:
    bare = Reference("k", "document", "Untitled", "One sentence.")
    assert "Untitled" in FORMATS[name].write(bare)  # type: ignore[index]
