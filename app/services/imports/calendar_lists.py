"""Takes holidays and agreements into the store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.agreement_file import read_agreement
from app.domain.day_hours import WHOLE_DAY, hours_in_words, read_hours, without
from app.domain.errors import BadInput, RuleBroken
from app.models.agreements import Holiday
from app.services.agreements.checking import findings
from app.services.agreements.finding_words import finding_line
from app.services.agreements.taking_in import Taken, record_agreement
from app.services.calendars.days_off import DayOff, keep_all, note, reject
from app.services.calendars.provinces import province_named
from app.services.imports.list_rows import ListReading, ListRow
from app.services.imports.outcome import Outcome
from app.services.imports.text_file import decoded, file_bytes
from app.services.refusals import told


def import_holidays(session: Session, clock: Clock, reading: ListReading, *, by: str) -> Outcome:
    """Record the days off of a list: official ones of the whole country, closures of a province or an hour.

    A row that says something else than is recorded is a correction. What moves no job holds at once, the
    rest is proposed. A day that was withdrawn or rejected stays so.
    """
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects])
    recorded = _recorded(session)
    changes: list[tuple[Holiday, Holiday | None]] = []
    for row in reading.rows:
        try:
            province = province_named(row.text("province")) if "province" in row.values else ""
        except RuleBroken:
            outcome.rejects.append(row.wrong("province", "a province of the country"))
            continue
        known = recorded.get((date.fromisoformat(row.text("date")), province))
        stated = _stated(row, province, known)
        if known is not None and (known.is_withdrawal or known.rejected_at or _says(known, stated)):
            outcome.unchanged += 1
            continue
        if known is not None and known.approved_at is None:
            reject(clock, known, by)  # a proposal never held: there is nothing to replace
            known = None
        changes.append((note(clock, stated, by=by, replaces=known), known))
        outcome.accepted += 1
    keep_all(session, clock, changes)
    return outcome


def _recorded(session: Session) -> dict[tuple[date, str], Holiday]:
    """The last fact about each day and province; where a day was moved from, the move."""
    rows = session.scalars(select(Holiday).order_by(Holiday.id)).all()
    by_id = {row.id: row for row in rows}
    last: dict[tuple[date, str], Holiday] = {}
    for row in rows:
        last[row.day, row.province] = row
        if row.replaces_id:
            last[by_id[row.replaces_id].day, row.province] = row
    return last


def _stated(row: ListRow, province: str, known: Holiday | None) -> DayOff:
    hours = row.values.get("hours")
    closed = WHOLE_DAY if hours is None else without(WHOLE_DAY, read_hours(str(hours)))
    estimated = row.values.get("estimated", known.is_estimated if known else False)
    return DayOff(
        day=date.fromisoformat(row.text("date")),
        name=row.text("name"),
        name_en=str(row.values.get("name_en", known.name_en if known else "")),
        province=province,
        closed=closed,
        is_official=not province and hours is None,
        is_estimated=bool(estimated),
        declared_by=known.declared_by if known else "",
        reference=known.reference if known else "",
    )


def _says(known: Holiday, stated: DayOff) -> bool:
    """Whether what is recorded says the same; a day that was moved is left where it is."""
    moved = known.day != stated.day
    told = (known.name, known.name_en, known.is_estimated, known.closed)
    return moved or told == (stated.name, stated.name_en, stated.is_estimated, hours_in_words(stated.closed))


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
    refused with the version and key that stand against it. What the checks find in those that were kept
    is told beside.
    """
    outcome = Outcome()
    for text in texts:
        outcome.read += 1
        # Beside what holds so far: once it is taken in, it is part of that.
        found = findings(session, text.document, now=clock.now())
        try:
            taken = record_agreement(session, clock, text.document, file=text.file, by=by)
        except RuleBroken as broken:
            outcome.rejects.append(_refused(text, broken))
            continue
        if taken is Taken.UNCHANGED:
            outcome.unchanged += 1
        else:
            outcome.accepted += 1
            outcome.drafted += taken is Taken.DRAFTED
            outcome.notes += map(finding_line, found)
    return outcome


def _refused(text: AgreementText, broken: RuleBroken) -> BadInput:
    expected = _EXPECTED.get(broken.code)
    if expected is None:
        raise broken
    said = {name: told(value) for name, value in broken.parameters.items()}
    found, wanted = (part.format_map(said) for part in expected)
    return BadInput(text.file, found, wanted, column=said.get("key") or said.get("place"))


_EXPECTED = {
    "agreement-approved": ("another value than agreement {agreement} has", "what was approved"),
    "version-approved": ("a change of version {version}, which is approved", "a later version"),
    "version-between": ("version {version} before one that is approved", "a later version"),
    "agreement-error": ("{finding}", "an agreement without an error"),
    "draft-open": ("an open draft of agreement {agreement} by {by}", "one draft at a time"),
}
"""What an explanation of a refused file says was found and was expected, by the code of the rule."""
