"""Handovers as they are kept: rows as they were signed, and the seal that shows whether one was changed."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app.models.shifts import Handover, HandoverItem
from app.services.handover.gathering import Line, Section

_INSTANTS = ("since", "due_at", "chased_at")
_APART = ("section", "key", "job_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One line with what the desk said to it."""

    line: Line
    remark: str
    carried: int
    """How many handovers before this one named it already."""
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    """One handover as it was signed."""

    id: int
    from_whom: str
    to_whom: str
    shift_from: datetime
    shift_to: datetime
    note: str
    handed_at: datetime
    handed_by: str
    taken_at: datetime | None
    taken_by: str
    taken_note: str
    sha256: str
    items: tuple[ItemRow, ...]


def handovers(session: Session, *, first: datetime, beyond: datetime) -> list[HandoverRow]:
    """Those handed over from `first` on and before `beyond`, oldest first."""
    query = _query().where(Handover.handed_at >= first, Handover.handed_at < beyond)
    return [row_of(row) for row in session.scalars(query.order_by(Handover.id))]


def handover(session: Session, handover_id: int) -> HandoverRow | None:
    """One handover; None where there is none."""
    row = session.scalars(_query().where(Handover.id == handover_id)).first()
    return None if row is None else row_of(row)


def latest(session: Session) -> Handover | None:
    """The last handover that was signed."""
    found: Handover | None = session.scalars(_query().order_by(Handover.id.desc()).limit(1)).first()
    return found


def row_of(row: Handover) -> HandoverRow:
    """A handover as a frozen row."""
    own = [name for name in HandoverRow.__dataclass_fields__ if name != "items"]
    items = tuple(item_of(item) for item in row.items)
    return HandoverRow(items=items, **{name: getattr(row, name) for name in own})


def item_of(item: HandoverItem) -> ItemRow:
    """A line as it was handed over."""
    return ItemRow(line=_read(item), remark=item.remark, carried=item.carried, is_done=item.is_done)


def details_of(line: Line) -> str:
    """What a line says, as it is kept."""
    told = {name: value for name, value in asdict(line).items() if name not in _APART and value}
    for name in _INSTANTS:
        if name in told:
            told[name] = told[name].astimezone(UTC).isoformat()
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def seal(before: str, row: Handover) -> str:
    """The SHA-256 of all that was handed over and of the handover before."""
    told: list[object] = [before, row.from_whom, row.to_whom, _utc(row.shift_from), _utc(row.shift_to)]
    told += [row.note, _utc(row.handed_at), row.handed_by]
    told += [
        [
            item.number,
            item.section,
            item.key,
            item.job_id,
            item.details,
            item.remark,
            item.carried,
            item.is_done,
        ]
        for item in row.items
    ]
    return _sha(told)


def taken_seal(row: Handover) -> str:
    """The SHA-256 of a handover and of who took it when."""
    taken = "" if row.taken_at is None else _utc(row.taken_at)
    return _sha([row.sha256, taken, row.taken_by, row.taken_note])


def _query() -> Select[Any]:
    return select(Handover).options(selectinload(Handover.items))


def _read(item: HandoverItem) -> Line:
    told: dict[str, Any] = json.loads(item.details)
    for name in _INSTANTS:
        if name in told:
            told[name] = datetime.fromisoformat(told[name])
    return Line(section=Section(item.section), key=item.key, job_id=item.job_id, **told)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _sha(told: object) -> str:
    return sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
