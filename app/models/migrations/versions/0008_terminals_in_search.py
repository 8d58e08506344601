"""What a call asks of a terminal: its warranty, and where it is found by what is typed."""

import sqlalchemy as sa
from alembic import op

from app.domain import search_words

revision = "0008"
down_revision = "0007"

_CODES = (("merchant", "code"), ("terminal", "number"))
_TEXTS = (("job", "caller"), ("job", "caller_phone"), ("merchant", "phone_key"))
_DATES = ("installed_on", "warranty_until")
_PHONE_FIXES = """
UPDATE job SET is_phone_fix = true
WHERE service = 'EM' AND stage IN ('resolved', 'closed') AND party_id IS NULL AND registered_party = ''
AND EXISTS (SELECT 1 FROM job_event e WHERE e.job_id = job.id AND e.kind = 'resolved'
            AND e.value IN ('R01', 'R02', 'R07', 'R08'))
AND NOT EXISTS (SELECT 1 FROM job_event e WHERE e.job_id = job.id AND e.kind IN ('dispatched', 'arrived'))
"""
_FOLLOWED = {
    "insert": "INSERT INTO merchant_search(rowid, search_key) VALUES (new.id, new.search_key);",
    "delete": (
        "INSERT INTO merchant_search(merchant_search, rowid, search_key)"
        " VALUES ('delete', old.id, old.search_key);"
    ),
}


def upgrade() -> None:
    """Bring the store to this revision."""
    is_server = op.get_bind().dialect.name == "postgresql"
    op.drop_index(op.f("ix_merchant_search_key"), "merchant")
    op.drop_index(op.f("ix_merchant_phone"), "merchant")
    for table, name in _TEXTS:
        kind = sa.String(collation="C") if is_server and name == "phone_key" else sa.String()
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("job", sa.Column("is_phone_fix", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in _DATES:
        op.add_column("terminal", sa.Column(name, sa.Date(), nullable=True))
    op.execute(_PHONE_FIXES)
    _write_keys()
    op.create_index(op.f("ix_merchant_phone_key"), "merchant", ["phone_key"])
    if is_server:
        for table, name in _CODES:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN {name} TYPE VARCHAR COLLATE "C"')
        op.execute(
            "CREATE INDEX merchant_search ON merchant"
            " USING gin (array_to_tsvector(string_to_array(search_key, ' '))) WITH (fastupdate = off)"
        )
    else:
        _follow()


def downgrade() -> None:
    """Take this revision back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX merchant_search")
        for table, name in _CODES:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN {name} TYPE VARCHAR COLLATE "default"')
    else:
        for name in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER merchant_search_{name}")
        op.execute("DROP TABLE merchant_search")
    op.drop_index(op.f("ix_merchant_phone_key"), "merchant")
    columns = [*_TEXTS, ("job", "is_phone_fix")]
    for table, name in [*columns, *(("terminal", name) for name in _DATES)]:
        op.drop_column(table, name)
    op.create_index(op.f("ix_merchant_search_key"), "merchant", ["search_key"])
    op.create_index(op.f("ix_merchant_phone"), "merchant", ["phone"])


def _write_keys() -> None:
    """Give every merchant the words and figures by which it is found."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, name, name_en, phone FROM merchant")).all()
    keys = [
        {
            "row": row.id,
            "words": search_words.search_key(row.name, row.name_en, row.phone),
            "phone": search_words.phone_key(row.phone),
        }
        for row in rows
    ]
    if keys:
        statement = "UPDATE merchant SET search_key = :words, phone_key = :phone WHERE id = :row"
        connection.execute(sa.text(statement), keys)


def _follow() -> None:
    """An index of words (FTS5) that the merchants' own table keeps in step, whoever writes it."""
    op.execute(
        "CREATE VIRTUAL TABLE merchant_search USING fts5(search_key, content='merchant', content_rowid='id',"
        " prefix='1 2 3', tokenize='ascii', columnsize=0, detail=none)"
    )
    op.execute("INSERT INTO merchant_search(merchant_search) VALUES ('rebuild')")
    taken_out, put_in = _FOLLOWED["delete"], _FOLLOWED["insert"]
    for name, when, done in (
        ("insert", "AFTER INSERT", put_in),
        ("update", "AFTER UPDATE OF search_key", f"{taken_out} {put_in}"),
        ("delete", "AFTER DELETE", taken_out),
    ):
        op.execute(f"CREATE TRIGGER merchant_search_{name} {when} ON merchant BEGIN {done} END")
