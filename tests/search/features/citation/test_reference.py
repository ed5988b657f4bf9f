"""What is cited of documents that were taken in."""

from __future__ import annotations

from typing import Any

from search.features.citation.formats import FORMATS
from search.features.citation.reference import reference


def test_a_local_file_is_cited_by_its_name_and_its_title_stands_once(workplace: Any) -> None:
    title = "Customs reform in West Africa"
    workplace.write("côte d'ivoire.html", f"<title>{title}</title><h1>{title}</h1><p>Tariffs fell in spring.</p>")
    workplace.ingest()
    engine = workplace.engine()
    (passage,) = engine.snapshot.store.passages([0])
    cited = reference(engine, passage.id)
    line = FORMATS["formatted"].write(cited)
    assert line.startswith(f"{title}. côte d'ivoire.html (retrieved ")
    assert line.count(title) == 1
    bibtex = FORMATS["bibtex"].write(cited)
    assert "  note =" not in bibtex
    assert "howpublished = {côte d'ivoire.html}" in bibtex


def test_a_section_is_named_beside_its_document(workplace: Any) -> None:
    sections = "".join(f"<h2>Part {n}</h2><p>Tariffs of part {n} fell in spring.</p>" for n in ("A", "B"))
    workplace.write("tariffs.html", f"<title>Customs</title><h1>Customs</h1>{sections}")
    workplace.ingest()
    engine = workplace.engine()
    (passage,) = [p for p in engine.snapshot.store.passages([0, 1]) if "part B" in p.text]
    assert "Customs, Part B. tariffs.html" in FORMATS["formatted"].write(reference(engine, passage.id))


def test_a_document_with_an_address_names_no_file(workplace: Any) -> None:
    workplace.web["http://ferries.test/a.html"] = b"<title>Ferries</title><p>Ferrymen formed a guild.</p>"
    workplace.ingest("http://ferries.test/a.html")
    engine = workplace.engine()
    cited = reference(engine, engine.snapshot.store.passages([0])[0].id)
    assert (cited.url, cited.file) == ("http://ferries.test/a.html", None)


def test_a_quote_reads_as_its_paragraph_does(workplace: Any) -> None:
    workplace.write("ferries.txt", "Ferrymen of the delta work for co-\noperation with the owners of the\nboats.")
    workplace.ingest()
    engine = workplace.engine()
    (passage,) = engine.snapshot.store.passages([0])
    assert reference(engine, passage.id).quote == (
        "Ferrymen of the delta work for cooperation with the owners of the boats."
    )
