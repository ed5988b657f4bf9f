"""Reading, browsing, comparing and batches, as a browser without a script gets them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.web.browse import UNKNOWN, workshop_table, year_of
from corpus.model import Workshop

SLUG = "workshop-china-seminar"


def shown(client: TestClient, path: str, status: int = 200) -> str:
    """The text of a page, which has the headers of one."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.text


def bare(page: str) -> str:
    """What of it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def first(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    """The best passage."""
    found: dict[str, Any] = client.get("/v1/search", params={"q": question, **more}).json()["results"][0][
        "passage"
    ]
    return found


def test_a_passage_is_shown_in_its_document_between_its_neighbours(client: TestClient) -> None:
    passage = first(client, "micro credit")
    page = shown(client, f"/documents/{passage['document']['id']}?passage={passage['id']}")
    (here,) = re.findall(r'id="here"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert passage["text"] in bare(here)
    assert page.count('class="hash"') == 93
    assert 'href="http://apctt.org/nis/workshop-china-seminar"' in page


def test_a_passage_of_another_document_and_an_unknown_page_are_404(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    one, two = library.add("one", "First text."), library.add("two", "Second text.", "Its second page.")
    library.publish()
    client = serve(library.data)
    foreign = first(client, "First text", document=one.id)
    assert "another document" in shown(client, f"/documents/{two.id}?passage={foreign['id']}", 404)
    assert "no page 3" in shown(client, f"/documents/{two.id}?page=3", 404)
    assert "Its second page." in bare(shown(client, f"/documents/{two.id}?page=2"))
    shown(client, f"/documents/{two.id}?page=0", 422)


def test_a_long_page_is_shown_in_parts_around_the_passage(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    lines = [f"Sentence number {n} of a very long page tells of matter {n * 7}." for n in range(3000)]
    document = library.add("long", "\n".join(lines), "The page after.")
    library.publish()
    client = serve(library.data)
    begin = shown(client, f"/documents/{document.id}")
    assert len(begin) < 80_000
    seen = {int(n) for n in re.findall(r"Sentence number (\d+) ", begin)}
    page = begin
    while later := re.search(r'href="(\?passage=[^"]+)">Show later text<', page):
        page = shown(client, f"/documents/{document.id}{later[1].split('#')[0]}")
        assert len(page) < 80_000
        seen |= {int(n) for n in re.findall(r"Sentence number (\d+) ", page)}
        if "The page after." in page:
            break
    assert seen == set(range(3000))


def test_old_addresses_lead_to_the_reworded_or_closest_passage(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    document = library.add("a", "Some text.")
    (passage,) = library.catalogue.passages(document.id)
    library.catalogue.put_former_id("d1-old", passage.id, None, "2026")
    library.catalogue.put_former_id("d1-lost", None, passage.id, "2026")
    library.publish()
    client = serve(library.data)
    for path in ("/passages/{}", f"/documents/{document.id}?passage={{}}"):
        moved = client.get(path.format("d1-old"))
        assert moved.status_code == 301
        assert moved.headers["location"].endswith(path.format(passage.id))
    assert f'href="/passages/{passage.id}"' in shown(client, "/passages/d1-lost", 410)


def test_a_workshop_is_shown_with_its_talks_its_recommendations_and_what_is_missing(client: TestClient) -> None:
    assert f'href="/workshops/{SLUG}"' in shown(client, "/workshops")
    page = shown(client, f"/workshops/{SLUG}")
    assert len(re.findall(r'id="talk-\d+"', page)) == 17
    lists = re.findall(r'<ol class="recs">(.*?)</ol>', page, re.DOTALL)
    assert [part.count("<li") for part in lists] == [24, 20, 16]
    missing = page[page.index('id="missing"') :]
    added = re.findall(r'href="(/add[^"]+)">Add the file', missing)
    assert len(added) == 14
    form = shown(client, unescape(added[0]))
    assert f'<option value="{SLUG}" selected>' in form
    assert '<option value="presentation" selected>' in form
    assert re.search(r'<option value="\d+" selected>', form)
    assert "There is no workshop" in shown(client, "/workshops/none", 404)


def test_missing_papers_are_listed(client: TestClient) -> None:
    text = bare(shown(client, "/papers"))
    assert "14 linked papers, 0 available" in text
    assert text.count("missing") >= 14


def test_an_added_paper_can_be_read_from_its_talk(
    workplace: Any, serve: Callable[[Path], TestClient], tiny_pdf: Callable[..., bytes]
) -> None:
    page = (Path(__file__).parents[2] / "relations/workshops/workshop-surabaya-seminar/page.txt").read_text()
    workplace.write("w/page.txt", page)
    workplace.write("w/paper.pdf", tiny_pdf("About furniture.", "Teak joints hold for a century."))
    workplace.write(
        "w/workshop.toml",
        'url = "http://a.example/w"\nsaved = 2026-11-20\npage = "page.txt"\n'
        '[[papers]]\ntalk = 1\nrole = "presentation"\nfile = "paper.pdf"\n',
    )
    workplace.ingest(workplace.files / "w")
    client = serve(workplace.data)
    (href,) = set(re.findall(r'<a href="(/documents/[^"]+)">Presentation</a>', shown(client, "/workshops/w")))
    assert "Page 1 of 2" in shown(client, href)
    found = first(client, "teak joints", kind="paper")
    reading = shown(client, f"{href}?passage={found['id']}")
    assert f'href="/v1{href}/file#page=2"' in reading
    assert client.get(f"/v1{href}/file").content.startswith(b"%PDF")


def test_addressees_and_heatmap_cells_link_to_what_they_count(client: TestClient) -> None:
    listed = re.findall(
        r'href="(/recommendations[^"]*)" data-item>.*?(\d+) recommendations', shown(client, "/addressees")
    )
    squares = re.findall(r'class="h\d" href="([^"]*)" aria-label="[^"]*: (\d+) rec', shown(client, "/matrix"))
    themes = re.findall(
        r'class="h\d" href="([^"]*)" aria-label="[^"]*: (\d+) rec', shown(client, "/matrix?by=theme")
    )
    assert len(listed) == 6
    for href, count in [*listed, *squares[:8], *themes[:8]]:
        assert f"{count} recommendation" in bare(shown(client, unescape(href))), href


def test_recommendations_are_paged_and_an_unknown_filter_value_finds_none(client: TestClient) -> None:
    assert "60 recommendations" in bare(shown(client, "/recommendations"))
    assert "No recommendation matches" in shown(client, "/recommendations?action=fly")
    assert shown(client, "/recommendations?from=61").count('class="hit"') == 0
    assert shown(client, "/recommendations?from=51").count('class="hit"') == 10


def test_many_questions_are_answered_as_page_file_and_stream(client: TestClient) -> None:
    given = "Who should give micro credit?\nHow do I bake a carrot cake?\n"
    page = client.post("/batch", data={"text": given, "as": "table"})
    assert "micro credit system" in page.text
    assert "2 questions, 1 with a match." in bare(page.text)
    lines = client.post("/batch", data={"text": given, "as": "stream"})
    assert lines.headers["x-questions"] == "2"
    rows = [json.loads(line) for line in lines.text.splitlines()]
    assert [row["answerable"] for row in rows] == [True, False]
    for name, content in (
        ("q.csv", f'id,question\n1,"{given.splitlines()[0]}"\n'),
        ("q.jsonl", '"micro credit"\n'),
    ):
        table = client.post("/batch", files={"file": (name, content)}, data={"as": "csv"})
        assert "attachment" in table.headers["content-disposition"]
        (row,) = csv.DictReader(io.StringIO(table.text))
        assert "micro credit" in row["quote"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b"\xff\xfe\x00"), ("a.txt", b" \n"), ("a.jsonl", b"{not json"), ("a.csv", b"x" * 4_000_001)],
    ids=["not text", "empty", "not JSON", "too large"],
)
def test_a_file_without_questions_gives_a_message_on_the_page(
    client: TestClient, name: str, content: bytes
) -> None:
    answer = client.post("/batch", files={"file": (name, content)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_search_saved_on_the_page_can_be_run_again(client: TestClient) -> None:
    page = shown(client, "/?q=micro+credit&kind=recommendation")
    (href,) = re.findall(r'href="(/record[^"]+)"', page)
    record = client.get(unescape(href))
    assert record.json()["query"] == "micro credit"
    assert client.post("/v1/records/rerun", json=record.json()).json()["same"] is True


def test_facet_counts_of_a_chosen_filter_ignore_that_filter(client: TestClient) -> None:
    page = shown(client, "/?q=cluster+policy&kind=talk")
    counts = dict(re.findall(r'name="kind" value="(\w+)".*?class="n">(\d+)<', page, re.DOTALL))
    assert int(counts["recommendation"]) > 0
    assert "Active filters" in page


def test_the_page_says_when_nothing_has_been_indexed(tmp_path: Path, serve: Callable[[Path], TestClient]) -> None:
    assert "Nothing has been indexed yet" in shown(serve(tmp_path / "data"), "/", 503)


@pytest.mark.parametrize(
    ("path", "item", "total"),
    [("/papers", '<td class="num" data-label="Talk">', 14), ("/recommendations", 'class="hit"', 60)],
)
def test_following_the_next_links_reads_a_list_to_its_end(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str, item: str, total: int
) -> None:
    monkeypatch.setattr("api.web.pagination.PER_PAGE", 5)
    counts, at = [], path
    while at:
        text = shown(client, at)
        counts.append(text.count(item))
        later = re.search(r'rel="next" href="([^"]+)"', text)
        at = unescape(later[1]) if later else ""
    assert sum(counts) == total
    assert counts[:-1] == [5] * (len(counts) - 1)


@given(
    st.lists(
        st.builds(
            Workshop,
            slug=st.uuids().map(str),
            title=st.just("A workshop"),
            first_day=st.sampled_from([None, "1999-03-01", "2006-10-27", "2006-11-02"]),
            country=st.sampled_from([None, "China", "Indonesia"]),
        ),
        max_size=8,
    )
)
def test_the_table_counts_every_workshop_once(workshops: list[Workshop]) -> None:
    table = workshop_table(workshops)
    if table is None:
        assert len(workshops) < 2 or len({(w.country, year_of(w)) for w in workshops}) == 1
        return
    assert sum(n for _, cells in table.rows for n, _ in cells) == len(workshops)
    for country, cells in table.rows:
        for year, (n, _) in zip(table.years, cells, strict=True):
            assert n == sum((w.country or UNKNOWN, year_of(w)) == (country, year) for w in workshops)


def test_workshops_are_listed_by_year_and_country(client: TestClient) -> None:
    assert "1 workshop (China, 2006)" in bare(shown(client, "/workshops?country=China&year=2006"))
    assert "No workshop matches." in bare(shown(client, "/workshops?country=Nowhere"))
