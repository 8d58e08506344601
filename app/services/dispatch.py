"""Who could take a call, each with what the choice weighed; sending one, and what forbids it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.dispatch_rules import Rule, in_note, overridden, rules_against
from app.domain.errors import RuleBroken
from app.domain.suggestion import Judged, Part, ranked, standing
from app.models.parties import Technician
from app.services.dispatch_field import Field, calls, field, last_seen
from app.services.dispatch_people import home_zone, people
from app.services.dispatch_settings import weights
from app.services.jobs import commands
from app.services.jobs.commands import Done, JobRef, Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A technician for a job, with what speaks for and against."""

    technician_id: int
    name: str
    name_en: str
    contractor: str
    contractor_en: str
    km: float | None
    """The straight line from where he can set out first."""
    open_jobs: int
    is_territory: bool
    """Whether the terminal stands in his contractor's territory."""
    knows_site: bool
    """Whether he has worked on this terminal before."""
    travel_minutes: float
    arrives_at: datetime | None
    """When he would be there; None: his shifts never let him."""
    due_at: datetime | None
    """By when somebody has to be there."""
    late_minutes: float
    makes_late_minutes: float
    """Minutes by which calls he carries would come late, or later."""
    skilled_for: str
    """The model, kind of device or service for which he is known to be skilled; empty: nothing is known."""
    needs_parts: bool
    """Whether the fault may need parts, and it is known what his van holds."""
    missing_parts: tuple[str, ...]
    """Codes of parts the fault may need that are not in his van."""
    score: float
    """Minutes all in all: the least is the best."""
    parts: tuple[Part, ...]
    broken: tuple[Rule, ...]

    @property
    def is_legal(self) -> bool:
        """Whether no hard rule forbids it."""
        return not self.broken

    @property
    def may_be_overridden(self) -> bool:
        """Whether a reason is enough where a rule is broken."""
        return standing(self.broken) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPlace:
    """Where a technician was last seen, or else lives."""

    technician_id: int
    code: str
    name: str
    name_en: str
    party: str
    lat: float
    lon: float
    since: datetime | None
    """When he arrived there; None: it is his base."""
    job_id: int | None


def candidates(session: Session, clock: Clock, job_id: int) -> list[Candidate]:
    """Every active technician: who may, the most fitting first; who may with a reason; who may not."""
    return _candidates(session, field(session, clock), job_id)


def best(session: Session, clock: Clock, job_ids: Collection[int]) -> dict[int, Candidate]:
    """The most fitting technician of each job who may take it; each job as if it were the only one."""
    ground = field(session, clock)
    found = {job_id: _candidates(session, ground, job_id) for job_id in job_ids}
    return {job_id: each[0] for job_id, each in found.items() if each and each[0].is_legal}


def rules_by_technician(session: Session, clock: Clock, job_id: int) -> dict[int, tuple[Rule, ...]]:
    """What forbids each active technician to take a job, by his id; nothing where he may."""
    return _rules(session, clock, [job_id], None).get(job_id, {})


def rules_against_one(
    session: Session, clock: Clock, job_ids: Collection[int], technician_id: int
) -> dict[int, tuple[Rule, ...]]:
    """What forbids one technician to take each of these jobs, by job; nothing where he may."""
    found = _rules(session, clock, job_ids, [technician_id])
    return {
        job_id: each.get(technician_id, (Rule("technician-not-available"),)) for job_id, each in found.items()
    }


def send(
    session: Session,
    clock: Clock,
    job: JobRef,
    said: Said,
    *,
    technician_id: int,
    override: str = "",
    reason: str = "",
) -> Done:
    """Dispatch the job to a technician unless a hard rule forbids it; `reason`: why not to the last one.

    One that a reason can override passes with `override`; the event's note keeps it with the rule's code.
    Raises RuleBroken with the code of the rule, and as `commands.assign`.
    """
    broken = rules_against_one(session, clock, [job.id], technician_id).get(job.id, ())
    kept = override.strip()
    for rule in broken:
        if not (rule.may_override and kept):
            raise RuleBroken(rule.code, **rule.parameters)
    if broken:
        note = "\n".join(filter(None, (said.note.strip(), in_note(broken, kept))))
        said = replace(said, note=note)
    return commands.assign(session, clock, job, said, technician_id=technician_id, reason=reason)


def refuse_forbidden(session: Session, clock: Clock, job_id: int, technician: str, *, note: str) -> None:
    """Refuse a technician (code) what a rule forbids him now, unless the note of his dispatch names it.

    Raises RuleBroken with the code of the rule.
    """
    id_ = session.scalars(select(Technician.id).where(Technician.code == technician)).one()
    for rule in rules_against_one(session, clock, [job_id], id_).get(job_id, ()):
        if not (rule.may_override and rule.code in overridden(note)):
            raise RuleBroken(rule.code, **rule.parameters)


def last_places(session: Session, clock: Clock) -> list[LastPlace]:
    """Where each active technician was last seen, or his base; who has neither is left out."""
    now = clock.now()
    seen = last_seen(session, now)
    found = []
    for id_, each in people(session, now, home_zone(session)).items():
        last = seen.get(id_)
        spot = last.spot if last is not None else each.base
        if spot is None:
            continue
        found.append(
            LastPlace(
                technician_id=id_,
                code=each.code,
                name=each.name,
                name_en=each.name_en,
                party=each.person.party,
                lat=spot.lat,
                lon=spot.lon,
                since=None if last is None else last.since,
                job_id=None if last is None else last.job_id,
            )
        )
    return found


def _candidates(session: Session, ground: Field, job_id: int) -> list[Candidate]:
    call = calls(session, ground.now, ground.weights, [job_id]).get(job_id)
    if call is None:
        return []
    due_at = None if call.stop.due is None else ground.instant(call.stop.due)
    found = ranked(ground.workers, call, ground.weights, now=ground.now, today=ground.today)
    return [_candidate(ground, each, due_at) for each in found]


def _candidate(ground: Field, judged: Judged, due_at: datetime | None) -> Candidate:
    known = ground.known[judged.technician_id]
    return Candidate(
        technician_id=judged.technician_id,
        name=known.name,
        name_en=known.name_en,
        contractor=known.party_name,
        contractor_en=known.party_name_en,
        km=judged.km,
        open_jobs=judged.open_jobs,
        is_territory=all(rule.code != "out-of-territory" for rule in judged.broken),
        knows_site=judged.is_known,
        travel_minutes=judged.insertion.travel,
        arrives_at=ground.instant(judged.insertion.arrival),
        due_at=due_at,
        late_minutes=judged.insertion.late,
        makes_late_minutes=judged.insertion.makes_late_minutes,
        skilled_for=judged.skill,
        needs_parts=judged.needs_parts,
        missing_parts=judged.missing,
        score=judged.score,
        parts=judged.parts,
        broken=judged.broken,
    )


def _rules(
    session: Session, clock: Clock, job_ids: Collection[int], only: Collection[int] | None
) -> dict[int, dict[int, tuple[Rule, ...]]]:
    zone, chosen = home_zone(session), weights(session)
    now = clock.now().astimezone(zone)
    known = people(session, now, zone, only=only)
    return {
        job_id: {
            id_: rules_against(each.person, call.asked, chosen, now=now, today=now.date())
            for id_, each in known.items()
        }
        for job_id, call in calls(session, now, chosen, job_ids).items()
    }
