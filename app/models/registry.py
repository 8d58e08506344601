"""Imports every table, so that Alembic and a new store know them all."""

from app.models import (
    agreements,
    alarms,
    background,
    evaluations,
    imports,
    jobs,
    letters,
    measured_figures,
    merchants,
    messages,
    notices,
    parties,
    penalties,
    penalty_life,
    plans,
    saved_views,
    settlements,
    shifts,
    technicians,
    visits,
)
from app.models.base import Base

TABLES = (
    agreements,
    alarms,
    background,
    evaluations,
    imports,
    jobs,
    letters,
    measured_figures,
    merchants,
    messages,
    notices,
    parties,
    penalties,
    penalty_life,
    plans,
    saved_views,
    settlements,
    shifts,
    technicians,
    visits,
)
METADATA = Base.metadata
