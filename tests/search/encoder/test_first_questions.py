"""The first questions a process asks of the compiled model may come together."""

import subprocess
import sys
from typing import Any

_ASK = """
import sys, threading
from pathlib import Path
from search.encoder.loading import open_encoder
models = Path(sys.argv[1])
encoder = open_encoder(models, next(p.name for p in models.iterdir() if p.name.startswith("e")))
together = threading.Barrier(8)
def ask():
    together.wait()
    encoder.encode_query("small loans")
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_eight_first_questions_at_once_are_all_answered(real: Any) -> None:
    command = [sys.executable, "-c", _ASK, str(real.data / "models")]
    for _ in range(3):  # without the bridge to NumPy set up beforehand nearly every process stood still
        assert subprocess.run(command, timeout=60, check=False).returncode == 0
