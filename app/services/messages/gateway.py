"""The door to an SMS gateway: what any has to do, and the one that speaks HTTP."""

import json
import re
from http.client import HTTPException
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
        try:
            with urlopen(request, timeout=self._settings.seconds) as answer:
                return str(answer.read(LONGEST_REFERENCE).decode("utf-8", "replace")).strip()
        except HTTPError as error:
            with error:
                is_final = 400 <= error.code < 500 and error.code not in TRY_AGAIN
                raise NotSent(f"HTTP {error.code}", is_final=is_final) from error
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise NotSent(str(reason) or type(error).__name__) from error

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
