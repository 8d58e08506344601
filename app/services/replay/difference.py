"""The difference between two drafts: as a table, as figures, and as lines a contract manager reads."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.accounts import Account, Rule, Tally, by_contractor
from app.domain.agreements import Unit
from app.domain.comparison import Comparison, ContractorChange, PromiseChange, RuleChange, Side
from app.domain.persian import grouped, isolate
from app.i18n import _, chosen, is_rtl, ngettext
from app.services.code_words import CLOCK_STATES, METRICS, worded
from app.services.replay.tables import figures, table, told

DIFF_TABLE, DIFF_FIGURES = "diff.csv", "diff.json"
DIFF_WORDS = {"fa": "diff.fa.txt", "en": "diff.en.txt"}
DIFF_COLUMNS = (
    *("job", "terminal", "contractor", "agreement", "metric", "before_state", "after_state"),
    *("before_due", "after_due", "before_payable", "after_payable", "difference"),
)
MOST_PROMISES = 20
"""Promises told in words; the table has all of them."""


def write_difference(folder: Path, comparison: Comparison, zone: ZoneInfo) -> None:
    """The table of every promise that changes, in its folder."""
    write_changes(folder / DIFF_TABLE, comparison, zone)


def write_changes(path: Path, comparison: Comparison, zone: ZoneInfo) -> None:
    """The same under any name."""
    with table(path, DIFF_COLUMNS) as write:
        for change in comparison.promises:
            write(_row(change, zone))


def difference(comparison: Comparison) -> dict[str, object]:
    """The figures of both sides by contractor, and what moved by target."""
    return {
        "contractors": {
            change.contractor: {
                "before": figures(change.before),
                "after": figures(change.after),
                "payable_difference": int(change.payable),
            }
            for change in comparison.contractors
        },
        "targets": [_target(change) for change in comparison.rules],
        "promises_changed": len(comparison.promises),
    }


def account_words(account: Account) -> Iterator[str]:
    """A line of the chosen language for every contractor of one account."""
    line = _("{contractor}: {count} promises, kept {kept}, payable {rial} rial")
    for code, tally in by_contractor(account).items():
        yield line.format(
            contractor=_code(code),
            count=grouped(tally.obligations, chosen()),
            kept=kept_words(tally),
            rial=grouped(tally.payable, chosen()),
        )


def words(comparison: Comparison) -> Iterator[str]:
    """The difference in lines of the chosen language: contractors, targets, the promises that change most."""
    yield _("Contractors, before → after")
    yield from (f"  {_contractor_line(change)}" for change in comparison.contractors)
    yield ""
    yield _("Targets, before → after")
    yield from (f"  {_rule_line(change)}" for change in comparison.rules)
    yield ""
    count = len(comparison.promises)
    told_count = grouped(count, chosen())
    yield ngettext("{count} promise changes", "{count} promises change", count).format(count=told_count)
    yield from (f"  {_promise_line(change)}" for change in comparison.promises[:MOST_PROMISES])
    if count > MOST_PROMISES:
        yield "  " + _("and {count} more in {file}").format(
            count=grouped(count - MOST_PROMISES, chosen()), file=_code(DIFF_TABLE)
        )


def _row(change: PromiseChange, zone: ZoneInfo) -> tuple[object, ...]:
    before, after = change.before, change.after
    return (
        change.job,
        change.terminal,
        change.contractor,
        change.agreement,
        change.metric.value,
        before.state.value if before else "",
        after.state.value if after else "",
        told(before.due_at, zone) if before else "",
        told(after.due_at, zone) if after else "",
        int(before.payable) if before else 0,
        int(after.payable) if after else 0,
        int(change.payable),
    )


def _target(change: RuleChange) -> dict[str, object]:
    return {
        "agreement": change.agreement,
        "metric": change.metric.value,
        "before": _plain_rule(change.before),
        "after": _plain_rule(change.after),
        "promises": change.promises,
        "met_to_missed": change.met_to_missed,
        "missed_to_met": change.missed_to_met,
        "otherwise": change.otherwise,
        "payable_difference": int(change.payable),
    }


def _plain_rule(rule: Rule | None) -> dict[str, object] | None:
    if rule is None:
        return None
    limit = None if rule.unit is Unit.WINDOW else rule.limit
    return {"limit": limit, "unit": rule.unit.value, "calendar": rule.calendar}


def _contractor_line(change: ContractorChange) -> str:
    line = _(
        "{contractor}: {before} → {after} promises, kept {kept_before} → {kept_after}, "
        "payable {rial_before} → {rial_after} rial ({difference})"
    )
    return line.format(
        contractor=_code(change.contractor),
        before=grouped(change.before.obligations, chosen()),
        after=grouped(change.after.obligations, chosen()),
        kept_before=kept_words(change.before),
        kept_after=kept_words(change.after),
        rial_before=grouped(change.before.payable, chosen()),
        rial_after=grouped(change.after.payable, chosen()),
        difference=_signed(change.payable),
    )


def _rule_line(change: RuleChange) -> str:
    line = _(
        "{agreement}, {metric}, {before} → {after}: of {promises} promises {to_missed} kept ones are missed, "
        "{to_met} missed ones are kept, {otherwise} change otherwise ({difference} rial)"
    )
    return line.format(
        agreement=_code(change.agreement),
        metric=worded(METRICS, change.metric),
        before=_rule(change.before),
        after=_rule(change.after),
        promises=grouped(change.promises, chosen()),
        to_missed=grouped(change.met_to_missed, chosen()),
        to_met=grouped(change.missed_to_met, chosen()),
        otherwise=grouped(change.otherwise, chosen()),
        difference=_signed(change.payable),
    )


def _promise_line(change: PromiseChange) -> str:
    line = _("{job}, {metric}, {contractor}: {before} → {after} ({difference} rial)")
    return line.format(
        job=_code(change.job),
        metric=worded(METRICS, change.metric),
        contractor=_code(change.contractor or "-"),
        before=_state(change.before),
        after=_state(change.after),
        difference=_signed(change.payable),
    )


def _state(side: Side | None) -> str:
    return _("not due in the period") if side is None else worded(CLOCK_STATES, side.state.value)


def _rule(rule: Rule | None) -> str:
    if rule is None:
        return _("no promise")
    if rule.unit is Unit.WINDOW:
        return _("by the end of its window")
    limit = grouped(rule.limit, chosen())
    if rule.unit is Unit.WORKING_DAYS:
        return ngettext("{limit} working day", "{limit} working days", rule.limit).format(limit=limit)
    if rule.unit is Unit.HOURS:
        if rule.calendar:
            return ngettext("{limit} working hour", "{limit} working hours", rule.limit).format(limit=limit)
        return ngettext("{limit} calendar hour", "{limit} calendar hours", rule.limit).format(limit=limit)
    if rule.calendar:
        return ngettext("{limit} working minute", "{limit} working minutes", rule.limit).format(limit=limit)
    return ngettext("{limit} calendar minute", "{limit} calendar minutes", rule.limit).format(limit=limit)


def kept_words(tally: Tally) -> str:
    """Compliance in percent, rounded down; "no data" where nothing was due."""
    if tally.compliance is None:
        return _("no data")
    tenths = Decimal(tally.compliance.numerator) / tally.compliance.denominator
    # A hundred is only what is a hundred: nothing is rounded up to it.
    shown = tenths.quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return _("{percent} %").format(percent=grouped(shown, chosen()))


def _signed(amount: Decimal) -> str:
    return _code(f"+{grouped(amount, chosen())}") if amount > 0 else grouped(amount, chosen())


def _code(text: str) -> str:
    """A code or figure that reads left to right inside Persian as well."""
    return isolate(text) if is_rtl() else text
