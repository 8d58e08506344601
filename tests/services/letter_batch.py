"""Many approved cases in one store, and processes that issue their letters until they are killed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from random import Random
from time import sleep

from sqlalchemy import select

from app.clock import TurnedClock
from app.models import schema
from app.models.parties import Party
from app.models.penalties import Letter, PenaltyCase, PenaltyLineRow
from app.models.store import Store
from app.services.agreements.taking_in import record_agreement
from app.services.letters.batch import REST, go_on_writing, issue_cases, order
from app.services.verification.letters import byte_findings, case_findings, number_findings
from tests.services.contract import CONTRACT, local

ISSUED_ON = local(11, 22, 10)
_PROCESSES = get_context("forkserver")
_LINE = Decimal(250_000)


def opened(url: str) -> Store:
    return Store(url, lambda changes: None)


def approved_cases(store: Store, count: int) -> list[int]:
    """Cases of one month, each of another contractor under one contract; approved, and asked for."""
    schema.prepare(store)
    clock = TurnedClock(ISSUED_ON)
    document = CONTRACT.replace('contractor = "C1"', "")
    with store.writing() as session:
        record_agreement(session, clock, document, file="uc-1.toml", by="desk")
        cases = [_case(number) for number in range(1, count + 1)]
        session.add_all(cases)
        session.flush()
        ids = [case.id for case in cases]
        order(session, clock, ids, "manager")
    return ids


def _case(number: int) -> PenaltyCase:
    lines = [
        PenaltyLineRow(
            item=f"{number}/{place}",
            clause="1",
            agreement_version=1,
            metric="arrive",
            terminal=f"1002{number:04}",
            due_at=local(10, 26, 11),
            done_at=local(10, 26, 13),
            overrun_seconds=7200,
            quantity=Decimal(1),
            unit="hour",
            base_amount=Decimal(2_500_000),
            rate=Decimal("0.1"),
            amount=_LINE,
            payable=_LINE,
        )
        for place in range(2)
    ]
    return PenaltyCase(
        party=Party(code=f"C{number}", name=f"پیمانکار {number}", name_en=f"Contractor {number}"),
        agreement="UC-1",
        period="1405-08",
        period_from=date(2026, 10, 23),
        period_to=date(2026, 11, 21),
        as_of=local(11, 22),
        state="approved",
        obligations=2,
        missed=2,
        gross=2 * _LINE,
        payable=2 * _LINE,
        drafted_at=local(11, 22),
        lines=lines,
    )


def issue_all(url: str, ids: Sequence[int]) -> None:
    """A person presses the button again: the whole batch, as far as it comes."""
    store = opened(url)
    issue_cases(store, TurnedClock(ISSUED_ON), ids, "manager")
    store.dispose()


def finish(url: str, _ids: Sequence[int] = ()) -> None:
    """A program starts and its background work carries out what is left."""
    store, is_more = opened(url), True
    while is_more:
        with store.writing() as session:
            is_more = go_on_writing(session, TurnedClock(ISSUED_ON + 2 * REST))
    store.dispose()


def kill_while_issuing(url: str, ids: Sequence[int], *, kills: int, seed: int, longest: float) -> list[int]:
    """Kill so many processes, each somewhere in its work; how many letters were issued after each.

    After each of them the store is held against everything that must be true of letters. On a fast machine
    they live shorter, so that work is left for the last of them.
    """
    random = Random(seed)
    _PROCESSES.set_forkserver_preload([__name__])
    issued: list[int] = []
    for left in range(kills, 0, -1):
        begun = _PROCESSES.Event()
        work = random.choice((issue_all, finish))
        process: ForkServerProcess = _PROCESSES.Process(target=_begin, args=(begun, work, url, list(ids)))
        process.start()
        assert begun.wait(60)
        sleep(random.uniform(0, longest))
        process.kill()
        process.join()
        process.close()
        before = issued[-1] if issued else 0
        issued.append(whole(url))
        is_fast = (issued[-1] - before) * left > len(ids) - before
        longest *= 0.5 if is_fast else 1.1
    return issued


def whole(url: str) -> int:
    """How many letters are issued in a store whose letters are as they should be."""
    store = opened(url)
    with store.reading() as session:
        assert [*number_findings(session), *case_findings(session), *byte_findings(session)] == []
        letters = session.scalars(select(Letter)).all()
        assert len({letter.case_id for letter in letters}) == len(letters)
        issued = sum(letter.state == "issued" for letter in letters)
        assert issued == len(
            session.scalars(select(PenaltyCase.id).where(PenaltyCase.state == "issued")).all()
        )
    store.dispose()
    return issued


def _begin(begun, work, url: str, ids: list[int]) -> None:
    begun.set()
    work(url, ids)
