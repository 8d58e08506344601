"""The audit of a penalty case is frozen in the database itself, whoever asks for a change."""

from alembic import op

revision = "0018"
down_revision = "0017"

_CODE = "history-frozen"
_TABLE = "penalty_event"
_FROZEN, _STAYS, _NOT_REPLACED = f"{_TABLE}_is_frozen", f"{_TABLE}_stays", f"{_TABLE}_is_not_replaced"


def upgrade() -> None:
    """Bring the store to this revision."""
    if op.get_bind().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_history()"  # of revision 0014
        op.execute(f"CREATE TRIGGER {_FROZEN} BEFORE UPDATE ON {_TABLE} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {_STAYS} BEFORE DELETE ON {_TABLE} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {_NOT_REPLACED} BEFORE TRUNCATE ON {_TABLE} {refuse}")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_CODE}'); END"
    op.execute(f"CREATE TRIGGER {_FROZEN} BEFORE UPDATE ON {_TABLE} {refuse}")
    op.execute(f"CREATE TRIGGER {_STAYS} BEFORE DELETE ON {_TABLE} {refuse}")
    # REPLACE deletes the row in its way without asking the trigger above.
    same = "id = NEW.id OR (case_id = NEW.case_id AND number = NEW.number)"
    is_there = f"EXISTS (SELECT 1 FROM {_TABLE} WHERE {same})"
    op.execute(f"CREATE TRIGGER {_NOT_REPLACED} BEFORE INSERT ON {_TABLE} WHEN {is_there} {refuse}")


def downgrade() -> None:
    """Take the store back to the revision before."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name in (_FROZEN, _STAYS, _NOT_REPLACED):
        op.execute(f"DROP TRIGGER {name}" + (f" ON {_TABLE}" if is_postgres else ""))
