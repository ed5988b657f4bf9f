"""What position and mark-up mean is read however it is written: style sheets, fields, formulas, ruby."""

from __future__ import annotations

import pytest

from corpus.model import Extraction
from ingest.extract.msoffice.eq_field import field_text
from ingest.extract.registry import extract
from ingest.extract.tex import linear_tex
from tests.ingest.extract import packages


def page(body: str, head: str = "") -> Extraction:
    return extract(f"<!DOCTYPE html><title>T</title>{head}<body><main><h1>T</h1>{body}</main>".encode())


def text_of(extraction: Extraction) -> str:
    return "\n".join(page.text for page in extraction.pages)


def labelled(extraction: Extraction, role: str) -> str:
    return " ".join(p.text[s.start : s.end] for p in extraction.pages for s in p.spans if s.role == role)


@pytest.mark.parametrize(
    "mark",
    [
        "<span style='font-size:60%; VERTICAL-ALIGN: super'>4</span>",
        "<span style='vertical-align:6px'>4</span>",
        "<span style='vertical-align:text-top;font-size:8px'>4</span>",
        "<span style='position:relative;top:-0.5em;font-size:smaller'>4</span>",
        "<span style='position:relative;bottom:.4em;font-size:70%'>4</span>",
        "<i class='mark small'>4</i>",
        "<a href='#n4'>4</a>",
        "<b class=note>4</b>",
        "<sup>4</sup>",
    ],
)
def test_a_raised_number_is_no_digit_of_the_one_before_it_however_it_is_raised(mark: str) -> None:
    sheet = "<style>p .mark{vertical-align:super} #other .note, b.note{vertical-align:super}</style>"
    assert "32 [4] tonnes" in text_of(page(f"<p>Paid 32{mark} tonnes.</p>", sheet))


def test_a_sheet_that_places_raised_text_by_itself_leaves_it_raised() -> None:
    sheet = "<style>sub,sup{font-size:75%;position:relative;vertical-align:baseline} sup{top:-.5em}</style>"
    assert "32 [4] tonnes" in text_of(page("<p>Paid 32<sup>4</sup> tonnes of CO<sub>2</sub>.</p>", sheet))


@pytest.mark.parametrize(
    "style", ["vertical-align:top", "vertical-align:1px", "position:relative;top:-2em", "vertical-align:middle"]
)
def test_what_is_only_put_straight_is_not_raised(style: str) -> None:
    assert "324 tonnes" in text_of(page(f"<p>Paid 32<span style='{style}'>4</span> tonnes.</p>"))


def test_a_rule_holds_only_within_what_its_selector_names() -> None:
    sheet = "<style>.old .fee {text-decoration: line-through} nav > .fee {display: none}</style>"
    read = page("<div class=old><p>Was <b class=fee>40</b>.</p></div><p>Is <b class=fee>60</b> now.</p>", sheet)
    assert labelled(read, "struck") == "40"
    assert "Is 60 now." in text_of(read)
    assert labelled(read, "hidden") == ""


@pytest.mark.parametrize(
    "formula",
    [
        '<span><math><msup><mn>10</mn><mn>3</mn></msup></math><span aria-hidden="true">10<i>3</i></span></span>',
        '<script type="math/tex">10^{3}</script>',
        '<span class="MathJax">103</span><script type="math/tex">10^3</script>',
        "<span><math><msup><mn>10</mn><mn>3</mn></msup></math></span><script type='math/tex'>10^3</script>",
    ],
)
def test_a_formula_that_a_program_draws_is_read_once(formula: str) -> None:
    assert "Cost 10^3 dollars." in text_of(page(f"<p>Cost {formula} dollars.</p>"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\frac{1}{2}", "1/2"),
        (r"3\frac14", "3 1/4"),
        (r"{\displaystyle 10^{-6}}", "10^-6"),
        (r"x_{i+1}^{2}", "x_(i+1)^2"),
        (r"\sqrt{16} \le 5\,\%", "sqrt(16) ≤5 %"),
        (r"25^\circ C", "25°C"),
        (r"}1{2", "12"),
        ("", ""),
    ],
)
def test_a_formula_of_tex_stands_in_one_line_with_its_numbers(source: str, expected: str) -> None:
    assert linear_tex(source) == expected


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        (r" EQ \f(1,2) ", "1/2"),
        (r"EQ \f(a;b+1)", "a/(b+1)"),
        (r"EQ 10\s\up5(3)", "10^3"),
        (r"EQ \r(3,x)", "root(3, x)"),
        (r'EQ \* jc2 \* "Font:MS Mincho" \* hps10 \o\ad(\s\up 9(とうきょう),東京)', "東京 (とうきょう)"),
        ('HYPERLINK "x"', ""),
        ("EQ (" * 400, "(" * 20),
    ],
)
def test_a_field_whose_text_is_its_instruction_is_read(instruction: str, expected: str) -> None:
    assert field_text(instruction).replace("(EQ ", "(").startswith(expected)


