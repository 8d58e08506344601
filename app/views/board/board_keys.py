"""What the keys of the board do: each action declared for it, and what carries it out."""

from functools import partial
from typing import TYPE_CHECKING

from app.views.actions.action import Handler
from app.views.board.job_views import KANBAN

if TYPE_CHECKING:
    from app.views.board.board_page import BoardPage


def board_handlers(page: "BoardPage") -> dict[str, Handler]:
    """Handlers by the name of the action."""
    views, shown, dialogs = page.views, page.shown, page.dialogs

    def has_job() -> bool:
        return views.current() is not None

    return {
        **page.hands.handlers(),
        **page.messages.handlers(),
        **page.alarms.handlers(),
        "job.next": Handler(partial(views.step, 1)),
        "job.previous": Handler(partial(views.step, -1)),
        "job.open": Handler(page.open_current, has_job),
        "job.mark": Handler(page.table.mark, has_job),
        "board.urgent": Handler(page.most_urgent.focus_accept),
        "queue.assign": Handler(dialogs.assign_queue),
        "merchants.call": Handler(page.panel_steps.list_awaiting),
        "dispatch.weights": Handler(dialogs.weigh_technicians),
        "board.view": Handler(shown.next_view),
        "board.views": Handler(shown.bar.open_menu),
        "board.keep-view": Handler(shown.bar.ask_name),
        "board.narrow": Handler(shown.narrow_column),
        "board.columns": Handler(shown.arrange_columns),
        "board.rows": Handler(page.table.header.switch_rows),
        "kanban.carry": Handler(partial(shown.show_view, KANBAN)),
        "wait.approve": Handler(partial(_decide_first, page, True), partial(_has_wait, page)),
        "wait.refuse": Handler(partial(_decide_first, page, False), partial(_has_wait, page)),
        "board.back": Handler(page.step_back),
    }


def _has_wait(page: "BoardPage") -> bool:
    shown = page.job_panel.file
    return shown is not None and bool(shown.now.waits)


def _decide_first(page: "BoardPage", is_approved: bool) -> None:
    shown = page.job_panel.file
    if shown is not None and shown.now.waits:
        began_at = shown.now.waits[0].began_at
        page.job_actions.decide_wait(shown.row, began_at, is_approved=is_approved)
