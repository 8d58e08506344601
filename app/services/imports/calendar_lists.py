"""Takes holidays and agreements into the store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreement_file import read_agreement
from app.domain.errors import BadInput, RuleBroken
from app.models.agreements import Holiday
from app.services.agreement_book import forget_book
from app.services.agreements.taking_in import Taken, record_agreement
from app.services.imports.list_rows import ListReading, ListRow
from app.services.imports.outcome import Outcome
from app.services.imports.text_file import decoded, file_bytes


def import_holidays(session: Session, reading: ListReading) -> Outcome:
    """Add or change the holidays of a list; a day holds for the country or for one province."""
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects])
    stored = {(row.day, row.province): row for row in session.scalars(select(Holiday))}
    for row in reading.rows:
        day = date.fromisoformat(row.text("date"))
        holiday = stored.get((day, row.text("province")))
        if holiday is None:
            holiday = Holiday(day=day, province=row.text("province"))
            session.add(holiday)
        if _change(holiday, row) or holiday in session.new:
            outcome.accepted += 1
        else:
            outcome.unchanged += 1
    session.flush()
    forget_book(session)
    return outcome


def _change(holiday: Holiday, row: ListRow) -> bool:
    told = {"name": row.text("name")}
    told |= {"name_en": row.text("name_en")} if "name_en" in row.values else {}
    estimated = {"is_estimated": bool(row.values["estimated"])} if "estimated" in row.values else {}
    changes = {
        name: value for name, value in {**told, **estimated}.items() if getattr(holiday, name) != value
    }
    for name, value in changes.items():
        setattr(holiday, name, value)
    return bool(changes)


@dataclass(frozen=True, slots=True)
class AgreementText:
    """An agreement file that reads well."""

    file: str
    code: str
    document: str


def read_agreements(paths: Iterable[Path]) -> list[AgreementText]:
    """The agreements of some files; BadInput names the key that is wrong."""
    texts = []
    for path in paths:
        document = decoded(file_bytes(path), "utf-8", file=path.name)
        texts.append(AgreementText(path.name, read_agreement(document, file=path.name).code, document))
    return texts


def import_agreements(session: Session, clock: Clock, texts: Iterable[AgreementText], *, by: str) -> Outcome:
    """Keep the agreements in the name of `by`; the same text again is no change.

    They hold at once only in a store without jobs (`record_agreement`). One that may not be kept is
    refused with the version and key that stand against it.
    """
    outcome = Outcome()
    for text in texts:
        outcome.read += 1
        try:
            taken = record_agreement(session, clock, text.document, file=text.file, by=by)
        except RuleBroken as broken:
            outcome.rejects.append(_refused(text, broken))
            continue
        if taken is Taken.UNCHANGED:
            outcome.unchanged += 1
        else:
            outcome.accepted += 1
    return outcome


def _refused(text: AgreementText, broken: RuleBroken) -> BadInput:
    expected = _EXPECTED.get(broken.code)
    if expected is None:
        raise broken
    told = {name: str(value) for name, value in broken.parameters.items()}
    found, wanted = (part.format_map(told) for part in expected)
    return BadInput(text.file, found, wanted, column=told.get("key"))


_EXPECTED = {
    "agreement-approved": ("another value than agreement {agreement} has", "what was approved"),
    "version-approved": ("a change of version {version}, which is approved", "a later version"),
    "version-between": ("version {version} before one that is approved", "a later version"),
    "draft-open": ("an open draft of agreement {agreement} by {by}", "one draft at a time"),
}
"""What an explanation of a refused file says was found and was expected, by the code of the rule."""
