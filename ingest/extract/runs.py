"""What position and mark-up say about a stretch of text, written so that plain text says it too.

A reader of any format gives its text as runs. Raised and lowered text is set off where it would change a number
("32⁴ tonnes" becomes "32 [4] tonnes", "10⁶" becomes "10^6") and stays joined where it would not ("m2", "CO2",
"21st"). Struck and hidden text is enclosed in marks, which :func:`take_asides` finds again once the text has been
cleaned and put into blocks. The marks are noncharacters, which Unicode keeps for such internal use.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

HAN = "\u3001-\u301f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U0003ffff"
"""Characters, for a pattern's brackets, of scripts that put no blanks between words: Chinese and Japanese."""

Shift = Literal["", "raised", "lowered"]
Aside = Literal["struck", "hidden"]
"""struck: crossed out, or deleted by a tracked change. hidden: in the file but not shown."""

_OPENING: dict[Aside, str] = {"struck": "\ufdd0", "hidden": "\ufdd1"}
_ROLES = {mark: role for role, mark in _OPENING.items()}
_CLOSING = "\ufdd2"
_MARKS = re.compile("[\ufdd0-\ufdd2]")
_ASIDE = re.compile("([\ufdd0\ufdd1])([^\ufdd0-\ufdd2]*)\ufdd2?")
_AROUND = re.compile("((?:(?<![ \t])[ \t]+)?)([\ufdd0\ufdd1])([^\ufdd0-\ufdd2]*)\ufdd2?([ \t]*)")
_BLANKS = re.compile("([ \t])[\ufdd0-\ufdd2]+[ \t]+")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)  # fmt: skip

_LETTER = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_STOP = "\u3001-\u301f\uff01-\uff0f\uff1a-\uff1f"
_BETWEEN = rf"[{_STOP}]?[ \xa0\u3000](?:[{_STOP}][ \xa0\u3000]?)?"
_SPACED_HAN = re.compile(rf"(?<![{_LETTER}])[{_LETTER}](?:{_BETWEEN}[{_LETTER}]){{2,}}(?![{_LETTER}])")
"""Three or more Chinese or Japanese characters, each set off by a blank: no language writes its words so."""
_REACH = 60
_WIDTHS = {
    "\u200a": 1, "\u2009": 2, "\u202f": 2, "\u2006": 2, "\u205f": 2, "\u2005": 3, "\xa0": 3, " ": 3, "\u2004": 4,
    "\u2002": 5, "\t": 6, "\u2003": 9, "\n": 99,
}  # fmt: skip
"""Blanks and how wide they are, from a hair to the end of a line."""
_GAP = f"[{''.join(_WIDTHS)}]+"
_SPACED = re.compile(rf"[^\W\d_](?:{_GAP}[^\W\d_]){{3,}}[.:!?]?")
_GAPS = re.compile(_GAP)
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SLASH = re.compile(r"\s?[/\u2044\u2215]\s?")
_SIGNS = "+\u2212\u2013-"
_NUMBERS = re.compile(r"\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*")
_NUMERIC = re.compile(rf"[{_SIGNS}]?\s?\d[\d.,;\s\u2013-]*")
_CHARGE = re.compile(rf"\d*[{_SIGNS}]")
_TEN = re.compile(r"(?<![\d.,])10$")
_LETTERS = re.compile(r"[^\W\d_]+$")
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![^\W\d_])")
_DEGREES = re.compile(r"\s?[CFKNSEW](?![^\W\d_])")
_LENGTHS = frozenset("m km cm mm dm hm nm µm μm ft yd mi s sec".split())
_INCH = re.compile(r"\d\s?in$")
_NOTE_LETTERS = re.compile(r"[a-h](?:\s?,\s?[a-h])*")
_NOTED = re.compile(r"(?:[^\W\d_]{4}|(?<![^\W\d_])[A-Z]{3}|%|[^\W\d_]{3}\)|\d)$")
"""What a letter that refers to a note stands behind: a word, a number, a share."""
_SHORT_NUMBER = re.compile(r"(?<![\d.,])\d{1,2}$")
_ENDINGS_OF_NUMBERS = frozenset("adeh")
"""Of the first, second, fifth and of hours: "1a reunión", "2d", "5e réunion", "14h"."""
_EXPONENTS = frozenset("nkxyzNi")


class Run(NamedTuple):
    """A stretch of text set alike. ``note`` is true where it refers to a note, as a link to a footnote does.

    ``reading`` is how the text before it is pronounced, which is printed above it (ruby); a blank on parts of a
    word whose reading is yet to come.
    """

    text: str
    shift: Shift = ""
    note: bool = False
    aside: Aside | None = None
    reading: str = ""


