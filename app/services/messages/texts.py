"""What a technician is told about a job, from a template that is data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.agreements import AgreementKind
from app.domain.clocks import ClockState
from app.domain.errors import BadInput, RuleBroken
from app.domain.jalali import jalali_text
from app.domain.persian import Language, persian_digits
from app.i18n import speaking
from app.models.jobs import Job, ObligationRow
from app.services.code_words import SERVICES, worded
from app.services.fault_catalogue import fault_catalogue
from app.settings import MessageSettings

SHIPPED = Path(__file__).resolve().parents[3] / "data" / "messages.toml"
NAMES = frozenset(
    {
        *("code", "priority", "service", "fault", "description", "due"),
        *("merchant", "address", "city", "phone", "terminal", "model", "map"),
    }
)
"""What a template may ask for."""
_UNFINISHED = (ClockState.RUNNING.value, ClockState.PAUSED.value, ClockState.MISSED.value)

Template = Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchMessage:
    """A message as it would be sent: to whom, in his language."""

    job_id: int
    code: str
    technician: str
    technician_en: str
    to: str
    """Phone number; empty where none is known."""
    language: Language
    text: str


def dispatch_message(session: Session, job_id: int, settings: MessageSettings) -> DispatchMessage:
    """What the technician of a job is told. Raises RuleBroken: unknown-job, no-technician."""
    wanted = (Job.terminal, Job.merchant, Job.technician, Job.party)
    job = session.get(Job, job_id, options=[joinedload(one) for one in wanted])
    if job is None:
        raise RuleBroken("unknown-job", job=job_id)
    technician = job.technician
    if technician is None:
        raise RuleBroken("no-technician", job=job.code)
    language = language_of(technician.name)
    template = read_template(settings.texts_file or SHIPPED)
    return DispatchMessage(
        job_id=job.id,
        code=job.code,
        technician=technician.name,
        technician_en=technician.name_en,
        to=technician.phone,
        language=language,
        text=filled(template[language], _values(session, job, language, settings)),
    )


def language_of(name: str) -> Language:
    """Whoever's name is written in Persian letters is written to in Persian."""
    return "fa" if any("\u0600" <= letter <= "\u06ff" for letter in name) else "en"


def filled(lines: tuple[str, ...], values: Mapping[str, str]) -> str:
    """The lines with their names filled in, without those in which one is empty."""
    kept = []
    for line in lines:
        names = _names(line)
        given = [values.get(name, "") for name in names]
        if any(given) or not names:
            kept.append(_tidy(line.format_map({name: values.get(name, "") for name in names})))
    return "\n".join(kept)


@cache
def read_template(file: Path) -> Template:
    """The template of a file; BadInput where it is no such file or asks for what there is not."""
    try:
        lines = tomllib.loads(file.read_text(encoding="utf-8")).get("dispatch", {})
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(str(file), str(error), "a TOML file with [dispatch]") from error
    template: dict[Language, tuple[str, ...]] = {}
    languages: tuple[Language, ...] = ("fa", "en")
    for language in languages:
        listed = lines.get(language, [])
        if not isinstance(listed, list) or not listed or not all(isinstance(line, str) for line in listed):
            raise BadInput(str(file), repr(listed), "a list of lines", column=f"dispatch.{language}")
        for number, line in enumerate(listed, 1):
            _check_line(line, str(file), f"dispatch.{language}, line {number}")
        template[language] = tuple(listed)
    return template


def _check_line(line: str, file: str, place: str) -> None:
    try:
        unknown = set(_names(line)) - NAMES
    except ValueError as error:
        raise BadInput(file, repr(line), f"names in braces ({error})", column=place) from error
    if unknown:
        known = ", ".join(sorted(NAMES))
        raise BadInput(file, ", ".join(sorted(unknown)), f"one of {known}", column=place)


def _names(line: str) -> list[str]:
    return [name for _text, name, _form, _change in Formatter().parse(line) if name is not None]


def _tidy(line: str) -> str:
    """Without the comma and the spaces of a name that was empty."""
    return " ".join(line.replace("، ،", "،").split()).strip("، ,").replace(": ،", ":").replace(": ,", ":")


def _values(session: Session, job: Job, language: Language, settings: MessageSettings) -> dict[str, str]:
    merchant, terminal = job.merchant, job.terminal
    fa = language == "fa"
    fault = fault_catalogue().faults.get(job.fault)
    due = _due(session, job)
    problem = fault.problem.spoken(language) if fault else job.fault
    with speaking(language):
        service = worded(SERVICES, job.service)
    address = merchant.address if merchant else ""
    city = _one(merchant.city, merchant.city_en, fa=fa) if merchant else job.city
    values = {
        "code": job.code,
        "priority": job.priority.removeprefix("P") if fa else job.priority,
        "service": service,
        "merchant": _one(merchant.name, merchant.name_en, fa=fa) if merchant else "",
        "address": address,
        "city": "" if city in address else city,
        "fault": problem,
        "description": "" if job.description == problem else job.description,
        "due": _told(due, language, settings.zone) if due else "",
    }
    if fa:
        values = {name: persian_digits(value) for name, value in values.items()}
    # What is tapped, or typed into another system, stays in Latin figures.
    values |= {
        "phone": job.caller_phone or (merchant.phone if merchant else ""),
        "terminal": terminal.number if terminal else "",
        "model": terminal.model if terminal else "",
    }
    if merchant is not None and merchant.lat is not None and merchant.lon is not None:
        values["map"] = settings.map_link.format(lat=f"{merchant.lat:.5f}", lon=f"{merchant.lon:.5f}")
    return values


def _one(name: str, name_en: str, *, fa: bool) -> str:
    return (name or name_en) if fa else (name_en or name)


def _due(session: Session, job: Job) -> datetime | None:
    """By when the work has to be done: the contractor's last promise, else that to the merchant."""
    row = ObligationRow
    for kind in (AgreementKind.UC.value, AgreementKind.SLA.value):
        query = select(func.max(row.due_at)).where(
            row.job_id == job.id, row.kind == kind, row.state.in_(_UNFINISHED), row.stopped_at.is_(None)
        )
        due = session.scalar(query)
        if due is not None:
            return due
    return job.due_to


def _told(at: datetime, language: Language, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    if language == "fa":
        return f"{jalali_text(local.date())} {local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
