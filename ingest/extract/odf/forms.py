"""What is typed or chosen in the form fields of an OpenDocument file."""

from __future__ import annotations

from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.runs import one_line

_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_BOXES = (f"{_FORM}checkbox", f"{_FORM}radio")
_LISTS = (f"{_FORM}listbox", f"{_FORM}combobox")


def fields(body: Element) -> dict[str, str]:
    """The text of each field, by the id that the place where it is shown refers to."""
    found: dict[str, str] = {}
    for field in body.iter(f"{_FORM}*"):
        identifier = field.get("{http://www.w3.org/XML/1998/namespace}id") or field.get(f"{_FORM}id")
        if identifier:
            found[identifier] = _text(field)
    return found


def _text(field: Element) -> str:
    label = one_line(field.get(f"{_FORM}label") or field.get(f"{_FORM}title") or "")
    if field.tag in _BOXES:
        chosen = field.get(f"{_FORM}current-state") == "checked" or field.get(f"{_FORM}current-selected") == "true"
        return f"{'☒' if chosen else '☐'} {label}".strip()
    if field.tag in _LISTS:
        chosen_ones = [
            item.get(f"{_FORM}label", "") for item in field if item.get(f"{_FORM}current-selected") == "true"
        ]
        value = ", ".join(chosen_ones) or field.get(f"{_FORM}current-value") or ""
    else:
        value = field.get(f"{_FORM}current-value") or field.get(f"{_FORM}value") or ""
    value = one_line(value)
    return f"{label}: {value}" if label and value else value or label
