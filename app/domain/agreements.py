"""Agreements: what was promised to whom, from when on, and which target fits a job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.calendar_spec import CalendarSpec
from app.domain.closing import NOTHING, ClosingRule
from app.domain.events import Owner
from app.domain.penalties.clauses import CAP_ORDER, Cap, CapScope, PenaltyClause

ZONES = frozenset("ABCD")
KINDS_REMEMBERED = 10_000


class AgreementKind(StrEnum):
    """Between whom a promise stands (ITIL)."""

    SLA = "SLA"
    """The company to the merchant."""
    OLA = "OLA"
    """The company's own units to each other."""
    UC = "UC"
    """The contractor to the company, with prices and penalties."""


class Metric(StrEnum):
    """What is promised."""

    ACKNOWLEDGE = "acknowledge"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    ARRIVE = "arrive"
    RESOLVE = "resolve"
    INSTALL = "install"
    PM = "pm"
    APPOINTMENT = "appointment"
    """To come within the hours that were agreed with the merchant; counted in the job's own window."""


class Unit(StrEnum):
    """In what a target is counted; always printed in words."""

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_DAYS = "working days"
    WINDOW = "window"
    """By the end of the job's own window (`due_to`)."""


class PartyRole(StrEnum):
    """On which side of an agreement somebody stands (ITIL)."""

    PROVIDER = "provider"
    """Who promises."""
    CUSTOMER = "customer"
    """To whom it is promised."""


