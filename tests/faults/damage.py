"""Damage to files: flipped bits, garbage in control files, a lost catalogue."""

from __future__ import annotations

import random
import shutil

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import DamagedError
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from tests.faults.world import Tally, World


def flips(world: World, tally: Tally, each: int, chance: random.Random) -> None:
    """Flip one bit at a time in every file of the snapshot that answers."""
    layout = Layout(world.data)
    directory = layout.path(layout.current_id())
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for _ in range(each if content else 0):
            damaged = bytearray(content)
            damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(damaged)
            tally.counts["flips"] += 1
            try:
                Snapshot.open(directory).close()
                tally.complain(f"a flipped bit in {path.name} was not seen")
            except DamagedError:
                tally.counts["flips_found"] += 1
        path.write_bytes(content)
    tally.row("flipped bits", f"{tally.counts['flips']}, found {tally.counts['flips_found']}")


GARBAGE = (b"", b"\n", b"\xff\xfe\x00", b"x" * 5000, b"../../etc\n", b"\x1b]0;owned\x07", b"[" * 4096)


def control_files(world: World, tally: Tally, each: int, chance: random.Random) -> None:
    """Garbage in every file that steers the directory: named by the doctor, mended by a run, nothing lost."""
    written = 0
    for name in ("CURRENT", "PINNED", "ALIAS", "DELETED", "writer.lock", "manifest"):
        for garbage in chance.sample(GARBAGE, min(each, len(GARBAGE))):
            settled = world.step()
            layout = Layout(world.data)
            path = layout.path(layout.current_id()) / "manifest.json" if name == "manifest" else world.data / name
            path.write_bytes(garbage)
            written += 1
            code = world.run("doctor").code
            # Nobody reads what a lock file says, and an empty list of deletions is one.
            harmless = name == "writer.lock" or (name == "DELETED" and not garbage.strip())
            run = world.ingest()
            unpinned = world.run("snapshots", "unpin").code if name == "PINNED" else 0
            _, content, answers = world.look(world.data)
            wrong = world.faults(world.data)
            # A snapshot without its manifest stays damaged until it is repaired or pruned; another one answers.
            wrong = [] if name == "manifest" else wrong
            if (
                (code == 0) != harmless
                or run.code
                or unpinned
                or content != settled
                or answers != world.expected[settled]
                or wrong
            ):
                tally.complain(f"{garbage[:20]!r} in {name}: doctor {code}, run {run.code}, {wrong} {run.said}")
            else:
                tally.counts["control_files"] += 1
            if name == "manifest":
                world.run("doctor", "--repair")
    tally.row("garbage in control files", f"{written}, mended {tally.counts['control_files']}")


def lost_catalogue(world: World, tally: Tally, times: int, chance: random.Random) -> None:
    """The catalogue lost, or put back from before the last run: refused, then rebuilt from the snapshot."""
    catalogue, copy = world.data / CATALOGUE, world.data.parent / "catalogue.copy"
    for number in range(times):
        with Catalogue.open(catalogue) as opened:
            opened.flush()
        shutil.copy(catalogue, copy)
        settled = world.step()
        assert world.ingest().code == 0
        before, _, _ = world.look(world.data)
        for path in world.data.glob(f"{CATALOGUE}*"):
            path.unlink()
        if number % 2:
            shutil.copy(copy, catalogue)
        new = world.files / "new.txt"
        new.write_text("Something new.")
        refused, said = world.run("ingest", str(new))
        new.unlink()
        after, _, _ = world.look(world.data)
        repaired, told = world.run("doctor", "--repair", "--from-snapshot")
        run = world.ingest()
        _, content, answers = world.look(world.data)
        if (
            (refused, repaired, run.code) != (1, 0, 0)
            or "--from-snapshot" not in said
            or before != after
            or content != settled
            or answers != world.expected[settled]
            or world.faults(world.data)
        ):
            tally.complain(f"lost catalogue: {refused} {repaired} {run.code} {said} {told} {run.said}")
        else:
            tally.counts["lost_catalogue"] += 1
        for path in world.data.glob(f"{CATALOGUE}.before-*"):
            path.unlink()
    tally.row("lost catalogues", f"{times}, noticed and rebuilt {tally.counts['lost_catalogue']}")
