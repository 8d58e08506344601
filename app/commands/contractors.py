"""The contractors that a command line may name."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.command_line import wrong_option
from app.models.parties import Party, PartyKind


def check_contractor(session: Session, code: str) -> None:
    """BadInput where `--contractor` names nobody; an empty code names all."""
    query = select(Party.code).where(Party.kind == PartyKind.CONTRACTOR.value).order_by(Party.code)
    known = list(session.scalars(query))
    if code and code not in known:
        expected = "one of " + ", ".join(known) if known else "a contractor"
        raise wrong_option("--contractor", code, expected)
