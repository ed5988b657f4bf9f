"""The service as a deployment runs it: another user, no home, code and data it may only read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import api

DEPLOY = Path(api.__file__).parent / "deploy"
NOBODY = 65534
_READ_ONLY = "cap_dac_read_search"
"""Lets an interpreter under a closed home be read by nobody; it gives no leave to write."""


def as_nobody(*argv: object) -> list[str]:
    caps = f"-all,+{_READ_ONLY.removeprefix('cap_')}"
    return [
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"),
        *(f"--inh-caps={caps}", f"--ambient-caps={caps}", f"--bounding-set={caps}"),
        *map(str, argv),
    ]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder every user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def state(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(root.rglob("*"))}


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0 or shutil.which("setpriv") is None,
    reason="becoming another user takes root and setpriv",
)
def test_it_answers_as_nobody_without_a_home_and_writes_only_temporary_files(
    command: Any, real: Any, open_folder: Path
) -> None:
    data = shutil.copytree(real.data, open_folder / "data")
    subprocess.run(["chmod", "-R", "a+rX,a-w", data], check=True)
    private = open_folder / "private"
    private.mkdir()
    os.chown(private, NOBODY, NOBODY)
    log = open_folder / "log"
    log.touch()
    log.chmod(0o666)
    before = state(data)
    environment = command.environment(WATCH_LOG=str(log), TMPDIR=str(private))
    del environment["HOME"]
    process = subprocess.Popen(
        as_nobody(*command.argv("serve", "--port", "0", "--data", data)),
        cwd="/",
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found is not None, line + process.stderr.read()
        assert f"Uid:\t{NOBODY}\t{NOBODY}" in Path(f"/proc/{process.pid}/status").read_text()
        question = urllib.parse.quote("How can governments give small loans to micro enterprises?")
        with urllib.request.urlopen(f"{found[0]}/v1/search?q={question}", timeout=30) as answer:
            assert json.load(answer)["answerable"]
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert state(data) == before
    written = {
        line.split(" ", 1)[1].strip("'") for line in log.read_text().splitlines() if line.startswith("write")
    }
    outside = {path for path in written if not path.startswith((str(private), "/dev/null", "/proc/self"))}
    assert outside == set()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "workshop-search.service").read_text()
    here = re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", unit).replace("=workshop-search\n", "=root\n")
    (tmp_path / "workshop-search.service").write_text(here)
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "workshop-search.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(
    shutil.which("nginx") is None or shutil.which("openssl") is None, reason="nginx is not installed"
)
def test_nginx_finds_no_fault_with_the_site(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=search.example.org"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text()
    site = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {key};", site)
    site = re.sub(r"(ssl_certificate) .*;", rf"\1 {certificate};", site)
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off;\n{site}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", main], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
