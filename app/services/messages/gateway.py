"""The door to an SMS gateway: what any has to do, and the one that speaks HTTP."""

import json
import re
from collections.abc import Callable
from functools import partial
from http.client import HTTPException, HTTPResponse
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from app.settings import SmsGateway

LONGEST_REFERENCE = 200
_NAME = re.compile(r"\{(to|text|token)\}")
TRY_AGAIN = frozenset({408, 425, 429})
"""Answers of the 4xx kind that pass."""


class NotSent(Exception):  # noqa: N818 - it names what happened
    """A gateway did not take a message; `is_final` where trying again is of no use."""

    def __init__(self, problem: str, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_final = is_final


def taken_by(asked: Callable[[], HTTPResponse]) -> tuple[int, str]:
    """Status and beginning of the answer of whoever is asked over HTTP; any of the 2xx kind counts.

    Raises NotSent: final for any 4xx that does not pass.
    """
    try:
        with asked() as answer:
            return answer.status, answer.read(LONGEST_REFERENCE).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            is_final = 400 <= error.code < 500 and error.code not in TRY_AGAIN
            raise NotSent(f"HTTP {error.code}", is_final=is_final) from error
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise NotSent(str(reason) or type(error).__name__) from error


def handed_over(send: Callable[[], str], put_back: Callable[[NotSent], None]) -> str | None:
    """What the other side answered; None: it did not take it, and it is put back.

    Raises whatever else than NotSent `send` raises, once it is put back.
    """
    try:
        return send()
    except NotSent as failure:
        put_back(failure)
    except Exception as failure:
        put_back(NotSent(type(failure).__name__))
        raise
    return None


class Gateway(Protocol):
    """Sends one message."""

    @property
    def seconds(self) -> float:
        """How long it may take over one."""

    def send(self, to: str, text: str) -> str:
        """Send it; what the gateway answered. Raises NotSent."""


class HttpGateway:
    """Asks a URL once a message; any answer of the 2xx kind means taken."""

    def __init__(self, settings: SmsGateway) -> None:
        self._settings = settings

    @property
    def seconds(self) -> float:
        """How long an answer is waited for."""
        return self._settings.seconds

    def send(self, to: str, text: str) -> str:
        """Send it; the beginning of the answer. Raises NotSent."""
        request = self._request(to, text)
        _status, told = taken_by(partial(urlopen, request, timeout=self._settings.seconds))
        return told.strip()

    def _request(self, to: str, text: str) -> Request:
        settings = self._settings
        url = _filled(settings.url, {"to": to, "text": text, "token": settings.token}, "form")
        body = None
        if settings.method != "GET":
            values = {"to": to, "text": text, "token": settings.token}
            body = _filled(settings.body, values, settings.content_type).encode()
        headers = {"Content-Type": settings.content_type} if body is not None else {}
        if settings.token and settings.header:
            headers[settings.header] = settings.token
        return Request(url, data=body, headers=headers, method=settings.method)


def _filled(template: str, values: dict[str, str], content_type: str) -> str:
    """The template with its names filled in, written so that nothing in them ends the form."""
    return _NAME.sub(lambda found: _written(values[found[1]], content_type), template)


def _written(value: str, content_type: str) -> str:
    if "json" in content_type:
        return json.dumps(value, ensure_ascii=False)[1:-1]
    return quote(value, safe="") if "form" in content_type else value
