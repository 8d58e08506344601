"""What an official letter says: plain words and figures, kept as JSON with the letter for good."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.i18n import Language
from app.services.typesetting.columns import Column

FORM = 1
"""Number of this form of the content; a stored letter names the form it was written in."""


@dataclass(frozen=True)
class Labelled:
    """A value with its label, as in «شماره: …»; the colon is set by the typesetter."""

    label: str
    value: str


@dataclass(frozen=True)
class LetterTable:
    """Rows of cells, one cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Signature:
    """Who signs."""

    name: str
    post: str


@dataclass(frozen=True)
class Copies:
    """Who else receives the letter (رونوشت)."""

    heading: str
    receivers: tuple[str, ...]


@dataclass(frozen=True)
class LetterContent:
    """All wording of a letter, in the order in which it is read."""

    language: Language
    title: str
    """Named in the viewer's window, not printed."""
    issued_at: datetime
    """Date of the document for viewers; the printed date stands in `meta`."""
    letterhead: tuple[str, ...]
    """Company first, then its unit."""
    meta: tuple[Labelled, ...]
    """Date, number, attachment in this order."""
    addressee: tuple[str, ...]
    subject: Labelled
    opening: tuple[str, ...]
    """Paragraphs before the table."""
    closing: str
    signature: Signature
    invocation: str = ""
    table: LetterTable | None = None
    totals: tuple[Labelled, ...] = ()
    """The last one is the sum that counts."""
    amount_in_words: str = ""
    remaining: tuple[str, ...] = ()
    """Paragraphs after the table."""
    copies: Copies | None = None
    footer_note: str = ""
    interim: bool = False
    """Whether the amounts are not final yet."""


def to_json(content: LetterContent) -> str:
    """The content as text; equal contents give equal texts."""
    fields = asdict(content) | {"form": FORM, "issued_at": content.issued_at.isoformat()}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> LetterContent:
    """The content that `to_json` wrote; anything else raises ValueError, TypeError or KeyError."""
    fields: dict[str, Any] = json.loads(text)
    form = fields.pop("form")
    if form != FORM:
        raise ValueError(f"form {form} of a letter, expected {FORM}")
    return LetterContent(
        **fields
        | {
            "issued_at": datetime.fromisoformat(fields["issued_at"]),
            "letterhead": tuple(fields["letterhead"]),
            "meta": _labelled(fields["meta"]),
            "addressee": tuple(fields["addressee"]),
            "subject": Labelled(**fields["subject"]),
            "opening": tuple(fields["opening"]),
            "signature": Signature(**fields["signature"]),
            "table": _table(fields["table"]),
            "totals": _labelled(fields["totals"]),
            "remaining": tuple(fields["remaining"]),
            "copies": _copies(fields["copies"]),
        }
    )


def _labelled(entries: list[dict[str, str]]) -> tuple[Labelled, ...]:
    return tuple(Labelled(**entry) for entry in entries)


def _table(entry: dict[str, Any] | None) -> LetterTable | None:
    if entry is None:
        return None
    return LetterTable(
        columns=tuple(Column(**column) for column in entry["columns"]),
        rows=tuple(tuple(row) for row in entry["rows"]),
    )


def _copies(entry: dict[str, Any] | None) -> Copies | None:
    if entry is None:
        return None
    return Copies(heading=entry["heading"], receivers=tuple(entry["receivers"]))
