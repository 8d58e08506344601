"""Which writing transactions of a server are open at once; SQLite lets one write at a time."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_JOIN = text("SELECT pg_advisory_xact_lock_shared(hashtext('poshtiban writers'))")
_TRY_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext('poshtiban writers'))")
_TURN = text("SELECT pg_advisory_xact_lock(hashtext('poshtiban ' || :what))")


def join_writers(session: Session) -> None:
    """Be seen as open from here to the end of the transaction; waits while another one `is_only_writer`.

    It comes before any row is locked, so that nobody waits who is waited for.
    """
    if _is_server(session):
        session.execute(_JOIN)


def is_only_writer(session: Session) -> bool:
    """Whether every other writing transaction has ended; if so none begins before this one ends.

    It never waits.
    """
    return not _is_server(session) or bool(session.scalar(_TRY_ALONE))


def take_turn(session: Session, what: str) -> None:
    """Wait until no other transaction that took the same turn is open."""
    if _is_server(session):
        session.execute(_TURN, {"what": what})


def _is_server(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
