"""What the choice of technicians weighs, as this store keeps it for all desks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.dispatch_weights import Weights, kept_of, read_weights
from app.models.technicians import DispatchSetting


def weights(session: Session) -> Weights:
    """The weights in force; BadInput where the store keeps one that is none."""
    kept = session.execute(select(DispatchSetting.name, DispatchSetting.value).order_by(DispatchSetting.name))
    return read_weights({row.name: row.value for row in kept})


def keep_weights(session: Session, _clock: Clock, chosen: Weights) -> None:
    """Let these weights hold from now on; BadInput where one is out of its limits."""
    kept = kept_of(chosen)
    read_weights(kept)
    rows = {row.name: row for row in session.scalars(select(DispatchSetting))}
    for name, value in sorted(kept.items()):
        if name not in rows:
            session.add(DispatchSetting(name=name, value=value))
        elif rows[name].value != value:
            rows[name].value = value
    for name in sorted(rows.keys() - kept.keys()):
        session.delete(rows[name])
