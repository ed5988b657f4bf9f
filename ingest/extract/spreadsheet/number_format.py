"""A cell's number as its format shows it: dates, percentages, fractions, thousands.

What depends on the reader's country (the short date) is written as ISO 8601 has it, for 3/4 is two dates.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00",
    8: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
}  # fmt: skip
"""Formats that workbooks name by number alone."""

_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|_.|\*.|\[([^\]]*)\]|(General)|(AM/PM|A/P)|(E[+-]|e[+-])|(y+|m+|d+|h+|s+|b+|g+|e+|a+)'
    r"|([0#?]+)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_LONGEST = 255
_LAST_DAY = 2_958_466
_PLACES = 30

Token = tuple[str, str]
"""What a part of a format is ("text", "date", "digits", …) and how it is written."""


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number as a cell of this format shows it. A format that cannot be followed shows the bare number."""
    try:
        section, value = _section(code or "General", value)
        tokens = _tokens(section)
        if any(kind == "general" for kind, _ in tokens):
            return "".join(plain(value) if kind == "general" else text for kind, text in tokens)
        if any(kind in ("date", "elapsed") for kind, _ in tokens):
            return _date(value, tokens, from_1904)
        if any(kind == "digits" for kind, _ in tokens):
            return _number(value, tokens)
        return "".join(text for kind, text in tokens if kind == "text") or plain(value)
    except (ValueError, OverflowError, ArithmeticError):
        return plain(value)


