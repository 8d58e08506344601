"""Passwords of channels: in the key store of the user's system, or the environment; never in store or log."""

import os
from collections.abc import Mapping

from app.domain.errors import RuleBroken
from app.settings import TOKEN_VARIABLE

SERVICE = "poshtiban"
MAIL, WEBHOOK, SMS = "mail", "webhook", "sms"
VARIABLES: Mapping[str, str] = {
    MAIL: "POSHTIBAN_SMTP_PASSWORD",
    WEBHOOK: "POSHTIBAN_WEBHOOK_SECRET",
    SMS: TOKEN_VARIABLE,
}
"""What holds where it is set, and what is there for machines without a key store."""


def password(channel: str, environment: Mapping[str, str] = os.environ) -> str:
    """The password of a channel on this machine; empty where none is known."""
    told = environment.get(VARIABLES[channel], "")
    if told:
        return told
    import keyring  # noqa: PLC0415 - loads a fifth of a second, and only for who has such a channel
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        return keyring.get_password(SERVICE, channel) or ""
    except KeyringError:
        return ""


def keep_password(channel: str, value: str) -> None:
    """Put it into the key store, or take it out where `value` is empty.

    RuleBroken: "no-key-store" with the variable that can say it instead.
    """
    import keyring  # noqa: PLC0415 - as in password()
    from keyring.errors import KeyringError, PasswordDeleteError  # noqa: PLC0415 - as above

    try:
        if value:
            keyring.set_password(SERVICE, channel, value)
        elif keyring.get_password(SERVICE, channel) is not None:
            keyring.delete_password(SERVICE, channel)
    except PasswordDeleteError:
        return
    except KeyringError as error:
        raise RuleBroken("no-key-store", variable=VARIABLES[channel]) from error
