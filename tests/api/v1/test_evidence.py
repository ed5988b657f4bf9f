"""Recommendations, quotes, citations, the matrix, records and tables over HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from fastapi.testclient import TestClient

import corpus

TRACKED = Path(corpus.__file__).parent / "workshops" / "workshop-china-seminar" / "page.txt"
SURABAYA = Path(__file__).parents[2] / "relations" / "workshops" / "workshop-surabaya-seminar" / "page.txt"
URL = "http://apctt.example/nis/surabaya"
PAPER = "Licensing offices of universities earn their cost within five years."
TOML = f"""url = "{URL}"
saved = 2026-11-20
page = "page.txt"
[[papers]]
talk = 3
role = "white paper"
file = "licence.pdf"
"""


@pytest.fixture
def site(workplace: Any, serve: Callable[[Path], TestClient], tiny_pdf: Callable[..., bytes]) -> TestClient:
    """A workshop with one paper at hand, and a web page with a script in it."""
    workplace.write("surabaya/page.txt", SURABAYA.read_text())
    workplace.write("surabaya/workshop.toml", TOML)
    workplace.write("surabaya/licence.pdf", tiny_pdf("From laboratory to licence", PAPER))
    workplace.write(
        "notes/=1+1.html", "<html><body><p>=1+1 is a sum of some kind.</p><script>1</script></body></html>"
    )
    report = workplace.ingest(workplace.files / "surabaya", workplace.files / "notes")
    assert not report.failures
    return serve(workplace.data)


def first(site: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = site.get("/v1/recommendations").json()["items"][0]
    return found


def test_a_recommendation_lists_its_actions_with_their_words(site: TestClient) -> None:
    item = first(site)
    assert item["text"].startswith("Set up technology licensing offices")
    assert item["date"] == "2007-09-04"
    assert [item["text"][a["start"] : a["end"]] for a in item["actions"]] == ["Set up"]
    assert site.get(item["permalink"]).status_code == 200


def test_recommendations_are_filtered_by_action(site: TestClient) -> None:
    found = site.get("/v1/recommendations", params={"action": ["train", "assess"]}).json()
    assert found["total"] == 2
    assert site.get("/v1/recommendations?action=dance").status_code == 422


def test_evidence_comes_from_the_papers_of_the_workshop(site: TestClient) -> None:
    found = site.get(f"/v1/recommendations/{first(site)['id']}/evidence").json()
    assert [item["passage"]["kind"] for item in found["items"]] == ["paper"] * found["total"]
    assert any(PAPER.split(" within")[0] in item["passage"]["text"] for item in found["items"])
    assert found["items"][0]["relation"] == "evidence"
    assert (found["coverage"]["at_hand"], found["reason"]) == (1, None)


def test_related_passages_give_a_reason_and_never_include_the_passage_itself(site: TestClient) -> None:
    for item in site.get("/v1/recommendations").json()["items"]:
        found = site.get(f"/v1/recommendations/{item['id']}/related", params={"limit": 100}).json()["items"]
        assert item["id"] not in [other["passage"]["id"] for other in found]
        assert all(other["recommendation"]["id"] == other["passage"]["id"] for other in found)
        assert all(
            other["reason"] and other["relation"] in ("near-identical", "narrower", "related") for other in found
        )


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("bibtex", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("csl-json", "application/vnd.citationstyles.csl+json"),
        ("formatted", "text/plain"),
    ],
)
def test_each_citation_format_has_its_media_type_and_file_name(
    site: TestClient, name: str, media_type: str
) -> None:
    found = site.get(f"/v1/passages/{first(site)['id']}/citation", params={"format": name})
    assert found.headers["content-type"].split(";")[0] == media_type
    assert "National Seminar on Innovation for Local Industry" in found.text
    assert "2026" in found.text


def test_a_paper_is_cited_with_its_page_speaker_and_workshop(site: TestClient) -> None:
    passage = site.get("/v1/search", params={"q": PAPER, "kind": "paper"}).json()["results"][0]["passage"]
    address = f"/v1/passages/{passage['id']}/citation"
    (entry,) = bibtexparser.loads(site.get(address, params={"format": "bibtex"}).text).entries
    assert entry["author"] == "{Lim Boon Keng}"
    assert entry["pages"] == str(passage["page"])
    assert "National Seminar" in entry["booktitle"]
    (record,) = rispy.loads(site.get(address, params={"format": "ris"}).text)
    assert record["secondary_title"].startswith("National Seminar")
    (item,) = site.get(address, params={"format": "csl-json"}).json()
    assert item["archive_location"].endswith(f"/passages/{passage['id']}")


def test_the_retrieval_date_of_a_saved_page_is_the_day_it_was_saved(site: TestClient) -> None:
    assert "(retrieved 2026-11-20)" in site.get(f"/v1/passages/{first(site)['id']}/citation").text


def test_an_unknown_format_or_passage_is_refused(site: TestClient) -> None:
    assert site.get(f"/v1/passages/{first(site)['id']}/citation?format=endnote").status_code == 422
    assert site.get("/v1/passages/d0-0/citation").status_code == 404


def test_a_verbatim_quote_is_verified_with_its_range(site: TestClient) -> None:
    item = first(site)
    found = site.post("/v1/quotes/verify", json={"quote": item["text"]}).json()
    assert found["verified"]
    assert found["matches"][0]["id"] == item["id"]
    assert found["matches"][0]["quoted"] == {
        "page": item["page"],
        "start": item["start"],
        "end": item["end"],
        "text": item["text"],
        "exact": True,
    }
    assert found["differences"] == []


def test_an_altered_quote_is_refused_with_the_difference(site: TestClient) -> None:
    quote = first(site)["text"].replace("licensing", "lending")
    found = site.post("/v1/quotes/verify", json={"quote": quote}).json()
    assert (found["verified"], found["matches"]) == (False, [])
    assert [(d["quote"], d["source"]) for d in found["differences"]] == [("lending", "licensing")]
    assert found["nearest"]["id"] == first(site)["id"]


def test_the_matrix_is_the_same_in_json_and_csv(site: TestClient) -> None:
    found = site.get("/v1/matrix").json()
    rows = list(csv.DictReader(io.StringIO(site.get("/v1/matrix?format=csv").text)))
    cells = [(c["addressee"], c["column"], q["id"]) for c in found["cells"] for q in c["quotes"]]
    assert [(r["addressee"], r["column"], r["recommendation"]) for r in rows] == cells
    assert all(c["count"] == len(c["quotes"]) for c in found["cells"])
    assert found["measured"][0]["precision"] >= 0.9
    assert site.get("/v1/matrix?by=theme").json()["by"] == "theme"
    assert site.get("/v1/matrix?by=colour").status_code == 422


def test_a_saved_search_run_again_is_the_same(site: TestClient) -> None:
    record = site.post("/v1/records", json={"query": "licensing offices", "filters": {"kind": ["recommendation"]}})
    found = site.post("/v1/records/rerun", json=record.json()).json()
    assert (found["same"], found["differences"]) == (True, [])
    assert record.json()["filters"] == {"kind": ["recommendation"]}
    assert site.post("/v1/records/rerun", json={"query": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps({"questions": ["licensing offices", "=1+1"]})),
        ("text/csv; charset=utf-8", "question\nlicensing offices\n=1+1\n"),
        ("application/x-ndjson", '"licensing offices"\n{"question": "=1+1"}\n'),
    ],
)
def test_a_table_answers_questions_in_every_input_format(site: TestClient, content_type: str, body: str) -> None:
    answer = site.post("/v1/tables?format=csv", content=body, headers={"Content-Type": content_type})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["question"] for row in rows] == ["licensing offices", "'=1+1"]
    assert answer.headers["x-questions"] == "2"
    as_lines = site.post("/v1/tables?format=jsonl", content=body, headers={"Content-Type": content_type}).text
    assert [json.loads(line)["question"] for line in as_lines.splitlines()] == ["licensing offices", "=1+1"]


def test_a_table_without_questions_or_with_too_many_is_refused(site: TestClient) -> None:
    assert site.post("/v1/tables", json={"questions": []}).status_code == 422
    assert site.post("/v1/tables", json={"questions": [" ", ""]}).status_code == 422
    assert site.post("/v1/tables", content="", headers={"Content-Type": "text/csv"}).status_code == 422
    assert site.post("/v1/tables", content=b"x" * (4 << 20) + b"y").status_code == 413


def test_a_table_answers_the_valid_questions_and_names_the_others(site: TestClient) -> None:
    asked = {"questions": ["licensing offices", " ", "x" * 8001]}
    answer = site.post("/v1/tables?format=csv", json=asked)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [bool(row["quote"]) for row in rows] == [True, False, False]
    assert rows[0]["note"] == ""
    assert rows[1]["note"].startswith("Question 2: The question is empty")
    assert rows[2]["note"].startswith("Question 3: The question has 8001 characters")
    assert (answer.headers["x-questions"], answer.headers["x-warnings"]) == ("3", "2")
    first, *others = map(json.loads, site.post("/v1/tables", json=asked).text.splitlines())
    assert first == {"warnings": [rows[1]["note"], rows[2]["note"]]}
    assert [row["question"] for row in others] == ["licensing offices", "", "x" * 8001]


def test_a_table_warns_of_a_filter_value_that_no_passage_has(site: TestClient) -> None:
    asked = {"questions": ["licensing offices"], "filters": {"country": ["Atlantis"]}}
    warnings, row = map(json.loads, site.post("/v1/tables", json=asked).text.splitlines())
    assert warnings["warnings"] == [row["note"]]
    assert row["note"].startswith("No passage has the country 'Atlantis'.")


def document_of(site: TestClient, media_type: str) -> dict[str, Any]:
    items = site.get("/v1/documents").json()["items"]
    return next(item for item in items if item["media_type"] == media_type)


def test_a_pdf_is_sent_inline_with_its_original_bytes(site: TestClient, workplace: Any) -> None:
    found = site.get(f"/v1/documents/{document_of(site, 'application/pdf')['id']}/file")
    assert found.content == (workplace.files / "surabaya" / "licence.pdf").read_bytes()
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-disposition"].startswith('inline; filename="licence.pdf"')
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"].startswith("sandbox")


def test_files_are_sent_with_a_media_type_listed_in_openapi(site: TestClient) -> None:
    get = site.get("/openapi.json").json()["paths"]["/v1/documents/{id}/file"]["get"]
    ids = [item["id"] for item in site.get("/v1/documents").json()["items"]]
    sent = {site.get(f"/v1/documents/{identifier}/file").headers["content-type"] for identifier in ids}
    assert {"application/pdf", "application/octet-stream"} <= sent <= get["responses"]["200"]["content"].keys()


def test_html_files_are_sent_as_attachments(site: TestClient) -> None:
    found = site.get(f"/v1/documents/{document_of(site, 'text/html')['id']}/file")
    assert b"<script>" in found.content
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in found.headers["content-security-policy"]
    assert found.headers["x-content-type-options"] == "nosniff"


def test_the_file_of_a_workshop_page_is_the_saved_page(site: TestClient) -> None:
    found = site.get(f"/v1/documents/{first(site)['document']['id']}/file")
    assert found.content == SURABAYA.read_bytes()


def test_a_document_without_a_stored_file_is_404(site: TestClient, workplace: Any) -> None:
    identifier = document_of(site, "application/pdf")["id"]
    for path in (workplace.data / "originals").rglob("*"):
        if path.is_file():
            path.unlink()
    found = site.get(f"/v1/documents/{identifier}/file")
    assert found.status_code == 404
    assert "not stored" in found.json()["detail"]
