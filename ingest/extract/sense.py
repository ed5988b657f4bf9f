"""Whether a web page holds what it was asked for, or only stands where that should be.

A server answers "200 OK" with pages that hold nothing to cite: a form to sign in, "page not found", a check
for robots, "coming soon", a page that only leads on. Each is judged by several signs together (how little text
there is, what the title says, which fields a form has), so that an article *about* any of these passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from ingest.extract.charset import declared_in_markup, decode_text
from ingest.extract.sense_words import (
    ADVICE,
    ASKS_FOR_NAME,
    BEGINS_NOT_FOUND,
    BEGINS_SIGN_IN,
    BOT,
    CHALLENGE,
    COOKIE_NOTICE,
    COOKIES,
    ERROR,
    NO_ACCESS,
    NOT_FOUND,
    OFFERS,
    OLD_BROWSER,
    PLACEHOLDER,
    PROGRAM_ERROR,
    SAYS_NOT_FOUND,
    SCRIPT,
    SERVER_ERROR,
    SIGN_IN,
    SenseCode,
)

_NOTHING, _LITTLE, _SOME = 12, 60, 200
"""Words outside of menus, forms and links: a line, a notice, a short page."""
_WAIT_SECONDS = 30
_MOST_BYTES = 4 << 20
"""A longer page is no notice."""
_MOST_CHARACTERS = 20_000
_MOST_TITLES = 4
_MOST_LINKS = 2000

_UNSHOWN = frozenset("script style template noscript head svg select option iframe object".split())
_FURNITURE = frozenset("nav header footer aside form button a menu".split())
_WORD = re.compile(r"[^\W\d_]+|[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]")
_SEGMENT = re.compile(r"\s+[|–—·»-]\s+|\s*[|:–—·»]\s*")
_BLANKS = re.compile(r"\s+")

_REFRESH = re.compile(
    r"\s*(\d{0,6})(?:\.\d*)?\s*(?:[;,]\s*(?:url\s*=\s*)?|\s+url\s*=\s*)[\"']?\s*([^\"']*)", re.IGNORECASE
)
_LOCATION = re.compile(
    r"(?:^|[\s;{])(?:(?:window|document|self|top)\.)?location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*"
    r"[\"']([^\"'\s]{1,2000})[\"']",
)
_PDF_PATH = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a page is. ``code`` is None where it holds something to read; ``message`` says what to do otherwise.

    ``leads_to`` is the address that the page passes its reader on to by itself; ``paper`` that of the one file
    which it presents (``citation_pdf_url``, a frame or the only link to a PDF), both absolute where the page's
    address was given. ``is_landing`` says that the page is there for that file, and hardly says more itself.
    """

    code: SenseCode | None = None
    message: str = ""
    leads_to: str | None = None
    paper: str | None = None
    is_landing: bool = False


def make_sense(data: bytes, url: str | None = None, charset: str | None = None) -> Sense:
    """Judge a web page by its bytes. ``url`` is its address, ``charset`` what a server declared.

    What cannot be parsed is left to the reader, which names what is wrong with it.
    """
    if len(data) > _MOST_BYTES:
        return Sense()
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    text = decode_text(data, charset, declared_in_markup(data)).text
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return Sense()
    signs = _signs(tree, url)
    code = _judged(signs)
    forwards = code == "forwarding"
    message = ADVICE[code] if code else ""
    if forwards and signs.leads_to:
        message = f"The page only leads to {signs.leads_to[:200]}. Ingest that one."
    # What a wall or an error page links to are the terms of use, not the paper.
    paper = signs.paper if code in (None, "needs-script", "placeholder") else None
    is_landing = signs.declared or (signs.offered and signs.plain_words <= _SOME)
    return Sense(code, message, signs.leads_to if forwards else None, paper, paper is not None and is_landing)


@dataclass(slots=True)
class _Signs:
    """What was met in one walk over the tree. ``plain`` is the text outside of menus, forms and links."""

    titles: list[str] = field(default_factory=list)
    plain: str = ""
    words: int = 0
    password: bool = False
    fields: int = 0
    scripts: int = 0
    noscript: str = ""
    challenge: bool = False
    leads_to: str | None = None
    wait: int = 0
    paper: str | None = None
    declared: bool = False
    offered: bool = False

    @property
    def plain_words(self) -> int:
        return len(_WORD.findall(self.plain))

    def titled(self, pattern: re.Pattern[str]) -> bool:
        """Whether the title or the first heading, or a part of it beside a site's name, says just this."""
        parts = (part for title in self.titles for part in (title, *_SEGMENT.split(title)))
        return any(pattern.fullmatch(part.strip(" .!…\u00a0")) for part in parts if part)

    def begins(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.match(title) for title in self.titles)


