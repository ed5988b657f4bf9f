"""What a job did, in words, and what to do where it failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from corpus.catalogue.jobs import Job
from corpus.model import Document

_OPENING_SECONDS = 15.0
"""A server opens what was published within this time, or not at all."""

_ADVICE: Mapping[str, str] = {
    "encrypted": "Save a copy without a password and add that.",
    "unsupported": "Save it as PDF, Word, PowerPoint, HTML or plain text and add that.",
    "empty": "If it is a scan, recognise its text first (OCR) and add the result.",
    "damaged": "Open it in the program it was made with, save it again and add the new file.",
    "too-large": "Split it into smaller files.",
    "memory-limit": "Split it into smaller files.",
    "time-limit": "Split it into smaller files.",
    "output-limit": "Split it into smaller files.",
    "refused-address": "Only addresses on the public web are fetched. Download the file and add it here.",
    "bad-url": "Check the address in your browser.",
    "dns": "Check the address in your browser.",
    "timeout": "Try again later, or download the file and add it here.",
    "retry-later": "Try again later, or download the file and add it here.",
    "robots": "The site does not allow programs to read it. Download the file and add it here.",
    "page-for-file": "The address leads to a page. Give the address of the file itself.",
    "removals-refused": "Ask whoever runs the server.",
}
_OTHERWISE = "Check that it opens on your computer, then try again."
_DOING = {
    "file": "Adding {}",
    "document": "Adding {}",
    "ingest": "Adding {} and the papers it links to",
    "delete": "Removing {}",
    "restore": "Restoring {}",
    "correct": "Correcting {}",
    "rollback": "Going back to an earlier version",
    "unpin": "Publishing again",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read, why, and what to do."""

    source: str
    why: str
    advice: str


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as its page shows it. ``ended`` is False while the page should look again.

    ``added`` tells whether it added or changed documents; ``document`` is the one it is about, if it is known.
    """

    id: str
    title: str
    outcome: str
    ended: bool
    failed: bool
    done: int
    total: int | None
    document: Document | None
    readable: bool
    restorable: bool
    added: bool
    published: str | None
    faults: Sequence[Fault]
    notes: Sequence[str]
    rewordings: Sequence[Mapping[str, Any]]
    """What a changed workshop page changed in its recommendations, as the report says it."""

    @classmethod
    def of(
        cls, job: Job, report: Mapping[str, Any], ahead: int, document: Document | None, answering: str | None
    ) -> JobView:
        """A job with its report; ``answering`` is the id of the snapshot that answers now."""
        task = job.task
        name = task.get("name") or task.get("url") or task.get("target") or (document.title if document else "it")
        published = report.get("published")
        over = job.state in ("done", "failed")
        opening = over and published is not None and (answering or "") < published and _age(job) < _OPENING_SECONDS
        live = document is not None and document.state in ("live", "stale")
        return cls(
            id=job.id,
            title=_DOING.get(task["kind"], "Working").format(name),
            outcome="Read. It can be searched in a moment." if opening else _outcome(job, report, ahead),
            ended=over and not opening,
            failed=job.state == "failed",
            done=job.done,
            total=job.total,
            document=document,
            readable=live and over and not opening and not report.get("pinned"),
            restorable=document is not None and document.state == "deleted",
            added=bool(report.get("new") or report.get("changed")),
            published=published,
            faults=_faults(report) if over else (),
            notes=[note for note in report.get("notes", ()) if over],
            rewordings=report.get("recommendations", ()),
        )


def _outcome(job: Job, report: Mapping[str, Any], ahead: int) -> str:
    if job.state == "waiting":
        return f"Waiting for {ahead} other {'job' if ahead == 1 else 'jobs'}." if ahead else "Starting."
    if job.state == "running":
        return "Reading."
    if job.state == "failed":
        return str(report.get("detail") or "It could not be added. Nothing in the library changed.")
    kind = job.task["kind"]
    if kind == "rollback":
        return (
            "The library is back at the earlier version. What is added from now on waits until you publish again."
        )
    if kind == "unpin":
        return _published_again(report)
    if report.get("pinned"):
        return "It was read, but the library is held at an earlier version. Publish again to make it searchable."
    if kind == "delete":
        return "Removed. It is no longer searched."
    if kind == "restore":
        return "Restored. It is searched again."
    if kind == "correct" and not report.get("failures"):
        return "Corrected. It is searchable now." if report.get("changed") else "Saved. Nothing had to be changed."
    return _taken_in(report)


def _published_again(report: Mapping[str, Any]) -> str:
    if report.get("failures"):
        return "Nothing was published, so the library stays at the earlier version."
    if report.get("published"):
        return "Published. The library has everything that was added meanwhile."
    return "The library is no longer held at an earlier version. Nothing was added meanwhile."


def _taken_in(report: Mapping[str, Any]) -> str:
    new, changed, unchanged = (int(report.get(name, 0)) for name in ("new", "changed", "unchanged"))
    if new + changed > 1:
        return f"{new + changed} documents are searchable now."
    if new:
        return "Added. It is searchable now."
    if changed:
        return "Replaced its earlier version. It is searchable now."
    if report.get("deleted"):
        return "This document was removed earlier, so it stays out. Restore it to search it again."
    if unchanged:
        return "This document is already in the library, unchanged."
    return "Nothing was added."


def _faults(report: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault(fault["source"].rpartition("/")[2] or fault["source"], fault["message"], _advice(fault["code"]))
        for fault in report.get("failures", ())
    ]


def _advice(code: str) -> str:
    return _ADVICE.get(code, _OTHERWISE)


def _age(job: Job) -> float:
    """Seconds since a job ended."""
    ended = datetime.fromisoformat(job.finished) if job.finished else datetime.now(UTC)
    return (datetime.now(UTC) - ended).total_seconds()
