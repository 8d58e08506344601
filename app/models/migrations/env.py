"""Runs migrations on the connection that app.models.schema hands over."""

from typing import Any, Literal

from alembic import context

from app.models.base import Rial, UtcDateTime
from app.models.merchants import is_of_the_models
from app.models.registry import METADATA


def plain_type(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write columns of our own types as the plain ones under them: a migration must outlive the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Rial):
        return "sa.BigInteger()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    include_name=is_of_the_models,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
