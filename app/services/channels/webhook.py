"""The door to a webhook: one signed POST a step (docs/channels.md)."""

import hashlib
import hmac
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app import __version__
from app.services.channels.configured import WebhookSettings
from app.services.messages.gateway import LONGEST_REFERENCE, TRY_AGAIN, NotSent

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
    try:
        with build_opener(_StaysThere).open(request, timeout=int(settings.seconds)) as answer:
            told = answer.read(LONGEST_REFERENCE).decode("utf-8", "replace")
            return f"HTTP {answer.status} {' '.join(told.split())}".strip()
    except HTTPError as error:
        with error:
            is_final = 400 <= error.code < 500 and error.code not in TRY_AGAIN
            raise NotSent(f"HTTP {error.code}", is_final=is_final) from error
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise NotSent(str(reason) or type(error).__name__) from error
