"""Agreements are kept in revisions, drafted by one person and approved by another."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the store to this revision; what was recorded becomes the first revision, approved."""
    table = op.create_table(
        "agreement_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_revision")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_agreement_revision_code_number")),
    )
    op.create_index(
        "uq_agreement_revision_draft",
        "agreement_revision",
        ["code"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
        sqlite_where=sa.text("state = 'draft'"),
    )
    old = sa.table(
        "agreement",
        sa.column("id", sa.Integer()),
        sa.column("code", sa.String()),
        sa.column("kind", sa.String()),
        sa.column("document", sa.String()),
        sa.column("recorded_at", sa.DateTime(timezone=True)),
        sa.column("recorded_by", sa.String()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(old).order_by(old.c.id)).all():
        connection.execute(
            table.insert().values(
                code=row.code,
                number=1,
                kind=row.kind,
                document=row.document,
                sha256=sha256(row.document.encode()).hexdigest(),
                state="approved",
                drafted_at=row.recorded_at,
                drafted_by=row.recorded_by,
                saved_at=row.recorded_at,
                saved_by=row.recorded_by,
                note="",
                decided_at=row.recorded_at,
                decided_by=row.recorded_by,
                version=1,
            )
        )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_party_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_kind"))
    op.drop_table("agreement")


def downgrade() -> None:
    """Take this revision back; only what was approved last is kept."""
    table = op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_agreement_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("code", name=op.f("uq_agreement_code")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_party_id"), ["party_id"], unique=False)
    new = sa.table(
        "agreement_revision",
        sa.column("code", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("kind", sa.String()),
        sa.column("document", sa.String()),
        sa.column("state", sa.String()),
        sa.column("decided_at", sa.DateTime(timezone=True)),
        sa.column("decided_by", sa.String()),
    )
    connection = op.get_bind()
    query = sa.select(new).where(new.c.state == "approved").order_by(new.c.number)
    newest = {row.code: row for row in connection.execute(query)}
    for row in newest.values():
        connection.execute(
            table.insert().values(
                code=row.code,
                kind=row.kind,
                document=row.document,
                recorded_at=row.decided_at,
                recorded_by=row.decided_by,
            )
        )
    op.drop_index("uq_agreement_revision_draft", table_name="agreement_revision")
    op.drop_table("agreement_revision")
