import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.agreement_file import read_agreement
from app.domain.agreement_text import write_agreement
from tests.domain.agreement_samples import agreements

DOCUMENT = Path(__file__).parents[2] / "docs" / "agreement-file.md"
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "agreements").glob("*.toml"))


def read(text):
    return read_agreement(text, file="written.toml")


@given(agreements())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_written_reads_as_the_same_agreement(agreement):
    written = write_agreement(agreement)
    assert read(written) == agreement
    assert write_agreement(read(written)) == written


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_written_without_loss(sample):
    agreement = read(sample.read_text("utf-8"))
    written = write_agreement(agreement)
    assert read(written) == agreement
    assert write_agreement(read(written)) == written


SMALL = """\
code = "UC-1"
kind = "UC"
title = { fa = "پیمان", en = "Contract \\"N\\"" }
time_zone = "Asia/Tehran"
letter_languages = ["fa"]
objection_days = 5

[parties]
provider = { fa = "پیمانکار", en = "Contractor" }

[[document]]
kind = "amendment"
title = { fa = "الحاقیه ۱", en = "Amendment 1" }
number = "1402/7"
date = 2024-02-01

[calendars.office]
official_holidays = true
declared_closures = false
holidays = [
    2026-03-21,
    2026-03-22,
    2026-03-23,
    2026-03-24,
    2026-04-01,
    2026-04-02,
    2026-06-04,
    2026-06-05,
    2026-06-25,
]

[calendars.office.weekly]
sat = [["08:00", "12:00"], ["13:00", "17:00"]]
thu = [["08:00", "24:00"]]
fri = []

[calendars.office.exceptions]
2026-04-04 = [["10:00", "12:00:30"]]

[[calendars.office.period]]
title = { fa = "رمضان" }
from = 2026-02-18
to = 2026-03-19
weekly = { sat = [["09:00", "14:00"]], thu = [] }

[[calendars.office.period]]
from = 2026-12-22
to = 2026-12-22
weekly = {}

[calendars."day and night"]
always = true

[[version]]
number = 1
effective_from = 2024-03-20
reopen_days = 7
repeat_days = 30
minimum_grace_minutes = 0
declaration_hours = 72

[version.prices]
"visit fee" = 2500000

[version.weights]
resolve = 60
pm = 40

[version.pm]
every_months = { premium = 1 }
window_percent = 10
on_holiday = "nearest"

[[version.target]]
metric = "pm"
unit = "window"
services = ["PM"]

[[version.target]]
metric = "resolve"
limit = 4
unit = "hours"
calendar = "office"
services = ["EM", "SWAP"]
zones = ["A", "B"]
priorities = ["P1"]
warn_at = [50, 80]

[[version.pause]]
owner = "merchant"
reasons = ["shop-closed"]
stops = ["arrive", "resolve"]
evidence = true
approval_above_minutes = 240

[[version.clause]]
code = "9-2"
metric = "resolve"
title = { fa = "تأخیر", en = "Late" }
unit = "hour"
rounding = "started"
base = "visit fee"
rate = "5%"
item_cap_rate = "100%"
"""


def test_a_file_as_it_is_written():
    assert write_agreement(read(SMALL)) == SMALL


def documented_order():
    """The keys of every table of the documentation, in its order, by heading."""
    found, heading = {}, ""
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip("`[]")
        elif key := re.match(r"\| `([a-z0-9_-]+)` \|", line):
            found.setdefault(heading, []).append(key[1])
    return found


def tables(document):
    """Every table of the small file with the heading that documents it."""
    (version,) = document["version"]
    yield "The agreement", document
    yield "document", document["document"][0]
    yield "version", version
    yield "version.target", version["target"][1]
    yield "version.pause", version["pause"][0]
    yield "version.clause", version["clause"][0]
    yield "version.pm", version["pm"]
    yield "version.weights", version["weights"]


def test_the_order_is_that_of_the_documentation():
    order = documented_order()
    for heading, table in tables(tomllib.loads(write_agreement(read(SMALL)))):
        assert list(table) == [key for key in order[heading] if key in table], heading


def test_money_that_is_no_exact_sum_is_not_written():
    agreement = read(SMALL)
    (version,) = agreement.versions
    with pytest.raises(TypeError):
        write_agreement(replace(agreement, versions=(replace(version, prices={"fee": 1.5}),)))