def test_a_fraction_of_a_field_stands_in_its_sentence() -> None:
    field = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            r"<w:instrText> EQ \f(1,2) </w:instrText>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    body = f"<w:p><w:r><w:t>Fee is</w:t></w:r>{field}<w:r><w:t xml:space='preserve'> of it</w:t></w:r></w:p>"
    assert text_of(extract(packages.docx(body))) == "Fee is 1/2 of it"
    assert text_of(extract(rb"{\rtf1 Fee is {\field{\*\fldinst EQ \\f(1,2)}{\fldrslt}} of it\par}")) == (
        "Fee is 1/2 of it"
    )


def ruby(base: str, reading: str) -> str:
    return (
        f"<w:r><w:ruby><w:rt><w:r><w:t>{reading}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{base}</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r>"
    )


def odf_ruby(base: str, reading: str) -> str:
    return (
        f"<text:ruby><text:ruby-base>{base}</text:ruby-base><text:ruby-text>{reading}</text:ruby-text></text:ruby>"
    )


@pytest.mark.parametrize(
    "data",
    [
        "<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>を書く。</p>".encode(),
        "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby><ruby>字<rt>じ</rt></ruby>を書く。</p>".encode(),
        "<p><ruby><rb>漢</rb><rb>字</rb><rtc><rt>かん</rt><rt>じ</rt></rtc></ruby>を書く。</p>".encode(),
        packages.docx(f"<w:p>{ruby('漢', 'かん')}{ruby('字', 'じ')}<w:r><w:t>を書く。</w:t></w:r></w:p>"),
        packages.odf(f"<text:p>{odf_ruby('漢', 'かん')}{odf_ruby('字', 'じ')}を書く。</text:p>"),
    ],
    ids=["in one", "side by side", "apart", "docx", "odt"],
)
def test_a_word_with_a_reading_above_each_character_stays_whole(data: bytes) -> None:
    name = None if data.startswith(b"PK") else "page.html"
    assert extract(data, None, name).pages[0].text == "漢字 (かんじ)を書く。"


def rtf(body: str) -> str:
    return text_of(extract(b"{\\rtf1\\ansi\\ansicpg1252 " + body.encode("cp1252") + b"}"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"Body {\shp{\*\shpinst{\shptxt Boxed 22 ha\par}}{\shprslt Drawn}}\par", "Body\n\nBoxed 22 ha"),
        (r"Body {\*\do{\dptxbxtext Boxed 22 ha}}\par", "Body\n\nBoxed 22 ha"),
        (r"{\header{\shp{\*\shpinst{\shptxt Draft}}}}Body\par", "Body"),
        (r"{\pict{\*\picprop{\sp{\sn wzDescription}{\sv Map of 14 wells}}}00}\par", "Map of 14 wells"),
        (r"Fish {\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1}}}}\par", "Fish ☒"),
        (r"Fish {\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres0}}}}\par", "Fish ☐"),
        (
            r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl North}{\*\ffl South}}}}"
            r"{\fldrslt South}}\par",
            "South",
        ),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt annex 5}}\par", "annex 5"),
        (r"Seen {\ffl A{\*\fldinst B} C}\par", "Seen"),
        (r"\pard\dropcapt1 M\par\pard angrove belts\par", "Mangrove belts"),
        (r"Fee {\mmath{\*\moMath{\mf{\mnum{\mr 1}}{\mden{\mr 2}}}}{\mmathPict x}} of it\par", "Fee 1/2 of it"),
        (r"{\mmath{\*\moMath{\msSup{\me{\mr 10}}{\msup{\mr 3}}}}} dollars\par", "10^3 dollars"),
        (r"{\mmath{\*\moMath{\m{\mr 10}}}} dollars\par", "10 dollars"),
        (r"{\mmath{\*\moMath{\mr \u-10187?\u-9165?\u-10000?\u1?=2}}}\par", "𝐳�=2"),
        (
            r"{\mmath{\*\moMath{\mnary{\mnaryPr{\mchr S}}{\msub{\mr 1}}{\msup{\mr 12}}{\me{\mr 5}}}}}\par",
            "S_1^12 5",
        ),
    ],
)
def test_what_rich_text_shows_beside_its_text_is_read(body: str, expected: str) -> None:
    assert rtf(body) == expected


def test_rich_text_of_old_computers_is_read_in_their_charset() -> None:
    assert text_of(extract(rb"{\rtf1\mac Caf\'8e\par}")) == "Café"


def test_an_outline_level_of_rich_text_is_a_heading() -> None:
    assert labelled(extract(rb"{\rtf1\pard\outlinelevel0 Aims\par\pard Text\par}"), "heading") == "Aims"
