"""Reads M.toml, the figures that jobs do not carry (docs/replay.md): milestones, measured figures, levels."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from app.domain.agreement_table import AgreementTable
from app.domain.agreements import Agreement
from app.domain.errors import BadInput
from app.domain.penalties.clauses import PenaltyClause, Trigger
from app.domain.penalties.measured import Figure, Measured, Milestone, MissedLevel
from app.domain.penalties.periods import Period, kind_of, parse_period
from app.services.imports.text_file import decoded, file_bytes

MILESTONE, FIGURE, LEVEL = "milestone", "figure", "level"
"""The kinds of tables."""
_Stated = tuple[str, PenaltyClause]
"""A clause, and the contractor that its agreement names; empty: whoever has the job."""
_Found = TypeVar("_Found", Milestone, Figure, MissedLevel)
_Keyed = Milestone | Figure | MissedLevel


def read_measured(path: Path, agreements: Sequence[Agreement]) -> Measured:
    """What a file says was measured; BadInput names the key that is wrong, or that no clause speaks of."""
    text = decoded(file_bytes(path), "utf-8", file=path.name)
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # besides bad syntax: endless figures, endless nesting
        raise BadInput(path.name, " ".join(str(error).split()), "valid TOML") from error
    table = AgreementTable(document, path.name, "")
    clauses = _stated(agreements)
    measured = Measured(
        milestones=tuple(_each(table, MILESTONE, lambda t: _milestone(t, clauses))),
        figures=tuple(_each(table, FIGURE, lambda t: _figure(t, clauses))),
        levels=tuple(_each(table, LEVEL, lambda t: _level(t, clauses))),
    )
    table.finish()
    return measured


def read_table(
    kind: str, keys: Mapping[str, object], agreements: Sequence[Agreement], *, file: str
) -> _Keyed:
    """What one table of a kind says; BadInput names `file` and the key, as of a whole file."""
    table = AgreementTable(keys, file, kind)
    readers: Mapping[str, Callable[[AgreementTable, list[_Stated]], _Keyed]] = {
        MILESTONE: _milestone,
        FIGURE: _figure,
        LEVEL: _level,
    }
    found = readers[kind](table, _stated(agreements))
    table.finish()
    return found


def _stated(agreements: Iterable[Agreement]) -> list[_Stated]:
    return [
        (each.contractor, clause)
        for each in agreements
        for version in each.versions
        for clause in version.clauses
    ]


def _each(table: AgreementTable, key: str, read: Callable[[AgreementTable], _Found]) -> Iterator[_Found]:
    """The tables of a key, each about something else."""
    found: set[tuple[str, ...]] = set()
    for each in table.tables(key):
        value = read(each)
        each.finish()
        if value.key in found:
            raise each.wrong("contractor", f"a {key} that no table above states")
        found.add(value.key)
        yield value


def _those(clauses: Iterable[_Stated], table: AgreementTable, trigger: Trigger) -> list[PenaltyClause]:
    """The clauses of a trigger that may charge the contractor that a table names."""
    contractor = table.name("contractor")
    found = [clause for whose, clause in clauses if clause.trigger is trigger and whose in {"", contractor}]
    if not found:
        expected = f"a contractor that a clause of the trigger {trigger.value} charges"
        raise table.wrong("contractor", expected)
    return found


def _milestone(table: AgreementTable, stated: list[_Stated]) -> Milestone:
    _those(stated, table, Trigger.MILESTONE)
    return Milestone(
        contractor=table.name("contractor"),
        name=table.name("name"),
        remaining_value=table.amount("remaining_value"),
        length_days=table.whole("length_days", least=1),
        due=table.day("due"),
        done=table.day("done") if table.has("done") else None,
        excused_days=table.whole("excused_days", 0),
    )


def _figure(table: AgreementTable, stated: list[_Stated]) -> Figure:
    clauses = _those(stated, table, Trigger.VIOLATIONS)
    names = {clause.figure for clause in clauses}
    if table.name("figure") not in names:
        raise table.wrong("figure", "one of " + ", ".join(sorted(names)))
    period = _period(table, [clause for clause in clauses if clause.figure == table.text("figure")])
    severities = {
        name for clause in clauses if clause.figure == table.text("figure") for name in clause.severities
    }
    severity = table.text("severity", "")
    if severity not in severities and (severity or severities):
        raise table.wrong("severity", "one of " + ", ".join(sorted(severities)))
    return Figure(
        contractor=table.name("contractor"),
        name=table.text("figure"),
        period=period,
        value=table.percent("value"),
        severity=severity,
        months=table.percent_list("months"),
        missed_before=table.whole("missed_before", 0),
    )


def _level(table: AgreementTable, stated: list[_Stated]) -> MissedLevel:
    clauses = _those(stated, table, Trigger.AT_RISK)
    has_own = table.has("pool")
    if has_own != table.has("share"):
        raise table.wrong("share" if has_own else "pool", "both pool and share, or neither")
    levels = {each.level for clause in clauses for each in clause.allocations}
    if not has_own and table.name("level") not in levels:
        raise table.wrong("level", "a pool and a share, or one of " + ", ".join(sorted(levels)))
    found = MissedLevel(
        contractor=table.name("contractor"),
        level=table.name("level"),
        period=_period(table, clauses),
        pool=table.share("pool") if has_own else None,
        share=table.share("share") if has_own else None,
    )
    for key, value in (("pool", found.pool), ("share", found.share)):
        if value is not None and value > 1:
            raise table.wrong(key, "100 % at most")
    return found


def _period(table: AgreementTable, clauses: Iterable[PenaltyClause]) -> Period:
    kinds = {clause.period for clause in clauses}
    try:
        period = parse_period(table.name("period"))
    except ValueError:
        period = None
    if period is None or kind_of(period) not in kinds:
        raise table.wrong(
            "period", "the Jalali " + " or ".join(sorted(kinds)) + ", such as 1405-08 or 1405-Q2"
        )
    return period
