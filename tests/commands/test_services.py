"""`poshtiban services` as real processes: started, ended, killed, followed."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.bootstrap import main
from app.clock import SystemClock
from app.models.store import Store
from app.services.background.leading import leader
from tests.prepared import filled

MAIN = Path(__file__).parents[2] / "main.py"
SECONDS = 30


@pytest.fixture
def url(tmp_path):
    file = tmp_path / "store.sqlite"
    file.write_bytes(filled())
    return f"sqlite:///{file}"


@contextmanager
def running(url, *options):
    """The command in a process of its own, once it says that it runs."""
    command = [sys.executable, str(MAIN), "--store", url, "services", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = ""
            while "Background services on" not in line:
                line = process.stderr.readline()
                assert line, "it ended"
                process.told = [*getattr(process, "told", []), line]
            yield process
        finally:
            process.kill()


def led_by(url, wanted):
    """Waits until `wanted(row)` holds of the leader; returns the row."""
    store = Store(url, lambda changes: None)
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            with store.reading() as session:
                row = leader(session, SystemClock())
            if row is not None and wanted(row):
                return row
            time.sleep(0.05)
        pytest.fail(f"the leader stays {row}")
    finally:
        store.dispose()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_the_lead_is_free(url, number):
    with running(url) as process:
        led_by(url, lambda row: row.pid == process.pid and row.is_alive)
        process.send_signal(number)
        assert process.wait(SECONDS) == 0
        assert "Background services ended" in process.stderr.read()
    assert led_by(url, lambda row: not row.holder).epoch == 1


def test_a_leader_that_is_killed_is_followed_within_seconds(url):
    with running(url) as first:
        led_by(url, lambda row: row.pid == first.pid)
        with running(url) as second:
            first.kill()
            first.wait()
            at = time.monotonic()
            assert led_by(url, lambda row: row.pid == second.pid).epoch == 2
            assert time.monotonic() - at < 3
            second.terminate()
            assert second.wait(SECONDS) == 0


def test_health_is_a_line_and_a_status(url, capsys):
    assert main(["--store", url, "services", "--health"]) == 1
    assert capsys.readouterr().out == (
        "failing: nobody leads; 0 deadlines late; 0 notices waiting, 0 failed; 0 runs failed\n"
    )
    with running(url) as process:
        led_by(url, lambda row: row.is_alive)
        assert main(["--store", url, "services", "--health"]) == 0
        line = capsys.readouterr().out
        assert line.startswith("ok: desk@")
        assert f"(services, pid {process.pid}) leads, heard " in line
        assert main(["--store", url, "--json", "services", "--health"]) == 0
        assert json.loads(capsys.readouterr().out)["leader"]["pid"] == process.pid


def test_figures_are_answered_on_request(url):
    with running(url, "--metrics-port", "0") as process:
        line = next(told for told in process.told if told.startswith("Figures: "))
        led_by(url, lambda row: row.is_alive)
        address = line.split()[1]
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            kind, text = answer.headers["Content-Type"], answer.read().decode()
        assert kind == "text/plain; version=0.0.4; charset=utf-8"
        assert "# TYPE poshtiban_up gauge\nposhtiban_up 1\n" in text
        assert 'poshtiban_notifications{state="failed"} 0\n' in text
        with urllib.request.urlopen(address.replace("metrics", "health"), timeout=SECONDS) as answer:
            assert answer.read().decode().startswith("ok: ")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address.replace("metrics", "other"), timeout=SECONDS)
        with refused.value as error:
            assert error.code == 404


@pytest.mark.parametrize("port", ["x", "70000", "-1"])
def test_a_port_that_is_none_is_refused_in_one_line(url, port, capsys):
    assert main(["--store", url, "services", f"--metrics-port={port}"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"poshtiban: command line, --metrics-port: found '{port}', expected a port")
