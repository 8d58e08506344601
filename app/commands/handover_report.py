"""What `poshtiban report handover` writes: the shifts handed over in some days, as pages, table or object."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.clock import Clock
from app.commands.command_line import wrong_option
from app.domain.persian import Language
from app.services.accounts.tables import as_csv, as_xlsx
from app.services.handover.document import handover_table, sheet
from app.services.handover.records import HandoverRow, handovers
from app.services.handover.sheet_pdf import handover_pdf
from app.services.penalties.trail import HOME

Document = dict[str, object]
ZONE = ZoneInfo(HOME)
_TEXTS = ("id", "from_whom", "to_whom", "note", "handed_by", "taken_by", "taken_note", "sha256")
_INSTANTS = ("shift_from", "shift_to", "handed_at", "taken_at")


@dataclass(frozen=True, slots=True)
class Found:
    """Handovers of some local days, the first included and the last not."""

    first: date
    beyond: date
    rows: tuple[HandoverRow, ...]

    def document(self) -> Document:
        """All of it as one object."""
        head: Document = {"report": "handover", "from": self.first.isoformat(), "to": self.beyond.isoformat()}
        return head | {"handovers": [_handover(each) for each in self.rows]}

    def content(self, kind: str, language: Language, clock: Clock) -> bytes:
        """The file; BadInput where pages are wanted and no shift was handed over."""
        if kind == "json":
            return (json.dumps(self.document(), ensure_ascii=False, indent=1) + "\n").encode()
        if kind == "pdf":
            if not self.rows:
                expected = "days in which a shift was handed over"
                raise wrong_option("--from", self.first.isoformat(), expected)
            return handover_pdf([sheet(each, language, ZONE) for each in self.rows])
        table = handover_table(self.rows, language, ZONE)
        return as_csv(table) if kind == "csv" else as_xlsx(table, clock.now())


def found_handovers(session: Session, days: Sequence[date]) -> Found:
    """The handovers signed from the first of two local days on and before the second."""
    first, beyond = days
    if beyond <= first:
        raise wrong_option("--to", beyond.isoformat(), "a day after --from")
    start, end = (datetime.combine(day, time(), ZONE) for day in days)
    return Found(first, beyond, tuple(handovers(session, first=start, beyond=end)))


def _handover(found: HandoverRow) -> Document:
    items = [
        {
            **{
                name: _iso(value) if isinstance(value, datetime) else value
                for name, value in asdict(item.line).items()
            },
            "remark": item.remark,
            "carried": item.carried,
            "is_done": item.is_done,
        }
        for item in found.items
    ]
    told: Document = {name: getattr(found, name) for name in _TEXTS}
    return told | {name: _iso(getattr(found, name)) for name in _INSTANTS} | {"items": items}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(ZONE).isoformat()
