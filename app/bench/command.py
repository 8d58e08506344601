"""`poshtiban bench`: measured figures beside a peer's in the same run."""

import argparse
import json
from collections.abc import Sequence
from unicodedata import category

from app.bench.row import BenchRow, Sizes
from app.clock import Clock
from app.commands.command_line import Subparsers, wrong_option
from app.i18n import _

NAMES = (
    "alerts-10k",
    "board-keystroke",
    "board-memory",
    "board-start",
    "board-tick",
    "clock-bulk",
    "clock-pauses",
    "clock-single",
    "dispatch-queue",
    "intake-search",
    "letters",
    "penalties-month",
    "reevaluate",
)

_GAP = "  "
_LEFT_TO_RIGHT, _ISOLATE, _POP = "\u200e", "\u2068", "\u2069"


def add_to(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Register `bench [NAME ...]`."""
    parser = subparsers.add_parser(
        "bench", parents=[common], help=_("Measure how fast the program is, beside others")
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=_("what to measure, or how its name begins: {names}").format(names=", ".join(NAMES)),
    )
    parser.set_defaults(run=run, sizes=Sizes())


def run(arguments: argparse.Namespace, _clock: Clock) -> int:
    """Print a row a figure; 1 where a peer gave other answers."""
    from app.bench.measurements import MEASUREMENTS  # noqa: PLC0415 - numpy, which no other command waits for

    rows = [row for name in _chosen(arguments.names) for row in MEASUREMENTS[name](arguments.sizes)]
    if arguments.json:
        print(json.dumps([row.document() for row in rows], indent=2))
    else:
        print(_table(rows))
    return int(any(row.peer.is_equal is False for row in rows))


def _chosen(asked: Sequence[str]) -> list[str]:
    """The measurements meant: all without a name; `clock` means each whose name begins with `clock-`."""
    meant = [[name for name in NAMES if f"{name}-".startswith(f"{begin}-")] for begin in asked]
    for begin, names in zip(asked, meant, strict=True):
        if not names:
            raise wrong_option("NAME", begin, "one of " + ", ".join(NAMES))
    return [name for name in NAMES if not asked or any(name in names for names in meant)]


def _table(rows: Sequence[BenchRow]) -> str:
    heading = (_("name"), _("rows"), _("measured"), _("peer"), _("takes"), _("ratio"))
    headings = (*heading, _("equal"), _("goal"), _("goal met"))
    lines = [headings, *(_cells(row) for row in rows)]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(headings))]
    return "\n".join(_aligned(line, widths) for line in lines)


def _cells(row: BenchRow) -> tuple[str, ...]:
    taken = row.peer.measured
    return (
        row.name,
        f"{row.rows:,}",
        _amount(row.measured, row.unit),
        row.peer.name,
        "-" if taken is None else _amount(taken, row.unit),
        "-" if row.ratio is None else f"{row.ratio:,.1f}x",
        _told(row.peer.is_equal),
        row.goal.said(row.unit),
        _told(row.goal.is_met(row.measured, row.ratio)),
    )


def _amount(figure: float, unit: str) -> str:
    return f"{figure:,.3f} {unit}"


def _told(is_so: bool | None) -> str:
    return "-" if is_so is None else _("yes") if is_so else _("no")


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, figures to the right; Persian words leave the order of the columns alone."""
    cells = []
    for place, (text, width) in enumerate(zip(line, widths, strict=True)):
        gap = " " * (width - _width(text))
        said = text if text.isascii() else f"{_ISOLATE}{text}{_POP}"
        cells.append(gap + said if place in {1, 2, 4, 5} else said + gap)
    aligned = _GAP.join(cells).rstrip()
    return aligned if aligned.isascii() else _LEFT_TO_RIGHT + aligned


def _width(text: str) -> int:
    """Columns a text takes: joiners and marks take none."""
    return sum(category(letter) not in {"Cf", "Mn"} for letter in text)