def _judged(signs: _Signs) -> SenseCode | None:
    plain = signs.plain_words
    if signs.leads_to and _mere_forwarding(signs):
        return "forwarding"
    if plain > _SOME:
        return None
    if _asks_to_sign_in(signs, plain):
        return "sign-in"
    says_404 = signs.titled(NOT_FOUND) or signs.begins(BEGINS_NOT_FOUND)
    if says_404 and (plain <= _LITTLE or SAYS_NOT_FOUND.search(signs.plain)):
        return "not-found"
    if plain <= _LITTLE and signs.titled(NO_ACCESS):
        return "no-access"
    if plain <= _LITTLE and signs.titled(ERROR):
        return "not-found" if SAYS_NOT_FOUND.search(signs.plain) else "server-error"
    if plain <= _LITTLE and (signs.titled(SERVER_ERROR) or PROGRAM_ERROR.match(signs.plain)):
        return "server-error"
    if _checks_for_robots(signs, plain):
        return "bot-check"
    if plain <= _LITTLE and _asks_for_cookies(signs):
        return "cookie-wall"
    if _draws_by_script(signs) or (plain <= _LITTLE and signs.titled(OLD_BROWSER)):
        return "needs-script"
    told = " ".join([*signs.titles, signs.plain])
    if plain <= _LITTLE // 2 and signs.words <= _SOME and PLACEHOLDER.search(told) and not signs.paper:
        return "placeholder"
    return None


def _mere_forwarding(signs: _Signs) -> bool:
    if signs.wait > _WAIT_SECONDS:
        return False
    return signs.words <= (_SOME if signs.wait <= 1 else _LITTLE)


def _asks_to_sign_in(signs: _Signs, plain: int) -> bool:
    named = signs.titled(SIGN_IN) or signs.begins(BEGINS_SIGN_IN)
    if signs.password:
        named = named or (plain <= _LITTLE and bool(ASKS_FOR_NAME.search(signs.plain)))
        return plain <= (2 * _LITTLE if named else _NOTHING)
    # The first of two steps asks for a name alone.
    return named and plain <= _LITTLE and 0 < signs.fields <= 3


def _checks_for_robots(signs: _Signs, plain: int) -> bool:
    """Two signs of it: what the title says, what the text says, a script that checks."""
    said = bool(BOT.search(_without_titles(signs)))
    if plain <= 2 * _LITTLE and signs.begins(BOT):
        twice = len({title for title in signs.titles if BOT.search(title)}) > 1
        return twice or said or signs.challenge or signs.scripts > 0 or plain <= _NOTHING
    return (plain <= _LITTLE and signs.challenge and said) or (plain <= _NOTHING and bool(BOT.match(signs.plain)))


def _without_titles(signs: _Signs) -> str:
    """The plain text less the headings that are taken for titles."""
    text = signs.plain
    for title in signs.titles:
        text = text.replace(title, "", 1)
    return text


def _asks_for_cookies(signs: _Signs) -> bool:
    """Whether a page says of cookies that they are wanted, and nothing else."""
    rest = len(_WORD.findall(_without(signs.plain, COOKIES)))
    if rest <= _NOTHING and COOKIES.search(signs.plain):
        return True
    rest = len(_WORD.findall(_without(signs.plain, COOKIE_NOTICE)))
    return rest <= _NOTHING and signs.words <= _LITTLE and bool(COOKIE_NOTICE.search(signs.plain))


def _draws_by_script(signs: _Signs) -> bool:
    if not signs.scripts and not signs.noscript:
        return False
    if signs.words <= 3 and (signs.scripts or SCRIPT.search(signs.noscript)):
        return True
    told = f"{signs.plain} {signs.noscript}"
    rest = len(_WORD.findall(_without(signs.plain, SCRIPT)))
    return rest <= _NOTHING and signs.words <= _LITTLE and bool(SCRIPT.search(told))


def _without(text: str, pattern: re.Pattern[str]) -> str:
    """The sentences of ``text`` in which ``pattern`` is not found."""
    return " ".join(part for part in re.split(r"(?<=[.!?])\s+|\n", text) if not pattern.search(part))


