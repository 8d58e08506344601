"""Everything that stands behind the cases of a month and behind one of them, asked in one go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.agreements import Agreement
from app.domain.jalali import JalaliMonth, JalaliQuarter
from app.services.accounts.settlement import SettlementRow, settlements
from app.services.agreement_book import book
from app.services.letters.archive import LetterRow, letters
from app.services.letters.following import Following, following
from app.services.penalties.cases import CaseRow, LineRow, case_row, cases, lines
from app.services.penalties.corrections import CorrectionRow, corrections
from app.services.penalties.late_facts import LateFacts, late_facts
from app.services.penalties.measured_figures import FigureRow, figures
from app.services.penalties.objection_rows import ObjectionRow, objections
from app.services.penalties.trail import TrailRow, trail
from app.services.penalties.waiting_figures import Waiting, waiting_figures
from app.services.penalties.waivers import WaiverRow, waivers


@dataclass(frozen=True)
class MonthCases:
    """The cases of a month; the month comes back with them, so that a late answer is known for one."""

    month: JalaliMonth
    cases: tuple[CaseRow, ...]
    late: tuple[LateFacts, ...]
    """Cases that facts came after."""


@dataclass(frozen=True)
class CaseFile:
    """One case opened: its lines and the titles of their clauses, and all that happened to it."""

    today: date
    case: CaseRow
    lines: tuple[LineRow, ...]
    titles: Mapping[str, Mapping[str, str]]
    trail: tuple[TrailRow, ...]
    waivers: tuple[WaiverRow, ...]
    objections: tuple[ObjectionRow, ...]
    corrections: tuple[CorrectionRow, ...]
    settlements: tuple[SettlementRow, ...]
    letters: tuple[LetterRow, ...]
    following: tuple[Following, ...]
    """Letters that are not written yet."""
    figures: Mapping[int, FigureRow]
    """The measured figures that its lines were reckoned from, by id."""
    waiting: tuple[Waiting, ...]
    """Figures that its clauses wait for."""

    def hands(self) -> tuple[str, ...]:
        """Who drafted, reviewed or approved the case."""
        case = self.case
        return tuple(filter(None, (case.drafted_by, case.reviewed_by, case.approved_by)))


def month_cases(session: Any, month: JalaliMonth, today: date) -> MonthCases:
    """The cases of `month`, and of the quarter it lies in; days left to object are counted from `today`."""
    periods = (str(month), str(JalaliQuarter.of(month.first_day())))
    found = [row for period in periods for row in cases(session, period=period, today=today)]
    late = [each for period in periods for each in late_facts(session, period=period)]
    return MonthCases(month, tuple(found), tuple(late))


def case_file(session: Any, case_id: int, today: date) -> CaseFile:
    """What stands behind one case. Raises RuleBroken("unknown-case")."""
    case = case_row(session, case_id, today=today)
    agreement = book(session).named(case.agreement)
    versions = agreement.versions if agreement else ()
    charged = tuple(lines(session, case_id))
    return CaseFile(
        today=today,
        case=case,
        lines=charged,
        titles={clause.code: clause.title for version in versions for clause in version.clauses},
        trail=tuple(trail(session, case_id)),
        waivers=tuple(waivers(session, case_id)),
        objections=tuple(objections(session, case_id)),
        corrections=tuple(corrections(session, case_id)),
        settlements=tuple(settlements(session, case_id)),
        letters=tuple(_letters(session, case)),
        following=following(session, case_id),
        figures={row.id: row for row in figures(session, ids=_figure_ids(charged))},
        waiting=_waiting(session, agreement, case),
    )


def _figure_ids(charged: Iterable[LineRow]) -> set[int]:
    return {line.figure_id for line in charged if line.figure_id is not None}


def _waiting(session: Any, agreement: Agreement | None, case: CaseRow) -> tuple[Waiting, ...]:
    """What the clauses of a month wait for; nothing while the month is not over."""
    if agreement is None or case.is_interim or case.is_superseded or "Q" in case.period:
        return ()
    return waiting_figures(session, agreement, case.party_id, JalaliMonth.parse(case.period))


def _letters(session: Any, case: CaseRow) -> list[LetterRow]:
    """The letters of a case, and those that its contractor got beside any case."""
    sent = [row for row in letters(session, party_id=case.party_id) if row.agreement == case.agreement]
    own = [row for row in sent if row.case_id == case.id]
    return [*own, *(row for row in sent if row.case_id is None)]
