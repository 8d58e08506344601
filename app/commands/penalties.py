"""`poshtiban penalties`: prices a month for every contractor and, when asked, issues the letters."""

import argparse
import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from app.clock import Clock
from app.commands.command_line import Subparsers, settings_of, wrong_option
from app.commands.contractors import check_contractor
from app.commands.opening import opened_store
from app.domain.jalali import JalaliMonth, month_bounds
from app.domain.persian import grouped
from app.i18n import _
from app.services.letters.batch import approve_and_issue
from app.services.penalties.cases import CaseRow
from app.services.penalties.month import month_cases, price_month

_GAP = "  "


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `penalties PERIOD [--contractor CODE] [--interim] [--issue [--by NAME]]`."""
    parser = subparsers.add_parser(
        "penalties", parents=[common], help=_("Price the broken promises of a Jalali month")
    )
    parser.add_argument("period", metavar="PERIOD", help=_("a Jalali month such as 1405-08"))
    parser.add_argument("--contractor", metavar="CODE", default="", help=_("one contractor alone"))
    parser.add_argument(
        "--interim", action="store_true", help=_("price a month that is not over, and mark it so")
    )
    parser.add_argument("--issue", action="store_true", help=_("approve what is charged and issue letters"))
    parser.add_argument(
        "--by",
        metavar="NAME",
        default="",
        help=_("who approves what this desk's user reviewed; else the user approves what the program did"),
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Price the month, one that is not over only as interim, and show what every contractor owes."""
    settings = settings_of(arguments)
    zone = ZoneInfo(settings.time_zone)
    month = _month(arguments.period, clock, zone)
    is_interim = clock.now() < month_bounds(month, zone)[1]
    if is_interim and not arguments.interim:
        raise wrong_option("PERIOD", arguments.period, "a month that is over, or --interim")
    if arguments.by and not arguments.issue:
        raise wrong_option("--by", arguments.by, "--issue beside it")
    contractor: str = arguments.contractor
    with opened_store(arguments) as store:
        with store.reading() as session:
            check_contractor(session, contractor)
        ids = price_month(store, clock, month, contractor=contractor, interim=is_interim)
        if arguments.issue:
            by, reviewer = (arguments.by, settings.user) if arguments.by else (settings.user, "")
            approve_and_issue(store, clock, ids, by, reviewer=reviewer)
        rows = month_cases(store, month, contractor=contractor)
    print(json.dumps(_document(month, rows), indent=2) if arguments.json else _table(month, rows))
    return 0


def _month(text: str, clock: Clock, zone: ZoneInfo) -> JalaliMonth:
    try:
        month = JalaliMonth.parse(text)
    except ValueError:
        raise wrong_option("PERIOD", text, "a Jalali month such as 1405-08") from None
    if clock.now() <= month_bounds(month, zone)[0]:
        raise wrong_option("PERIOD", text, "a month that has begun")
    return month


def _document(month: JalaliMonth, rows: Sequence[CaseRow]) -> dict[str, object]:
    by_contractor: dict[str, list[CaseRow]] = {}
    for row in rows:
        by_contractor.setdefault(row.contractor, []).append(row)
    return {
        "period": str(month),
        "interim": any(row.is_interim for row in rows),
        "contractors": {code: _owed(cases) for code, cases in by_contractor.items()},
    }


def _owed(cases: Sequence[CaseRow]) -> dict[str, object]:
    """What a contractor owes under all its contracts; its letters by number."""
    return {
        "obligations": sum(case.obligations for case in cases),
        "missed": sum(case.missed for case in cases),
        "gross": int(sum(case.gross for case in cases)),
        "payable": int(sum(case.payable for case in cases)),
        "letter": ", ".join(case.letter for case in cases if case.letter) or None,
    }


def _table(month: JalaliMonth, rows: Sequence[CaseRow]) -> str:
    interim = _(" (interim: the month is not over)") if any(row.is_interim for row in rows) else ""
    heading = (
        _("contractor"),
        _("agreement"),
        _("obligations"),
        _("missed"),
        _("gross"),
        _("payable"),
        _("letter"),
    )
    lines = [heading, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heading))]
    return "\n".join([f"{month}{interim}", *(_aligned(line, widths) for line in lines)])


def _cells(row: CaseRow) -> tuple[str, ...]:
    return (
        row.contractor,
        row.agreement,
        str(row.obligations),
        str(row.missed),
        grouped(row.gross, "en"),
        grouped(row.payable, "en"),
        row.letter or "-",
    )


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, figures to the right."""
    cells = [
        text.rjust(width) if 2 <= place <= 5 else text.ljust(width)
        for place, (text, width) in enumerate(zip(line, widths, strict=True))
    ]
    return _GAP.join(cells).rstrip()
