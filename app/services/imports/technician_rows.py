"""What a row of the list of technicians says of their work, kept beside the technician."""

from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.technician_texts import read_certificates, read_leave, read_shifts, read_van
from app.services.fault_catalogue import fault_catalogue
from app.services.imports.list_rows import ListRow
from app.services.technician_file import count_van, keep_certificates, keep_leave, keep_shifts

WORK = frozenset({"shifts", "leave", "certificates", "van"})
"""Columns that are kept in tables of their own."""


def keep_work(session: Session, clock: Clock, technician_id: int, row: ListRow) -> bool:
    """Let what the row says be known of a technician; whether any of it is new."""
    changes = [
        _keep(session, clock, (technician_id, name), row.text(name))
        for name in sorted(WORK & row.values.keys())
    ]
    return any(changes)


def _keep(session: Session, clock: Clock, what: tuple[int, str], text: str) -> bool:
    technician_id, name = what
    if name == "shifts":
        return keep_shifts(session, technician_id, read_shifts(text))
    if name == "leave":
        return keep_leave(session, clock, technician_id, read_leave(text))
    if name == "certificates":
        return keep_certificates(session, technician_id, read_certificates(text))
    return count_van(session, clock, technician_id, read_van(text, fault_catalogue().parts))
