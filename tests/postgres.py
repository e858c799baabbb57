"""A real PostgreSQL for tests: Debian's own, in a folder and on a port that nobody else uses."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock


class PostgresServer:
    """A server that can be stopped and started again, with as many databases as are asked for."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self._run("initdb", "--username=zicht", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self.port = _free_port()
        self.start()

    def start(self) -> None:
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on"
        self._run("pg_ctl", "--wait", f"--log={self.folder / 'server.log'}", "-o", settings, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "--wait", f"--mode={mode}", "stop")

    def address(self, name: str) -> str:
        return f"postgresql://zicht@127.0.0.1:{self.port}/{name}"

    def new_database(self) -> str:
        """Address of a database with nothing in it."""
        import psycopg

        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [self.programs / program, "--pgdata", self.folder / "data", *arguments]
        # As root the server refuses to run: it gets the account that Debian made for it.
        user = "postgres" if os.geteuid() == 0 else None
        done = subprocess.run(
            command, user=user, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server; skip the test, with the reason, where there is none to start."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="zicht-postgres-"))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = PostgresServer(programs, folder)
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Folder with the newest server programs; installs Debian's package when that is possible."""
    if found := _installed():
        return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.skip("there is no PostgreSQL server here, and only root on Debian can install it")
    # One worker of a parallel run installs, the others wait.
    with FileLock(Path(tempfile.gettempdir()) / "zicht-postgres-install.lock"):
        return _installed() or _install()


def _install() -> Path:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
        done = subprocess.run(
            ["apt-get", "-q", *step], env=quiet, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode != 0:
            pytest.skip(f"PostgreSQL could not be installed: {done.stderr[-300:]}")
    found = _installed()
    assert found is not None
    return found


def _installed() -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if places:
        return places[-1].parent
    elsewhere = shutil.which("initdb")
    return None if elsewhere is None else Path(elsewhere).resolve().parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started once for the whole session."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database: the test runs on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'zicht.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()
