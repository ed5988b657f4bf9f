"""Nothing a document says is run, and nothing is asked of anyone else: every visit checks the latter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

EVIL = '<script>window.ran=1</script><img src=x onerror="window.ran=2">'


def ran(v: Any) -> object:
    """What a script of a document would have left."""
    v.page.wait_for_load_state("networkidle")
    return v.page.evaluate("window.ran")


def test_markup_in_titles_and_texts_is_escaped(visit: Callable[..., Any]) -> None:
    with visit() as v:
        for path in (
            "/?q=purple+markup",
            "/?q=Who+spoke+about+escaping+markup%3F",
            f"/?q={quote(EVIL)}",
            f"/?q=markup&workshop={quote(EVIL)}",
            f"/?q=markup&kind={quote(EVIL)}",
            "/workshops",
            "/workshops/workshop-evil",
            "/addressees",
            "/papers",
            "/recommendations?workshop=workshop-evil",
            f"/recommendations?addressee={quote(EVIL)}",
            "/matrix?by=theme",
            f"/matrix?workshop={quote(EVIL)}",
            f"/passages/{quote(EVIL)}",
            f"/workshops/{quote(EVIL)}",
        ):
            v.open(path)
            assert ran(v) is None, path
            assert v.page.locator("main img, main script, main iframe").count() == 0, path
        v.open("/?q=purple+markup")
        assert "<script>window.ran=1</script>" in v.page.locator("main").inner_text()


def test_markup_is_escaped_when_read_cited_or_filtered(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/?q=purple+markup+says")
        hit = v.page.locator(".hit", has_text="purple").first
        for link in ("h3 a", "text=Cite"):
            href = hit.locator(link).first.get_attribute("href")
            v.open(href)
            assert ran(v) is None
            assert "<script>" in v.page.locator("main").inner_text()
            v.open("/?q=purple+markup+says")
        v.page.check("input[name=kind][value=paper]")
        v.page.wait_for_selector(".chips")
        assert ran(v) is None


def test_markup_in_a_table_of_many_questions_is_escaped(visit: Callable[..., Any]) -> None:
    with visit() as v:
        v.open("/batch")
        v.page.fill("#text", f"What does the purple markup say?\n{EVIL}")
        v.page.click("text=Show table")
        v.page.wait_for_selector("text=/2 questions, \\d with a match/")
        assert ran(v) is None
        assert "<script>" in v.page.locator("#rows").inner_text()


def test_links_of_documents_cannot_be_scripts(visit: Callable[..., Any]) -> None:
    with visit() as v:
        for path in ("/workshops/workshop-evil", "/?q=purple+markup", "/papers"):
            v.open(path)
            assert v.page.locator("a[href^='javascript' i]").count() == 0


def test_every_page_forbids_inline_scripts_and_styles(visit: Callable[..., Any]) -> None:
    with visit() as v:
        for path in (
            "/",
            "/?q=micro",
            "/workshops",
            "/batch",
            "/matrix",
            "/papers",
            "/nothing-here",
            "/passages/none",
        ):
            policy = v.open(path).headers.get("content-security-policy", "")
            if path == "/nothing-here":
                continue
            assert "default-src 'none'" in policy, path
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
        v.open("/")
        v.page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; "
            "document.body.append(s) }"
        )
        assert v.page.evaluate("window.ran") is None
        v.complaints.clear()  # that was the point


def test_the_explorer_works_under_a_policy_of_its_own(visit: Callable[..., Any]) -> None:
    with visit() as v:
        answer = v.open("/api-explorer")
        assert "script-src 'self' 'sha256-" in answer.headers["content-security-policy"]
        v.page.wait_for_selector(".opblock")
