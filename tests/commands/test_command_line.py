"""The options every command takes count wherever they are said."""

import argparse

import pytest

from app.commands.command_line import CommandLine, common_options


def parsed(*arguments: str) -> argparse.Namespace:
    parser = CommandLine(prog="poshtiban", parents=[common_options()])
    parser.add_subparsers().add_parser("verify", parents=[common_options(after_command=True)])
    return parser.parse_args(arguments)


@pytest.mark.parametrize(
    "arguments",
    [("--store", "sqlite:///a", "--json", "verify"), ("verify", "--store", "sqlite:///a", "--json")],
)
def test_an_option_counts_before_and_after_the_command(arguments: tuple[str, ...]):
    assert vars(parsed(*arguments)) == {"store": "sqlite:///a", "json": True, "verbose": False}


def test_nothing_is_said_by_default():
    assert vars(parsed("verify")) == {"store": None, "json": False, "verbose": False}


def test_a_wrong_call_is_answered_in_one_line(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        parsed("verify", "--nonsense")
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told == "poshtiban: unrecognized arguments: --nonsense (see poshtiban --help)\n"