class DocumentKind(StrEnum):
    """What kind of paper an agreement rests on."""

    CONTRACT = "contract"
    AMENDMENT = "amendment"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper that the agreement rests on: the contract, an amendment, an attachment."""

    title: Mapping[str, str]
    """By language."""
    number: str
    day: date
    kind: DocumentKind = DocumentKind.CONTRACT
    note: str = ""
    """What it says or changes, in the words of whoever registered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One promise; an empty set of zones, priorities … matches every one."""

    metric: Metric
    limit: int
    unit: Unit
    calendar: str = ""
    """Name of the calendar whose open hours count; empty: calendar hours."""
    services: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    merchant_classes: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    warn_at: tuple[int, ...] = ()
    """Percentages of the limit at which a warning is raised."""

    def matches(self, job: "Described") -> bool:
        """Whether this target speaks of such a job."""
        return all(not wanted or value in wanted for wanted, value in self._dimensions(job))

    @property
    def specificity(self) -> tuple[bool, bool, bool, bool, bool]:
        """The stated order: fault, merchant class, priority, zone, service; the greater wins."""
        return (
            bool(self.faults),
            bool(self.merchant_classes),
            bool(self.priorities),
            bool(self.zones),
            bool(self.services),
        )

    def _dimensions(self, job: "Described") -> tuple[tuple[frozenset[str], str], ...]:
        return (
            (self.services, job.service),
            (self.priorities, job.priority),
            (self.zones, job.zone),
            (self.merchant_classes, job.merchant_class),
            (self.faults, job.fault),
        )

    def overlaps(self, other: "Target") -> bool:
        """Whether some job would match both at the same specificity."""
        if self.metric != other.metric or self.specificity != other.specificity:
            return False
        pairs = (
            (self.services, other.services),
            (self.zones, other.zones),
            (self.priorities, other.priorities),
            (self.merchant_classes, other.merchant_classes),
            (self.faults, other.faults),
        )
        return all(not mine or not theirs or mine & theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a target needs to know of a job."""

    service: str
    zone: str = ""
    priority: str = ""
    merchant_class: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule:
    """Which waits stop which clocks."""

    owner: Owner
    stops: frozenset[Metric]
    reasons: frozenset[str] = frozenset()
    """Empty: every reason of this owner."""
    evidence: bool = False
    """Whether such a wait must be proved."""
    approval_above_minutes: int | None = None
    """Calendar minutes above which a supervisor must approve the wait; None: never."""

    def stops_clock(self, metric: Metric, owner: Owner, reason: str) -> bool:
        """Whether a wait of `owner` for `reason` stops the clock of `metric`."""
        return metric in self.stops and owner == self.owner and (not self.reasons or reason in self.reasons)

    def ties_with(self, other: "PauseRule") -> bool:
        """Whether some wait fits both equally well, and they ask for different things."""
        if self.owner != other.owner or not self.stops & other.stops:
            return False
        both = (
            self.reasons & other.reasons
            if self.reasons and other.reasons
            else not (self.reasons or other.reasons)
        )
        asked = (self.evidence, self.approval_above_minutes)
        return bool(both) and asked != (other.evidence, other.approval_above_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PmPolicy:
    """How often terminals of a merchant class are visited, and how far a visit may stray."""

    every_months: Mapping[str, int]
    window_percent: int = 10
    on_holiday: str = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementVersion:
    """What holds from `effective_from` on, until the next version does."""

    number: int
    effective_from: date
    targets: tuple[Target, ...]
    pauses: tuple[PauseRule, ...] = ()
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    clauses: tuple[PenaltyClause, ...] = ()
    caps: tuple[Cap, ...] = ()
    """Most that clauses may cost together, those of one scope in the order in which they are applied."""
    cap_order: tuple[CapScope, ...] = CAP_ORDER
    pm: PmPolicy | None = None
    reopen_days: int = 7
    repeat_days: int = 30
    minimum_grace_minutes: int = 0
    """Least counted time that is left after a wait has ended."""
    declaration_hours: int = 72
    """Calendar hours after its beginning in which a wait must be recorded to count although it was late."""
    weights: Mapping[str, int] = field(default_factory=dict)
    """Weights of the score by KPI, which sum to 100; empty: those proposed by the scorecard."""
    closing: ClosingRule = NOTHING
    """What a visit has to show before its job is closed."""
    _found: dict[Described, dict[Metric, Target]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was looked up before: jobs come in few kinds, and a version never changes."""

    def targets_for(self, job: Described) -> Mapping[Metric, Target]:
        """The most specific target of each metric that fits; a metric left out was not promised."""
        found = self._found.get(job)
        if found is None:
            found = {}
            for target in sorted((t for t in self.targets if t.matches(job)), key=lambda t: t.specificity):
                found[target.metric] = target
            if len(self._found) >= KINDS_REMEMBERED:
                self._found.clear()
            self._found[job] = found
        return found

    def target_for(self, metric: Metric, job: Described) -> Target | None:
        """The most specific target that fits; none: nothing was promised."""
        return self.targets_for(job).get(metric)

    def pause_rule(self, metric: Metric, owner: Owner, reason: str) -> PauseRule | None:
        """The rule by which a wait stops the clock of `metric`, before others one that names its reason."""
        fitting = (rule for rule in self.pauses if rule.stops_clock(metric, owner, reason))
        return max(fitting, key=lambda rule: bool(rule.reasons), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An SLA, OLA or UC with its versions, oldest first."""

    code: str
    kind: AgreementKind
    title: Mapping[str, str]
    """By language."""
    time_zone: str
    calendars: Mapping[str, CalendarSpec]
    versions: tuple[AgreementVersion, ...]
    holiday_calendars: frozenset[str] = frozenset()
    """Calendars that close on the country's official holidays."""
    closure_calendars: frozenset[str] = frozenset()
    """Calendars that follow the closures declared for the country or for the job's province."""
    parties: Mapping[PartyRole, Mapping[str, str]] = field(default_factory=dict)
    """Names of the parties, by language."""
    documents: tuple[Document, ...] = ()
    psp: str = ""
    contractor: str = ""
    """The contractor of a UC, the unit of an OLA; empty: whoever it is."""
    regions: frozenset[str] = frozenset()
    letters: Mapping[str, str] = field(default_factory=dict)
    """How letters under this agreement are worded: addressee, post, article, number, date."""
    letter_languages: tuple[str, ...] = ("fa",)
    objection_days: int = 5

    def version_at(self, day: date) -> AgreementVersion | None:
        """The version in force on a local `day`."""
        in_force = [version for version in self.versions if version.effective_from <= day]
        return in_force[-1] if in_force else None
