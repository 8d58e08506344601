"""`poshtiban report`: the ledger of penalties and the monthly statements, as files for the accountants."""

import argparse
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.clock import Clock
from app.commands.command_line import Subparsers, say, written_day, wrong_option
from app.commands.contractors import check_contractor
from app.commands.opening import opened_store
from app.domain.errors import BadInput
from app.domain.jalali import parse_jalali
from app.domain.persian import latin_digits
from app.i18n import _
from app.services.accounts.ledger import LedgerRow, ledger, months_of, statements
from app.services.accounts.reconciliation import Difference, read_claim, reconcile
from app.services.accounts.statements import Statement
from app.services.accounts.tables import (
    Table,
    as_csv,
    as_xlsx,
    difference_table,
    ledger_table,
    statement_table,
)
from app.services.penalties.trail import HOME

LEDGER, STATEMENT = "ledger", "statement"
NAMES = (LEDGER, STATEMENT)
JALALI_CENTURIES = ("13", "14")
YEARS = range(1900, 2101)
FORMATS = ("csv", "xlsx", "json")

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    first: date
    beyond: date
    contractor: str
    claim: Path | None
    today: date


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `report NAME --from DATE --to DATE [--contractor CODE] [--claim FILE] --output FILE`."""
    parser = subparsers.add_parser(
        "report", parents=[common], help=_("Write the ledger of penalties or the monthly statements")
    )
    parser.add_argument("name", metavar="NAME", help=" ".join(NAMES))
    parser.add_argument(
        "--from",
        dest="first",
        required=True,
        metavar="DATE",
        help=_("months that begin on this day or later"),
    )
    parser.add_argument(
        "--to", dest="beyond", required=True, metavar="DATE", help=_("months that begin before this day")
    )
    parser.add_argument("--contractor", metavar="CODE", default="", help=_("one contractor alone"))
    parser.add_argument(
        "--claim",
        type=Path,
        metavar="FILE.csv",
        help=_("the contractor's own figures (service,quantity,amount), to be held against ours"),
    )
    parser.add_argument("--format", metavar="|".join(FORMATS), help=_("else what the file's name ends in"))
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help=_("where it is written"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Write the file; with --json its content as an object as well. 1 where a claim differs from ours."""
    asked = _asked(arguments, clock.now().astimezone(ZoneInfo(HOME)).date())
    output: Path = arguments.output
    kind = _format(arguments.format, output)
    with opened_store(arguments) as store, store.reading() as session:
        check_contractor(session, asked.contractor)
        table, document, is_equal = _report(session, asked)
    _write(output, _content(kind, table, document, clock))
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        say(_("{count} rows written to {file}").format(count=len(table.rows), file=output))
    return 0 if is_equal else 1


def _asked(arguments: argparse.Namespace, today: date) -> _Asked:
    if arguments.name not in NAMES:
        raise wrong_option("NAME", arguments.name, "one of " + ", ".join(NAMES))
    first, beyond = _day("--from", arguments.first), _day("--to", arguments.beyond)
    if next(iter(months_of(first, beyond)), None) is None:
        raise wrong_option("--to", arguments.beyond, "a day after the first of a Jalali month")
    if arguments.name == STATEMENT and list(months_of(first, beyond))[-1].last_day() >= today:
        raise wrong_option("--to", arguments.beyond, "months that are over")
    claim: Path | None = arguments.claim
    if claim is not None and (arguments.name != STATEMENT or not arguments.contractor):
        raise wrong_option("--claim", str(claim), "a report statement of one --contractor")
    return _Asked(arguments.name, first, beyond, arguments.contractor, claim, today)


def _day(option: str, text: str) -> date:
    try:
        day = parse_jalali(text) if latin_digits(text).startswith(JALALI_CENTURIES) else written_day(text)
    except ValueError:
        raise wrong_option(option, text, "a date such as 2026-03-21 or 1405/01/01") from None
    if day.year not in YEARS:
        raise wrong_option(option, text, f"a year from {YEARS[0]} to {YEARS[-1]}")
    return day


def _format(named: str | None, output: Path) -> str:
    found = named if named is not None else output.suffix.lstrip(".").casefold()
    if found not in FORMATS:
        raise wrong_option("--format", found, "one of " + ", ".join(FORMATS))
    return found


def _report(session: Session, asked: _Asked) -> tuple[Table, Document, bool]:
    head: Document = {"report": asked.name, "from": asked.first.isoformat(), "to": asked.beyond.isoformat()}
    if asked.name == LEDGER:
        rows = ledger(session, first=asked.first, beyond=asked.beyond, contractor=asked.contractor)
        return ledger_table(rows), head | {"rows": [_ledger_row(row) for row in rows]}, True
    found = statements(session, first=asked.first, beyond=asked.beyond, contractor=asked.contractor)
    document = head | {"statements": [_statement(each) for each in found]}
    if asked.claim is None:
        return statement_table(found, today=asked.today), document, True
    if len(found) != 1:
        raise wrong_option("--claim", str(asked.claim), f"one statement, and this is {len(found)}")
    differences = reconcile(found[0], read_claim(asked.claim))
    document["differences"] = [_difference(each) for each in differences]
    return difference_table(found[0], differences), document, all(each.is_equal for each in differences)


def _content(kind: str, table: Table, document: Document, clock: Clock) -> bytes:
    if kind == "json":
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    return as_csv(table) if kind == "csv" else as_xlsx(table, clock.now())


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadInput(str(output), error.strerror or "no access", "a file that can be written") from error


def _ledger_row(row: LedgerRow) -> Document:
    amounts = ("gross", "lowered", "payable", "corrected", "due", "objected", "settled", "outstanding")
    texts = ("contractor", "name_fa", "name_en", "agreement", "period", "state", "is_interim")
    return {name: getattr(row, name) for name in texts} | {name: int(getattr(row, name)) for name in amounts}


def _statement(found: Statement) -> Document:
    sums = ("services", "retention", "vat", "penalties", "payable")
    lines = [
        {
            "service": each.service,
            "quantity": each.quantity,
            "price": int(each.price),
            "amount": int(each.amount),
        }
        for each in found.lines
    ]
    rejected = [
        {"job": each.job, "service": each.service, "reason": each.reason, "note": each.note}
        for each in found.rejected
    ]
    return {
        "contractor": found.contractor,
        "agreement": found.agreement,
        "month": str(found.month),
        "has_contract_file": found.has_contract_file,
        "lines": lines,
        "rejected": rejected,
        **{name: int(getattr(found, name)) for name in sums},
    }


def _difference(each: Difference) -> Document:
    return {
        "service": each.service,
        "our_quantity": each.our_quantity,
        "their_quantity": each.their_quantity,
        "our_amount": int(each.our_amount),
        "their_amount": int(each.their_amount),
        "difference": int(each.difference),
    }
