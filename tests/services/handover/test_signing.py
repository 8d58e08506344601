"""Two desks that hand over or take the same shift at once, on a server: the second finds it done."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, text

from app.domain.errors import RuleBroken
from app.models.shifts import Handover
from app.services.handover.signing import NewHandover, hand_over, take_over
from app.services.jobs.commands import Said
from app.services.verification.handovers import handover_findings
from tests.factories import founded

pytestmark = pytest.mark.parametrize("prepared_url", ["postgres"], indirect=True)


@pytest.fixture
def ground(store):
    return founded(store)


def signing(ground):
    now = ground.clock.now()

    def sign(session):
        shift = NewHandover(
            from_whom="مریم", to_whom="کاوه", shift_from=now - timedelta(hours=8), shift_to=now
        )
        return hand_over(session, ground.clock, shift, Said("desk-1"))

    return sign


def taking(ground, number, by):
    return lambda session: take_over(session, ground.clock, number, Said(by))


def second_is_told(ground, first, second):
    """Do `second` on another desk while the transaction of `first` is open; the codes it was refused with."""
    refusals = []

    def other_desk():
        try:
            with ground.store.writing() as session:
                second(session)
        except RuleBroken as broken:
            refusals.append(broken.code)

    thread = Thread(target=other_desk)
    with ground.store.writing() as session:
        first(session)
        session.flush()
        thread.start()
        while thread.is_alive() and not somebody_waits(ground):
            pass
    thread.join()
    return refusals


def somebody_waits(ground):
    with ground.store.reading() as session:
        return session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) > 0


def test_one_shift_is_handed_over_once(ground):
    assert second_is_told(ground, signing(ground), signing(ground)) == ["handover-open"]
    with ground.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Handover)) == 1
        assert list(handover_findings(session)) == []


def test_one_shift_is_taken_once(ground):
    with ground.store.writing() as session:
        number = signing(ground)(session)
    kaveh, sara = taking(ground, number, "کاوه"), taking(ground, number, "سارا")
    assert second_is_told(ground, kaveh, sara) == ["handover-taken"]
    with ground.store.reading() as session:
        assert session.scalars(select(Handover.taken_by)).all() == ["کاوه"]
        assert list(handover_findings(session)) == []
