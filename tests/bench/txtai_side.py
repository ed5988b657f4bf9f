"""The txtai side of the benchmark, run by the interpreter that has txtai (``TXTAI_PYTHON``).

    python txtai_side.py index MODEL DOCUMENTS.json FOLDER [save]     one JSON line: documents a second
    python txtai_side.py ask FOLDER QUESTIONS.json                    one JSON line: milliseconds a question

``Embeddings(hybrid=True, content=True)``, nothing else set: what its documentation gives for hybrid search.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Do what is asked."""
    from txtai import Embeddings  # type: ignore[import-not-found,unused-ignore]

    if sys.argv[1] == "index":
        model, documents, folder = sys.argv[2:5]
        texts = json.loads(Path(documents).read_text("utf-8"))
        embeddings = Embeddings(path=model, hybrid=True, content=True)
        list(embeddings.batchtransform(texts[:4]))  # the model is loaded before the clock starts, as ours is
        began = time.perf_counter()
        embeddings.index([(str(number), text, None) for number, text in enumerate(texts)])
        rate = len(texts) / (time.perf_counter() - began)
        if sys.argv[5:] == ["save"]:
            embeddings.save(folder)
        print(json.dumps({"rate": rate}))
        return
    embeddings = Embeddings()
    embeddings.load(sys.argv[2])
    questions = json.loads(Path(sys.argv[3]).read_text("utf-8"))
    for text in questions[:30]:
        embeddings.search(text, 10)
    times = []
    for text in questions[30:]:
        began = time.perf_counter()
        embeddings.search(text, 10)
        times.append((time.perf_counter() - began) * 1e3)
    print(json.dumps({"times": times}))


if __name__ == "__main__":
    main()
