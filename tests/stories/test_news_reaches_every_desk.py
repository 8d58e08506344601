"""A call registered at one desk is on every board within a second: windows, programs, processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.clock import SystemClock
from app.services.intake.search import find_terminals
from app.services.jobs import commands
from app.services.jobs.commands import NewCall
from app.services.other_desks import OtherDesks
from app.views.appearance import Appearance
from app.views.board.board_page import BoardPage
from app.views.wording import Catalogue
from tests.stories.region import BY, FAULT, Program, opened

ROOT = Path(__file__).resolve().parents[2]
A_SECOND = 1000
ANOTHER_PROCESS = """
import sys
from pathlib import Path
from app.clock import SystemClock
from tests.stories.region import opened

with opened(Path(sys.argv[1]), SystemClock(), user="Parvin") as program:
    print("ready", flush=True)
    sys.stdin.readline()
    print(program.call(3, "P1"), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with opened(tmp_path, SystemClock()) as started:
        yield started


def board_on(program: Program, appearance: Appearance, qtbot: QtBot) -> BoardPage:
    page = BoardPage(program.desk, appearance, Catalogue.shipped())
    qtbot.addWidget(page)
    page.resize(1400, 800)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(program.desk.is_idle)
    return page


def test_a_call_of_one_window_is_in_the_second_within_a_second(
    program: Program, persian: Appearance, qtbot: QtBot
) -> None:
    first, second = (board_on(program, persian, qtbot) for _place in range(2))
    with program.store.reading() as session:
        terminal = find_terminals(session, "نيلوفر")[0]
    call = NewCall(terminal_id=terminal.id, fault=FAULT, priority="P2")
    program.desk.do(commands.register, call, BY)
    qtbot.waitUntil(lambda: second.model.rowCount() == 1 == first.model.rowCount(), timeout=A_SECOND)
    assert second.model.row_at(0).merchant == terminal.merchant


def test_a_call_of_another_program_on_the_file_is_here_within_a_second(
    program: Program, persian: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    page = board_on(program, persian, qtbot)
    with ExitStack() as stack:
        other = stack.enter_context(opened(tmp_path, SystemClock(), user="Parvin"))
        ears = [OtherDesks(one.store, one.feed.publish) for one in (program, other)]
        for ear in ears:
            ear.start()
            stack.callback(ear.stop)
        mirrored = board_on(other, persian, qtbot)
        job_id = other.call(2, "P1")
        qtbot.waitUntil(lambda: page.model.job(job_id) is not None, timeout=A_SECOND)
        program.assign(job_id)
        qtbot.waitUntil(lambda: _technician(mirrored, job_id) != "", timeout=A_SECOND)
        assert page.model.row_at(0).merchant == "رستوران سه‌تار"


def test_a_call_of_another_process_is_here_within_a_second(
    program: Program, persian: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    page = board_on(program, persian, qtbot)
    ear = OtherDesks(program.store, program.feed.publish)
    ear.start()
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        job_id = int(process.stdout.readline())
        qtbot.waitUntil(lambda: page.model.job(job_id) is not None, timeout=A_SECOND)
        process.stdin.write("end\n")
        process.stdin.flush()
    ear.stop()
    assert process.returncode == 0
    found = page.model.job(job_id)
    assert found is not None
    assert (found.merchant, found.priority) == ("پوشاک گلبرگ", "P1")


def _technician(page: BoardPage, job_id: int) -> str:
    found = page.model.job(job_id)
    return found.technician if found is not None else ""
