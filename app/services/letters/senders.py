"""Who a letter comes from: the letterhead of the region, or of every region, or the payment company."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import Agreement
from app.models.letters import Letterhead
from app.models.parties import Party, Psp
from app.services.letters.occasion import Sender, Signatory


def sender(session: Session, agreement: Agreement, party: Party) -> Sender:
    """The letterhead that counts for a contractor; what the contract itself says comes before it."""
    head = letterhead_of(session, party.region_id)
    if head is not None:
        return Sender(
            company=head.company,
            company_en=head.company_en,
            unit=head.unit,
            unit_en=head.unit_en,
            address=head.address,
            address_en=head.address_en,
            signatories=signatories_of(head),
            logo=head.logo,
        )
    psp = session.scalar(select(Psp).where(Psp.code == agreement.psp)) if agreement.psp else None
    return Sender(company=psp.name, company_en=psp.name_en) if psp else Sender()


def letterhead_of(session: Session, region_id: int | None) -> Letterhead | None:
    """The letterhead of a region, or else the one for every region."""
    own = select(Letterhead).where(Letterhead.region_id == region_id)
    found = session.scalar(own) if region_id is not None else None
    return found or session.scalar(select(Letterhead).where(Letterhead.region_id.is_(None)))


def signatories_of(head: Letterhead) -> tuple[Signatory, ...]:
    """Who signs, in order."""
    return tuple(Signatory(**entry) for entry in head.signatories)
