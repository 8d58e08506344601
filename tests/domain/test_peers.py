"""Thirty whole tickets of other programs: where we answer differently, and which rule of ours decides it.

The table is told in words in docs/algorithms/peers.md.
"""

import json
from pathlib import Path

import pytest

from tests.domain.peers import Answer, Peer, is_alike

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = json.loads((ROOT / "tests/data/vectors/public.json").read_text(encoding="utf-8"))
SCENARIOS = {scenario["id"]: scenario for scenario in DOCUMENT["scenarios"]}

UPDATES = "semantics 8"
"""A clock that starts anew with each message of a customer is no promise of ours: "no obligation"."""
CALENDAR_CHANGED = "semantics 9"
"""A promise is measured by the calendar in force when it began until a correction is approved."""
WORKING_DAYS = "semantics 2"
"""A working day ends as that day closes, not at the hour at which the ticket was opened."""
ATTACHED = "semantics 9"
"""A promise begins with the report it is made on, not when somebody attaches it."""
DUE_INSTANT = "semantics 1"
"""At the due instant itself a promise is still kept."""
LEVELS = "agreement file, warn_at"
"""Warnings come at whole percentages of the target; what lies after the breach is no warning of it."""
TALK = "semantics 12"
"""We publish three times to restore; who waited for whose message is none of them."""

DIFFERENCES: dict[tuple[str, str], dict[str, Answer]] = {
    ("za-s03", UPDATES): {
        "1 next_due": "2013-03-21T12:30:00+00:00",
        "1 update_due": None,
    },
    ("za-s04", UPDATES): {
        "2 update_seconds": None,
        "2 update_margin_seconds": None,
    },
    ("za-s07", UPDATES): {
        "2 update_seconds": None,
        "2 update_margin_seconds": None,
        "3 update_due": None,
        "3 update_seconds": None,
        "3 update_margin_seconds": None,
        "4 update_seconds": None,
        "4 update_margin_seconds": None,
    },
    ("za-s17", UPDATES): {
        "0 update_due": None,
        "4 next_due": None,
        "4 update_due": None,
        "7 next_due": None,
        "7 update_due": None,
        "8 next_due": None,
        "8 update_due": None,
    },
    ("za-s20", UPDATES): {
        "2 update_due": None,
    },
    ("za-s22", UPDATES): {
        "3 update_seconds": None,
        "3 update_margin_seconds": None,
    },
    ("za-s26", UPDATES): {
        "2 update_seconds": None,
        "2 update_margin_seconds": None,
    },
    ("zo-s01", UPDATES): {
        "0 update_due": None,
        "1 update_due": None,
    },
    ("zo-s10", UPDATES): {
        "0 update_due": None,
        "2 update_due": None,
        "4 next_due": None,
        "4 update_due": None,
        "5 update_due": None,
        "7 next_due": None,
        "7 update_due": None,
        "8 next_due": None,
        "8 update_due": None,
    },
    ("zo-s11", UPDATES): {
        "0 update_due": None,
        "1 next_due": None,
        "1 update_due": None,
        "2 next_due": None,
        "2 update_due": None,
    },
    ("zo-s11", CALENDAR_CHANGED): {
        "2 first_response_due": "2016-11-02T08:00:00+00:00",
    },
    ("gl-s06", LEVELS): {
        "0 level_at": None,
    },
    ("gl-s10", LEVELS): {
        "4 level_at": None,
    },
    ("gl-s11", WORKING_DAYS): {
        "0 due": "2034-06-16T19:00:00+00:00",
    },
    ("gl-s11", LEVELS): {
        "0 level_at": None,
    },
    ("gl-s22", LEVELS): {
        "3 level_at": None,
    },
    ("gl-s24", LEVELS): {
        "1 level_at": None,
    },
    ("gl-s25", ATTACHED): {
        "1 due": "2025-05-26T12:00:00+00:00",
    },
    ("gl-s25", LEVELS): {
        "1 level_at": None,
    },
    ("en-s02", TALK): {
        "4 mean_response_wall_seconds": None,
        "4 agent_side_wall_seconds": None,
    },
    ("zn-s02", DUE_INSTANT): {
        "7 escalated": False,
    },
}
"""By scenario and rule: the place of the event and what is asked, with our answer."""


def found(scenario: str) -> dict[str, Answer]:
    """What we answer differently from the source."""
    peer = Peer(SCENARIOS[scenario], DOCUMENT["calendars"])
    return {
        f"{place} {asked}": ours
        for place, asked, theirs, ours, tolerance in peer.answers()
        if not is_alike(theirs, ours, tolerance)
    }


def test_there_are_thirty_scenarios_with_171_answers_of_which_120_are_ours():
    answers = [
        answer for each in SCENARIOS.values() for answer in Peer(each, DOCUMENT["calendars"]).answers()
    ]
    listed = sum(len(answers) for answers in DIFFERENCES.values())
    assert (len(SCENARIOS), len(answers), len(answers) - listed) == (30, 171, 120)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_we_answer_differently_exactly_where_it_is_listed(scenario):
    listed: dict[str, Answer] = {}
    for (name, _rule), answers in DIFFERENCES.items():
        if name == scenario:
            listed |= answers
    assert found(scenario) == listed


def test_the_document_names_every_scenario_that_differs_and_its_rule():
    lines = (ROOT / "docs/algorithms/peers.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    named = {
        (scenario.strip("` "), rule.strip())
        for row in rows
        for scenario in row.split("|")[1].split(",")
        for rule in [row.split("|")[2]]
    }
    assert named == set(DIFFERENCES)
