"""What the stored terms of a promise mean: in which hours it counts, how much, and which waits stop it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from app.domain.agreements import Agreement, AgreementKind, AgreementVersion, Metric
from app.domain.clocks import Wait, as_approved
from app.domain.events import Owner
from app.services.agreement_book import AgreementBook
from app.services.bulk_time.hours import BulkHours
from app.services.reevaluation.stored import Terms


class Judged(Exception):  # noqa: N818 - no error
    """Whether a wait counts, or for how much, depends on how the clock stood."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One version of an agreement, as far as clocks of the same terms count with it."""

    agreement: Agreement
    version: AgreementVersion
    metric: Metric
    calendar: str

    def stopping(self, waits: tuple[tuple[Wait, Owner], ...]) -> Iterator[Wait]:
        """The waits that stop the clock, each for as long as it does; raises Judged."""
        window = timedelta(hours=self.version.declaration_hours)
        for wait, owner in waits:
            if self.agreement.kind is AgreementKind.UC and owner is Owner.CONTRACTOR:
                continue
            rule = self.version.pause_rule(self.metric, owner, wait.reason)
            if rule is None or (allowed := as_approved(wait, rule.approval_above_minutes)) is None:
                continue
            is_late = wait.declared_at is not None and wait.declared_at > wait.start + window
            if is_late or self.version.minimum_grace_minutes:
                raise Judged
            yield allowed


class Promises:
    """What terms mean, and the calendars they count in."""

    def __init__(self, agreements: AgreementBook) -> None:
        self._agreements = agreements
        self._built: dict[int, BulkHours] = {}

    def of(self, terms: Terms) -> Promise | None:
        """None where the terms do not tell: targets differ in nothing but their calendar."""
        agreement = self._agreements.named(terms.agreement)
        versions = agreement.versions if agreement is not None else ()
        found = [
            Promise(agreement, version, target.metric, target.calendar)
            for version in versions
            if agreement is not None and str(version.number) == terms.version
            for target in version.targets
            if (target.metric.value, str(target.limit), target.unit.value)
            == (terms.metric, terms.target, terms.unit)
        ]
        return found[0] if len({promise.calendar for promise in found}) == 1 else None

    def hours(self, promise: Promise, province: str) -> BulkHours:
        """Its calendar in a province; those that share one get the same."""
        calendar = self._agreements.calendars.of(promise.agreement, promise.calendar, province)
        return self._built.setdefault(id(calendar), BulkHours(calendar))
