"""How mail and webhook are set: the same for every desk on a store, without their passwords."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.models.background import ChannelSetting, UserAddress
from app.models.parties import User

MAIL, WEBHOOK = "mail", "webhook"
STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
SECURITIES = (STARTTLS, TLS, PLAIN)
NEVER = "never"
RAISED_FROM = (NEVER, "high", "medium", "low")
"""From which urgency on a new alarm is mailed at once; the ladder is mailed in any case."""
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server; without a host no mail is sent."""

    host: str = ""
    port: str = "587"
    security: str = STARTTLS
    login: str = ""
    sender: str = ""
    raised_from: str = NEVER
    language: str = "fa"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """Where steps of alarms are posted; without an address nowhere."""

    url: str = ""
    seconds: str = "10"


@dataclass(frozen=True, slots=True)
class Channels:
    """Every channel as it is set in one transaction."""

    mail: MailSettings
    webhook: WebhookSettings


def channels(session: Session) -> Channels:
    """The settings as this transaction sees them."""
    found: Channels | None = session.info.get("channels")
    if found is None:
        rows = session.execute(
            select(ChannelSetting.channel, ChannelSetting.name, ChannelSetting.value)
        ).all()
        told: dict[str, dict[str, str]] = {MAIL: {}, WEBHOOK: {}}
        for channel, name, value in rows:
            told[channel][name] = value
        found = Channels(MailSettings(**told[MAIL]), WebhookSettings(**told[WEBHOOK]))
        session.info["channels"] = found
    return found


def set_channel(session: Session, clock: Clock, wanted: MailSettings | WebhookSettings, *, by: str) -> None:
    """Set a channel. RuleBroken: "channel-setting" with the name and the value that is no good."""
    checked(wanted)
    channel = MAIL if isinstance(wanted, MailSettings) else WEBHOOK
    query = select(ChannelSetting).where(ChannelSetting.channel == channel)
    rows = {row.name: row for row in session.scalars(query)}
    for name, value in asdict(wanted).items():
        row = rows.get(name) or ChannelSetting(channel=channel, name=name)
        if row.value != value:
            session.add(row)
            row.value, row.set_at, row.set_by = value, clock.now(), by
    session.info.pop("channels", None)


def set_channels(
    session: Session,
    clock: Clock,
    wanted: tuple[MailSettings, WebhookSettings],
    addresses: Mapping[int, str],
    *,
    by: str,
) -> None:
    """Set both channels and addresses by id of a person, all or nothing. RuleBroken as with each."""
    for one in wanted:
        set_channel(session, clock, one, by=by)
    for user_id, address in addresses.items():
        set_address(session, user_id, address)


def checked(wanted: MailSettings | WebhookSettings) -> None:
    """RuleBroken "channel-setting" for what makes no sense, "mail-in-clear" for a password nobody hides."""
    if isinstance(wanted, WebhookSettings):
        _check(wanted.url == "" or _is_web(wanted.url), "url", wanted.url)
        _check(_is_within(wanted.seconds, 1, 60), "seconds", wanted.seconds)
        return
    _check(not re.search(r"[\s/@]", wanted.host), "host", wanted.host)
    _check(_is_within(wanted.port, 1, 65_535), "port", wanted.port)
    _check(wanted.security in SECURITIES, "security", wanted.security)
    _check(wanted.raised_from in RAISED_FROM, "raised_from", wanted.raised_from)
    _check(wanted.language in {"fa", "en"}, "language", wanted.language)
    _check((not wanted.host and not wanted.sender) or is_address(wanted.sender), "sender", wanted.sender)
    _check("\n" not in wanted.login and "\r" not in wanted.login, "login", wanted.login)
    if wanted.login and wanted.security == PLAIN and wanted.host not in _LOCAL:
        raise RuleBroken("mail-in-clear", host=wanted.host)


def set_address(session: Session, user_id: int, address: str) -> None:
    """Where a person gets mail; empty: nowhere. RuleBroken: "channel-setting"."""
    address = address.strip()
    _check(address == "" or is_address(address), "address", address)
    query = select(UserAddress).where(UserAddress.user_id == user_id, UserAddress.channel == MAIL)
    row = session.scalars(query).first()
    if row is not None and not address:
        session.delete(row)
    elif address:
        row = row or UserAddress(user_id=user_id, channel=MAIL)
        row.address = address
        session.add(row)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who can get mail."""

    user_id: int
    login: str
    name: str
    name_en: str
    role: str
    address: str


def recipients(session: Session) -> list[Recipient]:
    """Everybody of the desks, with an address or none."""
    of_user = (UserAddress.user_id == User.id) & (UserAddress.channel == MAIL)
    query = select(User.id, User.login, User.name, User.name_en, User.role, UserAddress.address)
    rows = session.execute(query.outerjoin(UserAddress, of_user).order_by(User.role, User.login))
    return [Recipient(*row[:-1], row[-1] or "") for row in rows]


def is_address(text: str) -> bool:
    """Whether mail can be sent there; nothing in it ends a header."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def names_of(kind: type[MailSettings] | type[WebhookSettings]) -> Mapping[str, str]:
    """Every setting of a channel with its usual value."""
    return {each.name: str(each.default) for each in fields(kind)}


def _check(is_good: bool, name: str, value: str) -> None:
    if not is_good:
        raise RuleBroken("channel-setting", name=name, found=value)


def _is_within(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= most


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
