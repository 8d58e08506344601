"""Giving a shift to the next: what would be handed over, signing it, and taking it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.domain.people import is_same_person
from app.models.parties import User
from app.models.shifts import Handover, HandoverItem
from app.models.writers import take_turn
from app.services.handover.gathering import Line, Section, standing
from app.services.handover.records import (
    HandoverRow,
    ItemRow,
    details_of,
    item_of,
    latest,
    row_of,
    seal,
    taken_seal,
)
from app.services.jobs.commands import Said
from app.settings import ACCEPT_MINUTES

USUAL_SHIFT = timedelta(hours=8)
LONGEST_SHIFT = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be handed over now."""

    shift_from: datetime
    shift_to: datetime
    items: tuple[ItemRow, ...]
    """With the remarks of the handover before, where it named the same."""
    waiting: HandoverRow | None
    """A handover that was signed and that nobody has taken yet."""
    people: tuple[tuple[str, str, str], ...]
    """Login and names, Persian and English, of those who may take it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHandover:
    """What the desk says to a handover."""

    from_whom: str
    to_whom: str
    shift_from: datetime
    shift_to: datetime
    remarks: Mapping[str, str] = field(default_factory=dict)
    """To lines, by their keys."""
    notes: Sequence[str] = ()
    """New ones, which are carried until somebody says that they are done."""
    done: frozenset[str] = frozenset()
    """Keys of carried notes that need no more carrying."""


def draft(session: Session, clock: Clock, *, accept_minutes: int = ACCEPT_MINUTES) -> Draft:
    """What would be handed over now; a shift begins where the last one was handed over."""
    now = clock.now()
    before = latest(session)
    began = now - USUAL_SHIFT
    if before is not None and now - before.shift_to <= LONGEST_SHIFT:
        began = before.shift_to
    return Draft(
        shift_from=min(began, now - timedelta(minutes=1)),
        shift_to=now,
        items=tuple(_items(session, clock, before, accept_minutes)),
        waiting=row_of(before) if before is not None and before.taken_at is None else None,
        people=tuple((login, name, name_en) for login, name, name_en in session.execute(_PEOPLE)),
    )


_PEOPLE = select(User.login, User.name, User.name_en).order_by(User.id)


def hand_over(
    session: Session, clock: Clock, new: NewHandover, said: Said, *, accept_minutes: int = ACCEPT_MINUTES
) -> int:
    """Sign what stands open over to the next shift; `said.note` is for all of it. Returns its id.

    Raises RuleBroken: handover-needs-names, handover-to-second-person, handover-shift-times, and
    handover-open while the one before is not taken.
    """
    take_turn(session, "handover")
    from_whom, to_whom = new.from_whom.strip(), new.to_whom.strip()
    if not from_whom or not to_whom:
        raise RuleBroken("handover-needs-names")
    if is_same_person(from_whom, to_whom):
        raise RuleBroken("handover-to-second-person", by=from_whom)
    now = clock.now()
    length = new.shift_to - new.shift_from
    if not timedelta(0) < length <= LONGEST_SHIFT:
        raise RuleBroken("handover-shift-times")
    before = latest(session)
    if before is not None and before.taken_at is None:
        raise RuleBroken("handover-open", by=before.from_whom)
    row = Handover(
        from_whom=from_whom,
        to_whom=to_whom,
        shift_from=new.shift_from,
        shift_to=new.shift_to,
        note=said.note.strip(),
        handed_at=now,
        handed_by=said.by,
        taken_by="",
        taken_note="",
        taken_sha256="",
    )
    items = _items(session, clock, before, accept_minutes)
    row.items = _signed([*items, *_fresh(new.notes, said.by, now)], new)
    row.sha256 = seal(before.sha256 if before is not None else "", row)
    session.add(row)
    session.flush()
    return row.id


def take_over(session: Session, clock: Clock, handover_id: int, said: Said) -> None:
    """Take a shift; `said.by` is who does.

    Raises RuleBroken: unknown-handover, handover-taken, handover-needs-names, handover-to-second-person.
    """
    take_turn(session, "handover")
    row = session.get(Handover, handover_id)
    if row is None:
        raise RuleBroken("unknown-handover")
    if row.taken_at is not None:
        raise RuleBroken("handover-taken", by=row.taken_by)
    name = said.by.strip()
    if not name:
        raise RuleBroken("handover-needs-names")
    if is_same_person(name, row.from_whom):
        raise RuleBroken("handover-to-second-person", by=row.from_whom)
    row.taken_at, row.taken_by, row.taken_note = clock.now(), name, said.note.strip()
    row.taken_sha256 = taken_seal(row)


def _items(session: Session, clock: Clock, before: Handover | None, accept_minutes: int) -> list[ItemRow]:
    """What stands, what was said of it in the handover before, and the notes that are carried."""
    earlier = {} if before is None else {item.key: item_of(item) for item in before.items}
    found = []
    for line in standing(session, clock, accept_minutes):
        known = earlier.get(line.key)
        remark = known.remark if known is not None else ""
        carried = known.carried + 1 if known is not None else 0
        found.append(ItemRow(line=line, remark=remark, carried=carried, is_done=False))
    for item in earlier.values():
        if item.line.section is Section.NOTE and not item.is_done:
            found.append(ItemRow(line=item.line, remark=item.remark, carried=item.carried + 1, is_done=False))
    return found


def _fresh(notes: Sequence[str], by: str, now: datetime) -> list[ItemRow]:
    """Notes written now; their keys tell two of the same words apart by when they were written."""
    told = []
    for place, text in enumerate(note.strip() for note in notes):
        if text:
            mark = sha256(f"{now.isoformat()} {place} {text}".encode()).hexdigest()[:16]
            line = Line(section=Section.NOTE, key=f"note:{mark}", text=text, by=by, since=now)
            told.append(ItemRow(line=line, remark="", carried=0, is_done=False))
    return told


def _signed(items: Sequence[ItemRow], new: NewHandover) -> list[HandoverItem]:
    return [
        HandoverItem(
            number=number,
            section=item.line.section.value,
            key=item.line.key,
            job_id=item.line.job_id,
            details=details_of(item.line),
            remark=new.remarks.get(item.line.key, item.remark).strip(),
            carried=item.carried,
            is_done=item.line.section is Section.NOTE and item.line.key in new.done,
        )
        for number, item in enumerate(items, 1)
    ]
