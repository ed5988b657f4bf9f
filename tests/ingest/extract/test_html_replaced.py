"""What a web page shows beside the text of its elements is read: pictures, drawings, fields, frames."""

from __future__ import annotations

from html import escape

import pytest

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.html.reader import extract

PROSE = (
    "The workshop brought together policy makers and experts from twelve countries of the region to discuss how "
    "national innovation systems may be strengthened, and what governments could do about it in the years ahead."
)


def page(body: str) -> Extraction:
    markup = f"<html><head><title>T</title></head><body><main><h1>Report</h1>{body}</main></body></html>"
    return extract(markup.encode())


def lines(body: str) -> list[str]:
    """The lines of a page with this body, without its heading."""
    return [line for line in "\n".join(p.text for p in page(body).pages).split("\n") if line][1:]


def labelled(result: Extraction, role: str) -> list[str]:
    return [p.text[s.start : s.end] for p in result.pages for s in p.spans if s.role == role]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p>One.</p><img alt="Yields rose to 4 t/ha"><p>Two.</p>', ["One.", "Yields rose to 4 t/ha", "Two."]),
        ('<p>Press <img alt="the red key"> twice.</p>', ["Press the red key twice."]),
        ('<p><img alt="W">e met in Suva.</p>', ["We met in Suva."]),
        ('<p>Visitor <img alt="4"><img alt="7">.</p>', ["Visitor 47."]),
        ('<p>One.</p><img alt="IMG_0042.jpg"><img alt="logo"><img alt=""><p>Two.</p>', ["One.", "Two."]),
        (
            '<img alt="Map of Fiji"><noscript><img alt="Map of Fiji"></noscript><p>Two.</p>',
            ["Map of Fiji", "Two."],
        ),
        (
            '<figure><img alt="Map of Fiji"><figcaption>Map of Fiji, 2019</figcaption></figure>',
            ["Map of Fiji, 2019"],
        ),
        (
            '<div role="img" aria-label="Share of grants: 40 %"></div><p>Two.</p>',
            ["Share of grants: 40 %", "Two."],
        ),
    ],
)
def test_the_alternative_text_of_a_picture_takes_its_place(markup: str, expected: list[str]) -> None:
    assert lines(markup) == expected


def test_the_words_of_a_drawing_are_read_in_its_order() -> None:
    drawing = (
        "<svg><title>Rice yield by year</title><desc>Bars for two years</desc><defs><text>unused</text></defs>"
        "<text>2018</text><text>3.1 <tspan>t/ha</tspan></text></svg>"
    )
    assert lines(f"<p>One.</p>{drawing}") == ["One.", "Rice yield by year Bars for two years", "2018", "3.1 t/ha"]


def test_a_drawing_kept_from_screen_readers_is_an_ornament() -> None:
    assert lines('<p>One.</p><svg aria-hidden="true"><text>x y</text></svg>') == ["One."]


def test_the_title_of_a_drawing_is_not_the_title_of_the_page() -> None:
    assert extract(b"<html><body><svg><title>A chart</title></svg><p>Words of it.</p></body></html>").title is None


def test_a_frame_that_holds_its_own_page_is_read_in_its_place() -> None:
    inner = escape(f"<p>Inside: {PROSE}</p><script>no()</script>", quote=True)
    assert lines(f'<p>One.</p><iframe srcdoc="{inner}"></iframe><p>Two.</p>') == [
        "One.", f"Inside: {PROSE}", "Two.",
    ]  # fmt: skip


def test_frames_within_frames_end_somewhere_and_it_is_said() -> None:
    markup = "<p>The innermost.</p>"
    for n in range(6):
        markup = f'<p>Level {n}.</p><iframe srcdoc="{escape(markup, quote=True)}"></iframe>'
    result = page(markup)
    assert "Level 3." in result.pages[0].text
    assert any("beyond the limit of frames" in note for note in result.notes)


def test_what_is_typed_into_a_field_is_read_and_hidden_fields_and_passwords_are_not() -> None:
    fields = (
        '<form><label>Place <input value="Honiara"></label><input type=hidden value="x7">'
        '<input type=password value="secret"><textarea>Two days are short.</textarea></form>'
    )
    text = "\n".join(lines(f"<p>One.</p>{fields}"))
    assert "Place Honiara" in text
    assert "Two days are short." in text
    assert "secret" not in text
    assert "x7" not in text


def test_text_for_browsers_without_scripts_is_read_and_marked_as_around_the_text() -> None:
    result = page(f"<p>{PROSE}</p><noscript><p>The table as a file: totals.</p></noscript><p>{PROSE}!</p>")
    assert labelled(result, "boilerplate") == ["The table as a file: totals."]


def test_a_page_that_only_asks_for_scripts_is_empty() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(b"<html><body><noscript>You need to enable JavaScript to run this app.</noscript></body></html>")
    assert caught.value.code == "empty"


def test_what_folds_open_is_read_and_a_template_is_not() -> None:
    markup = f"<details><summary>Results</summary><p>{PROSE}</p></details><template><p>Never shown.</p></template>"
    assert lines(markup) == ["Results", PROSE]


def test_pictures_without_a_description_and_frames_of_other_pages_are_counted() -> None:
    result = page(f'<p>{PROSE}</p><img src="a.png"><img src="b.png"><img src="c.png" width="1">'
                  '<iframe src="https://example.org/"></iframe>')  # fmt: skip
    assert "2 pictures without a description were not read." in result.notes
    assert "1 frame of another page was not read." in result.notes


def test_whose_a_picture_is_and_invitations_to_subscribe_stand_around_the_text() -> None:
    credit = '<span>The hall in Apia.</span> <span class="figure__copyright">Agency | A. Photographer</span>'
    invitation = '<p>Do you want to know more of us? <a href="/s">Sign up for our newsletter</a></p>'
    figure = f"<figure><figcaption>{credit}</figcaption></figure>"
    result = page(f"<p>{PROSE}</p>{figure}<p>{PROSE}</p>{invitation}<p>{PROSE} Again.</p>")
    around = "\n".join(labelled(result, "boilerplate"))
    assert "Agency | A. Photographer" in around
    assert "Sign up for our newsletter" in around


def test_how_to_register_for_an_event_is_text_of_the_page() -> None:
    register = '<p>Registration for the workshop in Apia is open until 3 May: <a href="/r">sign up here</a>.</p>'
    result = page(f"<p>{PROSE}</p>{register}<p>{PROSE} Again.</p>")
    assert "sign up here" not in "\n".join(labelled(result, "boilerplate"))
