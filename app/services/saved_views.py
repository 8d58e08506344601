"""Views of the board: kept, shared and forgotten by their user, and how he left it last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import RuleBroken
from app.models.parties import User
from app.models.saved_views import SavedView

LAST = ""
"""The name under which it is kept how the board was left."""
LONGEST = 40
SHARING = frozenset({"supervisor", "regional-manager", "administrator"})
"""Roles whose views all desks may see."""


@dataclass(frozen=True, slots=True)
class SavedViewRow:
    """A view that a user may take: one of his own, or one that is shared."""

    id: int
    name: str
    owner: str
    is_shared: bool
    document: Mapping[str, Any]


def last_view(session: Session, user: str) -> Mapping[str, Any]:
    """How the user left the board; empty if he never did."""
    found = _of(session, user, LAST)
    return {} if found is None else found.document


def views_for(session: Session, user: str) -> list[SavedViewRow]:
    """The user's own views and those that others share, by name."""
    query = select(SavedView).where(SavedView.name != LAST, or_(SavedView.owner == user, SavedView.is_shared))
    found = [
        SavedViewRow(view.id, view.name, view.owner, view.is_shared, view.document)
        for view in session.scalars(query)
    ]
    return sorted(found, key=lambda view: (view.owner != user, view.name, view.id))


def keep_last(session: Session, _clock: Clock, user: str, document: Mapping[str, Any]) -> None:
    """Keep how the user leaves the board."""
    _keep(session, user, LAST, document)


def keep_view(session: Session, _clock: Clock, user: str, name: str, document: Mapping[str, Any]) -> None:
    """Keep a view under a name, in the place of the one that had it. Raises RuleBroken: view-needs-name."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise RuleBroken("view-needs-name", most=LONGEST)
    _keep(session, user, name, document)


def share_view(session: Session, _clock: Clock, user: str, view_id: int, *, is_shared: bool) -> None:
    """Show one's own view to all desks, or to none. Raises RuleBroken: no-such-view, may-not-share."""
    view = _own(session, user, view_id)
    role = session.scalar(select(User.role).where(User.login == user))
    if is_shared and role not in SHARING:
        raise RuleBroken("may-not-share")
    view.is_shared = is_shared


def forget_view(session: Session, _clock: Clock, user: str, view_id: int) -> None:
    """Forget a view of one's own. Raises RuleBroken: no-such-view."""
    session.delete(_own(session, user, view_id))


def _own(session: Session, user: str, view_id: int) -> SavedView:
    view = session.get(SavedView, view_id)
    if view is None or view.owner != user:
        raise RuleBroken("no-such-view")
    return view


def _keep(session: Session, user: str, name: str, document: Mapping[str, Any]) -> None:
    view = _of(session, user, name)
    if view is None:
        session.add(SavedView(owner=user, name=name, document=dict(document)))
    elif view.document != document:
        view.document = dict(document)


def _of(session: Session, user: str, name: str) -> SavedView | None:
    query = select(SavedView).where(SavedView.owner == user, SavedView.name == name)
    return session.scalars(query).one_or_none()
