"""Runs, backups and restores killed by SIGKILL."""

from __future__ import annotations

import random
import shutil
import signal
import time
from pathlib import Path

from search.snapshot.layout import Layout
from tests.faults.world import Tally, World


def kills(world: World, tally: Tally, wanted: int, chance: random.Random) -> None:
    """Kill ``ingest`` again and again; every few kills let one run come to its end."""
    settled = world.settle(world.control)
    assert world.ingest().code == 0
    spent = published = 0.0
    while tally.counts["kills"] < wanted:
        before, settled = settled, world.step()
        bad = False
        for _ in range(min(chance.choice((1, 2, 3, 5)), wanted - tally.counts["kills"])):
            begun = time.monotonic()
            if not _kill_one(world, chance):
                break  # it came to its end before it was to be killed
            spent += time.monotonic() - begun
            tally.counts["kills"] += 1
            try:
                _, content, answers = world.look(world.data)
                if content not in (before, settled):
                    raise AssertionError(f"answers from {content[:8]}, neither before nor after")
                if answers != world.expected[content]:
                    raise AssertionError(f"answers of {content[:8]} are not what they were")
                if faults := world.faults(world.data):
                    raise AssertionError("; ".join(faults))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a loss and is told
                bad = True
                tally.counts["losses"] += 1
                tally.complain(f"after kill {tally.counts['kills']}: {type(error).__name__}: {error}")
                break
            if content == settled:
                published += 1
                break
        run = world.ingest()
        _, content, answers = world.look(world.data)
        left = Layout(world.data).left_behind()
        if (
            run.code
            or content != settled
            or answers != world.expected[settled]
            or world.faults(world.data)
            or left
        ):
            tally.counts["losses"] += not bad
            tally.complain(f"run after kills: rc {run.code}, {content[:8]} for {settled[:8]}, {left} {run.said}")
    tally.row("kills", f"{tally.counts['kills']}, {published:.0f} of them after publishing; {spent:.0f} s")


def _kill_one(world: World, chance: random.Random) -> bool:
    """Kill one run: anywhere, in the middle of taking in, or while the snapshot is built and published."""
    process = world.start_ingest()
    assert process.stderr is not None
    stages = (
        ("", 2.0),
        ("listing", 0.4),
        ("encoding", 0.3),
        ("building", 0.12),
        ("building", 0.12),
        ("building", 0.12),
    )
    sign, most = chance.choice(stages)
    if sign:
        for line in process.stderr:
            if line.startswith(sign):
                break
    time.sleep(chance.uniform(0, most))
    process.kill()
    with process.stderr:
        return process.wait() == -signal.SIGKILL


def killed_copies(world: World, tally: Tally, times: int, chance: random.Random) -> None:
    """Kill backups and restores while they write; the next one leaves nothing of them and brings all back."""
    folder = world.data.parent / "copies"
    folder.mkdir()
    _, settled, answers = world.look(world.data)
    left = 0
    for number in range(times):
        target, archive = folder / f"restored-{number}", folder / f"{number}.tar"
        left += _kill_copy(world, ("backup", str(archive), "--data", str(world.data)), folder, chance)
        archive.unlink(missing_ok=True)
        backed_up, said = world.run("backup", str(archive))
        begun = list(folder.glob(".*"))
        left += _kill_copy(world, ("restore", str(archive), "--data", str(target)), target, chance)
        process = world.start("restore", str(archive), "--data", str(target))
        whole = (target / "CURRENT").exists()  # the kill came after its end, and nothing is replaced
        _, told = process.communicate(timeout=300)
        _, content, found = world.look(target)
        if (
            backed_up
            or begun
            or (process.returncode and not whole)
            or list(target.glob(".*"))
            or (content, found) != (settled, answers)
        ):
            tally.complain(f"killed copies: {backed_up} {process.returncode} {begun} {said} {told}")
        archive.unlink()
        shutil.rmtree(target)
    if list(folder.iterdir()):
        tally.complain(f"killed copies left {list(folder.iterdir())}")
    tally.counts["swept"] = left
    tally.row("killed backups and restores", f"{2 * times}, of which {left} left something, all of it swept")


def _kill_copy(world: World, arguments: tuple[str, ...], folder: Path, chance: random.Random) -> int:
    """Kill a backup or a restore when it has begun to write; 1 where it left something in ``folder``."""
    process = world.start(*arguments)
    while process.poll() is None and not (folder.is_dir() and list(folder.glob(".*"))):
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.1))
    process.kill()
    process.communicate()
    return int(folder.is_dir() and bool(list(folder.glob(".*"))))
