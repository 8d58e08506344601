"""A clause through the versions of an agreement: what adds up over a period is judged by one of them."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.agreements import Agreement, AgreementVersion
from app.domain.penalties.clauses import PenaltyClause, PeriodKind, Trigger
from app.domain.penalties.periods import Period


@dataclass(frozen=True, slots=True)
class ThroughVersions:
    """One clause in every version that has it."""

    code: str
    trigger: Trigger
    period: PeriodKind
    spoken: tuple[tuple[AgreementVersion, PenaltyClause], ...]
    """In the order of the versions."""

    def of(self, number: int) -> PenaltyClause | None:
        """As the version of this number says it; None where that has no such clause."""
        return next((clause for version, clause in self.spoken if version.number == number), None)

    def judge(self, period: Period) -> tuple[AgreementVersion, PenaltyClause]:
        """Over a whole period: as the last version in force in it says that has the clause."""
        last = period.last_day()
        return [each for each in self.spoken if each[0].effective_from <= last][-1]


def through_versions(agreement: Agreement, triggers: Collection[Trigger]) -> list[ThroughVersions]:
    """The clauses of these triggers, each once, in the order in which the versions bring them."""
    spoken: dict[tuple[str, Trigger, PeriodKind], list[tuple[AgreementVersion, PenaltyClause]]] = {}
    for version in agreement.versions:
        for clause in version.clauses:
            if clause.trigger in triggers:
                spoken.setdefault((clause.code, clause.trigger, clause.period), []).append((version, clause))
    return [ThroughVersions(*what, tuple(versions)) for what, versions in spoken.items()]
