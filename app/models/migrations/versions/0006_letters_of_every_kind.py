"""Letters of every kind, their letterheads, pictures and wordings, and the orders for them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the store to this revision."""
    _new_tables()
    with op.batch_alter_table("letter") as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("party_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agreement", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("earlier_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        for name in ("numbered_by", "problem"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE letter SET reference = 'case:' || case_id, party_id = penalty_case.party_id,"
        " agreement = penalty_case.agreement FROM penalty_case WHERE penalty_case.id = letter.case_id"
    )
    with op.batch_alter_table("letter") as batch_op:
        for name in ("reference", "party_id", "agreement"):
            batch_op.alter_column(name, nullable=False)
        batch_op.alter_column("case_id", nullable=True)
        batch_op.drop_constraint("uq_letter_case_id_kind", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_letter_kind_reference"), ["kind", "reference"])
        batch_op.create_foreign_key(op.f("fk_letter_party_id"), "party", ["party_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_letter_earlier_id"), "letter", ["earlier_id"], ["id"])
        batch_op.create_index(op.f("ix_letter_case_id"), ["case_id"])
        batch_op.create_index(op.f("ix_letter_party_id"), ["party_id"])
    op.add_column("letter_document", sa.Column("fingerprint", sa.String(), nullable=False, server_default=""))


def _new_tables() -> None:
    op.create_table(
        "letterhead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("company", "company_en", "unit", "unit_en", "address", "address_en")
        ),
        sa.Column("signatories", sa.JSON(), nullable=False),
        sa.Column("logo", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_letterhead_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterhead")),
        sa.UniqueConstraint("region_id", name=op.f("uq_letterhead_region_id")),
    )
    op.create_table(
        "letter_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_picture")),
        sa.UniqueConstraint("sha256", name=op.f("uq_letter_picture_sha256")),
    )
    op.create_table(
        "letter_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_wording")),
        sa.UniqueConstraint(
            "kind",
            "language",
            "agreement",
            "number",
            name=op.f("uq_letter_wording_kind_language_agreement_number"),
        ),
    )
    op.create_table(
        "letter_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["penalty_case.id"], name=op.f("fk_letter_order_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_order")),
        sa.UniqueConstraint("case_id", name=op.f("uq_letter_order_case_id")),
    )


def downgrade() -> None:
    """Take this revision back; letters about no case have no place in the older schema."""
    op.drop_column("letter_document", "fingerprint")
    others = "SELECT id FROM letter WHERE kind NOT IN ('penalty', 'interim-penalty')"
    for table in ("case_correction", "case_objection", "case_waiver"):
        op.execute(f"UPDATE {table} SET letter_id = NULL WHERE letter_id IN ({others})")
    op.execute("UPDATE letter SET earlier_id = NULL")
    op.execute(f"DELETE FROM letter_document WHERE letter_id IN ({others})")
    op.execute(f"DELETE FROM letter WHERE id IN ({others})")
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_index(op.f("ix_letter_party_id"))
        batch_op.drop_index(op.f("ix_letter_case_id"))
        batch_op.drop_constraint(op.f("fk_letter_earlier_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_letter_party_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_letter_kind_reference"), type_="unique")
        for name in (
            "reference",
            "party_id",
            "agreement",
            "earlier_id",
            "attempts",
            "numbered_by",
            "problem",
        ):
            batch_op.drop_column(name)
        batch_op.alter_column("case_id", nullable=False)
        batch_op.create_unique_constraint(op.f("uq_letter_case_id_kind"), ["case_id", "kind"])
    for name in ("letter_order", "letter_wording", "letter_picture", "letterhead"):
        op.drop_table(name)
