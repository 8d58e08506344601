"""`poshtiban alarms`: what was announced by the three priorities of alarms, and how alarms live."""

import argparse
import json
from datetime import timedelta

from app.clock import Clock
from app.commands.command_line import Subparsers, settings_of, wrong_option
from app.commands.opening import opened_store
from app.domain.persian import latin_digits
from app.i18n import _
from app.services.agreement_book import book
from app.services.alarm_report import ShareRow, announced_shares
from app.services.alarm_rules import FLOOD, TIMES, names_of, set_rules, settings, value_of
from app.services.alarm_words import URGENCIES
from app.services.code_words import worded

LONGEST = 3650


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `alarms [--days 30] [--settings] [--set NAME=VALUE ...] [--agreement CODE]`."""
    parser = subparsers.add_parser(
        "alarms", parents=[common], help=_("Say what alarms were announced, or set how they live")
    )
    parser.add_argument("--days", default="30", metavar="N", help=_("the days before now (30)"))
    parser.add_argument("--settings", action="store_true", help=_("say the settings instead"))
    parser.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("set one: minutes, or a number of alarms"),
    )
    parser.add_argument("--agreement", default="", metavar="CODE", help=_("the settings of one agreement"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Print the report or the settings; what is set holds all together or not at all."""
    days = _whole("--days", arguments.days, most=LONGEST)
    changes = [_change(text) for text in arguments.changes]
    agreement: str = arguments.agreement
    with opened_store(arguments) as store:
        if changes:
            by = settings_of(arguments).user
            with store.writing() as session:
                _check_agreement(book(session).named(agreement) is not None, agreement)
                set_rules(session, clock, dict(changes), by=by, agreement=agreement)
        with store.reading() as session:
            if not (changes or arguments.settings):
                end = clock.now()
                _report(arguments, announced_shares(session, end - timedelta(days=days), end))
                return 0
            _check_agreement(book(session).named(agreement) is not None, agreement)
            found = settings(session)
            values = {name: value_of(found, name, agreement=agreement) for name in names_of(agreement)}
    if arguments.json:
        print(json.dumps(values))
    else:
        for name, value in values.items():
            print(f"{name} = {value}")
    return 0


def _report(arguments: argparse.Namespace, rows: list[ShareRow]) -> None:
    if arguments.json:
        print(json.dumps([_document(row) for row in rows]))
        return
    for row in rows:
        share = "-" if row.share is None else f"{float(row.share):.1%}"
        print(
            _(
                "{urgency}: {announced} announced, {share} (about {target} %), {again} asked again, "
                "{shelved} shelved, {escalated} passed up"
            ).format(
                urgency=worded(URGENCIES, row.urgency.value),
                announced=row.announced,
                share=share,
                target=row.target,
                again=row.again,
                shelved=row.shelved,
                escalated=row.escalated,
            )
        )


def _document(row: ShareRow) -> dict[str, object]:
    return {
        "urgency": row.urgency.value,
        "announced": row.announced,
        "share": None if row.share is None else round(float(row.share), 4),
        "target": row.target / 100,
        "again": row.again,
        "shelved": row.shelved,
        "escalated": row.escalated,
    }


def _change(text: str) -> tuple[str, int]:
    name, equals, value = text.partition("=")
    known = {**TIMES, **FLOOD}
    if not equals or name not in known:
        raise wrong_option("--set", text, "NAME=VALUE with NAME one of " + ", ".join(known))
    return name, _whole("--set", value, most=10**6)


def _whole(option: str, text: str, *, most: int) -> int:
    digits = latin_digits(text)
    if not digits.isdecimal() or not 1 <= int(digits) <= most:
        raise wrong_option(option, text, f"a whole number from 1 to {most}")
    return int(digits)


def _check_agreement(is_known: bool, agreement: str) -> None:
    if agreement and not is_known:
        raise wrong_option("--agreement", agreement, "the code of an agreement in the store")
