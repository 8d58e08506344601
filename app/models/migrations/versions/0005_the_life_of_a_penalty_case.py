"""The life of a penalty case after its draft: audit, waivers, objections, corrections, settlements."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NEW_FIRST_TO_LAST = (
    *("case_evidence", "objected_line", "corrected_line", "case_waiver", "service_rejection"),
    *("case_objection", "case_correction", "penalty_event", "case_settlement", "contract_file"),
)
"""Those that point at another before it."""


def upgrade() -> None:
    """Bring the store to this revision."""
    op.create_table(
        "contract_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("guarantee_kind", sa.String(), nullable=False),
        sa.Column("guarantee_number", sa.String(), nullable=False),
        sa.Column("guarantee_amount", sa.BigInteger(), nullable=False),
        sa.Column("guarantee_expires", sa.Date(), nullable=True),
        sa.Column("retention_percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("vat_percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contract_file_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_file")),
        sa.UniqueConstraint("party_id", "agreement", name=op.f("uq_contract_file_party_id_agreement")),
    )
    op.create_table(
        "case_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["penalty_case.id"], name=op.f("fk_case_settlement_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_settlement")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_settlement_case_id_number")),
    )
    op.create_index(op.f("ix_case_settlement_statement"), "case_settlement", ["statement"])

    op.create_table(
        "penalty_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=True),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["penalty_case.id"], name=op.f("fk_penalty_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_event")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_penalty_event_case_id_number")),
    )
    op.create_table(
        "case_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["penalty_case.id"], name=op.f("fk_case_correction_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_case_correction_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_correction")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_correction_case_id_number")),
    )
    op.create_index(op.f("ix_case_correction_letter_id"), "case_correction", ["letter_id"])

    op.create_table(
        "case_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_from", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["penalty_case.id"], name=op.f("fk_case_objection_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_case_objection_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_objection")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_objection_case_id_number")),
    )
    op.create_index(op.f("ix_case_objection_letter_id"), "case_objection", ["letter_id"])

    op.create_table(
        "service_rejection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("is_rejected", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_service_rejection_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_rejection")),
    )
    op.create_index(op.f("ix_service_rejection_job_id"), "service_rejection", ["job_id"])

    op.create_table(
        "case_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("line_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["penalty_case.id"], name=op.f("fk_case_waiver_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_case_waiver_letter_id")),
        sa.ForeignKeyConstraint(["line_id"], ["penalty_line.id"], name=op.f("fk_case_waiver_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_waiver")),
    )
    op.create_index(op.f("ix_case_waiver_case_id"), "case_waiver", ["case_id"])
    op.create_index(op.f("ix_case_waiver_letter_id"), "case_waiver", ["letter_id"])
    op.create_index(op.f("ix_case_waiver_line_id"), "case_waiver", ["line_id"])

    op.create_table(
        "corrected_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["case_correction.id"], name=op.f("fk_corrected_line_correction_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["penalty_line.id"], name=op.f("fk_corrected_line_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrected_line")),
        sa.UniqueConstraint("correction_id", "line_id", name=op.f("uq_corrected_line_correction_id_line_id")),
    )
    op.create_index(op.f("ix_corrected_line_line_id"), "corrected_line", ["line_id"])

    op.create_table(
        "objected_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due_before", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("decision_note", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["case_correction.id"], name=op.f("fk_objected_line_correction_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["penalty_line.id"], name=op.f("fk_objected_line_line_id")),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["case_objection.id"], name=op.f("fk_objected_line_objection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objected_line")),
        sa.UniqueConstraint("objection_id", "line_id", name=op.f("uq_objected_line_objection_id_line_id")),
    )
    op.create_index(op.f("ix_objected_line_line_id"), "objected_line", ["line_id"])
    op.create_index(op.f("ix_objected_line_correction_id"), "objected_line", ["correction_id"])

    op.create_table(
        "case_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("objected_line_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["objected_line_id"], ["objected_line.id"], name=op.f("fk_case_evidence_objected_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["case_objection.id"], name=op.f("fk_case_evidence_objection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_evidence")),
    )
    op.create_index(op.f("ix_case_evidence_objected_line_id"), "case_evidence", ["objected_line_id"])
    op.create_index(op.f("ix_case_evidence_objection_id"), "case_evidence", ["objection_id"])

    with op.batch_alter_table("penalty_case") as batch_op:
        for name in ("waived", "corrected", "settled"):
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
        for name in ("drafted_by", "reviewed_by"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in ("objection_days", "extended_days", "audited"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reviews", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("served_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("demanded_by", sa.Date(), nullable=True))
    with op.batch_alter_table("penalty_line") as batch_op:
        for name in ("waived", "corrected"):
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
        for name in ("obligation_id", "job_id"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=True)
        for name, default in (("item", ""), ("trigger", "missed"), ("terminal", "")):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=default))
        batch_op.add_column(sa.Column("agreement_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("lowered", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.drop_constraint("uq_penalty_line_case_id_obligation_id_clause", type_="unique")
    op.execute("UPDATE penalty_line SET item = CAST(obligation_id AS VARCHAR)")
    op.execute(
        "UPDATE penalty_line SET agreement_version = obligation.agreement_version FROM obligation"
        " WHERE obligation.id = penalty_line.obligation_id"
    )
    with op.batch_alter_table("penalty_line") as batch_op:
        batch_op.create_unique_constraint(
            op.f("uq_penalty_line_case_id_item_clause"), ["case_id", "item", "clause"]
        )
    op.add_column("job", sa.Column("cost", sa.BigInteger(), nullable=True))
    # An earlier program issued a case with its number; now it is issued once its letter is printed.
    op.execute(
        "UPDATE penalty_case SET state = 'approved' WHERE state = 'issued' AND EXISTS"
        " (SELECT 1 FROM letter WHERE letter.case_id = penalty_case.id AND letter.state = 'numbered')"
    )
    _audit_what_is_there(op.get_bind())


def downgrade() -> None:
    """Take this revision back."""
    op.drop_column("job", "cost")
    op.execute("UPDATE penalty_case SET state = 'draft' WHERE state = 'reviewed'")
    op.execute("UPDATE penalty_case SET state = 'issued' WHERE state NOT IN ('draft', 'approved')")
    for table in _NEW_FIRST_TO_LAST:
        op.drop_table(table)
    op.execute(
        "DELETE FROM penalty_line WHERE obligation_id IS NULL OR job_id IS NULL"
        " OR item <> CAST(obligation_id AS VARCHAR)"
    )
    with op.batch_alter_table("penalty_line") as batch_op:
        for name in ("obligation_id", "job_id"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint("uq_penalty_line_case_id_item_clause", type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_penalty_line_case_id_obligation_id_clause"), ["case_id", "obligation_id", "clause"]
        )
        for name in (
            *("waived", "corrected", "item", "trigger", "terminal", "agreement_version", "lowered"),
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("penalty_case") as batch_op:
        for name in (
            *("waived", "corrected", "settled", "drafted_by", "reviewed_by", "objection_days"),
            *("extended_days", "audited", "reviews", "reviewed_at", "served_on", "demanded_by"),
        ):
            batch_op.drop_column(name)


def _audit_what_is_there(connection: sa.Connection) -> None:
    """Cases of an earlier program begin their audit with what is known of them."""
    case = sa.table(
        "penalty_case",
        *(sa.column(name, sa.Integer()) for name in ("id", "payable", "audited")),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("drafted_at", "approved_at")),
        *(sa.column(name, sa.String()) for name in ("state", "approved_by")),
    )
    letter = sa.table("letter", sa.column("case_id"), sa.column("number"), _numbered_at())
    letters = {row.case_id: row for row in connection.execute(sa.select(letter))}
    for row in connection.execute(sa.select(case).order_by(case.c.id)).all():
        known = [("drafted", row.drafted_at, "", "")]
        if row.approved_at is not None:
            known.append(("reviewed", row.approved_at, "", ""))
            known.append(("approved", row.approved_at, row.approved_by, ""))
        if row.state == "issued":
            letter_row = letters.get(row.id)
            at, number = (letter_row.numbered_at, letter_row.number) if letter_row else (row.drafted_at, "")
            known.append(("issued", at, row.approved_by, number))
        _keep_audit(connection, row.id, row.payable, known)
        connection.execute(case.update().where(case.c.id == row.id).values(audited=len(known)))


def _numbered_at() -> sa.ColumnClause[datetime]:
    return sa.column("numbered_at", sa.DateTime(timezone=True))


def _keep_audit(
    connection: sa.Connection, case: int, payable: int, known: list[tuple[str, datetime, str, str]]
) -> None:
    event = sa.table(
        "penalty_event",
        *(sa.column(name, sa.Integer()) for name in ("case_id", "number", "before", "after")),
        *(sa.column(name, sa.String()) for name in ("what", "said_by", "level", "reason", "note")),
        *(sa.column(name, sa.String()) for name in ("evidence", "reference", "line", "sha256")),
        sa.column("happened_on", sa.Date()),
        sa.column("recorded_at", sa.DateTime(timezone=True)),
    )
    sealed = ""
    for number, (what, at, by, reference) in enumerate(known, start=1):
        recorded_at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        day = recorded_at.astimezone(ZoneInfo("Asia/Tehran")).date()
        told = (case, number, what, day.isoformat(), recorded_at.isoformat(), by, "", "", "", "", reference)
        row = json.dumps([sealed, *told, None, payable, None, ""], ensure_ascii=False)
        sealed = sha256(row.encode()).hexdigest()
        texts = dict.fromkeys(("level", "reason", "note", "evidence", "line"), "")
        connection.execute(
            event.insert().values(
                **texts,
                case_id=case,
                number=number,
                what=what,
                happened_on=day,
                recorded_at=at,
                said_by=by,
                reference=reference,
                before=None,
                after=payable,
                sha256=sealed,
            )
        )
