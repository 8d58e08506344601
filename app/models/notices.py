"""Notes that one process on a SQLite file leaves for the others; Postgres has NOTIFY for that."""

from sqlalchemy.orm import Mapped

from app.models.base import Base


class Notice(Base):
    """What one commit changed, as JSON {table: ids}; written in the same transaction."""

    __tablename__ = "notice"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    desk: Mapped[str]
    changes: Mapped[str]
