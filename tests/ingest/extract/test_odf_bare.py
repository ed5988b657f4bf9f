"""OpenDocument files as no library writes them: in one file of XML, with forms, conditions, old formulas."""

from __future__ import annotations

import pytest

from corpus.model import Page
from ingest.extract import media, registry
from tests.ingest.extract import packages


def marked(page: Page, role: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == role]


@pytest.mark.parametrize(("kind", "media_type"), [("text", media.ODT), ("presentation", media.ODP)])
def test_a_document_in_one_file_of_xml_is_read_like_a_package(kind: str, media_type: str) -> None:
    body = "<text:p>Thirty-one beds.</text:p>"
    slide = f"<draw:page><draw:frame><draw:text-box>{body}</draw:text-box></draw:frame></draw:page>"
    data = packages.flat_odf(body if kind == "text" else slide, kind=kind)
    assert media.detect(data, "named.xml") == media_type
    assert registry.extract(data).pages[0].text == "Thirty-one beds."


def test_fields_of_a_form_are_read_where_they_stand() -> None:
    fields = (
        '<form:text form:id="a" form:label="Name" form:current-value="Ann Lee"/>'
        '<form:checkbox form:id="b" form:label="Fish" form:current-state="checked"/>'
        '<form:checkbox form:id="c" form:label="Rice"/>'
        '<form:listbox form:id="d" form:label="Place"><form:option form:label="Apia"/>'
        '<form:option form:label="Suva" form:current-selected="true"/></form:listbox>'
    )
    shown = "".join(f'<text:p><draw:control draw:control="{name}"/></text:p>' for name in "abcd")
    data = packages.odf(f"<office:forms><form:form>{fields}</form:form></office:forms>{shown}")
    assert registry.extract(data).pages[0].text.split("\n\n") == [
        "Name: Ann Lee",
        "☒ Fish",
        "☐ Rice",
        "Place: Suva",
    ]


def test_a_paragraph_that_a_condition_hides_is_labelled() -> None:
    data = packages.odf(
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>Tariffs rise.</text:p><text:p>Seen.</text:p>'
    )
    (page,) = registry.extract(data).pages
    assert marked(page, "hidden") == ["Tariffs rise."]


@pytest.mark.parametrize(
    ("document_type", "expected"),
    [
        (
            '<!DOCTYPE math:math PUBLIC "-//OpenOffice.org//DTD Modified W3C MathML 1.01//EN" "math.dtd">',
            "Fee 1/2",
        ),
        ('<!DOCTYPE a [<!ENTITY b "c">]>', "Fee"),
    ],
)
def test_a_formula_may_name_its_document_type_but_declare_nothing(document_type: str, expected: str) -> None:
    names = 'xmlns="http://www.w3.org/1998/Math/MathML"'
    formula = f"{document_type}<math {names}><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    held = '<draw:object xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./O"/>'
    body = f"<text:p>Fee <draw:frame>{held}</draw:frame></text:p>"
    data = packages.odf(body, parts={"O/content.xml": formula})
    assert registry.extract(data).pages[0].text == expected
