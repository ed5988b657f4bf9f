"""Markdown shown as a reader sees it: rendered to HTML, and that read as any page is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from markdown_it import MarkdownIt

from ingest.extract import media
from ingest.workshop_page.read.front_matter import split_front_matter
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.lines import PageLines

# A link's address with blanks in it, which Markdown's rules do not take for one but writers use.
_SPACED_ADDRESS = re.compile(r"\]\((?![<#\s])(?P<address>[^()\n<>\"']{1,1000})\)")
# "[the hall][map]" with "[map]: https://…" anywhere below, also where Markdown's rules do not look for it.
_REFERRED = re.compile(r"\[(?P<text>[^\[\]\n]{1,300})\]\[(?P<name>[^\[\]\n]{0,100})\]")
_DEFINED = re.compile(
    r"^[ \t]*\[(?P<name>[^\[\]\n]{1,100})\]:[ \t]*<?(?P<address>[^\s<>]{1,1000})>?", re.MULTILINE
)
# Lines that begin with a label each, "Date: …" over "Venue: …", are lines of their own.
_LABEL = r"[*_]{0,2}[^\W\d_][^\W_]*(?: [^\W_]+){0,2}[*_]{0,2}: "
_LABELLED = re.compile(rf"^{_LABEL}[^\n]*[^\s](?=\n{_LABEL})", re.MULTILINE)
# Rows between pipes, which some dialects take for a table without a head.
_PIPE_ROWS = re.compile(r"(?:^[ ]{0,3}\|[^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_RULE = re.compile(r"^[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", re.MULTILINE)
# A template's tags, and the attributes some dialects put behind a link or a heading: "{:target='x'}".
_TEMPLATE_TAG = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{:[^{}\n]{1,200}\}|(?<=\))\{[.#][\w .#-]{1,100}\}"
    r"|[ \t]\{#[\w .#-]{1,200}\}[ \t]*$|\[\]\{[#.][^{}\n]{1,100}\}",
    re.MULTILINE,
)
# A generator's own mark for a file to download: {{< asset file="mills.pptx" label="Slides" >}}.
_SHORTCODE_FILE = re.compile(
    r"\{\{[<%](?P<fields>[^{}\n]{0,300}?\b(?:file|src|href|url|link)=\"(?P<file>[^\"\n]{1,300}\.(?:pdf|pptx?|docx?|odp|zip|xlsx?))\"[^{}\n]{0,300})[>%]\}\}",
    re.IGNORECASE,
)
_LABEL_FIELD = re.compile(r"\b(?:label|title|text|name)=\"([^\"\n]{1,200})\"")
# What a generator replaces or takes out: tables of contents, comments, the parts of a draft, the ends of boxes.
_PLACEHOLDER = re.compile(
    r"^[ ]{0,3}(?:[*+-]|1\.)[ \t][^\n]{0,80}\n[ ]{0,3}\{:[ ]?toc[^{}\n]{0,40}\}"
    r"|^[ ]{0,3}\[{1,2}_?toc_?\]{1,2}[ \t]*$"
    r"|\{%-?[ ]*comment[ ]*-?%\}.{0,5000}?\{%-?[ ]*endcomment[ ]*-?%\}"
    r"|^---[ ][a-z]{3,12}[ \t]*$|^:{3,}[ \t]*(?:\{[^{}\n]{0,200}\}|[\w-]{0,40})[ \t]*:*[ \t]*$|<!--.{0,5000}?-->",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
# "##Session 1", as older dialects have it.
_TIGHT_HEADING = re.compile(r"^(#{1,6})(?=[^\W_a-z])", re.MULTILINE)
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_DRAWN_IN = re.compile(r"(?:[ ]{4,}|[ ]{0,3}\t\s*)(?=</?[A-Za-z][\w-]*(?:[\s>/]|$)|<!--)")
_BOX = re.compile(r"<(/?)(?:div|table|tbody|section|article|ul|ol|dl|details|center|main|tr|td)\b", re.IGNORECASE)


def read_markdown(text: str, url: str | None = None) -> PageLines:
    """The lines and blocks of a Markdown page, without the marks that draw it.

    What its front matter says is in ``declared`` and is no text of the page.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    declared, text = split_front_matter(text)
    defined = {match["name"].casefold(): match["address"] for match in _DEFINED.finditer(text)}
    text = _REFERRED.sub(lambda match: _resolved(match, defined), text)
    text = _LABELLED.sub(r"\g<0>  ", text)
    text = _SPACED_ADDRESS.sub(_bracketed, text)
    text = _SHORTCODE_FILE.sub(_linked, text)
    text = _TEMPLATE_TAG.sub("", _PLACEHOLDER.sub("", text))
    text = _TIGHT_HEADING.sub(r"\1 ", text)
    text = _PIPE_ROWS.sub(_with_head, _markup_drawn_out(text))
    rendered = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").render(text)
    page = read_html(f"<body>{rendered}</body>", url, media_type=media.MARKDOWN)
    return replace(page, declared=declared)


def _linked(match: re.Match[str]) -> str:
    label = _LABEL_FIELD.search(match["fields"])
    return f"[{label[1] if label else match['file']}](<{match['file']}>)"


def _markup_drawn_out(text: str) -> str:
    """The text, lines within HTML boxes without their indentation: behind a blank line it would make them code."""
    lines = text.split("\n")
    depth, fenced = 0, False
    for at, line in enumerate(lines):
        fenced ^= _FENCE.match(line) is not None
        if fenced:
            continue
        if depth > 0 or _DRAWN_IN.match(line):
            lines[at] = line.lstrip()
        depth = max(depth + sum(-1 if match[1] else 1 for match in _BOX.finditer(line)), 0)
    return "\n".join(lines)


def _with_head(match: re.Match[str]) -> str:
    """Rows between pipes with an empty head over them, unless they have a head of their own."""
    rows = match.group().rstrip("\n").split("\n")
    if _RULE.fullmatch(rows[1]) and len(rows) > 2:
        return match.group()
    rows = [row for row in rows if not _RULE.fullmatch(row)]
    width = max((len(re.findall(r"(?<!\\)\|[ \t]*(?=[^\s])", row)) for row in rows), default=1)
    head = "|" + "   |" * width
    return "\n".join(("", head, "|" + "---|" * width, *rows, "", ""))


def _bracketed(match: re.Match[str]) -> str:
    address = match["address"].strip()
    return f"](<{address}>)" if " " in address else match.group()


def _resolved(match: re.Match[str], defined: Mapping[str, str]) -> str:
    """A reference as a link of its own, or as its text where nothing says where it leads."""
    address = defined.get((match["name"] or match["text"]).casefold())
    return f"[{match['text']}](<{address}>)" if address else match["text"]
