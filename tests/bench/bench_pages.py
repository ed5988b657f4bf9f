"""What the page reader finds on labelled workshop pages: ``make bench-pages DATA=FOLDER``.

FOLDER holds a page a folder (``<slug>/page.html``, ``.md`` or ``.txt``) with labels in ``<slug>/truth.json``, and
``score.py``, which compares the labels with what was found and ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus.model import Session, Speaker, Talk, Workshop
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.reading import Reading, read

SITE = "http://pages.example/"
"""Where the pages are taken to come from, so that relative links lead somewhere."""


def main() -> int:
    """Read the pages, write what was found, run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of labelled pages with score.py")
    parser.add_argument("--only", nargs="+", default=(), metavar="SLUG", help="these pages alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write what was found here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        labels, found = Path(scratch, "labels"), options.keep or Path(scratch, "found")
        found.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        for folder in _folders(options.data, options.only):
            shutil.copytree(folder, labels / folder.name)
            text = json.dumps(read_folder(folder), ensure_ascii=False, indent=1)
            (found / f"{folder.name}.json").write_text(text, encoding="utf-8")
        print(f"read in {time.perf_counter() - started:.1f} s", flush=True)
        score = [sys.executable, str(options.data / "score.py"), str(labels), str(found)]
        return subprocess.run(score, check=False).returncode


def _folders(data: Path, only: Iterable[str]) -> list[Path]:
    folders = sorted(path.parent for path in data.glob("*/truth.json"))
    return [folder for folder in folders if not only or folder.name in only]


def read_folder(folder: Path) -> dict[str, Any]:
    """What the product's own reader finds on the page of one folder, in the shape of the labels."""
    page = next(folder.glob("page.*"))
    url = f"{SITE}{folder.name}/{page.name}"
    reading = read(page.read_bytes(), name=page.name, url=url, slug=folder.name)
    assert reading.parsed is not None  # a page is read as one
    found = {**_facts(reading.parsed), "passages": _passages(reading.parsed)}
    return {**found, "linked_files": _linked_files(reading)}


def _passages(parsed: ParsedPage) -> list[str]:
    whole = passages_of_workshop(parsed, "d" * 16, lambda _text, start, end: [(start, end)])
    return [passage.text for passage in whole]


def _facts(parsed: ParsedPage) -> dict[str, Any]:
    workshop = parsed.workshop
    if workshop is None:
        return {"title": parsed.title if parsed.titled else None}
    return {
        "title": parsed.title if parsed.titled else None,
        "dates": [day for day in (workshop.first_day, workshop.last_day) if day],
        "venue": _building(workshop),
        "city": workshop.city,
        "country": workshop.country,
        "organizers": list(workshop.organizers),
        "sessions": [_session(session) for session in workshop.sessions],
        "recommendations": _recommendations(parsed, workshop),
    }


def _linked_files(reading: Reading) -> list[dict[str, str | None]]:
    """Every link with the title its file is given: its talk's, else that of its place."""
    workshop = reading.parsed.workshop if reading.parsed else None
    talks = {link["href"]: talk.title for talk in (workshop.talks if workshop else ()) for link in _links(talk)}
    return [{"href": link.href, "title": talks.get(link.href, link.title)} for link in reading.links]


def _building(workshop: Workshop) -> str | None:
    """The venue without its city and country, which the labels hold apart."""
    venue, town = workshop.venue or "", ", ".join(filter(None, (workshop.city, workshop.country)))
    for tail in filter(None, (town, workshop.city, workshop.country)):
        if venue == tail:
            return None
        venue = venue.removesuffix(f", {tail}").removesuffix(f" in {tail}")
        venue = re.sub(rf", {re.escape(tail)}(?:,? [A-Z]{{2,3}})$", "", venue)  # "…, Newark, CA"
        if not venue.startswith(f"{tail} "):  # "Suva Civic Centre" is its name
            venue = venue.removeprefix(tail).lstrip(" ,，")
    return venue or None


def _recommendations(parsed: ParsedPage, workshop: Workshop) -> list[dict[str, Any]]:
    return [
        {
            "text": parsed.page.text[item.extent.start : item.extent.end],
            "addressees": list(item.addressees or group.addressees),
        }
        for group in workshop.groups
        for item in group.recommendations
    ]


def _session(session: Session) -> dict[str, Any]:
    return {
        "title": session.title or session.label,
        "chair": session.chairs[0].name if session.chairs else None,
        "talks": [
            {"title": talk.title, "speakers": [_speaker(x) for x in _speakers(talk)], "links": _links(talk)}
            for talk in session.talks
        ],
    }


def _speakers(talk: Talk) -> tuple[Speaker, ...]:
    if talk.speakers or talk.speaker is None:
        return talk.speakers
    return (Speaker(talk.speaker, talk.honorific, talk.role, talk.affiliation, talk.country),)


def _speaker(speaker: Speaker) -> dict[str, str | None]:
    return {
        "name": speaker.name,
        "role": speaker.role,
        "affiliation": speaker.affiliation,
        "country": speaker.country,
    }


def _links(talk: Talk) -> list[dict[str, str]]:
    links = [(link.url, link.label) for link in talk.links]
    links += [(paper.url, paper.label) for paper in talk.papers if paper.url and not talk.links]
    return [{"href": url, "label": label} for url, label in links]


if __name__ == "__main__":
    sys.exit(main())
