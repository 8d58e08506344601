"""The test server itself: a new database each time, nothing shared, nothing left behind."""

import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
# Says where its server's data lie, then waits to be killed.
VICTIM = """
import sys
from tests.postgres import running_server
with running_server() as server:
    print(server.execute("SHOW data_directory")[0][0], flush=True)
    sys.stdin.read()
"""


def test_every_database_is_new_and_gone_afterwards(postgres_server: Server) -> None:
    databases = "SELECT datname FROM pg_database WHERE datname LIKE 'test%'"
    before = postgres_server.execute(databases)
    with postgres_server.database() as first, postgres_server.database() as second:
        assert first != second
        engine = create_engine(first)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE kept (n int)"))
        engine.dispose()
    assert postgres_server.execute(databases) == before


def test_a_store_address_opens_an_empty_store(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1 + 1")).scalar_one() == 2
    engine.dispose()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a server that its run died"
)
def test_a_killed_run_leaves_no_server() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", VICTIM], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as victim:
        assert victim.stdout is not None
        data = Path(victim.stdout.readline().strip())
        server = os.pidfd_open(int((data / "postmaster.pid").read_text().split()[0]))
        victim.send_signal(signal.SIGKILL)
    stopped, _, _ = select.select([server], [], [], 30)
    assert stopped == [server]
    os.close(server)
    shutil.rmtree(data.parent)