def plain(value: float) -> str:
    """A number of no format: eleven digits at most, as spreadsheets show it."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.10g}"
    return text.replace("e+", "E+").replace("e-", "E-")


def _section(code: str, value: float) -> tuple[str, float]:
    """The part of the format for a number of this sign or size, and the number without the sign that part says."""
    sections = _sections(code)
    conditions = [_CONDITION.search(part) if part.lstrip().startswith("[") else None for part in sections]
    if any(conditions):
        for part, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return part, value
        return sections[-1], value
    if len(sections) == 1 or "@" in sections[1]:
        return sections[0], value
    if value < 0:
        return sections[1], -value
    return (
        (sections[2], value)
        if value == 0 and len(sections) > 2 and "@" not in sections[2]
        else (sections[0], value)
    )


@cache
def _sections(code: str) -> tuple[str, ...]:
    found, quoted, start, at = [], False, 0, 0
    while at < min(len(code), _LONGEST):
        if code[at] == "\\":
            at += 1
        elif code[at] == '"':
            quoted = not quoted
        elif code[at] == ";" and not quoted:
            found.append(code[start:at])
            start = at + 1
        at += 1
    return (*found, code[start:_LONGEST])


def _holds(value: float, sign: str, bound: float) -> bool:
    return {
        "<": value < bound, ">": value > bound, "=": value == bound,
        "<=": value <= bound, ">=": value >= bound, "<>": value != bound,
    }[sign]  # fmt: skip


@cache
def _tokens(section: str) -> tuple[Token, ...]:
    found: list[Token] = []
    for quoted, escaped, bracket, general, half, power, letters, digits, other in _TOKEN.findall(section):
        if general:
            found.append(("general", ""))
        elif bracket:
            if _ELAPSED.fullmatch(bracket):
                found.append(("elapsed", bracket.lower()))
            elif bracket.startswith("$"):
                found.append(("text", bracket[1:].partition("-")[0]))
        elif half:
            found.append(("date", "am/pm"))
        elif power:
            found.append(("power", power))
        elif letters and letters[0].lower() in "ymdhs":
            found.append(("date", letters.lower()))
        elif letters and letters[0] in "eE" and len(letters) == 1:
            found.append(("date", "yyyy"))
        elif digits:
            found.append(("digits", digits))
        elif other in ".,%/":
            found.append(("mark", other) if other else ("text", quoted or escaped))
        elif other != "@":
            found.append(("text", quoted or escaped or other or letters))
    return tuple(found)


def _number(value: float, tokens: tuple[Token, ...]) -> str:
    kinds = [kind for kind, _ in tokens]
    if ("mark", "/") in tokens and "power" not in kinds:
        return _fraction(value, tokens)
    value *= 100 ** sum(token == ("mark", "%") for token in tokens)
    first = kinds.index("digits")
    last = len(kinds) - 1 - kinds[::-1].index("digits")
    whole, places, seen_point, grouped, thousands, power = "", "", False, False, 0, ""
    exponent = False
    for kind, text in tokens[first : last + 1]:
        if kind == "power":
            exponent, power = True, text
        elif kind == "digits" and not exponent:
            whole, places = (whole, places + text) if seen_point else (whole + text, places)
        elif (kind, text) == ("mark", "."):
            seen_point = True
        elif (kind, text) == ("mark", ","):
            grouped = True
    for token in tokens[last + 1 :]:
        if token != ("mark", ","):
            break
        thousands += 1
    value /= 1000**thousands
    if exponent:
        digits = f"{abs(value):.{min(len(places), _PLACES)}E}"
        mantissa, _, size = digits.partition("E")
        sign = "-" if size.startswith("-") else "+" if "+" in power else ""
        figure = f"{mantissa}E{sign}{size.lstrip('+-').lstrip('0').zfill(len(tokens[last][1]))}"
    else:
        figure = _figure(abs(value), whole, places, grouped=grouped)
    head = "".join(text for kind, text in tokens[:first] if kind in ("text",) or text == "%")
    tail = "".join(text for kind, text in tokens[last + 1 :] if kind == "text" or text == "%")
    # Text between the digits, as in phone numbers, parts them.
    inside = [text for kind, text in tokens[first:last] if kind == "text" and text.strip(" ")]
    if inside and not seen_point and not exponent:
        figure = _parted(abs(value), tokens[first : last + 1])
    minus = "-" if value < 0 and figure.strip("0.,") else ""
    return f"{minus}{head}{figure}{tail}".strip()


def _figure(value: float, whole: str, places: str, *, grouped: bool) -> str:
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP)
    digits, _, rest = f"{exact:f}".partition(".")
    needed = len(whole) - len(whole.lstrip("#?")) if "0" in whole else len(whole)
    least = len(whole) - needed
    digits = digits.lstrip("0").zfill(least) if least else digits.lstrip("0")
    if grouped and digits:
        digits = f"{int(digits):,}" if least <= len(digits.lstrip("0")) or least <= 1 else digits
    keep = len(places.rstrip("#?"))
    while len(rest) > keep and rest.endswith("0"):
        rest = rest[:-1]
    return f"{digits or ('0' if not rest else '')}{'.' + rest if rest else ''}"


def _parted(value: float, tokens: tuple[Token, ...]) -> str:
    digits = f"{Decimal(repr(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP):f}"
    out: list[str] = []
    places = sum(len(text) for kind, text in tokens if kind == "digits")
    digits = digits.zfill(places)
    extra, digits = digits[: len(digits) - places], digits[len(digits) - places :]
    for kind, text in tokens:
        if kind == "digits":
            out.append(extra + digits[: len(text)])
            extra, digits = "", digits[len(text) :]
        elif kind == "text":
            out.append(text)
    return "".join(out)


def _fraction(value: float, tokens: tuple[Token, ...]) -> str:
    at = tokens.index(("mark", "/"))
    below = tokens[at + 1][1] if at + 1 < len(tokens) else ""
    mixed = sum(kind == "digits" for kind, _ in tokens[:at]) > 1
    magnitude = abs(value)
    whole = int(magnitude) if mixed else 0
    if below.strip("#?0"):
        return plain(value)
    part = Fraction(magnitude - whole).limit_denominator(10 ** min(len(below), 5) - 1)
    if part == 1 and mixed:
        whole, part = whole + 1, Fraction(0)
    texts = [str(whole)] if whole or not part else []
    texts += [f"{part.numerator}/{part.denominator}"] if part else []
    return ("-" if value < 0 else "") + " ".join(texts)


def _date(value: float, tokens: tuple[Token, ...], from_1904: bool) -> str:
    if not 0 <= value < _LAST_DAY:
        return plain(value)
    seconds_shown = any(kind == "date" and text[0] == "s" for kind, text in tokens)
    step = 1 if seconds_shown or any(kind == "elapsed" for kind, _ in tokens) else 60
    seconds = round(value * 86400 / step) * step if step == 1 else int(value * 86400 / 60 + 1e-6) * 60
    # Lotus took 1900 for a leap year, and so do spreadsheets: day 60 never was.
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if value < 60 else 30)
    when = epoch + timedelta(seconds=seconds)
    half_day = ("date", "am/pm") in tokens
    out: list[str] = []
    for n, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            total = seconds // {"h": 3600, "m": 60, "s": 1}[text[0]]
            out.append(str(total).zfill(len(text)))
        elif kind == "date":
            out.append(_part(when, text, _is_minute(tokens, n), half_day=half_day))
        elif kind == "mark":
            out.append(text)
        elif kind == "digits":
            out.append("0" * len(text))
        elif kind == "text":
            out.append(text)
    return re.sub(r"\.0+(?=$| )", "", "".join(out)).strip()


def _is_minute(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether "m" is minutes: after hours or before seconds."""
    before = next((text for kind, text in reversed(tokens[:at]) if kind in ("date", "elapsed")), "")
    after = next((text for kind, text in tokens[at + 1 :] if kind in ("date", "elapsed")), "")
    return before.startswith("h") or after.startswith("s")


def _part(when: datetime, text: str, minute: bool, *, half_day: bool) -> str:
    letter, width = text[0], len(text)
    if text == "am/pm":
        return "AM" if when.hour < 12 else "PM"
    if letter == "y":
        return f"{when.year:04}" if width > 2 else f"{when.year % 100:02}"
    if letter == "m" and not minute:
        name = _MONTHS[when.month - 1]
        number = f"{when.month:0{width}}" if width < 3 else ""
        return number or (name[:3] if width == 3 else name[:1] if width == 5 else name)
    if letter == "d":
        name = _DAYS[when.weekday()]
        return f"{when.day:0{width}}" if width < 3 else name[:3] if width == 3 else name
    figure = {"h": (when.hour - 1) % 12 + 1 if half_day else when.hour, "m": when.minute, "s": when.second}[letter]
    return f"{figure:0{min(width, 2)}}"


def is_date(code: str) -> bool:
    """Whether a format shows numbers as dates or times."""
    return any(kind in ("date", "elapsed") for kind, _ in _tokens(_sections(code)[0]))
