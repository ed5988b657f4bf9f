from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import NotFoundError
from search.features.recommendations.differences import differences
from search.snapshot.layout import Layout

PAGE = """<html><body><h1>Regional Seminar on Harbours</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Details of the Technical Sessions</h2><h3>Technical Session I</h3>
<p>Dredging for Small Ports - Ms. Ana Li, Director, Bank of Testland, Indonesia</p>
<h2>Recommendations Arising Out of the Technical Sessions</h2><h3>Recommendations for {0}</h3>
<p>{0} may consider the following</p><ul>{1}</ul></body></html>"""
URL = "http://harbours.example/harbours"
DREDGE, TARIFFS = "<li>Dredge the channel every year.</li>", "<li>Publish the tariffs of all berths.</li>"


def page(addressees: str, *items: str) -> bytes:
    return PAGE.format(addressees, "".join(items)).encode()


def versions(workplace: Any, *pages: bytes) -> list[str]:
    """The ids of the snapshots of these states of one page."""
    for content in pages:
        workplace.web[URL] = content
        workplace.ingest(URL)
    return layout(workplace).ids()


def layout(workplace: Any) -> Layout:
    return Layout(workplace.data)


def test_added_and_removed_recommendations_are_told_apart(workplace: Any) -> None:
    before, after = versions(workplace, page("Ports", DREDGE), page("Ports", TARIFFS))
    found = differences(layout(workplace), before, after)
    assert [passage.text for passage in found.added] == ["Publish the tariffs of all berths."]
    assert [passage.text for passage in found.removed] == ["Dredge the channel every year."]
    assert found.changed == ()
    back = differences(layout(workplace), after, before)
    assert (back.added, back.removed) == (found.removed, found.added)


def test_another_wording_is_a_change(workplace: Any) -> None:
    long = "<li>Dredge the main channel of every harbour each year before the monsoon begins{}.</li>"
    before, after = versions(workplace, page("Ports", long.format("")), page("Ports", long.format(" again")))
    ((was, now),) = differences(layout(workplace), before, after).changed
    assert was.text.endswith("begins.")
    assert now.text.endswith("begins again.")


def test_other_addressees_are_a_change(workplace: Any) -> None:
    before, after = versions(workplace, page("Governments", DREDGE), page("Universities", DREDGE))
    found = differences(layout(workplace), before, after)
    assert [(was.addressees, now.addressees) for was, now in found.changed] == [
        (("Governments",), ("Universities",))
    ]
    assert found.added == found.removed == ()


@pytest.mark.parametrize("name", ["none", "../../etc"])
def test_a_version_that_is_not_kept_is_not_found(workplace: Any, name: str) -> None:
    with pytest.raises(NotFoundError, match="no longer kept"):
        differences(layout(workplace), name, name)
