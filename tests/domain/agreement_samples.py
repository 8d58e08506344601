"""Agreements of every shape, for tests that hold for all of them."""

from dataclasses import replace
from datetime import date, timedelta
from string import ascii_lowercase

from hypothesis import strategies as st

from app.domain.agreement_file import MOST_OF
from app.domain.agreements import (
    Agreement,
    AgreementKind,
    AgreementVersion,
    Document,
    DocumentKind,
    Metric,
    PartyRole,
    PauseRule,
    PmPolicy,
    Target,
    Unit,
)
from app.domain.calendar_spec import EVERY_HOUR, CalendarSpec
from app.domain.closing import ClosingRule
from app.domain.events import Owner
from app.domain.penalties.clauses import CAP_ORDER
from app.domain.scorecards import Kpi
from tests.domain.clause_samples import (
    BY_LANGUAGE,
    NAMES,
    PRIORITIES,
    RIAL,
    SERVICES,
    WORDS,
    ZONES_NAMED,
    caps,
    clauses,
)
from tests.domain.hours import day_hours, periods_within

ZONE = "Asia/Tehran"

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
COUNTS = st.integers(0, 10_000)


@st.composite
def calendar_specs(draw: st.DrawFn, name: str) -> CalendarSpec:
    """Opening hours on one day at least."""
    weekly = draw(st.dictionaries(st.integers(0, 6), day_hours()))
    weekly[draw(st.integers(0, 6))] = ((28_800, 61_201),)
    if draw(st.booleans()):
        return CalendarSpec(name, ZONE, EVERY_HOUR)
    exceptions = st.dictionaries(DAYS, day_hours(), max_size=2)
    titled = st.dictionaries(st.sampled_from(("fa", "en")), WORDS)
    periods = draw(periods_within(date(2025, 1, 1), date(2026, 1, 1)))
    return CalendarSpec(
        name,
        ZONE,
        weekly,
        draw(st.frozensets(DAYS, max_size=20)),
        draw(exceptions),
        tuple(replace(period, title=draw(titled)) for period in periods),
    )


@st.composite
def targets(draw: st.DrawFn, metric: Metric, calendars: list[str]) -> Target:
    """One target that a reader takes."""
    unit = Unit.WINDOW if metric is Metric.APPOINTMENT else draw(st.sampled_from(Unit))
    counted_in = draw(
        st.sampled_from(calendars if unit is Unit.WORKING_DAYS and calendars else ["", *calendars])
    )
    if unit is Unit.WORKING_DAYS and not counted_in:
        unit = Unit.HOURS
    most = MOST_OF.get(unit, 0) if not counted_in else 366  # a calendar may be open for nine hours a week
    return Target(
        metric=metric,
        unit=unit,
        limit=0 if unit is Unit.WINDOW else draw(st.integers(1, most)),
        calendar=counted_in,
        services=draw(SERVICES),
        zones=draw(ZONES_NAMED),
        priorities=draw(PRIORITIES),
        merchant_classes=draw(st.frozensets(NAMES, max_size=2)),
        faults=draw(st.frozensets(NAMES, max_size=2)),
        warn_at=tuple(sorted(draw(st.frozensets(st.integers(1, 99), max_size=3)))),
    )


@st.composite
def pauses(draw: st.DrawFn) -> PauseRule:
    """One pause rule."""
    return PauseRule(
        owner=draw(st.sampled_from(Owner)),
        stops=draw(st.frozensets(st.sampled_from(Metric))),
        reasons=draw(st.frozensets(WORDS, max_size=2)),
        evidence=draw(st.booleans()),
        approval_above_minutes=draw(st.none() | st.integers(0, 525_600)),
    )


@st.composite
def weights(draw: st.DrawFn) -> dict[str, int]:
    """Some KPIs that share a hundred, or none."""
    kpis = draw(st.lists(st.sampled_from([kpi.value for kpi in Kpi]), unique=True))
    edges = [0, *sorted(draw(st.integers(0, 100)) for _ in kpis[1:]), 100]
    return {kpi: edges[place + 1] - edges[place] for place, kpi in enumerate(kpis)}


@st.composite
def versions(draw: st.DrawFn, number: int, since: date, calendars: list[str]) -> AgreementVersion:
    """One version, without ties: at most one target of a metric."""
    prices = draw(st.dictionaries(st.text(ascii_lowercase, min_size=1, max_size=5) | NAMES, RIAL, max_size=2))
    codes = draw(st.lists(NAMES, unique=True, max_size=2))
    return AgreementVersion(
        number=number,
        effective_from=since,
        targets=tuple(
            draw(targets(m, calendars)) for m in draw(st.lists(st.sampled_from(Metric), unique=True))
        ),
        pauses=tuple(draw(st.lists(pauses(), max_size=2))),
        prices=prices,
        clauses=tuple(draw(clauses(code, list(prices), calendars)) for code in codes),
        caps=tuple(draw(st.lists(caps(list(prices), codes), max_size=2))),
        cap_order=tuple(draw(st.permutations(CAP_ORDER))),
        pm=draw(
            st.none()
            | st.builds(
                PmPolicy,
                every_months=st.dictionaries(NAMES, st.integers(1, 10_000), max_size=2),
                window_percent=st.integers(0, 100),
                on_holiday=st.sampled_from(["previous", "next", "nearest", "keep"]),
            )
        ),
        reopen_days=draw(COUNTS),
        repeat_days=draw(COUNTS),
        minimum_grace_minutes=draw(COUNTS),
        declaration_hours=draw(COUNTS),
        weights=draw(weights()),
        closing=draw(
            st.builds(ClosingRule, note=st.integers(0, 1000), photos=st.integers(0, 20), serial=st.booleans())
        ),
    )


DOCUMENTS = st.builds(
    Document, title=BY_LANGUAGE, number=NAMES, day=DAYS, kind=st.sampled_from(DocumentKind), note=WORDS
)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """An agreement with a value for every key of its file."""
    calendars = {name: draw(calendar_specs(name)) for name in draw(st.lists(NAMES, unique=True, max_size=2))}
    steps = draw(st.lists(st.integers(1, 400), min_size=1, max_size=2))
    first = draw(DAYS)
    return Agreement(
        code=draw(NAMES),
        kind=draw(st.sampled_from(AgreementKind)),
        title=draw(BY_LANGUAGE),
        time_zone=ZONE,
        calendars=calendars,
        holiday_calendars=frozenset(name for name in calendars if draw(st.booleans())),
        closure_calendars=frozenset(name for name in calendars if draw(st.booleans())),
        versions=tuple(
            draw(versions(place + 1, first + timedelta(days=sum(steps[:place])), list(calendars)))
            for place in range(len(steps))
        ),
        parties=draw(st.dictionaries(st.sampled_from(PartyRole), BY_LANGUAGE)),
        documents=tuple(draw(st.lists(DOCUMENTS, max_size=2))),
        psp=draw(WORDS),
        contractor=draw(WORDS),
        regions=draw(st.frozensets(WORDS, max_size=2)),
        letters=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        letter_languages=tuple(draw(st.lists(st.sampled_from(["fa", "en"]), min_size=1, max_size=2))),
        objection_days=draw(COUNTS),
    )
