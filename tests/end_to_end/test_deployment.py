"""The service as a deployment runs it: another user, no home, code and data it may only read."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
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


def read(url: str, key: str = "") -> str:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return str(answer.read().decode())


def state(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(root.rglob("*"))}


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0 or shutil.which("setpriv") is None,
    reason="becoming another user takes root and setpriv",
)
def test_the_service_runs_as_nobody_without_a_home(command: Any, real: Any, open_folder: Path) -> None:
    data = shutil.copytree(real.data, open_folder / "data")
    key = json.loads(command("keys", "add", "reader", "--scope", "read", "--data", data, "--json").stdout)["key"]
    subprocess.run(["chmod", "-R", "a+rX,a-w", data], check=True)
    private = open_folder / "private"
    private.mkdir()
    os.chown(private, NOBODY, NOBODY)
    log = open_folder / "log"
    log.touch()
    log.chmod(0o666)
    before = state(data)
    environment = command.environment(
        WATCH_LOG=str(log), TMPDIR=str(private), WORKSHOP_SEARCH_READS="keyed", WORKSHOP_SEARCH_LOG_LEVEL="error"
    )
    del environment["HOME"]
    process = subprocess.Popen(
        as_nobody(*command.argv("serve", "--port", "0", "--data", data)),
        cwd="/",
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        at = address(process)
        assert f"Uid:\t{NOBODY}\t{NOBODY}" in Path(f"/proc/{process.pid}/status").read_text()
        question = urllib.parse.quote("How can governments give small loans to micro enterprises?")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            read(f"{at}/v1/search?q={question}")
        assert json.loads(read(f"{at}/v1/search?q={question}", key))["answerable"]
        assert "<html" in read(f"{at}/?q={question}", key)
        assert "workshop_search_ready 1.0" in read(f"{at}/metrics", key)
        assert "workshop_search_last_run_documents" in read(f"{at}/metrics", key)
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert state(data) == before
    written = {
        line.split(" ", 1)[1].strip("'") for line in log.read_text().splitlines() if line.startswith("write")
    }
    outside = {path for path in written if not path.startswith((str(private), "/dev/null", "/proc/self"))}
    assert outside == set()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
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


NGINX = pytest.mark.skipif(
    shutil.which("nginx") is None or shutil.which("openssl") is None, reason="nginx is not installed"
)


def site(folder: Path, **changed: str) -> Path:
    """The site as a whole configuration, with a certificate made for it, and what else is ``changed``."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=search.example.org"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {key};", text)
    text = re.sub(r"(ssl_certificate) .*;", rf"\1 {certificate};", text)
    for old, new in changed.items():
        assert old in text, old
        text = text.replace(old, new)
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"pid {folder}/pid;\nerror_log stderr;\ndaemon off;\nmaster_process off;\nevents {{}}\n"
        f"http {{ access_log off; {paths}\n{text}\n}}\n"
    )
    return main


@NGINX
def test_nginx_accepts_the_site(tmp_path: Path) -> None:
    argv = ["nginx", "-t", "-e", "stderr", "-c", site(tmp_path)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@NGINX
def test_behind_nginx_long_queries_work_and_refusals_are_problem_documents(
    serving: Callable[..., str], tmp_path: Path
) -> None:
    port = free_port()
    service = serving(WORKSHOP_SEARCH_ALLOWED_HOSTS="search.example.org")
    main = site(
        tmp_path,
        **{
            "127.0.0.1:8000": service.removeprefix("http://"),
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen [::]:80;": "",
            "rate=10r/s": "rate=1r/s",
        },
    )
    process = subprocess.Popen(["nginx", "-e", "stderr", "-c", main], stderr=subprocess.DEVNULL)

    def get(path: str, body: bytes | None = None) -> tuple[int, Any, Any]:
        asked = urllib.request.Request(f"https://127.0.0.1:{port}{path}", body, {"Host": "search.example.org"})
        try:
            with urllib.request.urlopen(asked, timeout=30, context=ssl._create_unverified_context()) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    try:
        wait_for(port)
        question = "é" * 7990 + " loans?"
        assert len(urllib.parse.quote(question)) > 45_000
        assert get(f"/v1/search?q={urllib.parse.quote(question)}")[0] == 200
        answers = [get("/v1/search", b"x" * (6 << 20)), get(f"/v1/search?q={'x' * 140_000}")]
        answers += [get("/healthz") for _ in range(60)]
        statuses = {status for status, _, _ in answers}
        assert {413, 414, 429} <= statuses
        for status, headers, body in answers:
            if status != 200:
                assert headers["content-type"] == "application/problem+json"
                assert json.loads(body)["status"] == status
            assert (headers["retry-after"] is not None) == (status == 429)
            assert headers["strict-transport-security"]
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise AssertionError("nothing listens")


@pytest.fixture
def serving(command: Any, real: Any) -> Iterator[Callable[..., str]]:
    """Starts the service under settings; gives its address."""
    begun: list[subprocess.Popen[str]] = []

    def start(**settings: str) -> str:
        argv = command.argv("serve", "--port", "0", "--data", real.data)
        process = subprocess.Popen(
            argv, cwd=command.home, env=command.environment(**settings), stderr=subprocess.PIPE, text=True
        )
        begun.append(process)
        return address(process)

    yield start
    for process in begun:
        process.terminate()
        process.wait(30)


def address(process: subprocess.Popen[str]) -> str:
    """Where a service says that it answers; what else it says is read away."""
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found is not None, line + process.stderr.read()
    threading.Thread(target=process.stderr.read, daemon=True).start()
    return found[0]