def written(runs: Iterable[Run]) -> str:
    """The runs as one string. Struck and hidden stretches stand between marks (see :func:`take_asides`)."""
    runs = list(runs)
    if not any(run.shift or run.aside or run.reading for run in runs):
        return _MARKS.sub("", "".join([run.text for run in runs]))
    found = _fractions(_merged(_with_readings(runs)))
    plain = [_MARKS.sub("", run.text) for run in found]
    out = ""
    inside: Aside | None = None
    for n, run in enumerate(found):
        if run.aside != inside:
            out += (_CLOSING if inside else "") + (_OPENING[run.aside] if run.aside else "")
            inside = run.aside
        if run.shift:
            before = _MARKS.sub("", out[-_REACH:])
            after = plain[n + 1] if n + 1 < len(found) and not found[n + 1].shift else ""
            out += shifted(before, plain[n], after[:_REACH], run.shift, note=run.note)
        else:
            out += plain[n]
    return out + (_CLOSING if inside else "")


def shifted(before: str, text: str, after: str, shift: Shift, *, note: bool = False) -> str:
    """How raised or lowered ``text`` is written between ``before`` and ``after``, its blanks kept.

    The one place that decides it. ``before`` and ``after`` are the texts at either side as far as they are known;
    a line or a paragraph is enough.
    """
    core = text.strip()
    if not core:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if lead:
        before += lead
    made = _lowered(before, core) if shift == "lowered" else _raised(before, core, tail + after, note)
    joins = not tail and after[:1].isalnum() and (made[-1] == "]" or (made[-1].isdigit() and after[:1].isdigit()))
    return f"{lead}{made}{' ' if joins else ''}{tail}"


def enclose(text: str, aside: Aside) -> str:
    """``text`` between the marks of an aside."""
    return f"{_OPENING[aside]}{_MARKS.sub('', text)}{_CLOSING}"


def take_asides(text: str) -> tuple[str, list[tuple[Aside, str]]]:
    """The text without its asides and their marks, and the asides in order. Blanks left doubled become one."""
    if not _MARKS.search(text):
        return text, []
    asides = [(_ROLES[mark], content.strip()) for mark, content in _ASIDE.findall(text) if content.strip()]
    kept = _MARKS.sub("", _ASIDE.sub("\ufdd2", text)) if not asides else _without(text)
    return kept, asides


def without_marks(text: str) -> str:
    """The whole text, asides included, without their marks."""
    return _MARKS.sub("", _BLANKS.sub(r"\1", text)) if _MARKS.search(text) else text


def one_line(text: str) -> str:
    """All white space collapsed to single spaces."""
    return " ".join(text.split())


def composed(text: str) -> str:
    """Ligatures as letters, loose accents joined with their letter (NFC), letter-spaced Chinese as words.

    Soft hyphens and marks of width and direction, which nobody sees, are left out.
    """
    if text.isascii():
        return text
    text = _UNSEEN.sub("", text)
    text = _SPACED_HAN.sub(lambda match: "".join(match[0].split()), text)
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    return unicodedata.normalize("NFC", text)


def joined_letters(text: str) -> str:
    """A letter-spaced heading as words: "R E S U L T S" is "RESULTS". Wider gaps part its words.

    Letters in the order of the alphabet are a list of letters and stay apart.
    """
    if not _SPACED.fullmatch(text.strip()):
        return text
    words = _spaced_words(text.strip())
    whole = "".join(words).casefold()
    listed = all(ord(b) - ord(a) == 1 for a, b in itertools.pairwise(whole))
    # Capitals, small letters, or a capital and small letters: else it is a row of signs.
    written_alike = all(word in (word.upper(), word.lower(), word.capitalize()) for word in words)
    return " ".join(words) if written_alike and not listed else text


def _spaced_words(text: str) -> list[str]:
    """The words of a letter-spaced line, parted where a gap is wider than most, or as wide and of another kind."""
    gaps = _GAPS.findall(text)
    usual = Counter(gaps).most_common(1)[0][0]
    if "\n" in usual:
        return text.split()
    widest = sum(_WIDTHS[blank] for blank in usual)
    letters = _GAPS.split(text)
    words = letters[:1]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        parts = gap != usual and sum(_WIDTHS[blank] for blank in gap) >= widest
        words[len(words) - (not parts) :] = [letter if parts else words[-1] + letter]
    return words


def _without(text: str) -> str:
    """The text less its asides: one blank where any stood around one or numbers would meet, else none."""
    parts: list[str] = []
    at = 0
    for match in _AROUND.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        before, after = next((part[-1] for part in reversed(parts) if part), ""), text[at : at + 1]
        blank = match[1] or match[4] or match[3][:1].isspace() or match[3][-1:].isspace()
        if (
            before.strip()
            and after not in ("", *".,;:!?)]\n")
            and (blank or (before.isdigit() and after.isdigit()))
        ):
            parts.append(" ")
    return _MARKS.sub("", "".join(parts) + text[at:])


