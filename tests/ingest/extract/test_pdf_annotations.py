"""What stands on a PDF page beside its content is read: values of form fields, notes, comments, XFA forms."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from corpus.errors import ExtractionError
from corpus.model import Page
from ingest.extract.pdf.reader import extract

WritePdf = Callable[..., bytes]
Rectangle = tuple[float, float, float, float]
ON_THE_LEFT: Rectangle = (220, 690, 420, 710)


def value_of(value: Any, writer: pypdf.PdfWriter) -> Any:
    """A Python value as one of pypdf; a string that begins with a stroke is a name."""
    match value:
        case DecodedStreamObject():
            return writer._add_object(value)
        case TextStringObject():
            return value
        case str() if value.startswith("/"):
            return NameObject(value)
        case str():
            return TextStringObject(value)
        case bool() | int():
            return NumberObject(value)
        case float():
            return FloatObject(value)
        case Mapping():
            return DictionaryObject({NameObject(key): value_of(item, writer) for key, item in value.items()})
        case list() | tuple():
            return ArrayObject([value_of(item, writer) for item in value])
    return value


def with_annotations(
    data: bytes, *annotations: Mapping[str, Any], page: int = 0, form: Mapping[str, Any] | None = None
) -> bytes:
    """A PDF with these annotations on one page; widgets are fields of its form."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    added = [writer._add_object(value_of({"/Type": "/Annot", "/F": 4, **item}, writer)) for item in annotations]
    writer.pages[page][NameObject("/Annots")] = ArrayObject(added)
    fields = [item for item, told in zip(added, annotations, strict=True) if told["/Subtype"] == "/Widget"]
    if fields or form:
        root = writer.root_object
        root[NameObject("/AcroForm")] = value_of({"/Fields": fields, **(form or {})}, writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def field(kind: str, name: str, value: str, at: Rectangle = ON_THE_LEFT, **more: Any) -> dict[str, Any]:
    told = {"/" + key: item for key, item in more.items()}
    return {"/Subtype": "/Widget", "/FT": kind, "/T": name, "/V": value, "/Rect": at, **told}


def ticked(name: str, state: str, at: Rectangle, *, on: bool, **more: Any) -> dict[str, Any]:
    """A box to tick whose value is ``state`` where it is on."""
    shown = f"/{state}" if on else "/Off"
    looks = {"/N": {f"/{state}": DecodedStreamObject(), "/Off": DecodedStreamObject()}}
    return {**field("/Btn", name, shown, at, **more), "/AS": shown, "/AP": looks}


def remark(kind: str, text: str, author: str = "", **more: Any) -> dict[str, Any]:
    told = {"/" + key: item for key, item in more.items()}
    return {"/Subtype": kind, "/Contents": text, "/T": author, "/Rect": (300, 300, 340, 340), **told}


def role(page: Page, name: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == name]


@pytest.fixture
def form(write_pdf: WritePdf) -> Callable[..., str]:
    """``form(*annotations, printed=[...])`` is the text of a page with them."""

    def read(*annotations: Mapping[str, Any], printed: Sequence[Any] = ((72.0, 780.0, 11, "A form."),)) -> str:
        return extract(with_annotations(write_pdf([printed]), *annotations)).pages[0].text

    return read


def test_a_value_that_is_typed_stands_after_the_tooltip_of_its_field(form: Callable[..., str]) -> None:
    assert (
        form(field("/Tx", "Text1", "Nadi", TU="Place of the workshop")) == "A form.\n\nPlace of the workshop: Nadi"
    )


def test_a_field_without_a_tooltip_is_named_by_what_is_printed_to_its_left(form: Callable[..., str]) -> None:
    printed = [(72, 695, 11, "Place:")]
    assert form(field("/Tx", "Text1", "Nadi"), printed=printed) == "Place:\n\nPlace: Nadi"


def test_a_field_with_nothing_to_its_left_is_named_by_what_is_printed_above(form: Callable[..., str]) -> None:
    printed = [(222, 713, 9, "Place")]
    assert form(field("/Tx", "Text1", "Nadi"), printed=printed) == "Place\n\nPlace: Nadi"


def test_a_name_made_of_words_is_a_label_and_a_number_is_none(form: Callable[..., str]) -> None:
    values = [
        field("/Tx", "speaker_name", "Ann Lee", (220, 690, 420, 710)),
        field("/Tx", "undefined_2", "Suva", (220, 600, 420, 620)),
    ]
    assert form(*values) == "A form.\n\nspeaker name: Ann Lee\n\nSuva"


def test_fields_are_read_from_top_to_bottom_whatever_their_order_in_the_file(form: Callable[..., str]) -> None:
    values = [field("/Tx", f"field {n}", f"{n} tonnes", (220, y, 420, y + 15)) for n, y in ((2, 500), (1, 600))]
    text = form(*values)
    assert text.index("1 tonnes") < text.index("2 tonnes")


def test_the_chosen_options_of_a_list_are_written_as_they_are_shown(form: Callable[..., str]) -> None:
    options = [["2", "two days"], ["3", "three days"]]
    text = form(field("/Ch", "length", "3", Ff=1 << 17, Opt=options, TU="Length"))
    assert text == "A form.\n\nLength: three days"


def test_a_ticked_box_is_named_by_what_is_printed_to_its_right(form: Callable[..., str]) -> None:
    boxes = [
        ticked("b1", "On", (72, 690, 84, 702), on=True), ticked("b2", "On", (72, 660, 84, 672), on=False),
    ]  # fmt: skip
    printed = [(90, 692, 11, "Vegetarian meal"), (90, 662, 11, "Hotel")]
    assert form(*boxes, printed=printed).endswith("\n\nVegetarian meal: checked")


def test_a_radio_button_gives_the_choice_printed_beside_it(form: Callable[..., str]) -> None:
    kind = 1 << 15
    button = ticked("Group1", "Choice2", (72, 690, 84, 702), on=True, Ff=kind, TU="Attendance")
    assert form(button, printed=[(90, 692, 11, "Online")]) == "Online\n\nAttendance: Online"


def test_a_field_that_the_form_does_not_list_is_read(write_pdf: WritePdf) -> None:
    data = with_annotations(write_pdf([[(72, 780, 11, "A form.")]]), field("/Tx", "Place", "Nadi"))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    del writer.root_object["/AcroForm"]
    out = io.BytesIO()
    writer.write(out)
    assert extract(out.getvalue()).pages[0].text == "A form.\n\nPlace: Nadi"


def test_a_password_and_an_empty_field_are_left_out(form: Callable[..., str]) -> None:
    assert (
        form(field("/Tx", "pin", "1234", Ff=1 << 13), field("/Tx", "empty", "", (220, 600, 420, 620))) == "A form."
    )


def test_a_value_that_the_content_paints_in_its_field_is_not_read_twice(form: Callable[..., str]) -> None:
    printed = [(222, 695, 11, "Nadi, Fiji")]
    assert form(field("/Tx", "Place", "Nadi, Fiji"), printed=printed) == "Nadi, Fiji"


def test_the_looks_of_a_field_are_not_read_beside_its_value(write_pdf: WritePdf) -> None:
    data = with_annotations(
        write_pdf([[(72, 780, 11, "A form.")]]), field("/Tx", "Place", "x", DA=TextStringObject("/Helv 11 Tf 0 g"))
    )
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.update_page_form_field_values(writer.pages[0], {"Place": "Honiara"}, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    assert extract(out.getvalue()).pages[0].text.count("Honiara") == 1


def test_a_comment_says_whose_it_is_and_is_a_note(write_pdf: WritePdf) -> None:
    comments = [remark("/Text", "Check this figure.", "Ann Lee"), remark("/Highlight", "By whom?")]
    page = extract(with_annotations(write_pdf([[(72, 780, 11, "A draft.")]]), *comments)).pages[0]
    assert page.text == "A draft.\n\nComment by Ann Lee: Check this figure.\n\nComment: By whom?"
    assert role(page, "notes") == ["Comment by Ann Lee: Check this figure.", "Comment: By whom?"]


def test_text_put_onto_a_page_is_a_note_and_what_a_typewriter_fills_in_is_plain_text(
    form: Callable[..., str],
) -> None:
    texts = [remark("/FreeText", "See annex 2."), remark("/FreeText", "Port Vila", IT="/FreeTextTypeWriter")]
    assert form(*texts) == "A form.\n\nNote: See annex 2.\n\nPort Vila"


def strike(left: float, right: float, bottom: float, top: float) -> dict[str, Any]:
    corners = [left, top, right, top, left, bottom, right, bottom]
    return remark("/StrikeOut", "", QuadPoints=corners)


def test_words_that_a_reviewer_strikes_out_move_to_the_end_of_the_page_and_are_labelled(
    write_pdf: WritePdf,
) -> None:
    lines = [
        (72, 700, 11, "They met for"),
        (140, 700, 11, "three"),
        (170, 700, 11, "two days."),
        (72, 680, 11, "All."),
    ]
    page = extract(with_annotations(write_pdf([lines]), strike(139, 166, 697, 711))).pages[0]
    assert page.text == "They met for two days.\nAll.\n\nthree"
    assert role(page, "struck") == ["three"]


def test_a_whole_line_that_is_struck_out_leaves_its_place(write_pdf: WritePdf) -> None:
    lines = [(72, 700, 11, "It stays."), (72, 680, 11, "It goes.")]
    page = extract(with_annotations(write_pdf([lines]), strike(70, 300, 677, 691))).pages[0]
    assert page.text == "It stays.\n\nIt goes."
    assert role(page, "struck") == ["It goes."]


def test_links_and_the_state_of_a_comment_are_no_text(form: Callable[..., str]) -> None:
    link = remark("/Link", "https://example.org/", A={"/S": "/URI", "/URI": TextStringObject("https://e.org/")})
    assert form(link, remark("/Text", "Accepted set by Ann", "Ann", StateModel="Review")) == "A form."


def test_a_hidden_field_is_read_and_labelled(write_pdf: WritePdf) -> None:
    data = with_annotations(write_pdf([[(72, 780, 11, "A form.")]]), {**field("/Tx", "Code", "X-17"), "/F": 2})
    page = extract(data).pages[0]
    assert role(page, "hidden") == ["Code: X-17"]


def test_each_page_has_its_own_annotations(write_pdf: WritePdf) -> None:
    data = write_pdf([[(72, 780, 11, "One.")], [(72, 780, 11, "Two.")]])
    pages = extract(with_annotations(data, remark("/Text", "On two."), page=1)).pages
    assert [page.text for page in pages] == ["One.", "Two.\n\nComment: On two."]


@given(
    values=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), max_size=4)
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_hold_what_they_say_whatever_is_typed(write_pdf: WritePdf, values: list[str]) -> None:
    comments = [remark("/Text", value) for value in values]
    page = extract(with_annotations(write_pdf([[(72, 780, 11, "A form.")]]), *comments)).pages[0]
    assert all(told.startswith("Comment: ") for told in role(page, "notes"))
    assert page.text.startswith("A form.")


TEMPLATE = """<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform name="form1">
<draw><value><text>Evaluation of the workshop</text></value></draw>
<field name="place"><caption><value><text>Place:</text></value></caption></field>
<field name="days"><caption><value><text>Length</text></value></caption>
<items><text>two days</text><text>three days</text></items>
<items save="1"><text>2</text><text>3</text></items></field>
<field name="meal"><ui><checkButton/></ui><caption><value><text>Meal</text></value></caption></field>
</subform></template>"""
DATA = """<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form1>
<place>Apia</place><days>3</days><meal>1</meal><remark>None.</remark></form1></xfa:data></xfa:datasets>"""
WAIT = [(72.0, 700.0, 11, "Please wait..."), (72.0, 680.0, 11, "If this is not replaced, get Adobe Reader.")]


def xfa(data: bytes, template: str = TEMPLATE, values: str = DATA) -> bytes:
    packets: list[Any] = []
    for name, content in (("template", template), ("datasets", values)):
        stream = DecodedStreamObject()
        stream.set_data(content.encode())
        packets += [TextStringObject(name), stream]
    return with_annotations(data, form={"/Fields": [], "/XFA": packets})


def test_an_xfa_form_is_read_instead_of_its_request_to_wait(write_pdf: WritePdf) -> None:
    result = extract(xfa(write_pdf([WAIT])))
    assert result.pages[0].text.split("\n\n") == [
        "Evaluation of the workshop", "Place: Apia", "Length: three days", "Meal: checked", "remark: None.",
    ]  # fmt: skip
    assert any("XFA form" in note for note in result.notes)


def test_a_value_of_an_xfa_form_that_is_set_in_paragraphs_is_one_value(write_pdf: WritePdf) -> None:
    rich = '<place><body xmlns="http://www.w3.org/1999/xhtml"><p>Apia,</p><p>Samoa</p></body></place>'
    text = extract(xfa(write_pdf([WAIT]), values=DATA.replace("<place>Apia</place>", rich))).pages[0].text
    assert "Place: Apia, Samoa" in text


def test_an_xfa_form_that_cannot_be_read_is_named_one(write_pdf: WritePdf) -> None:
    with pytest.raises(ExtractionError, match="XFA form") as caught:
        extract(xfa(write_pdf([WAIT]), "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "no XML"))
    assert caught.value.code == "unsupported"


def test_pages_of_a_static_xfa_form_stay_and_its_values_are_added(write_pdf: WritePdf) -> None:
    text = extract(xfa(write_pdf([[(72, 700, 11, "The printed form with all of its questions.")]]))).pages[0].text
    assert text.startswith("The printed form with all of its questions.")
    assert "Place: Apia" in text


def test_pictures_on_a_page_of_text_are_counted(write_pdf: WritePdf) -> None:
    result = extract(write_pdf([[(72, 780, 11, "Words.")], [(72, 780, 11, "More.")]], images=[2]))
    assert "1 picture without a description was not read (page 2)." in result.notes
    assert result.image_only == ()


def test_what_a_tagged_file_says_of_a_figure_is_read(write_pdf: WritePdf) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(write_pdf([[(72, 780, 11, "Words.")]], images=[1])))
    page = writer.pages[0]
    figure = {"/Type": "/StructElem", "/S": "/Figure", "/Alt": "Rice yield rose to 4 t/ha", "/K": 0}
    added = writer._add_object(value_of({**figure, "/Pg": page.indirect_reference}, writer))
    tree = {"/Type": "/StructTreeRoot", "/K": [added], "/ParentTree": {"/Nums": [0, [added]]}}
    root = writer._add_object(value_of(tree, writer))
    added.get_object()[NameObject("/P")] = root
    page[NameObject("/StructParents")] = NumberObject(0)
    writer.root_object[NameObject("/StructTreeRoot")] = root
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    out = io.BytesIO()
    writer.write(out)
    result = extract(out.getvalue())
    assert result.pages[0].text == "Words.\n\nRice yield rose to 4 t/ha"
    assert result.notes == ()


def test_descriptions_that_time_does_not_allow_to_read_are_named(
    monkeypatch: pytest.MonkeyPatch, write_pdf: WritePdf
) -> None:
    monkeypatch.setattr("ingest.extract.pdf.pictures._SECONDS", -1.0)
    result = extract(write_pdf([[(72, 780, 11, "Words.")]] * 2))
    assert any("not read from page 1 on" in note for note in result.notes)
