"""Jobs as a list: laid open as far as somebody looks, and steady whatever comes or goes."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPersistentModelIndex

from app.views.appearance import Appearance
from app.views.board.board_model import BoardModel
from app.views.board.job_list import OPENED, JobList
from app.views.wording import Catalogue


@pytest.fixture
def jobs(english: Appearance) -> JobList:
    board = BoardModel(english, Catalogue.shipped(), datetime(2026, 6, 1, tzinfo=UTC))
    return JobList(board)


def test_rows_are_laid_open_as_far_as_somebody_looks(jobs: JobList) -> None:
    assert jobs.show(list(range(1000)))
    assert (len(jobs.ids), jobs.rowCount()) == (1000, OPENED)
    jobs.fetchMore(jobs.index(-1))
    assert jobs.rowCount() == 2 * OPENED + 1
    assert jobs.canFetchMore(jobs.index(-1))
    jobs.reveal(999)
    assert (jobs.rowCount(), jobs.canFetchMore(jobs.index(-1))) == (1000, False)
    assert not jobs.show(list(range(1000)))


def test_whoever_holds_a_row_holds_the_same_job_afterwards(jobs: JobList) -> None:
    jobs.show(list(range(1000)))
    held, lost = QPersistentModelIndex(jobs.index(3)), QPersistentModelIndex(jobs.index(4))
    jobs.show([job_id for job_id in range(999, -1, -1) if job_id != 4])
    assert (held.row(), jobs.ids[held.row()]) == (995, 3)
    assert not lost.isValid()
    assert jobs.rowCount() >= 996
    jobs.show([])
    assert jobs.rowCount() == 0
    assert not held.isValid()


def test_a_job_that_is_not_listed_has_no_place(jobs: JobList) -> None:
    jobs.show([7, 5])
    assert (jobs.place_of(5), jobs.place_of(6)) == (1, None)
