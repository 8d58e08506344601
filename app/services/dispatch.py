"""Who could take a call: technicians by distance and load, each with the reason said."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.places import distance_km
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A technician for a job, with what speaks for and against."""

    technician_id: int
    name: str
    name_en: str
    contractor: str
    contractor_en: str
    km: float | None
    open_jobs: int
    is_territory: bool
    """Whether the terminal stands in his contractor's territory."""
    knows_site: bool
    """Whether he has worked on this terminal before."""


class _Spot(NamedTuple):
    lat: float
    lon: float


KM_PER_OPEN_JOB = 8
"""One open job weighs as much as this way: about half an hour in city traffic."""
KM_OUT_OF_TERRITORY = 500
"""Another contractor's technician is offered, but last."""
KM_KNOWN_SITE = 3


def candidates(session: Session, job_id: int) -> list[Candidate]:
    """Active technicians, the most fitting first."""
    job = session.execute(
        select(Job.terminal_id, Merchant.lat, Merchant.lon, Terminal.party_id)
        .select_from(Job)
        .outerjoin(Merchant, Job.merchant_id == Merchant.id)
        .outerjoin(Terminal, Job.terminal_id == Terminal.id)
        .where(Job.id == job_id)
    ).first()
    if job is None:
        return []
    load = _load(session)
    known = set(
        session.scalars(select(Job.technician_id).where(Job.terminal_id == job.terminal_id, Job.id != job_id))
    )
    found = [
        Candidate(
            technician_id=row.id,
            name=row.name,
            name_en=row.name_en,
            contractor=row.party_name,
            contractor_en=row.party_name_en,
            km=_km(row.lat, row.lon, job.lat, job.lon),
            open_jobs=load.get(row.id, 0),
            is_territory=job.party_id is None or row.party_id == job.party_id,
            knows_site=row.id in known,
        )
        for row in session.execute(_technicians())
    ]
    return sorted(found, key=lambda c: (_effort(c), c.technician_id))


def best(session: Session, job_ids: list[int]) -> dict[int, Candidate]:
    """The most fitting technician of each job."""
    return {job_id: found[0] for job_id in job_ids if (found := candidates(session, job_id))}


def _technicians() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Technician.id,
            Technician.name,
            Technician.name_en,
            Technician.party_id,
            Technician.lat,
            Technician.lon,
            Party.name.label("party_name"),
            Party.name_en.label("party_name_en"),
        )
        .join(Party, Technician.party_id == Party.id)
        .where(Technician.is_active, Party.is_active)
    )


def _load(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Job.technician_id, func.count())
        .where(Job.is_open, Job.technician_id.is_not(None), Job.service != "PM")
        .group_by(Job.technician_id)
    )
    return {int(technician): int(count) for technician, count in rows if technician is not None}


def _km(lat: float | None, lon: float | None, to_lat: float | None, to_lon: float | None) -> float | None:
    if lat is None or lon is None or to_lat is None or to_lon is None:
        return None
    return distance_km(_Spot(lat, lon), _Spot(to_lat, to_lon))


def _effort(candidate: Candidate) -> float:
    effort = candidate.km if candidate.km is not None else KM_OUT_OF_TERRITORY
    effort += KM_PER_OPEN_JOB * candidate.open_jobs
    if not candidate.is_territory:
        effort += KM_OUT_OF_TERRITORY
    return effort - (KM_KNOWN_SITE if candidate.knows_site else 0)
