"""What a revision or a day off changes: the agreement book before and after, the jobs it may affect."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.agreement_file import read_agreement
from app.domain.agreement_revision import added_versions
from app.domain.agreements import Agreement
from app.domain.errors import RuleBroken
from app.models.agreements import AgreementRevision
from app.models.jobs import Job, JobEvent
from app.models.parties import Region
from app.services.agreement_book import AgreementBook, book_of, documents
from app.services.calendars.touches import touch_of, touched


@dataclass(frozen=True)
class Change:
    """The agreement book before and after a change, and where the two may differ."""

    before: AgreementBook
    after: AgreementBook
    agreements: Collection[str]
    """Codes of those under which a promise may be read otherwise."""
    affected: ColumnElement[bool]
    """Which rows of `job` have such a promise."""


def of_revision(session: Session, revision_id: int) -> Change | None:
    """What a draft would change, or an approved revision changed; None where it adds no version.

    Raises RuleBroken("unknown-revision").
    """
    row = session.get(AgreementRevision, revision_id)
    if row is None:
        raise RuleBroken("unknown-revision", revision=revision_id)
    earlier = _approved_before(session, row)
    revised = read_agreement(row.document, file=row.code)
    approved = read_agreement(earlier, file=row.code) if earlier is not None else None
    added = added_versions(approved, revised)
    if not added:
        return None
    others = documents(session)
    others.pop(row.code, None)
    before = others | {row.code: earlier} if earlier is not None else others
    # A promise is measured by the version in force when it began: what began earlier stays.
    since = datetime.combine(added[0].effective_from, time(), ZoneInfo(revised.time_zone))
    return Change(
        before=book_of(session, before),
        after=book_of(session, others | {row.code: row.document}),
        agreements=frozenset({row.code}),
        affected=and_(_begun_since(since), *_spoken_of(revised)),
    )


def of_day_off(session: Session, day_off_id: int, *, now: datetime) -> Change | None:
    """What a proposed day off would change, or an approved one changed; None where no calendar follows it.

    Raises RuleBroken("unknown-day-off").
    """
    touch = touch_of(session, day_off_id)
    if not touch.days or not touch.calendars:
        return None
    texts = documents(session)
    return Change(
        before=book_of(session, texts, without={day_off_id}),
        after=book_of(session, texts, also={day_off_id}),
        agreements=frozenset(code for code, _calendar in touch.calendars),
        affected=touched(session, touch, now),
    )


def _approved_before(session: Session, row: AgreementRevision) -> str | None:
    return session.scalar(
        select(AgreementRevision.document)
        .where(
            AgreementRevision.code == row.code,
            AgreementRevision.state == "approved",
            AgreementRevision.number < row.number,
        )
        .order_by(AgreementRevision.number.desc())
        .limit(1)
    )


def _begun_since(since: datetime) -> ColumnElement[bool]:
    """Whether something happened that a promise may have begun with: a fact, or the opening of a window."""
    happened = exists().where(JobEvent.job_id == Job.id, JobEvent.happened_at >= since)
    return or_(happened, Job.due_from >= since)


def _spoken_of(agreement: Agreement) -> list[ColumnElement[bool]]:
    found = []
    if agreement.psp:
        found.append(Job.psp.has(code=agreement.psp))
    if agreement.regions:
        found.append(Job.region.has(Region.code.in_(sorted(agreement.regions))))
    return found
