"""What is kept of jobs step by step is what their events say all at once; 10,000 more in the acceptance."""

import pytest
from sqlalchemy import func, select

from app.models.alarms import Alarm
from app.models.jobs import Job, JobEvent, ObligationRow
from tests.services.crowd import Crowd, differences

JOBS = 300


@pytest.mark.parametrize("seed", range(6))
def test_clocks_kept_command_by_command_equal_a_replay(store, seed):
    crowd = Crowd(store, seed)
    crowd.live(JOBS)
    assert differences(crowd) == []
    with store.reading() as session:
        states = set(session.scalars(select(ObligationRow.state)))
        late = select(func.count()).where(JobEvent.recorded_at > JobEvent.happened_at)
        announced = select(func.count()).select_from(Alarm)
        # The crowd has lived: every state that lasts, facts written down late, alarms raised and cleared.
        assert states - {"running"} == {"paused", "met", "missed", "excused", "cancelled"}
        assert session.scalar(late) > JOBS
        assert session.scalar(announced) > JOBS
        assert session.scalar(announced.where(Alarm.cleared_at.is_not(None))) > 0


def test_a_cache_that_differs_is_found(store):
    crowd = Crowd(store, 1)
    crowd.live(20)
    with store.writing() as session:
        row = session.scalars(select(ObligationRow).order_by(ObligationRow.id)).first()
        row.limit_seconds += 1
        alarm = session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None))).first()
        alarm.cleared_at = crowd.clock.now()
        codes = {session.get_one(Job, number).code for number in (row.job_id, alarm.job_id)}
    found = differences(crowd)
    assert {line.split()[0] for line in found} == codes
    assert any("limit_seconds" in line for line in found)
    assert any("alarms" in line for line in found)
