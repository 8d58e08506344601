"""Many letters at once: ordered in one transaction, then numbered and printed one after the other.

What a crash leaves of the orders is carried out by the background work of the next start.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.errors import PoshtibanError, RuleBroken
from app.models.letters import LetterOrder
from app.models.penalties import Letter, PenaltyCase
from app.services.doors import Doors
from app.services.letters.issuing import issue
from app.services.letters.printing import has_new_number, print_letter, print_numbered
from app.services.penalties.cases import has_notice
from app.services.penalties.life import CaseRef, approve_unseen

log = logging.getLogger(__name__)

REST = timedelta(seconds=10)
"""How long orders lie before others carry them out: whoever gave them says so at every letter."""

GoOn = Callable[[int, int], bool]
"""Told how many of how many letters are issued; whether to go on."""


def issue_cases(
    store: Doors, clock: Clock, case_ids: Iterable[int], by: str, *, go_on: GoOn | None = None
) -> list[str]:
    """Letters for approved cases, each in its own short transactions; returns their numbers.

    Given up, or stopped by a case that cannot be issued, it takes back the orders that are left; a letter
    that cannot be printed holds up no other and is raised at the end.
    """
    wanted = list(dict.fromkeys(case_ids))
    with store.writing() as session:
        order(session, clock, wanted, by)
    numbers: list[str] = []
    failures: list[Exception] = []
    try:
        for place, case_id in enumerate(wanted):
            if go_on is not None and not go_on(place, len(wanted)):
                break
            with store.writing() as session:
                letter = session.get_one(Letter, issue(session, clock, case_id, by))
                letter_id, number = letter.id, letter.number
                _say_at_work(session, clock, wanted[place + 1 :])
            numbers.append(number)
            try:
                print_letter(store, clock, letter_id)
            except Exception as failure:  # noqa: BLE001 - raised below, when the others are printed
                failures.append(failure)
    finally:
        with store.writing() as session:
            _take_back(session, wanted)
    if failures:
        raise failures[0]
    return numbers


def approve_and_issue(
    store: Doors, clock: Clock, case_ids: Iterable[int], by: str, *, reviewer: str = ""
) -> list[str]:
    """Letters for every case that has something to charge, approved by whoever issues them.

    Without a reviewer the program, which has just reckoned the cases, stands for who reviewed them.
    """
    charged = []
    for case_id in case_ids:
        with store.writing() as session:
            case = session.get_one(PenaltyCase, case_id)
            # A revision that costs nothing is approved as well: the interim charge before it is void.
            if not has_notice(session, case_id) and (case.payable or case.revision):
                approve_unseen(session, clock, CaseRef(case_id), by=by, reviewer=reviewer)
            if case.payable:
                charged.append(case_id)
    return issue_cases(store, clock, charged, by)


def order(session: Session, clock: Clock, case_ids: Sequence[int], by: str) -> None:
    """Ask for the notices of these cases; one that is ordered already is left alone."""
    there = set(session.scalars(select(LetterOrder.case_id).where(LetterOrder.case_id.in_(case_ids))))
    for case_id in case_ids:
        if case_id not in there:
            if session.get(PenaltyCase, case_id) is None:
                raise RuleBroken("unknown-case", case=case_id)
            session.add(LetterOrder(case_id=case_id, ordered_at=clock.now(), ordered_by=by))


def go_on_writing(session: Session, clock: Clock) -> bool:
    """The next piece of what was begun and cut off; whether more is left.

    What has its number is printed before the next one is taken; what could not be printed waits till last.
    """
    waiting = session.scalars(select(LetterOrder).order_by(LetterOrder.id).limit(1)).first()
    if waiting is not None and _is_somebody_at_work(session, clock):
        return False
    if waiting is None or has_new_number(session):
        return print_numbered(session, clock) or waiting is not None
    try:
        with session.begin_nested():
            issue(session, clock, waiting.case_id, waiting.ordered_by)
    except PoshtibanError as refusal:
        # A rule, or a text that this program reads no longer: others must not wait behind it.
        log.info("the letter of case %s is not written: %s", waiting.case_id, refusal)
        session.delete(waiting)
    return True


def _say_at_work(session: Session, clock: Clock, left: Sequence[int]) -> None:
    for waiting in session.scalars(_free(left[:1])):
        waiting.ordered_at = clock.now()


def _is_somebody_at_work(session: Session, clock: Clock) -> bool:
    last = session.scalar(select(func.max(LetterOrder.ordered_at)))
    return last is not None and clock.now() - last < REST


def _take_back(session: Session, case_ids: Sequence[int]) -> None:
    for left in session.scalars(_free(case_ids)):
        session.delete(left)


def _free(case_ids: Sequence[int]) -> Select[LetterOrder]:
    """Orders for these cases; one that another desk is carrying out now is its own."""
    query = select(LetterOrder).where(LetterOrder.case_id.in_(case_ids))
    return query.with_for_update(skip_locked=True)
