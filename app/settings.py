"""What a desk is set to: defaults, then its settings file, then the environment; read once, passed on."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path, user_data_path

from app.domain.errors import BadInput

NAME = "poshtiban"


@dataclass(frozen=True)
class Settings:
    """Settings of this desk."""

    store_url: str
    user: str = "desk"
    """Login under which this desk records what is done."""
    language: str = "fa"
    theme: str = "dark"
    time_zone: str = "Asia/Tehran"


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
    values = {"store_url": f"sqlite:///{user_data_path(NAME) / 'poshtiban.sqlite'}"}
    file = Path(environment.get("POSHTIBAN_SETTINGS", user_config_path(NAME) / "settings.toml"))
    values |= _from_file(file)
    if environment.get("POSHTIBAN_STORE"):
        values["store_url"] = environment["POSHTIBAN_STORE"]
    if environment.get("POSHTIBAN_USER"):
        values["user"] = environment["POSHTIBAN_USER"]
    return Settings(**values)


def _from_file(file: Path) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in _document(file).items():
        if key not in _KEYS:
            raise BadInput(str(file), f"unknown key {key!r}", "one of " + ", ".join(_KEYS), column=key)
        allowed = _CHOICES.get(key)
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise BadInput(str(file), repr(value), " or ".join(allowed) if allowed else "a text", column=key)
        if key == "time_zone" and not _is_zone(value):
            raise BadInput(str(file), repr(value), "a time zone such as Asia/Tehran", column=key)
        values[_KEYS[key]] = value
    return values


def _document(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise BadInput(str(file), error.strerror or "no access", "a file that can be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(str(file), str(error), "valid TOML in UTF-8") from error


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name of one, a folder of them
        return False
    return True