def _with_readings(runs: Iterable[Run]) -> list[Run]:
    """Readings in brackets behind the word whose parts they stand above: "東京 (とうきょう)"."""
    found: list[Run] = []
    reading = ""
    for run in runs:
        if reading and run.text and not run.reading:
            found.append(found[-1]._replace(text=f" ({reading})", reading=""))
            reading = ""
        if run.text or run.reading:
            found.append(run)
        reading += run.reading.strip()
    return [*found, found[-1]._replace(text=f" ({reading})", reading="")] if reading else found


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Neighbours set alike as one run, runs without text left out."""
    found: list[tuple[Run, list[str]]] = []
    for run in runs:
        if not run.text:
            continue
        like = run._replace(text="", aside=run.aside if run.text.strip() else None, reading="")
        if found and found[-1][0] == like:
            found[-1][1].append(run.text)
        else:
            found.append((like, [run.text]))
    return [like._replace(text="".join(texts)) for like, texts in found]


def _fractions(runs: Sequence[Run]) -> list[Run]:
    """Raised digits, a stroke and lowered digits as one plain run: "3", "1/2" are "3 1/2"."""
    found: list[Run] = []
    for run in runs:
        stroke, top = found[-1:], found[-2:-1]
        if (
            run.shift == "lowered"
            and run.text.strip().isdigit()
            and top
            and top[0].shift == "raised"
            and top[0].text.strip().isdigit()
            and _SLASH.fullmatch(stroke[0].text)
        ):
            before = found[-3].text if len(found) > 2 else ""
            gap = " " if before[-1:].isdigit() else ""
            found[-2:] = [Run(f"{gap}{top[0].text.strip()}/{run.text.lstrip()}", aside=run.aside)]
        else:
            found.append(run)
    return found


def _lowered(before: str, core: str) -> str:
    return f"_{core}" if before[-1:].isdigit() and core[0].isdigit() else core


def _raised(before: str, core: str, after: str, note: bool) -> str:
    if not any(map(str.isalnum, core)):
        return core
    if core[0] in "[(" and core[-1] in ")]":
        return f" {core}" if before[-1:].isalnum() else core
    if note or _is_note_letter(before, core, after):
        return _note(before, core)
    digit = before[-1:].isdigit()
    if core in ("0", "o", "O", "º", "°") and before.rstrip()[-1:].isdigit() and _DEGREES.match(after):
        return "°"
    if _CHARGE.fullmatch(core):
        return f"^{core}" if digit else core
    if _NUMERIC.fullmatch(core):
        return _raised_number(before, core, after)
    if digit and (core in _EXPONENTS or not core.isalpha()) and not re.fullmatch(r"\d+[a-z]|[a-z, ]+", core):
        return f"^{core}" if core.isalnum() else f"^({core})"
    if digit and core[0].isdigit():
        return _note(before, core)
    return core


def _is_note_letter(before: str, core: str, after: str) -> bool:
    """Whether raised letters refer to notes ("32ᵃ"), and are no ending of a number ("5ᵉ")."""
    if not (_NOTE_LETTERS.fullmatch(core) and _NOTED.search(before)):
        return False
    if core not in _ENDINGS_OF_NUMBERS or not _SHORT_NUMBER.search(before):
        return True
    return core in "ad" and not re.match(r"\s?[^\W\d_]", after)


def _raised_number(before: str, core: str, after: str) -> str:
    signed, listed = core[0] in _SIGNS, _NUMBERS.fullmatch(core) is not None
    if before[-1:].isdigit():
        power = signed or not listed or _TEN.search(before)
        return f"^{core}" if power else _note(before, core)
    if found := _LETTERS.search(before):
        return core if _joins_word(found[0], before, core) else _note(before, core) if listed else f"^{core}"
    if not before.strip():
        # At the beginning it is the label of a note, or the mass of an isotope.
        apart = not after[:1].isalnum() or _ELEMENT.match(after)
        return core if apart else f"[{core}]"
    if before[-1].isspace() and (_ELEMENT.match(after) or not listed):
        return core
    return _note(before, core) if listed else f" {core}"


def _joins_word(word: str, before: str, core: str) -> bool:
    """Whether a raised number belongs to the letters before it: "m2", "R2", "ha-1"; not "tonnes 4"."""
    if core[0] in _SIGNS:
        return len(core) == 2 and len(word) <= 6
    if len(core) > 1:
        return False
    return len(word) == 1 or (core in "23" and (word in _LENGTHS or bool(_INCH.search(before))))


def _note(before: str, core: str) -> str:
    mark = core if core[0] in "[(" else f"[{core}]"
    return mark if not before or before[-1].isspace() or before[-1] in "([" else f" {mark}"
