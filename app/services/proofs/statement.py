"""A proof sheet in the words of one language, ready to be shown, printed or read aloud."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.agreements import Unit
from app.domain.clocks import ClockState
from app.domain.persian import isolate
from app.domain.proof import Fact, ProofLine, ProofSheet, WaitRule
from app.i18n import Language, _, speaking
from app.services.code_words import EVENTS, METRICS, calendar_name, promised_time, worded
from app.services.proofs.words import (
    DIMENSIONS,
    SOURCES,
    SPECIAL,
    STATES,
    TURNS,
    VERDICTS,
    WINDOW_VERDICTS,
    amount,
    figures,
    instant,
    seconds,
)

AT_ONCE_SECONDS = 60
"""What was recorded within so long was recorded at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All that a proof sheet says."""

    language: Language
    title: str
    verdict: str
    about: tuple[tuple[str, str], ...]
    """Labels and values."""
    segment_heading: tuple[str, ...]
    segments: tuple[tuple[str, ...], ...]
    """From, to, what, whose turn, counted, running total."""
    fact_heading: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    """Fact, happened, recorded, declared by, remark."""
    remarks: tuple[str, ...]
    """Waits and their rules, contradictions, decisions that are open."""
    read_at: datetime
    read_text: str


def statement(sheet: ProofSheet, language: Language, *, parties: dict[str, tuple[str, str]]) -> Statement:
    """The sheet in words; `parties` are names of contractors (Persian, English) by code."""
    with speaking(language):
        return _Writer(sheet, language, parties).statement()


class _Writer:
    def __init__(self, sheet: ProofSheet, language: Language, parties: dict[str, tuple[str, str]]) -> None:
        self._sheet = sheet
        self._language = language
        self._parties = parties
        self._zone = ZoneInfo(sheet.agreement.time_zone)
        self._obligation = sheet.obligation

    def statement(self) -> Statement:
        sheet = self._sheet
        return Statement(
            language=self._language,
            title=_("Proof sheet: {metric}, job {job}").format(
                metric=worded(METRICS, self._obligation.metric), job=isolate(figures(sheet.job.code))
            ),
            verdict=self._verdict(),
            about=tuple(self._about()),
            segment_heading=(
                _("From"),
                _("To"),
                _("Clock"),
                _("Whose turn"),
                _("Counted"),
                _("Running total"),
            ),
            segments=tuple(self._line(line) for line in sheet.lines),
            fact_heading=(_("Fact"), _("Happened"), _("Recorded"), _("Declared by"), _("Remark")),
            facts=tuple(self._fact(fact) for fact in sheet.facts),
            remarks=tuple(self._remarks()),
            read_at=sheet.read_at,
            read_text=_("Read {at}").format(at=self._at(sheet.read_at)),
        )

    def _at(self, at: datetime) -> str:
        return instant(at, self._zone)

    def _verdict(self) -> str:
        reading = self._obligation.reading
        words = VERDICTS
        if self._obligation.target.unit is Unit.WINDOW and reading.state in WINDOW_VERDICTS:
            words = WINDOW_VERDICTS
        said = worded(words, reading.state)
        if reading.state is ClockState.EXCUSED and reading.due_at is None:
            said = _("Excused: it is set apart.")
        return said.format(
            stopped=self._at(reading.stopped_at) if reading.stopped_at else "",
            due=self._at(reading.due_at) if reading.due_at else "",
            left=amount(reading.left_seconds),
            limit=amount(reading.limit_seconds),
            late=amount(reading.overrun_seconds),
        )

    def _about(self) -> list[tuple[str, str]]:
        sheet, obligation = self._sheet, self._obligation
        reading = obligation.reading
        title = sheet.agreement.title.get(self._language, "") or sheet.agreement.code
        version = _("{kind} {title}, version {version}, in force from {day}").format(
            kind=isolate(obligation.kind.value),
            title=title,
            version=figures(sheet.version.number),
            day=self._day(sheet.version.effective_from),
        )
        rows = [
            (_("Agreement"), version),
            (_("Promised by"), self._party(obligation.party) or worded(TURNS, "unit")),
            (_("Target"), f"{self._promise()} · {self._rule()}"),
            (_("Calendar"), self._calendar()),
            (_("Started"), self._at(obligation.started_at)),
            (_("Due"), self._at(reading.due_at) if reading.due_at else _("open while on hold")),
        ]
        if reading.stopped_at is not None:
            rows.append((_("Stopped"), self._at(reading.stopped_at)))
        if obligation.counting is not None:
            counted = _("{used} of {limit}; {paused} of waits left out").format(
                used=seconds(reading.used_seconds),
                limit=seconds(reading.limit_seconds),
                paused=seconds(reading.paused_seconds),
            )
            rows.append((_("Counted"), counted))
        if reading.state is ClockState.MISSED and reading.due_at is not None:
            rows.append((_("Lateness"), self._lateness(reading.due_at)))
        return rows

    def _lateness(self, due_at: datetime) -> str:
        """As the contract counts it, and as the time that passed."""
        reading = self._obligation.reading
        passed = int(((reading.stopped_at or self._sheet.read_at) - due_at).total_seconds())
        counted = amount(reading.overrun_seconds)
        if passed == reading.overrun_seconds:
            return counted
        said = _("{counted} as the contract counts, of {passed} that passed after it was due")
        return said.format(counted=counted, passed=amount(passed))

    def _party(self, code: str) -> str:
        fa, en = self._parties.get(code, (code, code))
        return (fa or en) if self._language == "fa" else (en or fa)

    def _day(self, day: object) -> str:
        at = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=self._zone)
        return isolate(self._at(at)[1:-1].split(" ")[0])

    def _promise(self) -> str:
        target = self._obligation.target
        return promised_time(target.limit, target.unit, is_working=bool(target.calendar))

    def _rule(self) -> str:
        matched = [worded(DIMENSIONS, name) for name in self._sheet.matched]
        if not matched:
            return _("it speaks of every job")
        named = _(", ").join(matched)
        beaten = len(self._sheet.beaten)
        if not beaten:
            return _("chosen because it names {named}").format(named=named)
        said = _("chosen before {count} wider targets because it names {named}")
        return said.format(count=figures(beaten), named=named)

    def _calendar(self) -> str:
        if self._obligation.target.unit is Unit.WINDOW:
            return _("local days of {zone}").format(zone=isolate(self._sheet.agreement.time_zone))
        name = self._obligation.target.calendar
        said = calendar_name(name) if name else _("calendar hours, 24 × 7")
        days = [
            f"{self._day(special.day)} {worded(SPECIAL, special.kind)}"
            for special in self._sheet.special_days
        ]
        return f"{said} ({_(', ').join(days)})" if days else said

    def _line(self, line: ProofLine) -> tuple[str, ...]:
        segment = line.segment
        who = self._party(segment.party) if segment.party else worded(TURNS, segment.owner)
        return (
            self._at(segment.start),
            self._at(segment.end),
            worded(STATES, segment.state),
            who,
            seconds(segment.counted_seconds),
            seconds(line.total_seconds),
        )

    def _fact(self, fact: Fact) -> tuple[str, ...]:
        event = fact.event
        by = worded(SOURCES, event.source)
        return (
            worded(EVENTS, event.kind),
            self._at(event.at),
            self._at(event.recorded_at),
            f"{by} · {isolate(event.actor)}" if event.actor else by,
            self._fact_remark(fact),
        )

    def _fact_remark(self, fact: Fact) -> str:
        late = int(fact.declared_late.total_seconds())
        said = [
            _("contradicted") if fact.conflicts else "",
            "" if fact.counts else _("does not count"),
            _("recorded {late} later").format(late=amount(late)) if late >= AT_ONCE_SECONDS else "",
        ]
        return _(", ").join(filter(None, said))

    def _remarks(self) -> list[str]:
        said = [self._wait(wait) for wait in self._sheet.waits]
        if self._obligation.is_undecided:
            said.append(
                _("A wait above the limit has not been decided: the breach stands, its penalty waits.")
            )
        if self._sheet.has_conflicts:
            said.append(
                _("Declarations contradict each other: the clock takes the first, nothing is averaged.")
            )
        return said

    def _wait(self, wait: WaitRule) -> str:
        end = self._at(wait.end) if wait.end else _("now")
        owner = worded(TURNS, wait.owner)
        if wait.rule is None:
            said = _("Wait from {start} to {end} ({owner}): no rule of this version lets it stop this clock.")
        elif wait.left_out:
            said = _("Wait from {start} to {end} ({owner}): left out, declared too late or refused.")
        else:
            said = _("Wait from {start} to {end} ({owner}): stops this clock by the version's pause rule.")
        return said.format(start=self._at(wait.start), end=end, owner=owner)
