from itertools import product

import pytest

from app.domain.errors import RuleBroken
from app.domain.events import Event, EventKind
from app.domain.job_states import ALLOWED, Stage, state_after
from app.domain.moves import move_to
from tests.domain.promises import said

REACHED = {
    Stage.NEW: [said("reported", "09:00")],
    Stage.DISPATCHED: [said("dispatched", "09:05", value="C1", technician="T1")],
    Stage.ACCEPTED: [said("accepted", "09:10")],
    Stage.EN_ROUTE: [said("departed", "09:15")],
    Stage.ON_SITE: [said("arrived", "09:45")],
    Stage.RESOLVED: [said("resolved", "10:40")],
    Stage.CLOSED: [said("closed", "10:50")],
}


def history(stage: Stage) -> list[Event]:
    told: list[Event] = []
    for reached, events in REACHED.items():
        told += events
        if reached is stage:
            return told
    return []


@pytest.mark.parametrize(("stage", "target"), list(product(REACHED, Stage)))
def test_what_a_move_records_leads_where_the_card_was_dropped(stage: Stage, target: Stage) -> None:
    try:
        kind = move_to(stage, target)
    except RuleBroken:
        return
    assert stage in ALLOWED[kind]
    assert state_after([*history(stage), said(kind.value, "11:00", technician="T2")]).stage is target


@pytest.mark.parametrize(
    ("stage", "target", "kind"),
    [
        ("new", "dispatched", "dispatched"),
        ("dispatched", "accepted", "accepted"),
        ("dispatched", "en-route", "departed"),
        ("accepted", "dispatched", "dispatched"),
        ("accepted", "en-route", "departed"),
        ("en-route", "on-site", "arrived"),
        ("on-site", "on-hold", "paused"),
        ("on-site", "resolved", "resolved"),
        ("new", "resolved", "resolved"),
        ("on-hold", "dispatched", "dispatched"),
        ("resolved", "closed", "closed"),
        ("new", "cancelled", "cancelled"),
    ],
)
def test_each_move_is_one_event(stage: str, target: str, kind: str) -> None:
    assert move_to(Stage(stage), Stage(target)) is EventKind(kind)


@pytest.mark.parametrize(
    ("stage", "target", "code"),
    [
        ("new", "accepted", "needs-technician-first"),
        ("new", "on-site", "needs-technician-first"),
        ("dispatched", "new", "no-way-back"),
        ("on-site", "dispatched", "no-way-back"),
        ("on-site", "closed", "not-resolved-yet"),
        ("on-hold", "on-site", "held-goes-on"),
        ("resolved", "on-site", "done-is-reopened"),
        ("closed", "resolved", "done-is-reopened"),
        ("cancelled", "new", "no-way-back"),
        ("accepted", "accepted", "no-move"),
    ],
)
def test_the_rule_a_move_breaks_is_named(stage: str, target: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        move_to(Stage(stage), Stage(target))
    assert broken.value.code == code


def test_a_job_on_hold_goes_on_where_it_was_stopped() -> None:
    assert move_to(Stage.ON_HOLD, Stage.ON_SITE, held=Stage.ON_SITE) is EventKind.RESUMED
    assert move_to(Stage.ON_HOLD, Stage.NEW, held=Stage.NEW) is EventKind.RESUMED
    with pytest.raises(RuleBroken) as broken:
        move_to(Stage.ON_HOLD, Stage.EN_ROUTE, held=Stage.ON_SITE)
    assert (broken.value.code, broken.value.parameters) == ("held-goes-on-there", {"stage": "on-site"})
