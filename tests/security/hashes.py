"""Write .hashes.txt: the pins of constraints.txt with the SHA-256 of every file the package index has of them."""

from __future__ import annotations

import argparse
import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9.!+_-]+)")
HEAD = """\
# The pins of constraints.txt, each with the SHA-256 of every file the package index has of that version.
# `make hashes` writes this file; `make install-locked` installs from it.
# torch: these are the hashes of the index's files. A CPU wheel from another index (2.13.0+cpu) has hashes of its
# own, which are not here.
"""


class HashesError(Exception):
    """The file cannot be written; the message says why and what to do."""


def normalized(name: str) -> str:
    """The one spelling of a package's name that the index knows (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins(constraints: Path) -> dict[str, str]:
    """Version by normalized name."""
    pins: dict[str, str] = {}
    for number, line in enumerate(constraints.read_text(encoding="utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        match = PIN.fullmatch(text)
        if match is None:
            raise HashesError(f"{constraints.name}, line {number}: write name==version instead of {text!r}.")
        pins[normalized(match[1])] = match[2]
    return pins


def read_markers(pyproject: Path) -> dict[str, str]:
    """Environment marker by normalized name, for the project's own requirements that have one."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    markers: dict[str, str] = {}
    extras = project.get("optional-dependencies", {}).values()
    for requirement in (*project["dependencies"], *chain.from_iterable(extras)):
        wanted, _, marker = requirement.partition(";")
        name = re.match(r"[A-Za-z0-9._-]+", wanted)
        if name and marker:
            markers[normalized(name[0])] = marker.strip()
    return markers


def configured_index() -> str | None:
    """The index address that pip is set up to use; None where pip uses its default."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    settings = dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)
    for key in (":env:.index-url", "install.index-url", "global.index-url"):
        if key in settings:
            return str(ast.literal_eval(settings[key]))
    return None


def lock(pins: dict[str, str], markers: dict[str, str], index: str | None) -> str:
    """What uv answers for these pins, in pip's requirements format."""
    wanted = [
        f"{name}=={version}" + (f" ; {markers[name]}" if name in markers else "") for name, version in pins.items()
    ]
    options = (
        "--universal",
        "--no-deps",
        "--generate-hashes",
        "--no-annotate",
        "--no-header",
        "--no-config",
        "--quiet",
    )
    # By the environment, not an argument: the address may hold a password.
    environment = os.environ | ({"UV_DEFAULT_INDEX": index} if index else {})
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", *options, "--python-version", "3.11", "-"],
            input="\n".join(wanted),
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise HashesError(f"uv could not look the pins up:\n{error.stderr.strip()}") from error
    return answer.stdout


def check_locked(locked: str, pins: dict[str, str]) -> None:
    """Raises HashesError unless every pin is there, at its version, with a hash."""
    lines = [line for line in locked.replace("\\\n", " ").splitlines() if line.strip()]
    found = {match[1]: match[2] for line in lines if "--hash=sha256:" in line and (match := PIN.match(line))}
    missing = sorted(f"{name}=={version}" for name, version in pins.items() if found.get(name) != version)
    if missing:
        raise HashesError(f"The index states no SHA-256 for {', '.join(missing)}. Pin a version that it has.")


def write_hashes(constraints: Path, pyproject: Path, output: Path, index: str | None) -> None:
    """Replaces `output`, or leaves it as it was and raises HashesError."""
    pins = read_pins(constraints)
    locked = lock(pins, read_markers(pyproject), index or configured_index())
    check_locked(locked, pins)
    output.write_text(HEAD + locked, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 1 where the file could not be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", help="address of the package index; by default the one pip is set up to use")
    options = parser.parse_args(arguments)
    try:
        write_hashes(ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / ".hashes.txt", options.index)
    except HashesError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
