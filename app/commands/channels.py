"""`poshtiban channels`: how alarms are mailed and posted: set, tried out, their passwords kept."""

import argparse
import getpass
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace

from sqlalchemy import select

from app.clock import Clock
from app.commands.command_line import Subparsers, say, settings_of, wrong_option
from app.commands.opening import opened_store
from app.i18n import _
from app.models.parties import User
from app.models.store import Store
from app.services.channels.configured import (
    MAIL,
    WEBHOOK,
    Channels,
    MailSettings,
    WebhookSettings,
    channels,
    is_address,
    names_of,
    recipients,
    set_address,
    set_channel,
)
from app.services.channels.outbox import send_again
from app.services.channels.passwords import VARIABLES, keep_password, password
from app.services.channels.trying import try_mail, try_webhook

KNOWN: Mapping[str, Mapping[str, str]] = {MAIL: names_of(MailSettings), WEBHOOK: names_of(WebhookSettings)}


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `channels [--set …] [--address …] [--password CHANNEL] [--test-mail …] [--test-webhook]`."""
    parser = subparsers.add_parser(
        "channels", parents=[common], help=_("Say or set how alarms are mailed and posted")
    )
    parser.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="CHANNEL.NAME=VALUE",
        help=_("set one, e.g. mail.host=mail.example.ir"),
    )
    parser.add_argument(
        "--address",
        dest="addresses",
        action="append",
        default=[],
        metavar="LOGIN=ADDRESS",
        help=_("where a person gets mail; empty: nowhere"),
    )
    parser.add_argument(
        "--password",
        choices=sorted(VARIABLES),
        help=_("keep a password in this machine's key store: asked for, or read from stdin"),
    )
    parser.add_argument("--test-mail", metavar="ADDRESS", help=_("send a test mail and say the answer"))
    parser.add_argument("--test-webhook", action="store_true", help=_("post a test and say the answer"))
    parser.add_argument(
        "--again", action="store_true", help=_("put everything that failed on its way once more")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """What is set holds all together or not at all; then it is tried out, or said."""
    if arguments.password:
        _keep_password(arguments.password)
        return 0
    with opened_store(arguments) as store:
        with store.writing() as session:
            wanted = _changed(channels(session), arguments.changes)
            by = settings_of(arguments).user
            for one in (wanted.mail, wanted.webhook) if arguments.changes else ():
                set_channel(session, clock, one, by=by)
            for text in arguments.addresses:
                login, _equals, address = text.partition("=")
                user_id = session.scalar(select(User.id).where(User.login == login))
                if user_id is None:
                    raise wrong_option("--address", text, _("LOGIN=ADDRESS with the login of an account"))
                set_address(session, user_id, address)
            if arguments.again:
                say(_("{count} are on their way once more").format(count=send_again(session, clock)))
        return _answer(arguments, store, wanted, clock)


def _answer(arguments: argparse.Namespace, store: Store, wanted: Channels, clock: Clock) -> int:
    if arguments.test_mail is not None:
        if not is_address(arguments.test_mail):
            raise wrong_option("--test-mail", arguments.test_mail, "an address such as name@example.ir")
        print(try_mail(wanted.mail, password(MAIL), arguments.test_mail, clock.now()))
        return 0
    if arguments.test_webhook:
        print(try_webhook(wanted.webhook, password(WEBHOOK), clock.now()))
        return 0
    with store.reading() as session:
        people = {each.login: each.address for each in recipients(session) if each.address}
    found = {MAIL: asdict(wanted.mail), WEBHOOK: asdict(wanted.webhook), "addresses": people}
    known = {channel: bool(password(channel)) for channel in sorted(VARIABLES)}
    if arguments.json:
        print(json.dumps(found | {"passwords": known}, ensure_ascii=False))
        return 0
    for channel, values in found.items():
        for name, value in values.items():
            print(f"{channel}.{name} = {value}")
    for channel, is_known in known.items():
        print(
            f"{channel}.password: " + (_("known on this machine") if is_known else _("none on this machine"))
        )
    return 0


def _changed(now: Channels, changes: list[str]) -> Channels:
    mail, webhook = now.mail, now.webhook
    for text in changes:
        place, equals, value = text.partition("=")
        channel, _dot, name = place.partition(".")
        if not equals or name not in KNOWN.get(channel, {}):
            known = ", ".join(f"{kind}.{each}" for kind, names in KNOWN.items() for each in names)
            raise wrong_option("--set", text, f"CHANNEL.NAME=VALUE with one of {known}")
        if channel == MAIL:
            mail = replace(mail, **{name: value.strip()})
        else:
            webhook = replace(webhook, **{name: value.strip()})
    return Channels(mail, webhook)


def _keep_password(channel: str) -> None:
    asked = sys.stdin.isatty()
    value = getpass.getpass(f"{channel}: ") if asked else sys.stdin.readline().rstrip("\r\n")
    keep_password(channel, value)
    say(_("The password is kept") if value else _("The password is forgotten"))
