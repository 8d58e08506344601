"""Files that were read in, so that reading one again adds nothing."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ImportRun(Base):
    """One import: what was read, and the SHA-256 of the file and its mapping."""

    __tablename__ = "import_run"

    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    file: Mapped[str]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(default="")
    read: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
