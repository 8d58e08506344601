"""A month of random promises under contracts of seven clauses and two caps, by the column and one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from app.domain.agreement_file import read_agreement
from app.domain.agreements import Agreement
from app.domain.penalties.facts import Lateness
from app.services.bulk_pricing.columns import NO_DATES, Columns, Kind

ROWS_OF_CONTRACT = 100_000
_SEED = 7
_MISSED, _UNDECIDED = 0.5, 0.002
_JOBS_OF_ROWS = 0.6
"""Jobs for each promise: most calls have one for arriving and one for the repair."""
_FIRST_DUE = datetime(2026, 10, 25, tzinfo=UTC)
_MONTH_SECONDS = 30 * 86_400

_AGREEMENT = """
code = "UC"
kind = "UC"
title = { fa = "قرارداد", en = "Contract" }
time_zone = "Asia/Tehran"
contractor = "C"

[[version]]
number = 1
effective_from = 2024-03-20

[version.prices]
visit_fee = 2500000
pm_fee = 1800000
install_fee = 6000000
month_invoice = 80000000000

[[version.target]]
metric = "resolve"
limit = 24
unit = "hours"

[[version.clause]]
code = "A-1"
metric = "arrive"
title = { fa = "دیرکرد حضور", en = "Late on site" }
unit = "hour"
base = "visit_fee"
rate = "10%"
most_units = 2
zones = ["A", "B"]

[[version.clause]]
code = "A-2"
metric = "arrive"
title = { fa = "دیرکرد حضور", en = "Late on site" }
unit = "hour"
rounding = "whole"
amount = 90000
item_cap_amount = 900000
zones = ["C", "D"]

[[version.clause]]
code = "R-1"
metric = "resolve"
title = { fa = "دیرکرد رفع", en = "Late repair" }
unit = "hour"
base = "visit_fee"
tiers = "marginal"
item_cap_rate = "80%"
  [[version.clause.bracket]]
  from = 0
  below = 4
  rate = "2%"
  [[version.clause.bracket]]
  from = 4
  to = 24
  rate = "1/30"
  [[version.clause.bracket]]
  over = 24
  rate = "5%"

[[version.clause]]
code = "R-2"
metric = "resolve"
title = { fa = "دیرکرد رفع", en = "Late repair" }
unit = "day"
base = "visit_fee"
tiers = "slab"
priorities = ["P1"]
  [[version.clause.bracket]]
  from = 0
  to = 1
  rate = "20%"
  [[version.clause.bracket]]
  over = 1
  rate = "45%"

[[version.clause]]
code = "R-3"
metric = "resolve"
title = { fa = "دیرکرد رفع", en = "Late repair" }
unit = "hour"
rounding = "exact"
amount = 55000
free_units = 2
zones = ["C", "D"]

[[version.clause]]
code = "P-1"
metric = "pm"
title = { fa = "بازدید دیرکرد", en = "Late visit" }
unit = "week"
base = "pm_fee"
rate = "10%"
item_cap_rate = "100%"

[[version.clause]]
code = "I-1"
metric = "install"
title = { fa = "نصب دیرکرد", en = "Late installation" }
unit = "day"
rounding = "exact"
base = "install_fee"
rate = "1/60"

[[version.cap]]
over = "month"
clauses = ["P-1", "I-1"]
base = "month_invoice"
rate = "2%"

[[version.cap]]
over = "month"
base = "month_invoice"
rate = "10%"
"""

_KINDS = tuple(
    Kind(1, metric, service, zone, priority)
    for metric, service in (("arrive", "EM"), ("resolve", "EM"), ("pm", "PM"), ("install", "INSTALL"))
    for zone in "ABCD"
    for priority in ("P1", "P2", "P3", "P4")
)
_IN_DATES = np.array([kind.metric == "pm" for kind in _KINDS])


def contracts(rows: int) -> Iterator[tuple[Agreement, Columns]]:
    """So many promises under contracts of 100,000 each, the last with what is left; one seed, one month."""
    sample = read_agreement(_AGREEMENT, file="bench.toml")
    for number, first in enumerate(range(0, rows, ROWS_OF_CONTRACT)):
        count = min(ROWS_OF_CONTRACT, rows - first)
        yield replace(sample, code=f"UC{number}", contractor=f"C{number}"), _columns(count, _SEED + number)


def _columns(count: int, seed: int) -> Columns:
    random = np.random.default_rng(seed)
    kind = random.integers(0, len(_KINDS), count)
    in_dates = _IN_DATES.take(kind)
    # Most are late by hours, some by weeks.
    seconds = np.minimum(random.exponential(6 * 3600, count), _MONTH_SECONDS).astype(np.int64)
    return Columns(
        kinds=_KINDS,
        kind=kind,
        job=np.sort(random.integers(0, max(int(count * _JOBS_OF_ROWS), 1), count)),
        seconds=seconds,
        dates=np.where(in_dates, random.integers(1, 40, count), NO_DATES),
        place=random.permutation(count),
        is_missed=random.random(count) < _MISSED,
        is_undecided=random.random(count) < _UNDECIDED,
    )


def one_by_one(columns: Columns) -> list[tuple[Lateness, int]]:
    """The missed promises of columns, as the exact rules take them."""
    facts = []
    table = (columns.kind, columns.job, columns.seconds, columns.dates, columns.place)
    missed = np.flatnonzero(columns.is_missed)
    undecided = set() if columns.is_undecided is None else set(np.flatnonzero(columns.is_undecided).tolist())
    figures = (missed.tolist(), *(column.take(missed).tolist() for column in table))
    for row, kind, job, seconds, dates, place in zip(*figures, strict=True):
        version, metric, service, zone, priority = columns.kinds[kind]
        lateness = Lateness(
            obligation=row,
            job=f"{job:09}",
            metric=metric,
            overrun_seconds=seconds,
            late_dates=None if dates == NO_DATES else dates,
            due_at=_FIRST_DUE + timedelta(seconds=place),
            done_at=None,
            service=service,
            zone=zone,
            priority=priority,
            is_undecided=row in undecided,
        )
        facts.append((lateness, version))
    return facts
