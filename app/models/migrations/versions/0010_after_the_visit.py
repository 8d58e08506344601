"""What was found and used at a visit, call-backs, handovers of a shift, who looks at what."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the store to this revision."""
    _visits()
    _serials_and_calls()
    _desks()
    _handovers()


def _visits() -> None:
    op.create_table(
        "visit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("job_id", "number")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("event_id", "technician_id")),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("cause", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("remedy", "note")),
        sa.Column("minutes", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("serial_before", "serial_after")),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("done_at", "recorded_at")),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_visit_report_job_id")),
        sa.ForeignKeyConstraint(["event_id"], ["job_event.id"], name=op.f("fk_visit_report_event_id")),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["technician.id"], name=op.f("fk_visit_report_technician_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_report")),
        sa.UniqueConstraint("job_id", "number", name=op.f("uq_visit_report_job_id_number")),
    )
    op.create_index(op.f("ix_visit_report_event_id"), "visit_report", ["event_id"])
    op.create_index(op.f("ix_visit_report_technician_id"), "visit_report", ["technician_id"])
    op.create_table(
        "visit_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("from_van", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["visit_report.id"], name=op.f("fk_visit_part_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_part")),
        sa.UniqueConstraint("report_id", "code", name=op.f("uq_visit_part_report_id_code")),
    )
    op.create_table(
        "visit_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("file_name", "media_type")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("size", "width", "height")),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("content", "thumbnail")),
        sa.ForeignKeyConstraint(["report_id"], ["visit_report.id"], name=op.f("fk_visit_photo_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_photo")),
        sa.UniqueConstraint("report_id", "sha256", name=op.f("uq_visit_photo_report_id_sha256")),
    )


def _serials_and_calls() -> None:
    op.create_table(
        "terminal_serial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terminal_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("since", "until")),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminal.id"], name=op.f("fk_terminal_serial_terminal_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["visit_report.id"], name=op.f("fk_terminal_serial_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_serial")),
    )
    op.create_index(op.f("ix_terminal_serial_serial"), "terminal_serial", ["serial"])
    op.create_index(op.f("ix_terminal_serial_report_id"), "terminal_serial", ["report_id"])
    op.create_index(
        op.f("ix_terminal_serial_terminal_id_terminal_serial_since"),
        "terminal_serial",
        ["terminal_id", "since"],
    )
    op.create_table(
        "call_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("called_by", "outcome", "person")),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_call_back_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    op.create_index(op.f("ix_call_back_job_id_call_back_called_at"), "call_back", ["job_id", "called_at"])


def _desks() -> None:
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("is_editing", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("since", "expires_at")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_presence_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("holder", name=op.f("uq_presence_holder")),
    )
    op.create_index(op.f("ix_presence_job_id"), "presence", ["job_id"])
    op.create_index(op.f("ix_presence_expires_at"), "presence", ["expires_at"])
    op.create_table(
        "desk_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "to_whom", "text")),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("due_at", "made_at")),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kept_by", "kept_note")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_desk_promise_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_promise")),
    )
    op.create_index(op.f("ix_desk_promise_job_id"), "desk_promise", ["job_id"])
    op.create_index(op.f("ix_desk_promise_kept_at"), "desk_promise", ["kept_at"])


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("from_whom", "to_whom")),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("shift_from", "shift_to")),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("handed_by", "sha256")),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("taken_by", "taken_note", "taken_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_handed_at"), "handover", ["handed_at"])
    op.create_table(
        "handover_item",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("handover_id", "number")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("section", "key")),
        sa.Column("job_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("details", "remark")),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_handover_item_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
        sa.UniqueConstraint("handover_id", "number", name=op.f("uq_handover_item_handover_id_number")),
    )
    op.create_index(op.f("ix_handover_item_job_id"), "handover_item", ["job_id"])


def downgrade() -> None:
    """Take this revision back."""
    for name in (
        *("handover_item", "handover", "desk_promise", "presence"),
        *("call_back", "terminal_serial", "visit_photo", "visit_part", "visit_report"),
    ):
        op.drop_table(name)
