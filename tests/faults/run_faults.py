"""Faults made on purpose, against the real program: kills, flipped bits, a full disk, a server under load.

Run it with ``make test-faults``. Runs that are to be killed or starved, and servers, are processes of their own;
runs that only have to come to their end are in this one. What is counted:

- kills: ``ingest`` killed by SIGKILL at a random point. A *loss* is a kill after which the data directory does not
  open, answers otherwise than the state it says it is in, has a fault the doctor finds, or from which the next
  runs do not come to the content an undisturbed run comes to.
- flips: one bit flipped in one file of a snapshot; found when opening it is refused.
- control_files: garbage written into one of the files that steer the directory, named by the doctor and mended by
  the next run.
- lost_catalogue: the catalogue removed, or an older one put back, in which nothing was published, and which was
  rebuilt from the snapshot to the content an undisturbed run comes to.
- swept: what a killed backup or restore left, removed by the next one.
- answers: asked of a running server all the while snapshots are published. *Mixed* is an answer that differs
  from what the snapshot it names gives; *failed* is any status but 200.

A table for people, and as the last line one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.damage import control_files, flips, lost_catalogue
from tests.faults.kills import killed_copies, kills
from tests.faults.load import publishing_under_load, stopped_under_load
from tests.faults.refusals import full_disk, other_user, two_at_once
from tests.faults.world import Tally, World
from tests.support.reading_pool import kept_workers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--publications", type=int, default=20)
    parser.add_argument("--flips", type=int, default=8, help="bits flipped in each file, one at a time")
    parser.add_argument("--full", type=int, default=6, help="runs on a full disk")
    parser.add_argument("--garbage", type=int, default=3, help="kinds of garbage for each control file")
    parser.add_argument("--lost", type=int, default=4, help="catalogues lost")
    parser.add_argument("--copies", type=int, default=6, help="backups and restores killed")
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--models", type=Path, help="a data directory's models, to spare compiling one")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two questions of a client")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, tally = random.Random(given.seed), Tally()
    with tempfile.TemporaryDirectory(prefix="workshop-search-faults-") as home, kept_workers():
        world = World(Path(home), given.seed, given.documents, given.models)
        stages: list[Callable[[], None]] = [
            lambda: kills(world, tally, given.kills, chance),
            lambda: flips(world, tally, given.flips, chance),
            lambda: control_files(world, tally, given.garbage, chance),
            lambda: lost_catalogue(world, tally, given.lost, chance),
            lambda: killed_copies(world, tally, given.copies, chance),
            lambda: full_disk(world, tally, given.full, chance),
            lambda: two_at_once(world, tally),
            lambda: other_user(world, tally),
            lambda: publishing_under_load(world, tally, given.publications, 2, given.pause),
            lambda: stopped_under_load(world, tally, given.pause),
        ]
        for stage in stages:
            stage()
    print(json.dumps(tally.counts | {"complaints": len(tally.complaints)}))
    return 1 if tally.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
