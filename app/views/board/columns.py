"""The columns of the board: names, headings and room; needs no store and no library of numbers."""

from enum import IntEnum

from app.i18n import N_


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

WIDTHS = {
    Column.PRIORITY: (58, 0),
    Column.CLOCK: (176, 2),
    Column.CALL: (82, 1),
    Column.MERCHANT: (164, 6),
    Column.FAULT: (168, 6),
    Column.TECHNICIAN: (146, 2),
    Column.STAGE: (104, 0),
    Column.CONTRACTOR: (134, 5),
}
"""Least width of each column, and its share of the room that is left."""
HEADER_HEIGHT = 36
ROW_HEIGHT, COMPACT_ROW_HEIGHT = 52, 36
"""Of two lines, and of one."""
