"""What a what-if can be asked about: open drafts of the store, files, and the agreement on the page."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.clock import Clock
from app.domain.agreement_file import read_agreement
from app.domain.agreements import Agreement
from app.domain.comparison import Comparison
from app.domain.jalali import JalaliMonth
from app.domain.what_if import held_from
from app.services.agreements.register import agreements, revision_text
from app.services.doors import Doors
from app.services.replay.drafts import read_agreement_files
from app.services.replay.past import what_if
from app.views.long_work import LongWork


@dataclass(frozen=True)
class Draft:
    """An agreement that may be asked about, and where it is from."""

    key: str
    agreement: Agreement
    source: str
    """Who drafted it, or the name of its file; empty: it is shown on the page."""


@dataclass(frozen=True)
class Asked:
    """One what-if: a draft, the first and the last month, and whether it holds from the first day on."""

    draft: Draft
    first: JalaliMonth
    last: JalaliMonth
    holds_throughout: bool

    @property
    def days(self) -> tuple[date, date]:
        """From the first day up to, but without, the second."""
        return self.first.first_day(), self.last.next().first_day()

    @property
    def agreement(self) -> Agreement:
        """The draft as it is asked about."""
        draft = self.draft.agreement
        return held_from(draft, self.days[0]) if self.holds_throughout else draft


@dataclass(frozen=True)
class Answered:
    """A what-if and its answer; None once it was given up."""

    asked: Asked
    comparison: Comparison | None


def open_drafts(session: Any) -> tuple[Draft, ...]:
    """Every open draft of the store, by code."""
    found = []
    for row in agreements(session):
        if row.draft is not None:
            document = revision_text(session, row.draft.id).document
            agreement = read_agreement(document, file=row.code)
            found.append(Draft(f"draft:{row.code}", agreement, row.draft.saved_by))
    return tuple(found)


def draft_of_file(path: Path) -> Draft:
    """The agreement of a TOML file; BadInput names what is wrong."""
    (found,) = read_agreement_files([path])
    return Draft(f"file:{path}", found.agreement, found.file)


def answered(doors: Doors, clock: Clock, work: LongWork, asked: Asked) -> Answered:
    """The answer, as long work of the desk."""
    return Answered(asked, what_if(doors, clock, asked.agreement, asked.days, told=work.go_on))
