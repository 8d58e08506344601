"""Whom an alarm is brought to at each level of the ladder."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.parties import User

ROLES = {
    "dispatcher": ("dispatcher",),
    "supervisor": ("supervisor",),
    "manager": ("regional-manager", "contract-manager"),
}
"""Whose accounts each level of the ladder means."""


def people_of(session: Session, level: str, region_id: int | None) -> Sequence[User]:
    """Everybody of a level who looks after a region; without a region everybody of the level."""
    found = session.scalars(select(User).where(User.role.in_(ROLES[level])).order_by(User.id))
    return [user for user in found if region_id is None or user.region_id in {None, region_id}]
