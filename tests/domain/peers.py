"""Whole tickets of other programs, told to our engine: their events as ours, our readings in their words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Metric, PauseRule, Target, Unit
from app.domain.calendar_spec import CalendarSpec
from app.domain.calendars import Calendars
from app.domain.clocks import ClockState
from app.domain.derivation import derive
from app.domain.events import Event, EventKind, Owner
from app.domain.obligations import Obligation
from app.domain.working_time import WorkingTime
from tests.domain.promises import job

Facts = dict[str, Any]
Answer = str | int | bool | list[int] | None

OVER = frozenset({"close", "close_time_recorded"})
VISIBLE_WHEN_MET = frozenset({"zammad-2017", "glpi"})
"""Programs that go on showing a due instant once the promise is kept; with the others it disappears."""
ALL_CLOCKS_WAIT = frozenset({"zammad-current", "zammad-2017"})
"""Programs in which a wait stops the clock of the first response as well: our version says so for them."""


class Peer:
    """One ticket of another program, event by event."""

    def __init__(self, scenario: Facts, calendars: Facts) -> None:
        self._scenario, self._rule = scenario, scenario["rule"]
        spec = CalendarSpec.from_mapping("theirs", calendars[scenario["calendar"]], file="public.json")
        targets = [*self._targets(scenario["targets"], "P2")]
        changed = [event for event in scenario["events"] if event["type"] == "sla_changed"]
        for change in changed:
            targets += self._targets(change["targets"], "P1")
        stops = frozenset(
            {Metric.RESOLVE} | ({Metric.ACKNOWLEDGE} if self._rule in ALL_CLOCKS_WAIT else set())
        )
        version = AgreementVersion(
            number=1,
            effective_from=date(2000, 1, 1),
            targets=tuple(targets),
            pauses=(PauseRule(owner=Owner.MERCHANT, stops=stops),),
        )
        self._agreement = Agreement(
            code="THEIRS",
            kind=AgreementKind.SLA,
            title={},
            time_zone=spec.time_zone,
            calendars={"theirs": spec},
            versions=(version,),
        )
        self._calendars = Calendars()

    def answers(self) -> Iterator[tuple[int, str, Answer, Answer, float]]:
        """Place of the event, what is asked, their answer, ours, and the seconds that theirs may be off."""
        told: list[Event] = []
        for place, event in enumerate(self._scenario["events"]):
            told += self._events(event)
            as_of = max(happened.at for happened in told)
            as_of = max(as_of, datetime.fromisoformat(event["at"]))
            found = derive(job(), told, [self._agreement], self._calendars, as_of=as_of)
            ours = self._ours({obligation.metric: obligation for obligation in found}, as_of)
            tolerance = event.get("tolerance_seconds", self._scenario.get("tolerance_seconds", 0))
            for asked, theirs in event.get("expect", {}).items():
                yield place, asked, theirs, ours.get(asked), tolerance

    def _targets(self, written: Facts, priority: str) -> Iterator[Target]:
        own = Metric.ACKNOWLEDGE if self._scenario.get("kind") == "own" else Metric.RESOLVE
        metrics = {
            "first_response": Metric.ACKNOWLEDGE,
            "solution": Metric.RESOLVE,
            "seconds": own,
            "days": own,
        }
        for name, amount in written.items():
            if name not in metrics:
                continue  # "update": how often a customer hears something is nothing that we promise
            days = name == "days"
            yield Target(
                metric=metrics[name],
                limit=amount if days else amount // 60,
                unit=Unit.WORKING_DAYS if days else Unit.MINUTES,
                calendar="theirs",
                priorities=frozenset({priority}),
                warn_at=tuple(self._percents(0 if days else amount)),
            )

    def _percents(self, seconds: int) -> Iterator[int]:
        """Their levels before the due instant, as far as they are whole percentages of the target."""
        offsets = [*self._scenario.get("levels", []), self._scenario.get("level", {}).get("seconds", 0)]
        for offset in offsets:
            if offset < 0 < seconds and (seconds + offset) * 100 % seconds == 0:
                yield (seconds + offset) * 100 // seconds

    def _events(self, event: Facts) -> Iterator[Event]:
        at, kind = datetime.fromisoformat(event["at"]), event["type"]

        def said(ours: EventKind, **details: Any) -> Event:
            return Event(kind=ours, at=at, recorded_at=at, **details)

        if kind == "created":
            yield said(EventKind.REPORTED)
        if kind == "first_response" or event.get("first_response"):
            yield said(EventKind.ACKNOWLEDGED)
        if kind == "pause" or event.get("state") == "paused":
            yield said(EventKind.PAUSED, owner=Owner.MERCHANT)
        if kind == "resume":
            yield said(EventKind.RESUMED)
        if kind == "sla_changed":
            yield said(EventKind.PRIORITY, value="P1")
        if kind in OVER:
            yield said(EventKind.RESOLVED)

    def _ours(self, found: dict[Metric, Obligation], as_of: datetime) -> dict[str, Answer]:
        response, work = found.get(Metric.ACKNOWLEDGE), found.get(Metric.RESOLVE)
        only = work or response
        due = {metric: self._due(obligation, as_of) for metric, obligation in found.items()}
        remaining = [d for metric, d in due.items() if d and found[metric].reading.stopped_at is None]
        answers: dict[str, Answer] = {
            "first_response_due": due.get(Metric.ACKNOWLEDGE),
            "solution_due": due.get(Metric.RESOLVE),
            "next_due": min(remaining, default=None),
            "status": _status(response, work),
        }
        for name, clock in (("first_response", response), ("solution", work)):
            if clock is not None:
                answers[f"{name}_seconds"] = clock.reading.used_seconds
                answers[f"{name}_margin_seconds"] = clock.reading.limit_seconds - clock.reading.used_seconds
        if only is not None:
            answers |= self._of_one(only, as_of)
        return answers

    def _of_one(self, clock: Obligation, as_of: datetime) -> dict[str, Answer]:
        reading = clock.reading
        fired = [number for number, (_, at) in enumerate(clock.warnings, 1) if at <= as_of]
        levels = [at.isoformat() for _, at in clock.warnings]
        stopped = reading.stopped_at
        return {
            "due": self._due(clock, as_of),
            "waiting_seconds": reading.paused_seconds,
            "paused_seconds": reading.paused_seconds,
            "escalated": reading.state is ClockState.MISSED,
            "fired_levels": fired,
            "level_at": levels[0] if levels else None,
            "solution_wall_seconds": int((stopped - clock.started_at).total_seconds()) if stopped else None,
        }

    def _due(self, clock: Obligation, as_of: datetime) -> str | None:
        """The due instant; while it waits what it would be if it went on now, where they show that."""
        reading = clock.reading
        if reading.stopped_at is not None and self._rule not in VISIBLE_WHEN_MET:
            return None
        due_at = reading.due_at
        if due_at is None and self._rule == "znuny-suspend":
            hours = self._calendars.of(self._agreement, "theirs")
            due_at = hours.due(as_of, WorkingTime(reading.left_seconds))
        return due_at.isoformat() if due_at is not None else None


def _status(response: Obligation | None, work: Obligation | None) -> str:
    """How the whole ticket stands, in the words of a help desk."""
    states = [clock.reading.state for clock in (response, work) if clock is not None]
    if ClockState.MISSED in states:
        return "failed"
    if ClockState.PAUSED in states:
        return "paused"
    if ClockState.RUNNING not in states:
        return "fulfilled"
    waits_for_answer = response is not None and response.reading.stopped_at is None
    return "first_response_due" if waits_for_answer else "resolution_due"


def is_alike(theirs: Answer, ours: Answer, tolerance: float) -> bool:
    """Whether two answers say the same, apart from the seconds by which theirs is rounded."""
    if isinstance(theirs, dict):
        return any(is_alike(each, ours, tolerance) for each in theirs["any"])
    if isinstance(theirs, str) and isinstance(ours, str) and theirs[:2] == ours[:2] == "20":
        apart = datetime.fromisoformat(theirs) - datetime.fromisoformat(ours)
        return abs(apart.total_seconds()) <= tolerance
    if type(theirs) is int and type(ours) is int:
        return abs(theirs - ours) <= tolerance
    return theirs == ours
