"""Pages that hold nothing to cite are told from pages that do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.sense import make_sense

MENU = "".join(f'<li><a href="/{n}">Section {n} of the institute</a></li>' for n in range(30))
SENTENCE = "The ferry operators of the delta were asked in spring how they keep their engines in order. "

SENSELESS = {
    "a form to sign in": (
        "sign-in",
        "<title>Sign in</title><form><input name=user><input type=password><button>Sign in</button></form>",
    ),
    "a form to sign in within a site": (
        "sign-in",
        f"<title>Log in | Institute of Ferries</title><nav><ul>{MENU}</ul></nav><h1>Log in</h1>"
        "<p>You need an account to read this document.</p><form>Name <input type=text> Password "
        "<input type=password> <a href=/lost>Lost your password?</a></form><footer>All rights reserved.</footer>",
    ),
    "a portal": (
        "sign-in",
        "<title>Portal of the Institute</title><p>Welcome to the portal of the Institute of Ferries. Enter your "
        "user name and password to read documents of members.</p><form><input name=u><input type=password></form>",
    ),
    "a page for others": (
        "no-access",
        f"<title>Access denied | Institute of Ferries</title><ul>{MENU}</ul><p>You may not read this page.</p>",
    ),
    "a server in trouble": ("server-error", "<title>503 Service Unavailable</title><p>Back in an hour.</p>"),
    "a frame around another page": ("forwarding", '<frameset><frame src="http://other.test/"></frameset>'),
    "the first of two steps": ("sign-in", "<title>Anmelden</title><form>E-Mail <input type=email></form>"),
    "no such page": ("not-found", "<title>404</title><p>Nothing here.</p>"),
    "no such page within a site": (
        "not-found",
        f"<title>Page not found – Institute of Ferries</title><ul>{MENU}</ul><h1>Page not found</h1>"
        "<p>We are sorry, the page you asked for could not be found. Try the search.</p>",
    ),
    "no such page in French": ("not-found", "<title>Page introuvable</title><p>Cette page est introuvable.</p>"),
    "a check for robots": (
        "bot-check",
        "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x.js></script>"
        "<noscript>Enable JavaScript and cookies to continue</noscript>",
    ),
    "a wall of cookies": (
        "cookie-wall",
        "<title>Ferries Quarterly</title><p>Please accept all cookies to continue.</p><button>Accept</button>",
    ),
    "a page drawn by script": (
        "needs-script",
        '<title>Ferries</title><div id="root"></div><script src="/app.js"></script>'
        "<noscript>You need to enable JavaScript to run this app.</noscript>",
    ),
    "an empty page drawn by script": ("needs-script", '<div id="app"></div><script src="/app.js"></script>'),
    "a promise": ("placeholder", "<title>Paper 7</title><h1>Paper 7</h1><p>Coming soon.</p>"),
    "a promise within a site": (
        "placeholder",
        f"<title>Slides</title><nav>{MENU}</nav><p>The presentation is not yet available.</p>",
    ),
    "a page that leads on": (
        "forwarding",
        '<meta http-equiv="refresh" content="0; url=real.pdf"><p>The paper has moved.</p>',
    ),
    "a page that a script leaves": ("forwarding", '<script>window.location.href = "/new/real.html";</script>'),
}


MORE = {
    "a robot check": ("bot-check", "<title>Robot Check</title><p>We need to make sure you're not a robot.</p>"),
    "a visitor blocked": (
        "bot-check", "<title>Attention Required! | Shield</title><h1>Sorry, you have been blocked</h1><p>No.</p>",
    ),
    "a request refused": ("bot-check", "<p>Request unsuccessful. Incident ID: 123-456</p>"),
    "a check without a script": (
        "bot-check", "<title>Just a moment...</title><p>Verify you are human by completing the action below.</p>",
    ),
    "an error that names no file": (
        "not-found", "<title>Error</title><p>Sorry, something went wrong</p><p>File Not Found.</p>",
    ),
    "a link that was withdrawn": (
        "not-found", "<title>Box - Link not found</title><h1>This link doesn’t work</h1><p>It may be deleted.</p>",
    ),
    "what is not for this country": (
        "not-found", "<title>Not available</title><p>This content is not available in your country.</p>",
    ),
    "a site in maintenance": (
        "server-error", "<title>Site under maintenance</title><h1>We'll be back soon!</h1><p>Sorry.</p>",
    ),
    "too many readers": (
        "server-error", "<title>Quota exceeded</title><p>Too many users have viewed this file recently.</p>",
    ),
    "a program that failed": (
        "server-error", "<b>Fatal error</b>: Uncaught Error: Call to undefined function in /a.php:12 on line 12",
    ),
    "an article for sale": (
        "no-access", f"<title>Purchase access | Ferries</title><ul>{MENU}</ul><p>You do not have access.</p>",
    ),
    "a file too large to be checked": (
        "no-access", "<title>Drive - Virus scan warning</title><p>The file is too large.</p><form><input></form>",
    ),
    "a notice on cookies": (
        "cookie-wall", "<title>Ferries</title><h1>Before you continue</h1><p>We use cookies. Accept all.</p>",
    ),
    "a browser that is too old": (
        "needs-script", "<title>Unsupported browser</title><p>Please upgrade to the latest version.</p>",
    ),
    "a server without a page": ("placeholder", "<title>IIS Windows Server</title><img src=start.png>"),
}  # fmt: skip
SENSELESS |= MORE


@pytest.mark.parametrize("what", SENSELESS)
def test_a_page_that_holds_nothing_is_named_for_what_it_is(what: str) -> None:
    code, page = SENSELESS[what]
    sense = make_sense(f"<html><head>{page}</html>".encode(), "http://ferries.test/a/page.html")
    assert sense.code == code
    assert sense.message.endswith(".")


ABOUT = {
    "sign-in": "<title>Sign in: how {} members log in</title><h1>Log in</h1>",
    "not-found": "<title>Page not found: link rot in ferry research</title><h1>404 Not Found</h1>",
    "no-access": "<title>Access denied: who owns the delta</title><h1>Access denied</h1>",
    "server-error": "<title>Internal server error: a history</title><h1>Internal server error</h1>",
    "bot-check": "<title>Are you human? Checks for robots</title><h1>Verify you are human</h1>",
    "cookie-wall": "<title>Cookies</title><p>Sites ask readers to accept cookies to continue.</p>",
    "needs-script": "<title>Scripts</title><p>Please enable JavaScript.</p><script src=/menu.js></script>",
    "placeholder": "<title>Coming soon</title><p>New ferries are coming soon. The site is under construction.</p>",
}


@pytest.mark.parametrize("code", ABOUT)
def test_an_article_about_such_a_page_passes(code: str) -> None:
    login = '<form><input type="text"><input type="password"></form>'  # as many sites have in their header
    page = f"<html><head>{ABOUT[code]}<header>{login}</header><p>{SENTENCE * 16}</p></html>"
    assert make_sense(page.encode()).code is None


@pytest.mark.parametrize(
    "page",
    [
        f"<title>404 ferries counted</title><h1>404 ferries counted</h1><p>{SENTENCE * 4}</p>",
        f"<title>Ferries</title><p>{SENTENCE * 2} This site uses cookies.</p>",
        f"<title>Errors of navigation</title><h1>Errors</h1><p>{SENTENCE}</p>",
        f"<title>Ferries</title><ul>{MENU}</ul><p>This site uses cookies.</p>",
    ],
)
def test_a_short_page_that_only_sounds_like_one_passes(page: str) -> None:
    assert make_sense(page.encode()).code is None


def test_a_page_that_loads_itself_again_is_not_forwarding() -> None:
    page = b'<meta http-equiv="refresh" content="30; url=http://ferries.test/news"><p>Timetable of today</p>'
    assert make_sense(page, "http://ferries.test/news").code is None


def test_a_long_page_with_a_slow_refresh_is_read() -> None:
    page = f'<meta http-equiv="refresh" content="20; url=/next"><p>{SENTENCE * 10}</p>'
    assert make_sense(page.encode(), "http://ferries.test/news").code is None


@pytest.mark.parametrize(
    "page",
    [
        '<meta name="citation_pdf_url" content="files/real.pdf">' + f"<p>{SENTENCE * 20}</p>",
        '<h1>Engines</h1><p>Abstract of few words.</p><a href="files/real.pdf">Download</a>',
        '<iframe src="files/real.pdf"></iframe>',
    ],
)
def test_a_landing_page_names_its_paper(page: str) -> None:
    sense = make_sense(page.encode(), "http://ferries.test/a/landing.html")
    assert (sense.paper, sense.is_landing) == ("http://ferries.test/a/files/real.pdf", True)


@pytest.mark.parametrize(
    "page",
    [
        '<p>Abstract.</p><footer><a href="privacy.pdf">Read our terms</a></footer>',
        '<p>Abstract.</p><a href="a.pdf">Download</a> <a href="b.pdf">Download</a>',
        f'<p>{SENTENCE * 20}</p><a href="a.pdf">PDF</a>',
        '<title>Sign in</title><form><input type=password></form><a href="terms.pdf">Read our terms</a>',
    ],
)
def test_a_page_with_other_files_or_its_own_text_is_no_landing_page(page: str) -> None:
    assert not make_sense(page.encode(), "http://ferries.test/a/landing.html").is_landing


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"<" * 5000, b"<a>" * 20_000, b"<meta http-equiv=refresh>"])
def test_nothing_to_judge_is_left_to_the_reader(data: bytes) -> None:
    assert make_sense(data).code is None


PARTS = [
    "<title>", "</title>", "<h1>", "<form>", "<input type=password>", "<meta http-equiv=refresh content=",
    "'0;url=", "'>", "<a href=", "x.pdf>", "<base href=//[>", "<frame src=", "<script>location='", "//[",
    "Sign in", "404", "<",
]  # fmt: skip
markup = st.lists(st.sampled_from(PARTS))


@given(
    st.binary() | markup.map(lambda parts: " ".join(parts).encode()), st.sampled_from([None, "http://a.test/b"])
)
def test_any_bytes_are_judged(data: bytes, url: str | None) -> None:
    sense = make_sense(data, url)
    assert (sense.code is None) == (sense.message == "")
    assert sense.leads_to is None or sense.code == "forwarding"
