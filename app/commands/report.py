"""`poshtiban report`: the ledger of penalties and the monthly statements, as files for the accountants."""

import argparse
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.clock import Clock
from app.commands.command_line import Subparsers, say, written_day, wrong_option
from app.commands.contractors import check_contractor
from app.commands.handover_report import found_handovers
from app.commands.opening import opened_store
from app.commands.output_file import write_output
from app.domain.jalali import jalali_text, parse_jalali
from app.domain.persian import latin_digits, persian_digits
from app.i18n import LANGUAGES, _, speaking
from app.services.accounts.done_jobs import Basis, Counted
from app.services.accounts.ledger import LedgerRow, every_case, ledger, months_of, statements
from app.services.accounts.ledger_past import as_it_stood
from app.services.accounts.reconciliation import Difference, read_claim, reconcile
from app.services.accounts.statements import Statement
from app.services.accounts.table_pdf import as_pdf
from app.services.accounts.tables import (
    HEADINGS_IN,
    Table,
    as_csv,
    as_xlsx,
    difference_table,
    ledger_table,
    statement_table,
)
from app.services.penalties.trail import HOME

LEDGER, STATEMENT, HANDOVER = "ledger", "statement", "handover"
NAMES = (LEDGER, STATEMENT, HANDOVER)
JALALI_CENTURIES = ("13", "14")
YEARS = range(1900, 2101)
FORMATS = ("pdf", "xlsx", "csv", "json")
BASES = ("opened", "due", "done", "closed")
OWN_BASES = {LEDGER: ("due",), STATEMENT: tuple(basis.value for basis in Basis)}
"""By which instants a report can count, the usual one first; a charge counts in the month it fell due in."""

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    first: date
    beyond: date
    contractor: str
    claim: Path | None
    today: date
    basis: str
    as_of: datetime | None

    @property
    def counted(self) -> Counted:
        """How a statement counts."""
        return Counted(Basis(self.basis), self.as_of)


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `report NAME --from DATE --to DATE [--basis …] [--as-of …] [--format …] --output FILE`."""
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
    parser.add_argument(
        "--basis",
        metavar="|".join(BASES),
        help=_("by which instant something counts: due of the ledger; done, opened or closed of statements"),
    )
    parser.add_argument(
        "--as-of", metavar="INSTANT", help=_("as it stood then, as far as it had been recorded")
    )
    parser.add_argument("--format", metavar="|".join(FORMATS), help=_("else what the file's name ends in"))
    parser.add_argument(
        "--language", choices=LANGUAGES, default=HEADINGS_IN, help=_("language of handovers (fa)")
    )
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help=_("where it is written"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Write the file; with --json its content as an object as well. 1 where a claim differs from ours."""
    if arguments.name == HANDOVER:
        return _handovers(arguments, clock)
    asked = _asked(arguments, clock.now())
    output: Path = arguments.output
    kind = _format(arguments.format, output)
    with opened_store(arguments) as store, store.reading() as session:
        check_contractor(session, asked.contractor)
        table, document, is_equal = _report(session, asked)
    write_output(output, _content(kind, table, document, clock.now(), asked))
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        say(_("{count} rows written to {file}").format(count=len(table.rows), file=output))
    return 0 if is_equal else 1


def _handovers(arguments: argparse.Namespace, clock: Clock) -> int:
    days = (_day("--from", arguments.first), _day("--to", arguments.beyond))
    kind = _format(arguments.format, arguments.output)
    with opened_store(arguments) as store, store.reading() as session:
        found = found_handovers(session, days)
    write_output(arguments.output, found.content(kind, arguments.language, clock))
    if arguments.json:
        print(json.dumps(found.document(), ensure_ascii=False))
    else:
        said = _("{count} handovers written to {file}")
        say(said.format(count=len(found.rows), file=arguments.output))
    return 0


def _asked(arguments: argparse.Namespace, now: datetime) -> _Asked:
    today = now.astimezone(ZoneInfo(HOME)).date()
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
    basis, as_of = _basis(arguments), _as_of(arguments.as_of, now)
    return _Asked(arguments.name, first, beyond, arguments.contractor, claim, today, basis, as_of)


def _basis(arguments: argparse.Namespace) -> str:
    own = OWN_BASES[arguments.name]
    if arguments.basis is None:
        return own[0]
    if arguments.basis not in BASES:
        raise wrong_option("--basis", arguments.basis, "one of " + ", ".join(BASES))
    if arguments.basis not in own:
        expected = f"{' or '.join(own)}, by which the {arguments.name} counts"
        raise wrong_option("--basis", arguments.basis, expected)
    return str(arguments.basis)


def _as_of(text: str | None, now: datetime) -> datetime | None:
    """An instant that has come; without an offset it is read in the contracts' usual time zone."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(HOME))
        is_instant = "T" in text.upper() or " " in text.strip()
    except ValueError:
        is_instant = False
    if not is_instant or at.year not in YEARS:
        raise wrong_option("--as-of", text, "an instant such as 2026-04-21T00:00+03:30")
    if at > now:
        raise wrong_option("--as-of", text, "an instant that has come")
    return at.astimezone(UTC)


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
    head["basis"] = asked.basis
    head["as_of"] = asked.as_of.astimezone(ZoneInfo(HOME)).isoformat() if asked.as_of is not None else None
    if asked.name == LEDGER:
        rows = _ledger(session, asked)
        return ledger_table(rows), head | {"rows": [_ledger_row(row) for row in rows]}, True
    found = statements(
        session,
        first=asked.first,
        beyond=asked.beyond,
        contractor=asked.contractor,
        counted=asked.counted,
    )
    document = head | {"statements": [_statement(each) for each in found]}
    if asked.claim is None:
        return statement_table(found, today=asked.today), document, True
    if len(found) != 1:
        raise wrong_option("--claim", str(asked.claim), f"one statement, and this is {len(found)}")
    differences = reconcile(found[0], read_claim(asked.claim))
    document["differences"] = [_difference(each) for each in differences]
    return difference_table(found[0], differences), document, all(each.is_equal for each in differences)


def _ledger(session: Session, asked: _Asked) -> list[LedgerRow]:
    if asked.as_of is None:
        return ledger(session, first=asked.first, beyond=asked.beyond, contractor=asked.contractor)
    every = every_case(session, first=asked.first, beyond=asked.beyond, contractor=asked.contractor)
    return as_it_stood(session, every, asked.as_of)


def _content(kind: str, table: Table, document: Document, now: datetime, asked: _Asked) -> bytes:
    if kind == "json":
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    if kind == "pdf":
        return as_pdf(table, now, about=_about(asked, now))
    return as_csv(table) if kind == "csv" else as_xlsx(table, now)


def _about(asked: _Asked, now: datetime) -> str:
    """Of which time a report is, in the accountants' language."""
    at = (asked.as_of or now).astimezone(ZoneInfo(HOME))
    with speaking(HEADINGS_IN):
        said = _("from {first} up to {last}; as of {day} {time}").format(
            first=jalali_text(asked.first),
            last=jalali_text(asked.beyond - timedelta(days=1)),
            day=jalali_text(at.date()),
            time=f"{at:%H:%M}",
        )
        if asked.name == STATEMENT and asked.as_of is not None:
            said = _("{said}; terminals as they are now").format(said=said)
    return persian_digits(said)


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
