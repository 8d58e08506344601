"""One row of the job board, and what the search finds it by; knows nothing of the store it was read from."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.persian import fold


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as the board shows it; names in Persian and English, empty where there is none."""

    id: int
    version: int
    code: str
    service: str
    priority: str
    stage: str
    hold_reason: str
    fault: str
    zone: str
    city: str
    city_en: str
    merchant: str
    merchant_en: str
    terminal: str
    contractor: str
    contractor_en: str
    technician: str
    technician_en: str
    reported_at: datetime | None
    due_to: datetime | None
    clock_state: str
    clock_metric: str
    clock_due_at: datetime | None
    clock_limit_seconds: int
    clock_left_seconds: int
    is_open: bool
    terminal_id: int | None = None
    party_id: int | None = None
    technician_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    """Where the merchant's site lies, in degrees."""


def search_text(row: JobRow) -> str:
    """What tells a job from every other, folded, a line each; words it shares with others are not in it."""
    return "\n".join(map(fold, (row.code, row.terminal, row.merchant, row.merchant_en)))
