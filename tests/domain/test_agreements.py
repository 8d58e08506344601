from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import KINDS_REMEMBERED, Described, Metric, PauseRule
from app.domain.calendars import Calendars
from app.domain.errors import RuleBroken
from app.domain.events import Owner
from tests.domain.promises import agreement, at, target, version

ANY = Described(service="EM", zone="A", priority="P2", merchant_class="premium", fault="PRN-01")


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({}, True),
        ({"services": ("EM", "PM")}, True),
        ({"services": ("PM",)}, False),
        ({"zones": ("B",)}, False),
        ({"priorities": ("P2",), "zones": ("A",)}, True),
        ({"merchant_classes": ("low",)}, False),
        ({"faults": ("PRN-01", "PRN-02")}, True),
    ],
)
def test_a_target_fits_what_it_names(more, fits):
    assert target("resolve", 4, **more).matches(ANY) is fits


def test_the_stated_order_decides_between_targets():
    by = {
        "faults": ("PRN-01",),
        "merchant_classes": ("premium",),
        "priorities": ("P2",),
        "zones": ("A",),
        "services": ("EM",),
    }
    targets = [target("resolve", place, **{name: value}) for place, (name, value) in enumerate(by.items(), 1)]
    everything = [*targets, target("resolve", 9)]
    for expected in (1, 2, 3, 4, 5, 9):
        assert version(*everything).target_for(Metric.RESOLVE, ANY).limit == expected
        everything.pop(0)


def test_one_word_on_a_fault_outweighs_all_the_others():
    rest = {"merchant_classes": ("premium",), "priorities": ("P2",), "zones": ("A",), "services": ("EM",)}
    both = version(target("resolve", 1, **rest), target("resolve", 2, faults=("PRN-01",)))
    assert both.target_for(Metric.RESOLVE, ANY).limit == 2


def test_what_was_promised_for_one_metric_says_nothing_of_another():
    promised = version(target("resolve", 4), target("arrive", 2, zones=("D",)))
    assert {metric: found.limit for metric, found in promised.targets_for(ANY).items()} == {Metric.RESOLVE: 4}
    assert promised.target_for(Metric.ARRIVE, ANY) is None


def test_what_is_remembered_stays_bounded():
    promised = version(target("resolve", 4))
    for number in range(KINDS_REMEMBERED + 10):
        assert promised.target_for(Metric.RESOLVE, Described(service="EM", fault=str(number))).limit == 4
    assert version(target("resolve", 4)) == promised


CHOICES = st.fixed_dictionaries(
    {
        "zones": st.lists(st.sampled_from("ABC"), unique=True, max_size=2).map(tuple),
        "priorities": st.lists(st.sampled_from(["P1", "P2"]), unique=True, max_size=1).map(tuple),
    }
)


@given(CHOICES, CHOICES)
def test_targets_overlap_exactly_where_a_job_would_fit_both_equally_well(one, other):
    first, second = target("resolve", 1, **one), target("resolve", 2, **other)
    jobs = [Described(service="EM", zone=zone, priority=p) for zone in "ABC" for p in ("P1", "P2")]
    tie = first.specificity == second.specificity and any(
        first.matches(job) and second.matches(job) for job in jobs
    )
    assert first.overlaps(second) is second.overlaps(first) is tie


def test_targets_of_different_metrics_never_tie():
    assert not target("resolve", 1).overlaps(target("arrive", 1))


def test_a_rule_speaks_of_its_owner_its_metrics_and_its_reasons():
    rule = PauseRule(owner=Owner.PSP, stops=frozenset({Metric.RESOLVE}), reasons=frozenset({"no-part"}))
    assert rule.stops_clock(Metric.RESOLVE, Owner.PSP, "no-part")
    assert not rule.stops_clock(Metric.ARRIVE, Owner.PSP, "no-part")
    assert not rule.stops_clock(Metric.RESOLVE, Owner.MERCHANT, "no-part")
    assert not rule.stops_clock(Metric.RESOLVE, Owner.PSP, "other")


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2025, 12, 31), None), (date(2026, 1, 1), 1), (date(2026, 5, 31), 1), (date(2026, 6, 1), 2)],
)
def test_a_version_holds_from_its_day_until_the_next_one_does(day, number):
    first, second = version(number=1), version(number=2, since=date(2026, 6, 1))
    found = agreement("SLA", first, second).version_at(day)
    assert (found and found.number) == number


def test_calendars_are_built_once_and_an_unknown_one_is_refused():
    calendars, sla = Calendars(), agreement("SLA")
    assert calendars.of(sla, "office") is calendars.of(sla, "office")
    assert calendars.of(sla, "").is_open(at("03:00"))
    assert calendars.local_date(sla, at("23:59")) == date(2026, 6, 1)
    with pytest.raises(RuleBroken) as told:
        calendars.of(sla, "night")
    assert told.value.code == "unknown-calendar"
