"""Formulas in one line: a fraction, a power and a root read as what they are."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from ingest.extract import registry
from ingest.extract.formula import linear

_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


OMML = [
    (f"<m:f><m:num>{r('1')}</m:num><m:den>{r('2')}</m:den></m:f>", "1/2"),
    (f"<m:f><m:num>{r('a+b')}</m:num><m:den>{r('2')}</m:den></m:f>", "(a+b)/2"),
    (f"<m:sSup><m:e>{r('10')}</m:e><m:sup>{r('3')}</m:sup></m:sSup>", "10^3"),
    (f"<m:sSub><m:e>{r('x')}</m:e><m:sub>{r('1')}</m:sub></m:sSub>", "x_1"),
    (f"<m:rad><m:deg/><m:e>{r('2')}</m:e></m:rad>", "sqrt(2)"),
    (f"<m:rad><m:deg>{r('3')}</m:deg><m:e>{r('8')}</m:e></m:rad>", "root(3, 8)"),
    (f"{r('3')}<m:f><m:num>{r('1')}</m:num><m:den>{r('2')}</m:den></m:f>", "3 1/2"),
    (
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{r("i=1")}</m:sub><m:sup>{r("n")}</m:sup>'
        f"<m:e>{r('i')}</m:e></m:nary>",
        "∑_(i=1)^n i",
    ),
    (f"<m:d><m:e>{r('a')}</m:e></m:d>", "(a)"),
]
MATHML = [
    ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
    ("<msup><mn>10</mn><mrow><mo>-</mo><mn>3</mn></mrow></msup>", "10^-3"),
    ("<msub><mi>x</mi><mn>1</mn></msub>", "x_1"),
    ("<msqrt><mn>2</mn></msqrt>", "sqrt(2)"),
    ("<mroot><mn>8</mn><mn>3</mn></mroot>", "root(3, 8)"),
    ("<mn>3</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "3 1/2"),
    ("<semantics><mn>5</mn><annotation>\\five</annotation></semantics>", "5"),
    ("<mfrac><mn>1</mn></mfrac>", "1/"),
]


@pytest.mark.parametrize(("xml", "expected"), OMML)
def test_omml_is_written_in_one_line(xml: str, expected: str) -> None:
    assert linear(etree.fromstring(f"<m:oMath {_M}>{xml}</m:oMath>")) == expected


@pytest.mark.parametrize(("xml", "expected"), MATHML)
def test_mathml_is_written_in_one_line(xml: str, expected: str) -> None:
    assert linear(etree.fromstring(f"<math>{xml}</math>")) == expected


@pytest.mark.parametrize("tag", ["msqrt", "mrow", "unknown"])
def test_a_formula_nested_without_end_ends_as_bare_text(tag: str) -> None:
    xml = "<math>" + f"<{tag}>" * 1000 + "<mn>2</mn>" + f"</{tag}>" * 1000 + "</math>"
    assert "2" in linear(etree.fromstring(xml, etree.XMLParser(huge_tree=True)))


def test_a_formula_stands_in_its_sentence(make: Any) -> None:
    math = f"<m:oMath {_M}>{OMML[0][0]}</m:oMath>"
    body = f'<w:p><w:r><w:t xml:space="preserve">It is </w:t></w:r>{math}<w:r><w:t> of all.</w:t></w:r></w:p>'
    assert registry.extract(make.word_package(body)).pages[0].text == "It is 1/2 of all."
    page = f"<html><body><main><h1>T</h1><p>It is <math>{MATHML[0][0]}</math> of all.</p></main></body></html>"
    assert "It is 1/2 of all." in registry.extract(page.encode()).pages[0].text
