"""The columns of the board, and the order of its rows by each of them."""

from enum import IntEnum
from typing import Any

from app.domain.job_states import Stage
from app.domain.persian import fold
from app.i18n import N_
from app.services.board import JobRow
from app.views.board.board_clock import urgency

Key = tuple[Any, ...]
"""What a row sorts by; its last part is the job's id."""


class Column(IntEnum):
    """Columns in their order on the board: what is urgent comes first."""

    PRIORITY = 0
    CLOCK = 1
    CALL = 2
    MERCHANT = 3
    FAULT = 4
    TECHNICIAN = 5
    STAGE = 6
    CONTRACTOR = 7


HEADINGS = {
    Column.PRIORITY: N_("Pri"),
    Column.CLOCK: N_("SLA clock"),
    Column.CALL: N_("Call"),
    Column.MERCHANT: N_("Merchant / terminal"),
    Column.FAULT: N_("Fault"),
    Column.TECHNICIAN: N_("Technician"),
    Column.STAGE: N_("Stage"),
    Column.CONTRACTOR: N_("Contractor"),
}

_STAGE_ORDER = {stage: place for place, stage in enumerate(Stage)}
_ALPHABET = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_LETTERS = str.maketrans({letter: chr(0xE000 + place) for place, letter in enumerate(_ALPHABET)})
_NO_PRIORITY = "P9"


def order_key(row: JobRow, column: Column, text: str) -> Key:
    """What `row`, which says `text` in `column`, sorts by; what is alike sorts by urgency."""
    if column is Column.CLOCK:
        return urgency(row)
    if column is Column.CALL:
        return len(row.code), row.code, row.id
    if column is Column.STAGE:
        return (_STAGE_ORDER[Stage(row.stage)], *urgency(row))
    if column is Column.PRIORITY:
        return (row.priority or _NO_PRIORITY, *urgency(row))
    return (alphabetical(text), *urgency(row))


def alphabetical(text: str) -> str:
    """What sorts `text` as a Persian reader expects: پ, چ, ژ, ک, گ and ی in their places, after Latin."""
    return fold(text).translate(_LETTERS)
