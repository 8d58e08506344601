"""What happens to a penalty case: its audit, waivers, objections with evidence, and corrections."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, LargeBinary, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow


class PenaltyEvent(Base):
    """One row of a case's audit; never changed, never deleted."""

    __tablename__ = "penalty_event"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    number: Mapped[int]
    """From 1 on, in the order in which they were recorded."""
    what: Mapped[str]
    """As CaseAction (app/domain/penalty_cases.py)."""
    happened_on: Mapped[date]
    """Local day on which it is said to have happened."""
    recorded_at: Mapped[datetime]
    said_by: Mapped[str] = mapped_column(default="")
    """Empty: the background service."""
    level: Mapped[str] = mapped_column(default="")
    """The right by which it was done, where one is needed."""
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    """What was laid before, a line each; files with their SHA-256."""
    reference: Mapped[str] = mapped_column(default="")
    """Number of a letter, receipt or statement."""
    before: Mapped[Decimal | None]
    after: Mapped[Decimal | None]
    """Rial before and after it, of the line or of the case."""
    line_id: Mapped[int | None]
    """The line may be gone: a draft is reckoned anew."""
    line: Mapped[str] = mapped_column(default="")
    """Its clause and job in words; empty: the whole case."""
    sha256: Mapped[str]
    """Of this row and of the one before it: a row that is changed or taken out shows."""


class CaseWaiver(Base):
    """Something to be taken off a line or a whole case: asked by one person, decided by another."""

    __tablename__ = "case_waiver"

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("penalty_line.id"), index=True)
    """None: the whole case, or a line that is no longer charged."""
    line_name: Mapped[str] = mapped_column(default="")
    """Clause and job of its line; empty: the whole case."""
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    percent: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    amount: Mapped[Decimal | None]
    """Rial to take off; this or `percent`."""
    taken: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Rial really taken off."""
    share: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    """Percent of the original sum that this and earlier waivers take off it."""
    state: Mapped[str] = mapped_column(default="asked")
    """asked approved refused lapsed."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    """Of who approved it; empty where nobody waived it: it was decided on the interim case."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)

    case: Mapped[PenaltyCase] = relationship()
    line: Mapped[PenaltyLineRow | None] = relationship(backref="waivers")
    letter: Mapped[Letter | None] = relationship()


class CaseObjection(Base):
    """What a contractor objects to, received on one day."""

    __tablename__ = "case_objection"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    number: Mapped[int]
    received_on: Mapped[date]
    received_from: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    """Number of the contractor's letter."""
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)

    case: Mapped[PenaltyCase] = relationship()
    letter: Mapped[Letter | None] = relationship()
    lines: Mapped[list["ObjectedLine"]] = relationship(back_populates="objection", order_by="ObjectedLine.id")


class ObjectedLine(Base):
    """One line that is objected to, and what was decided on it."""

    __tablename__ = "objected_line"
    __table_args__ = (UniqueConstraint("objection_id", "line_id"),)

    objection_id: Mapped[int] = mapped_column(ForeignKey("case_objection.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("penalty_line.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    due_before: Mapped[Decimal]
    """What the line asked for when it was objected to."""
    verdict: Mapped[str] = mapped_column(default="")
    """Empty while it is undecided."""
    amount: Mapped[Decimal | None]
    """What is left of it."""
    decision_reason: Mapped[str] = mapped_column(default="")
    decision_note: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("case_correction.id"), index=True)
    """The correction that carried the decision out; None where it changed nothing."""

    objection: Mapped[CaseObjection] = relationship(back_populates="lines")
    line: Mapped[PenaltyLineRow] = relationship()


class CaseEvidence(Base):
    """Something laid before whoever decides on an objection."""

    __tablename__ = "case_evidence"

    objection_id: Mapped[int] = mapped_column(ForeignKey("case_objection.id"), index=True)
    objected_line_id: Mapped[int | None] = mapped_column(ForeignKey("objected_line.id"), index=True)
    """None: it speaks for the whole objection."""
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class CaseCorrection(Base):
    """A change of what an issued case asks for: before and after stand side by side."""

    __tablename__ = "case_correction"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("penalty_case.id"))
    number: Mapped[int]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    before: Mapped[Decimal]
    after: Mapped[Decimal]
    """Rial of the whole case."""
    state: Mapped[str] = mapped_column(default="proposed")
    """proposed approved refused."""
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    """Its correction notice."""

    case: Mapped[PenaltyCase] = relationship()
    letter: Mapped[Letter | None] = relationship()
    lines: Mapped[list["CorrectedLine"]] = relationship(
        back_populates="correction", order_by="CorrectedLine.id"
    )


class CorrectedLine(Base):
    """What a correction makes of one line."""

    __tablename__ = "corrected_line"
    __table_args__ = (UniqueConstraint("correction_id", "line_id"),)

    correction_id: Mapped[int] = mapped_column(ForeignKey("case_correction.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("penalty_line.id"), index=True)
    before: Mapped[Decimal]
    after: Mapped[Decimal]

    correction: Mapped[CaseCorrection] = relationship(back_populates="lines")
    line: Mapped[PenaltyLineRow] = relationship()
