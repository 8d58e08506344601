"""A contractor's case brought to any state of its life, for the tests of what can be done there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.clock import TurnedClock
from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.models.penalties import PenaltyCase
from app.models.store import Store
from app.services.penalties.cases import case_row, lines
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef, approve, mark_issued, review
from app.services.penalties.trail import trail
from tests.factories import dump
from tests.services.contract import Scene, contractor_scene, local

ABAN = JalaliMonth(1405, 8)
ABAN_OVER = local(11, 22, 10)
TODAY = date(2026, 11, 22)


@dataclass
class Told:
    """A scene with one case of Aban: two late arrivals of 500,000 rial and a late visit of 180,000."""

    scene: Scene
    case: CaseRef

    def do(self, command, *arguments, **details):
        """One command in a transaction of its own."""
        with self.scene.store.writing() as session:
            return command(session, self.scene.clock, *arguments, **details)

    def ask(self, question, *arguments, **details):
        """One question."""
        with self.scene.store.reading() as session:
            return question(session, *arguments, **details)

    def row(self):
        """The case as it stands."""
        return self.ask(case_row, self.case.id)

    def lines(self):
        """Its lines by due instant."""
        return self.ask(lines, self.case.id)

    def audit(self):
        """What was done to it, by whom, and the state after it."""
        return [(row.what, row.by, row.state) for row in self.ask(trail, self.case.id)]

    def draft(self, **details):
        """Reckon Aban (anew)."""
        return self.do(draft, party_id=self.scene.party_id, agreement="UC-1", month=ABAN, **details)

    def approved(self):
        """Bring a draft to its approval."""
        self.do(review, self.case, by="Nasrin")
        self.do(approve, self.case, by="Omid")
        return self

    def issued(self):
        """Bring a draft to its notice, without the letter itself."""
        self.approved()
        self.issue("Omid")
        return self

    def issue(self, by):
        """Note the notice of an approved case."""
        with self.scene.store.writing() as session:
            case = session.get_one(PenaltyCase, self.case.id)
            mark_issued(session, self.scene.clock, case, by=by, letter="1405-PM-0001")


def drafted(scene: Scene) -> Told:
    """A scene with its case drafted by the background service once Aban is over."""
    for day in (26, 27):
        scene.repaired(local(10, day, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    scene.visit(local(10, 27), local(11, 3), done=local(11, 4, 10))
    scene.clock.turn_to(ABAN_OVER)
    told = Told(scene, CaseRef(0))
    told.case = CaseRef(told.draft())
    return told


@contextmanager
def told_at(folder: Path, build: Callable[[Told], object]) -> Iterator[Told]:
    """A scene whose case `build` has brought to some state; it is built once and copied after that."""
    content, now = _built(build)
    file = folder / "store.sqlite"
    file.write_bytes(content)
    store = Store(f"sqlite:///{file}", lambda changes: None)
    yield Told(Scene(store, TurnedClock(now), 1, 1, 1), CaseRef(1))
    store.dispose()


@cache
def _built(build: Callable[[Told], object]) -> tuple[bytes, datetime]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "store.sqlite"
        with contractor_scene(f"sqlite:///{file}") as scene:
            told = drafted(scene)
            build(told)
            now = scene.clock.now()
        return file.read_bytes(), now


def refused(told, code, command, *arguments, **details):
    """A refusal, and that it changed nothing."""
    before = dump(told.scene.store)
    with pytest.raises(RuleBroken) as broken:
        told.do(command, *arguments, **details)
    assert broken.value.code == code
    assert dump(told.scene.store) == before
    return broken.value.parameters