def _signs(tree: Any, url: str | None) -> _Signs:
    signs = _Signs()
    base = next((href for e in tree.iter("base") if (href := e.get("href"))), None)
    base = _joined(url, base) if base else url
    _read_head(tree, base, url, signs)
    _read_text(tree, signs)
    signs.declared = signs.paper is not None
    frames = [element.get("src") or "" for element in tree.iter("frame")]
    if len(frames) == 1 and signs.leads_to is None:
        signs.leads_to = _joined(base, frames[0]) or None
    papers: dict[str, bool] = {}
    for element in islice(tree.iter("a", "embed", "iframe", "object", "frame"), _MOST_LINKS):
        target = element.get("href") or element.get("src") or element.get("data") or ""
        if _PDF_PATH.search(target) or element.get("type") == "application/pdf":
            if any(above.tag in ("nav", "header", "footer", "aside") for above in element.iterancestors()):
                continue
            address = _joined(base, target).partition("#")[0]
            offers = element.tag != "a" or bool(OFFERS.search(_text(element)))
            papers[address] = papers.get(address, False) or offers
    if signs.paper is None and len(papers) == 1:
        signs.paper, signs.offered = next(iter(papers.items()))
    return signs


def _read_head(tree: Any, base: str | None, url: str | None, signs: _Signs) -> None:
    for element in tree.iter("title", "h1", "meta", "link", "script", "noscript", "input", "iframe", "div"):
        tag = element.tag
        if tag in ("title", "h1") and len(signs.titles) < _MOST_TITLES:
            signs.titles.append(_text(element)[:300])
        elif tag == "meta":
            _read_meta(element, base, url, signs)
        elif tag == "link":
            rel, kind = (element.get("rel") or "").lower(), (element.get("type") or "").lower()
            href = element.get("href") or ""
            if (rel == "canonical" and _PDF_PATH.search(href)) or (rel == "alternate" and "pdf" in kind):
                signs.paper = signs.paper or _joined(base, href)
        elif tag == "script":
            _read_script(element, base, signs)
        elif tag == "noscript" and len(signs.noscript) < _MOST_CHARACTERS:
            signs.noscript += " " + _text(element)[:2000]
        elif tag == "input":
            kind = (element.get("type") or "text").lower()
            signs.password |= kind == "password"
            signs.fields += kind in ("text", "email", "password", "tel")
        marked = f"{element.get('id') or ''} {element.get('class') or ''} {element.get('src') or ''}"
        signs.challenge |= bool(CHALLENGE.search(marked))
    signs.titles = [title for title in signs.titles if title]


def _read_meta(element: Any, base: str | None, url: str | None, signs: _Signs) -> None:
    content = (element.get("content") or "")[:4000]
    if (element.get("http-equiv") or "").lower() == "refresh":
        match = _REFRESH.match(content)
        target = _joined(base, match[2].strip()) if match and match[2].strip() else ""
        if match and target and target.partition("#")[0] != (url or "").partition("#")[0]:
            signs.leads_to, signs.wait = target, int(match[1] or 0)
    elif (element.get("name") or "").lower() == "citation_pdf_url" and content.strip():
        signs.paper = _joined(base, content.strip())


def _read_script(element: Any, base: str | None, signs: _Signs) -> None:
    kind = (element.get("type") or "").lower()
    if kind not in ("", "module", "text/javascript", "application/javascript", "text/ecmascript"):
        return  # data, as of search engines
    signs.scripts += 1
    source = (element.text or "")[:20_000]
    if signs.leads_to is None and len(source) < 2000 and (match := _LOCATION.search(source)):
        # A page that a script leaves at once; in a longer script it stands in a function, for some click.
        signs.leads_to, signs.wait = _joined(base, match[1]), 2


def _read_text(tree: Any, signs: _Signs) -> None:
    plain: list[str] = []
    for text, furniture in _texts(tree):
        signs.words += len(_WORD.findall(text))
        if not furniture:
            plain.append(text)
    signs.plain = _BLANKS.sub(" ", " ".join(plain)).strip()[:_MOST_CHARACTERS]


def _texts(tree: Any) -> Iterator[tuple[str, bool]]:
    """The shown texts in document order, and whether each stands in a menu, a form or a link."""
    unshown = furniture = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            unshown += tag in _UNSHOWN
            furniture += tag in _FURNITURE
            if element.text and not unshown:
                yield element.text, bool(furniture)
        else:
            unshown -= tag in _UNSHOWN
            furniture -= tag in _FURNITURE
            if element.tail and not unshown:
                yield element.tail, bool(furniture)


def _text(element: Any) -> str:
    return _BLANKS.sub(" ", " ".join(element.itertext())).strip()


def _joined(base: str | None, target: str) -> str:
    try:
        return urljoin(base or "", target.strip())
    except ValueError:
        return ""
