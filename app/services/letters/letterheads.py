"""Letterheads of the regions: sender, logo and signatories, saved with a check of what was seen."""

import hashlib
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.models.letters import Letterhead, LetterPicture
from app.models.parties import Region
from app.services.letters.occasion import Signatory
from app.services.letters.senders import signatories_of
from app.services.typesetting.pictures import taken_in

MOST_SIGNATORIES = 3
"""Who fits side by side at the foot of a letter."""
MOST_LETTERS = 160
"""Of one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadRow:
    """A region's letterhead as it is shown; one that nobody saved is empty, with version 0."""

    region_id: int | None
    """None: for every region without one of its own."""
    region_fa: str = ""
    region_en: str = ""
    company: str = ""
    company_en: str = ""
    unit: str = ""
    unit_en: str = ""
    address: str = ""
    address_en: str = ""
    signatories: tuple[Signatory, ...] = ()
    logo: bytes = b""
    """PNG; empty: none."""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetterhead:
    """A letterhead somebody writes; its logo is taken in apart."""

    region_id: int | None
    company: str
    company_en: str = ""
    unit: str = ""
    unit_en: str = ""
    address: str = ""
    address_en: str = ""
    signatories: tuple[Signatory, ...] = ()


def letterheads(session: Session) -> list[LetterheadRow]:
    """The letterhead for all regions first, then one a region, whether somebody saved it or not."""
    saved = {head.region_id: head for head in session.scalars(select(Letterhead))}
    pictures = session.execute(select(LetterPicture.sha256, LetterPicture.png))
    logos = {sha256: png for sha256, png in pictures}
    regions = [None, *session.scalars(select(Region).order_by(Region.code))]
    return [_row(region, saved.get(region.id if region else None), logos) for region in regions]


def save_letterhead(session: Session, clock: Clock, wanted: NewLetterhead, by: str, *, seen: int) -> None:
    """Keep a region's letterhead; letters that are numbered keep theirs.

    Raises RuleBroken: letterhead-needs-a-name, letterhead-needs-company, letterhead-too-long,
    too-many-signatories, signatory-needs-post, unknown-region, and changed-meanwhile where its version is
    not the one `seen`.
    """
    head = _opened(session, clock, wanted.region_id, by, seen)
    _check(wanted)
    lines = asdict(wanted)
    for name in ("company", "company_en", "unit", "unit_en", "address", "address_en"):
        setattr(head, name, " ".join(str(lines[name]).split()))
    head.signatories = [
        {key: " ".join(value.split()) for key, value in asdict(signatory).items()}
        for signatory in wanted.signatories
    ]
    session.flush()


def set_logo(
    session: Session, clock: Clock, region_id: int | None, image: bytes, *, file: str, by: str, seen: int
) -> None:
    """Give a region's letterhead a logo from the bytes of a PNG or JPEG file.

    Raises BadInput where `file` is no picture or too large; RuleBroken as `save_letterhead` does.
    """
    png = taken_in(image, file)
    head = _opened(session, clock, region_id, by, seen)
    if not head.company:
        raise RuleBroken("letterhead-needs-company")
    sha256 = hashlib.sha256(png).hexdigest()
    if session.scalar(select(LetterPicture.id).where(LetterPicture.sha256 == sha256)) is None:
        session.add(LetterPicture(sha256=sha256, png=png))
    head.logo = sha256
    session.flush()


def remove_logo(session: Session, clock: Clock, region_id: int | None, *, by: str, seen: int) -> None:
    """Take the logo off; letters that carry it keep it. Raises RuleBroken as `save_letterhead` does."""
    _opened(session, clock, region_id, by, seen).logo = ""
    session.flush()


def _opened(session: Session, clock: Clock, region_id: int | None, by: str, seen: int) -> Letterhead:
    if not by.strip():
        raise RuleBroken("letterhead-needs-a-name")
    if region_id is not None and session.get(Region, region_id) is None:
        raise RuleBroken("unknown-region", region=region_id)
    same = Letterhead.region_id.is_(None) if region_id is None else Letterhead.region_id == region_id
    head = session.scalar(select(Letterhead).where(same))
    if (head.version if head else 0) != seen:
        raise RuleBroken("changed-meanwhile")
    if head is None:
        head = Letterhead(region_id=region_id, company="", signatories=[], logo="")
        session.add(head)
    head.saved_at, head.saved_by = clock.now(), by.strip()
    return head


def _check(wanted: NewLetterhead) -> None:
    if not wanted.company.strip():
        raise RuleBroken("letterhead-needs-company")
    if len(wanted.signatories) > MOST_SIGNATORIES:
        raise RuleBroken("too-many-signatories", most=MOST_SIGNATORIES)
    if any(not signatory.post.strip() for signatory in wanted.signatories):
        raise RuleBroken("signatory-needs-post")
    lines = [wanted.company, wanted.company_en, wanted.unit, wanted.unit_en, wanted.address]
    lines += [wanted.address_en, *(line for each in wanted.signatories for line in asdict(each).values())]
    if any(len(line) > MOST_LETTERS for line in lines):
        raise RuleBroken("letterhead-too-long", most=MOST_LETTERS)


def _row(region: Region | None, head: Letterhead | None, logos: dict[str, bytes]) -> LetterheadRow:
    named = LetterheadRow(
        region_id=region.id if region else None,
        region_fa=region.name if region else "",
        region_en=(region.name_en or region.name) if region else "",
    )
    if head is None:
        return named
    return replace(
        named,
        company=head.company,
        company_en=head.company_en,
        unit=head.unit,
        unit_en=head.unit_en,
        address=head.address,
        address_en=head.address_en,
        signatories=signatories_of(head),
        logo=logos.get(head.logo, b""),
        version=head.version,
    )
