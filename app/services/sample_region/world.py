"""The living sample region: scripts of jobs take turns on one turned clock, alarms ring in between."""

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import func, inspect, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.clock import TurnedClock
from app.domain.events import Source
from app.domain.job_states import Stage
from app.domain.places import distance_km
from app.domain.working_time import WorkingCalendar
from app.models.alarms import Alarm
from app.models.jobs import Job
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician
from app.services import alarm_steps, sla_watch
from app.services.jobs.commands import JobRef, Said
from app.services.sample_region import rhythm
from app.services.sample_region.founding import USERS
from app.services.sample_region.territory import CONTRACTORS, Contractor

Script = Generator[datetime, None, None]
"""What happens with one thing: runs to the instant it yields, sleeps until then, goes on."""

_KM_PER_OPEN_JOB = 3.0
"""How far a dispatcher would rather send a free technician than a busy one."""
_ALARM_GRAIN = 30
"""Alarms ring at most so many seconds after their instant."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A technician as a dispatcher knows him: row, code, contractor, home."""

    id: int
    code: str
    party: str
    lat: float
    lon: float
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A terminal as a dispatcher knows it."""

    id: int
    party: str
    merchant_class: str
    device: str
    lat: float
    lon: float


@dataclass
class World:
    """Everything a script can reach; `session` is the transaction of the present day."""

    clock: TurnedClock
    random: Random
    session: Session
    field_hours: WorkingCalendar = field(default_factory=rhythm.field_hours)
    retail_hours: WorkingCalendar = field(default_factory=rhythm.retail_hours)
    crews: dict[str, list[Crew]] = field(default_factory=dict)
    spots: dict[int, Spot] = field(default_factory=dict)
    working: list[int] = field(default_factory=list)
    """Ids of the terminals in use, in order."""
    waiting: list[int] = field(default_factory=list)
    """Ids of the terminals that wait to be installed."""
    load: dict[int, int] = field(default_factory=dict)
    """Open jobs of each technician."""
    jobs: dict[int, Job] = field(default_factory=dict)
    """Open jobs of this transaction, held so that the session does not forget them."""
    _turns: list[tuple[datetime, int, Script]] = field(default_factory=list)
    _rings: list[tuple[datetime, int]] = field(default_factory=list)
    _ringing: dict[int, datetime] = field(default_factory=dict)
    _begun: int = 0
    _people: list[Technician] = field(default_factory=list)
    """Kept for the length of a transaction, so that each is read once."""
    _changed: set[int] = field(default_factory=set)

    def know_the_region(self) -> None:
        """Read who and what there is, once."""
        technicians = self.session.scalars(
            select(Technician).options(joinedload(Technician.party)).order_by(Technician.id)
        )
        for person in technicians.all():
            home = (person.lat or 0.0, person.lon or 0.0)
            crew = Crew(person.id, person.code, person.party.code, *home, frozenset(person.skills.split(",")))
            self.crews.setdefault(crew.party, []).append(crew)
        query = (
            select(Terminal, Merchant, Party.code)
            .join(Merchant, Terminal.merchant_id == Merchant.id)
            .join(Party, Terminal.party_id == Party.id)
            .order_by(Terminal.id)
        )
        for terminal, merchant, party in self.session.execute(query):
            place = (merchant.lat or 0.0, merchant.lon or 0.0)
            spot = Spot(terminal.id, party, merchant.merchant_class, terminal.device_type, *place)
            self.spots[terminal.id] = spot
            (self.working if terminal.is_active else self.waiting).append(terminal.id)

    def begin(self, session: Session) -> None:
        """Go on in a new transaction, with all that is open at hand."""
        self.session = session
        self._people = [*session.scalars(select(Technician).options(joinedload(Technician.party)))]
        live = or_(Job.is_open, Job.stage == Stage.RESOLVED.value)
        wanted = (selectinload(Job.events), selectinload(Job.obligations))
        rows = (Job.terminal, Job.merchant, Job.party, Job.technician, Job.psp, Job.region)
        query = select(Job).where(live).options(*wanted, *(joinedload(row) for row in rows)).order_by(Job.id)
        self.jobs = {job.id: job for job in session.scalars(query)}

    def start(self, script: Script) -> None:
        """Let a script run from now on until it first waits."""
        self._begun += 1
        self._advance(self._begun, script)

    def run_until(self, end: datetime) -> None:
        """Take the turns and ring the alarms that come before `end`; the clock then shows `end`."""
        while True:
            turn = self._turns[0][0] if self._turns else end
            ring = self._rings[0][0] if self._rings else end
            if min(turn, ring) >= end:
                break
            if ring <= turn:
                self._ring(heapq.heappop(self._rings))
            else:
                at, number, script = heapq.heappop(self._turns)
                self.clock.turn_to(max(at, self.clock.now()))
                self._advance(number, script)
        self.clock.turn_to(end)

    def later(self, minutes: float) -> datetime:
        """The instant so many minutes from now, in whole seconds."""
        return self.clock.now() + timedelta(seconds=round(minutes * 60))

    def soon(self, low: float, high: float) -> datetime:
        """Some minutes from now in the hours in which shops are open."""
        return rhythm.open_again(self.retail_hours, self.clock.now(), self.random.uniform(low, high))

    def chance(self, share: float) -> bool:
        """Whether something happens that does so in this share of the cases."""
        return self.random.random() < share

    def desk(self, note: str = "") -> Said:
        """A dispatcher on duty says so."""
        dispatchers = [login for login, role, _woman in USERS if role == "dispatcher"]
        return Said(self.random.choice(dispatchers), note=note)

    def look(self, job_id: int) -> Job:
        """The job, held in memory."""
        job = self.jobs.get(job_id)
        if job is None:
            job = self.jobs[job_id] = self.session.get_one(Job, job_id)
        return job

    def spot_of(self, job_id: int) -> Spot:
        """Where the job's terminal stands."""
        return self.spots[self.look(job_id).terminal_id or 0]

    def touched(self, job_id: int) -> JobRef:
        """A job that is about to be acted on; its next alarm is looked after."""
        self.look(job_id)
        self._changed.add(job_id)
        return JobRef(job_id)

    def watch(self, job_id: int) -> None:
        """Ring when this job has something to announce."""
        self._watch(self.look(job_id))

    def newest_job(self) -> int:
        """The highest id a job has so far."""
        return self.session.scalar(select(func.max(Job.id))) or 0

    def today(self) -> date:
        """The local date."""
        return self.clock.now().astimezone(rhythm.ZONE).date()

    def contractor(self, code: str) -> Contractor:
        """The sample contractor with this code."""
        return next(contractor for contractor in CONTRACTORS if contractor.code == code)

    def nearest(self, spot: Spot, *, but: int = 0) -> Crew:
        """The technician a dispatcher would send: skilled, near, and not drowned in work."""
        crews = self.crews[spot.party]
        fit = [crew for crew in crews if spot.device in crew.skills and crew.id != but] or crews
        return min(fit, key=lambda crew: (self._effort(crew, spot), crew.id))

    def minutes_between(self, crew: Crew, spot: Spot) -> float:
        """The way from the technician's home to the terminal."""
        return rhythm.travel_minutes(distance_km(crew, spot))

    def takes(self, crew: Crew) -> None:
        """The technician has one job more."""
        self.load[crew.id] = self.load.get(crew.id, 0) + 1

    def leaves(self, crew: Crew) -> None:
        """The technician has one job less."""
        self.load[crew.id] = self.load.get(crew.id, 0) - 1

    def _effort(self, crew: Crew, spot: Spot) -> float:
        # Flat degrees are near enough to compare technicians of one contractor.
        km = abs(crew.lat - spot.lat) * 111.0 + abs(crew.lon - spot.lon) * 90.0
        return km + self.load.get(crew.id, 0) * _KM_PER_OPEN_JOB

    def _advance(self, number: int, script: Script) -> None:
        outer, self._changed = self._changed, set()
        wake = next(script, None)
        for job_id in sorted(self._changed):
            self._watch(self.jobs[job_id])
        self._changed = outer
        if wake is not None:
            heapq.heappush(self._turns, (max(wake, self.clock.now()), number, script))

    def _watch(self, job: Job) -> None:
        instants = [row.next_alarm_at for row in job.obligations if row.next_alarm_at is not None]
        if not instants:
            return
        # An alarm is due after its instant, not at it.
        ring = min(instants) + timedelta(seconds=_ALARM_GRAIN)
        if self._ringing.get(job.id) != ring:
            self._ringing[job.id] = ring
            heapq.heappush(self._rings, (ring, job.id))

    def _ring(self, ring: tuple[datetime, int]) -> None:
        at, job_id = ring
        if self._ringing.get(job_id) != at:
            return
        del self._ringing[job_id]
        job = self.look(job_id)
        due = [row for row in job.obligations if row.next_alarm_at is not None and row.next_alarm_at < at]
        if due:
            self.clock.turn_to(max(at, self.clock.now()))
        for row in due:
            for alarm in sla_watch.announce(self.session, row, self.clock.now()):
                self.start(self._acknowledge(alarm))
        self._watch(job)

    def _acknowledge(self, alarm: Alarm) -> Script:
        yield self.soon(1, 25)
        if inspect(alarm).pending:
            self.session.flush()
        by = self.desk().by
        if self.session.get_one(Alarm, alarm.id).acknowledged_at is None:
            alarm_steps.acknowledge(self.session, self.clock, alarm.id, by=by)


def by_technician(crew: Crew, note: str = "") -> Said:
    """A technician reports from the road."""
    return Said(crew.code, Source.CONTRACTOR, note=note)


Progress = Callable[[date, float, int], None]
"""Told after each simulated day: the day, the share of the days that is over, the jobs so far."""
