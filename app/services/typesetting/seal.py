"""The seal of a letter: number, date, language and fingerprint in one line, drawn as a QR code."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import segno

from app.services.typesetting.letter_content import LetterContent, to_json
from app.services.typesetting.pages import BLACK, Page

_FORM = re.compile(
    r"POSHTIBAN (?P<number>.+) (?P<at>\d{8}T\d{6}Z) (?P<language>[A-Z]{2}) SHA256 (?P<sha>[0-9A-F]{64})"
)
_AT = "%Y%m%dT%H%M%SZ"
_MASK = 3
"""Any of the eight masks suits figures that look random; trying all takes four times as long."""
_QUIET = 4
"""Modules left white on every side, as the standard asks."""


@dataclass(frozen=True)
class Seal:
    """What the code of a letter says."""

    number: str
    issued_at: datetime
    language: str
    sha256: str
    """Of the frozen content, in lower case."""

    def text(self) -> str:
        """In capitals, which a QR code holds in less room."""
        at = self.issued_at.astimezone(UTC).strftime(_AT)
        return f"POSHTIBAN {self.number} {at} {self.language.upper()} SHA256 {self.sha256.upper()}"


def seal_of(content: LetterContent) -> Seal | None:
    """The seal of a content; None where the letter has no number."""
    if not content.number:
        return None
    sha256 = hashlib.sha256(to_json(content).encode()).hexdigest()
    return Seal(content.number, content.issued_at, content.language, sha256)


def read_seal(text: str) -> Seal | None:
    """What a scanner read; None where it is no seal."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _AT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Seal(found["number"], at, found["language"].lower(), found["sha"].lower())


def draw_code(page: Page, corner: tuple[float, float], size: float, text: str) -> None:
    """The QR code of a text in a square whose upper left corner is at `corner`, quiet zone included."""
    code = segno.make(text, error="m", mask=_MASK, micro=False, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    module = size / (len(rows) + 2 * _QUIET)
    left, top = corner
    boxes = [(start, -line - 1, end - start, 1) for line, row in enumerate(rows) for start, end in _dark(row)]
    page.boxes(boxes, (left + _QUIET * module, top - _QUIET * module), module, ink=BLACK)


def _dark(row: bytes) -> list[tuple[int, int]]:
    """Where the dark stretches of a row begin and end."""
    return [found.span() for found in re.finditer(rb"\x01+", row)]
