"""What a what-if leaves: clocks.csv, penalties.csv and summary.json (docs/replay.md)."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.accounts import Account, Charge, Tally, by_agreement, by_contractor
from app.domain.agreement_table import number_text
from app.domain.agreements import Target, Unit
from app.domain.money import decimal_of
from app.domain.obligations import Obligation
from app.domain.penalties.capping import Review

CLOCKS, PENALTIES, SUMMARY = "clocks.csv", "penalties.csv", "summary.json"

CLOCK_COLUMNS = (
    *("job", "agreement", "version", "metric", "contractor", "target", "unit", "started", "due", "stopped"),
    *("paused_seconds", "used_seconds", "overrun_seconds", "state"),
)
PENALTY_COLUMNS = (
    *("contractor", "agreement", "version", "clause", "job", "terminal", "metric", "due", "done"),
    *("quantity", "unit", "base", "rate", "amount", "payable", "reason"),
)
QUANTITY = Decimal("0.000001")
"""How finely a quantity is written; the rial are reckoned from the exact one."""

WriteRow = Callable[[tuple[object, ...]], object]


@contextmanager
def table(path: Path, columns: tuple[str, ...]) -> Iterator[WriteRow]:
    """Writes rows of a CSV file, the headings first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        yield writer.writerow


def clock_row(job: str, obligation: Obligation, zone: ZoneInfo) -> tuple[object, ...]:
    """One promise as a line of clocks.csv."""
    target, reading = obligation.target, obligation.reading
    return (
        job,
        obligation.agreement,
        obligation.version,
        obligation.metric.value,
        obligation.party,
        "" if target.unit is Unit.WINDOW else target.limit,
        _unit(target),
        told(obligation.started_at, zone),
        told(reading.due_at, zone),
        told(reading.stopped_at, zone),
        reading.paused_seconds,
        reading.used_seconds,
        reading.overrun_seconds,
        reading.state.value,
    )


def write_penalties(path: Path, account: Account, zone: ZoneInfo) -> None:
    """Every line of penalty, by contractor, agreement and due instant."""
    with table(path, PENALTY_COLUMNS) as write:
        for charge in sorted(account.charges, key=_place):
            write(_penalty_row(charge, zone))
            for row in _cap_rows(charge, zone):
                write(row)
        for agreement, party, review in account.reviews:
            write(_review_row(agreement, party, review))


def summary(account: Account) -> dict[str, object]:
    """The tallies, by contractor and by agreement."""
    return {
        "contractors": {code: figures(tally) for code, tally in by_contractor(account).items()},
        "agreements": {code: figures(tally) for code, tally in by_agreement(account).items()},
    }


def figures(tally: Tally) -> dict[str, object]:
    """A tally as JSON has it: compliance in percent, null where nothing was due; whole rial."""
    compliance = tally.compliance
    return {
        "obligations": tally.obligations,
        "met": tally.met,
        "missed": tally.missed,
        "excused": tally.excused,
        "running": tally.running,
        "compliance": None if compliance is None else round(float(compliance), 6),
        "gross": int(tally.gross),
        "payable": int(tally.payable),
    }


def write_json(path: Path, document: Mapping[str, object]) -> None:
    """A document as people and programs can read it."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def told(at: datetime | None, zone: ZoneInfo) -> str:
    """An instant with its offset in the zone; empty for none."""
    return "" if at is None else at.astimezone(zone).isoformat()


def _unit(target: Target) -> str:
    """The unit in words: an hour or a minute that a calendar counts is a working one (semantics 2)."""
    is_worked = target.calendar and target.unit in {Unit.HOURS, Unit.MINUTES}
    return f"working {target.unit.value}" if is_worked else target.unit.value


def _penalty_row(charge: Charge, zone: ZoneInfo) -> tuple[object, ...]:
    line = charge.line
    return (
        *_whose(charge, zone),
        _plain(decimal_of(line.quantity).quantize(QUANTITY)),
        line.unit.value,
        line.base,
        number_text(line.rate) if line.base and line.rate else "",
        int(line.amount),
        int(line.payable),
        ";".join(line.reasons),
    )


def _cap_rows(charge: Charge, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    """A line for each cap that bit, with what it took off; it adds nothing to any sum over the file."""
    for each in charge.line.lowered:
        if each.taken:
            nothing_counted = "", "", "", ""
            yield *_whose(charge, zone), *nothing_counted, 0, 0, f"{each.reason}: {-int(each.taken)}"


def _review_row(agreement: str, party: str, review: Review) -> tuple[object, ...]:
    """A cap that was passed: nothing is taken off, but the contract is to be reviewed."""
    over = f"{review.scope.value} {review.period}".strip()
    said = f"termination-review ({over}): {int(review.payable)} over {int(review.limit)}"
    nothing_counted = ("",) * 9
    return party, agreement, review.version, *nothing_counted, "", 0, 0, said


def _whose(charge: Charge, zone: ZoneInfo) -> tuple[object, ...]:
    """For which promise, job or terminal it is."""
    line = charge.line
    return (
        charge.party,
        charge.agreement,
        line.version,
        line.clause,
        ";".join(line.jobs),
        line.terminal,
        line.metric,
        told(line.due_at, zone),
        told(line.done_at, zone),
    )


def _place(charge: Charge) -> tuple[object, ...]:
    due_at, outcome = charge.line.due_at, charge.outcome
    due = due_at.timestamp() if due_at else 0.0
    number = -1 if outcome is None else outcome.number
    return charge.party, charge.agreement, due, number, charge.line.place


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
