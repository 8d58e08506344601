"""Names of contractors and teams, for whoever knows only their codes."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.parties import Party

PartyNames = Mapping[str, tuple[str, str]]
"""Name and English name by code."""


def party_names(session: Session) -> PartyNames:
    """Every party by its code."""
    rows = session.execute(select(Party.code, Party.name, Party.name_en))
    return {code: (name, name_en) for code, name, name_en in rows}
