"""What an official letter says: plain words and figures, kept as JSON with the letter for good."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.i18n import Language
from app.services.typesetting.columns import Column

FORM = 2
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
class Annex:
    """A table on sheets of its own, behind the letter (پیوست)."""

    heading: str
    table: LetterTable
    totals: tuple[Labelled, ...] = ()


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
    """Date of the document for viewers and in the seal; the printed date stands in `meta`."""
    letterhead: tuple[str, ...]
    """Company first, then its unit."""
    meta: tuple[Labelled, ...]
    """Date, number, attachment in this order."""
    addressee: tuple[str, ...]
    subject: Labelled
    opening: tuple[str, ...]
    """Paragraphs before the table."""
    closing: str
    signatures: tuple[Signature, ...]
    number: str = ""
    """In Latin script, as sealed; a letter without it has no seal."""
    logo: str = ""
    """SHA-256 of the image over the letterhead; empty where there is none."""
    invocation: str = ""
    table: LetterTable | None = None
    totals: tuple[Labelled, ...] = ()
    """The last one is the sum that counts."""
    amount_in_words: str = ""
    remaining: tuple[str, ...] = ()
    """Paragraphs after the table."""
    copies: Copies | None = None
    annex: Annex | None = None
    footer_note: str = ""
    """At the foot of every page; the fingerprint of a sealed letter follows it."""
    interim: bool = False
    """Whether the amounts are not final yet."""


def to_json(content: LetterContent) -> str:
    """The content as text; equal contents give equal texts."""
    return canonical(vars(content) | {"form": FORM, "issued_at": content.issued_at.isoformat()})


def canonical(payload: Mapping[str, Any]) -> str:
    """The one text of a content that was frozen, in whatever order its keys came back."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=vars)


def fingerprint(payload: Mapping[str, Any]) -> str:
    """SHA-256 of a frozen content, in hexadecimal."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()


def from_json(text: str) -> LetterContent:
    """The content that `to_json` wrote, now or in form 1.

    Anything else raises ValueError, TypeError or KeyError.
    """
    fields: dict[str, Any] = json.loads(text)
    form = fields.pop("form")
    if form == 1:
        fields["signatures"] = [fields.pop("signature")]
    elif form != FORM:
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
            "signatures": tuple(Signature(**entry) for entry in fields["signatures"]),
            "table": _table(fields["table"]),
            "totals": _labelled(fields["totals"]),
            "remaining": tuple(fields["remaining"]),
            "copies": _copies(fields["copies"]),
            "annex": _annex(fields.get("annex")),
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


def _annex(entry: dict[str, Any] | None) -> Annex | None:
    table = _table(entry["table"]) if entry else None
    if entry is None or table is None:
        return None
    return Annex(entry["heading"], table, _labelled(entry["totals"]))


def _copies(entry: dict[str, Any] | None) -> Copies | None:
    if entry is None:
        return None
    return Copies(heading=entry["heading"], receivers=tuple(entry["receivers"]))
