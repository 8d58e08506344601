"""`poshtiban alarms`: the shares announced, and the settings of the alarms' life."""

import argparse
import json

import pytest

from app.commands import alarms
from app.commands.command_line import CommandLine, common_options
from app.domain.errors import BadInput, RuleBroken
from app.i18n import speaking
from app.services import sla_watch
from tests.factories import dump, founded


@pytest.fixture
def ground(store):
    found = founded(store)
    for place, priority in enumerate(("P1", "P2", "P3")):
        found.call(terminal=place, priority=priority)
    found.wait(61)
    with store.writing() as session:
        sla_watch.raise_due(session, found.clock)
    found.wait(1)
    return found


@pytest.fixture
def call(ground):
    def called(*words: str) -> int:
        parser = CommandLine(prog="poshtiban")
        with speaking("en"):
            alarms.add_to(parser.add_subparsers(), common_options())
            url = ground.store.url.render_as_string(hide_password=False)
            arguments: argparse.Namespace = parser.parse_args(["alarms", *words, "--store", url])
            return int(arguments.run(arguments, ground.clock))

    return called


def test_the_shares_are_told_against_what_they_should_be(call, capsys):
    assert call() == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "High: 1 announced, 11.1% (about 5 %), 0 asked again, 0 shelved, 0 passed up"
    assert call("--json", "--days", "1") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["urgency"], row["announced"], row["target"]) for row in rows] == [
        ("high", 1, 0.05),
        ("medium", 1, 0.15),
        ("low", 7, 0.8),
    ]


def test_settings_are_set_and_said(call, capsys):
    assert call("--set", "remind-high=۱۰", "--set", "flood-alarms=8", "--json") == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["remind-high"], values["flood-alarms"], values["shelf-low"]) == (10, 8, 1440)
    assert call("--set", "remind-high=7", "--agreement", "SLA", "--json") == 0
    assert json.loads(capsys.readouterr().out)["remind-high"] == 7
    assert call("--settings") == 0
    assert "remind-high = 10" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        ("--set", "remind-high"),
        ("--set", "remind-urgent=5"),
        ("--set", "remind-high=soon"),
        ("--set", "remind-high=-5"),
        ("--set", "remind-high=20000"),
        ("--set", "remind-high=5", "--set", "shelf-low=20000"),
        ("--set", "flood-alarms=5", "--agreement", "SLA"),
        ("--set", "remind-high=5", "--agreement", "NONE"),
        ("--days", "0"),
        ("--days", "x"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_set(call, ground, words):
    before = dump(ground.store)
    with pytest.raises((BadInput, RuleBroken)):
        call(*words)
    assert dump(ground.store) == before
