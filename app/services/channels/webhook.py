"""The door to a webhook: one signed POST a step (docs/channels.md)."""

import hashlib
import hmac
from functools import partial
from http.client import HTTPMessage
from typing import IO
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app import __version__
from app.services.channels.configured import WebhookSettings
from app.services.messages.gateway import taken_by

SIGNATURE = "X-Poshtiban-Signature"


class _StaysThere(HTTPRedirectHandler):
    """What is signed for one address is not carried to another."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def signature(secret: str, body: bytes) -> str:
    """What stands in the header: HMAC-SHA256 of the bytes of the body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(settings: WebhookSettings, secret: str, key: str, body: str) -> str:
    """Post one step; the beginning of the answer. Raises NotSent: final for any 4xx that does not pass."""
    sent = body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"Poshtiban/{__version__}",
        "Idempotency-Key": key,
    }
    if secret:
        headers[SIGNATURE] = signature(secret, sent)
    request = Request(settings.url, data=sent, headers=headers, method="POST")
    opener = build_opener(_StaysThere)
    status, told = taken_by(partial(opener.open, request, timeout=int(settings.seconds)))
    return f"HTTP {status} {' '.join(told.split())}".strip()
