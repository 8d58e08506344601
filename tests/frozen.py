"""What it takes to change a letter behind the program's back: the database refuses it otherwise."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def thaw(session: Session) -> None:
    """Take the triggers of a SQLite store away, as whoever owns the file can."""
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))
