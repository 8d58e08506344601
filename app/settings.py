"""What a desk is set to: defaults, then its settings file, then the environment; read once, passed on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path, user_data_path

from app.domain.errors import BadInput

NAME = "poshtiban"


TEHRAN = ZoneInfo("Asia/Tehran")
MAP_LINK = "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"
ACCEPT_MINUTES = 30
TOKEN_VARIABLE = "POSHTIBAN_SMS_TOKEN"


@dataclass(frozen=True)
class SmsGateway:
    """The company's SMS gateway: one request of HTTP a message."""

    url: str
    method: str = "POST"
    content_type: str = "application/json; charset=utf-8"
    body: str = '{"to": "{to}", "text": "{text}"}'
    """With {to} and {text}, written as the content type writes them."""
    header: str = "Authorization"
    """Which header carries the token; as {token} in the URL or the body it may stand as well."""
    token: str = field(default="", repr=False)
    """From the environment (POSHTIBAN_SMS_TOKEN), never from the file."""
    seconds: int = 10
    """How long an answer is waited for."""


@dataclass(frozen=True)
class MessageSettings:
    """How technicians are written to, and when a contractor's silence is too long."""

    zone: ZoneInfo = TEHRAN
    map_link: str = MAP_LINK
    texts_file: Path | None = None
    accept_minutes: int = ACCEPT_MINUTES
    """How long a contractor may take to accept, where no agreement says it."""
    sms: SmsGateway | None = None
    """None: messages are copied, not sent."""


@dataclass(frozen=True)
class Settings:
    """Settings of this desk."""

    store_url: str
    user: str = "desk"
    """Login under which this desk records what is done."""
    language: str = "fa"
    theme: str = "dark"
    time_zone: str = "Asia/Tehran"
    messages: MessageSettings = MessageSettings()


_KEYS = {
    "store": "store_url",
    "user": "user",
    "language": "language",
    "theme": "theme",
    "time_zone": "time_zone",
}
_CHOICES = {"language": ("fa", "en"), "theme": ("dark", "light")}


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this desk; BadInput where its file is wrong."""
    values: dict[str, Any] = {"store_url": f"sqlite:///{user_data_path(NAME) / 'poshtiban.sqlite'}"}
    file = Path(environment.get("POSHTIBAN_SETTINGS", user_config_path(NAME) / "settings.toml"))
    document = _document(file)
    tables = {name: document.pop(name, {}) for name in ("messages", "sms")}
    values |= _texts(file, document)
    if environment.get("POSHTIBAN_STORE"):
        values["store_url"] = environment["POSHTIBAN_STORE"]
    if environment.get("POSHTIBAN_USER"):
        values["user"] = environment["POSHTIBAN_USER"]
    settings = Settings(**values)
    messages = _messages(file, tables["messages"], ZoneInfo(settings.time_zone))
    if tables["sms"]:
        messages = replace(messages, sms=_gateway(file, tables["sms"], environment.get(TOKEN_VARIABLE, "")))
    return replace(settings, messages=messages)


def _texts(file: Path, document: Mapping[str, Any]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in document.items():
        if key not in _KEYS:
            known = ", ".join((*_KEYS, "messages", "sms"))
            raise BadInput(str(file), f"unknown key {key!r}", f"one of {known}", column=key)
        allowed = _CHOICES.get(key)
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise BadInput(str(file), repr(value), " or ".join(allowed) if allowed else "a text", column=key)
        if key == "time_zone" and not _is_zone(value):
            raise BadInput(str(file), repr(value), "a time zone such as Asia/Tehran", column=key)
        values[_KEYS[key]] = value
    return values


_MESSAGES: Mapping[str, type] = {"map_link": str, "texts": str, "accept_minutes": int}
_SMS: Mapping[str, type] = {
    "url": str,
    "method": str,
    "content_type": str,
    "body": str,
    "header": str,
    "seconds": int,
}


def _messages(file: Path, table: object, zone: ZoneInfo) -> MessageSettings:
    """[messages]: map_link, texts (a file), accept_minutes."""
    values = _table(file, "messages", table, _MESSAGES)
    link = str(values.get("map_link", MAP_LINK))
    if "{lat}" not in link or "{lon}" not in link or not _can_fill(link, "lat", "lon"):
        raise BadInput(str(file), repr(link), "a link with {lat} and {lon}", column="messages.map_link")
    minutes = int(values.get("accept_minutes", ACCEPT_MINUTES))
    if not 1 <= minutes <= 10_080:
        raise BadInput(str(file), str(minutes), "1 to 10080 minutes", column="messages.accept_minutes")
    texts = Path(file.parent, str(values["texts"])) if "texts" in values else None
    return MessageSettings(zone=zone, map_link=link, texts_file=texts, accept_minutes=minutes)


def _gateway(file: Path, table: object, token: str) -> SmsGateway:
    """[sms]: url, method, content_type, body, header, seconds."""
    values = _table(file, "sms", table, _SMS)
    url = str(values.get("url", ""))
    if not url.startswith(("http://", "https://")):
        raise BadInput(
            str(file), repr(url), "an address that begins with https:// or http://", column="sms.url"
        )
    method = str(values.get("method", "POST"))
    if method not in {"POST", "GET", "PUT"}:
        raise BadInput(str(file), repr(method), "POST, PUT or GET", column="sms.method")
    asked = f"{url} {values.get('body', SmsGateway.body)}" if method != "GET" else url
    if "{to}" not in asked or "{text}" not in asked:
        raise BadInput(str(file), repr(asked), "{to} and {text} in url or body", column="sms.body")
    if not 1 <= int(values.get("seconds", SmsGateway.seconds)) <= 60:
        raise BadInput(str(file), str(values["seconds"]), "1 to 60 seconds", column="sms.seconds")
    return SmsGateway(**values, token=token)


def _table(file: Path, name: str, table: object, kinds: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise BadInput(str(file), repr(table), "a table", column=name)
    for key, value in table.items():
        if key not in kinds:
            raise BadInput(
                str(file), f"unknown key {key!r}", "one of " + ", ".join(kinds), column=f"{name}.{key}"
            )
        if not isinstance(value, kinds[key]) or isinstance(value, bool):
            wanted = "a number" if kinds[key] is int else "a text"
            raise BadInput(str(file), repr(value), wanted, column=f"{name}.{key}")
    return table


def _can_fill(text: str, *names: str) -> bool:
    try:
        text.format_map(dict.fromkeys(names, ""))
    except (KeyError, ValueError, IndexError):
        return False
    return True


def _document(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise BadInput(str(file), error.strerror or "no access", "a file that can be read") from error
    except UnicodeDecodeError as error:
        raise BadInput(str(file), str(error), "valid TOML in UTF-8") from error
    # Most desks have no such file, and the first picture waits for whatever is loaded.
    import tomllib  # noqa: PLC0415 - see above

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(str(file), str(error), "valid TOML in UTF-8") from error


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name of one, a folder of them
        return False
    return True
