"""The jobs the board shows, most urgent first: dealt out to their stages, and with their places."""

from app.views.board.board_clock import urgency
from app.views.board.board_model import BoardModel


def shown_ids(board: BoardModel) -> list[int]:
    """Ids of the jobs shown, the most urgent first whatever the table is sorted by."""
    rows = [board.row_at(place) for place in range(board.rowCount())]
    return [row.id for row in sorted(rows, key=urgency)]


def shown_by_stage(board: BoardModel) -> dict[str, list[int]]:
    """The same, by the stage they are in."""
    dealt: dict[str, list[int]] = {}
    for job_id in shown_ids(board):
        row = board.job(job_id)
        if row is not None:
            dealt.setdefault(row.stage, []).append(job_id)
    return dealt
