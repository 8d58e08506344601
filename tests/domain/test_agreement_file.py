import copy
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreement_file import read_agreement
from app.domain.agreements import AgreementKind, Document, DocumentKind, Metric, PartyRole, Unit
from app.domain.errors import BadInput
from app.domain.events import Owner
from app.domain.penalties.clauses import DECLARED, LateUnit, Rounding, Trigger

DOCUMENT = Path(__file__).parents[2] / "docs" / "agreement-file.md"
SAMPLES = Path(__file__).parents[2] / "data" / "agreements"

ALWAYS = {"always": True}
TITLE = {"fa": "عنوان", "en": "Title"}
WHOLE = {
    "code": "UC-1",
    "kind": "UC",
    "title": dict(TITLE),
    "time_zone": "Asia/Tehran",
    "psp": "P",
    "contractor": "C1",
    "regions": ["N"],
    "letter_languages": ["fa", "en"],
    "objection_days": 5,
    "letters": {"addressee": "جناب"},
    "parties": {"provider": dict(TITLE), "customer": dict(TITLE)},
    "document": [
        {
            "kind": "amendment",
            "title": dict(TITLE),
            "number": "1402/P/217-1",
            "date": date(2024, 3, 1),
            "note": "الحاقیه نرخ",
        }
    ],
    "calendars": {
        "office": {
            "official_holidays": True,
            "weekly": {"sat": [["08:00", "17:00"]]},
            "holidays": [date(2026, 3, 21)],
            "exceptions": {"2026-04-04": [["10:00", "12:00"]]},
        }
    },
    "version": [
        {
            "number": 1,
            "effective_from": date(2024, 3, 20),
            "reopen_days": 7,
            "repeat_days": 30,
            "minimum_grace_minutes": 20,
            "declaration_hours": 48,
            "weights": {"resolve": 60, "first-time-fix": 40},
            "closing": {"note": 20, "photos": 1, "serial": True},
            "prices": {"visit_fee": 2500000},
            "pm": {"every_months": {"premium": 1}, "window_percent": 10, "on_holiday": "next"},
            "target": [
                {
                    "metric": "resolve",
                    "limit": 4,
                    "unit": "hours",
                    "calendar": "office",
                    "services": ["EM"],
                    "zones": ["A"],
                    "priorities": ["P1"],
                    "merchant_classes": ["premium"],
                    "faults": ["PRN-01"],
                    "warn_at": [80, 50],
                },
                {"metric": "pm", "unit": "window"},
            ],
            "pause": [
                {
                    "owner": "merchant",
                    "reasons": ["shop-closed"],
                    "stops": ["resolve"],
                    "evidence": True,
                    "approval_above_minutes": 240,
                }
            ],
            "clause": [
                {
                    "code": "1",
                    "metric": "resolve",
                    "title": dict(TITLE),
                    "article": "9",
                    "unit": "hour",
                    "rounding": "started",
                    "base": "visit_fee",
                    "rate": "10%",
                    "item_cap_rate": Decimal("1.5"),
                    "item_cap_amount": 5000000,
                    "most_units": 2,
                    "services": ["EM"],
                    "zones": ["A"],
                    "priorities": ["P1"],
                },
                {"code": "2", "metric": "arrive", "title": dict(TITLE), "amount": 1000},
                {
                    "code": "3",
                    "trigger": "points",
                    "title": dict(TITLE),
                    "base": "visit_fee",
                    "tiers": "flat",
                    "bracket": [
                        {"from": 0, "below": 10, "rate": 0},
                        {"from": 10, "to": Decimal("14.5"), "rate": "2%"},
                        {"over": "29/2", "rate": "1/3"},
                    ],
                },
                {
                    "code": "4",
                    "trigger": "at-risk",
                    "title": dict(TITLE),
                    "base": "visit_fee",
                    "rate": "10%",
                    "pools": {"service": "50%", "quality": "50%"},
                    "allocation": [{"level": "repair", "pool": "service", "share": "40%"}],
                },
            ],
            "cap": [
                {"over": "month", "clauses": ["1"], "base": "visit_fee", "rate": "300%"},
                {"over": "quarter", "amount": 100, "effect": "review", "running": 2},
            ],
        }
    ],
}


def toml(value):
    """The value as TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {toml(found)}" for key, found in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower().replace("infinity", "inf")


def quoted(text):
    plain = all(character.isprintable() and character not in '"\\' for character in text)
    return f'"{text}"' if plain else '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


def document(whole):
    return "\n".join(f"{quoted(key)} = {toml(value)}" for key, value in whole.items())


def changed(*path, to):
    """The whole agreement with one value replaced, or left out where `to` is Ellipsis."""
    whole = copy.deepcopy(WHOLE)
    place = whole
    for step in path[:-1]:
        place = place[step]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return whole


def mistake(whole):
    with pytest.raises(BadInput) as told:
        read_agreement(document(whole), file="uc.toml")
    assert told.value.file == "uc.toml"
    assert "\n" not in str(told.value)
    return told.value


def test_every_key_means_what_it_says():
    agreement = read_agreement(document(WHOLE), file="uc.toml")
    (version,) = agreement.versions
    assert (agreement.code, agreement.kind, agreement.psp, agreement.contractor) == (
        "UC-1",
        AgreementKind.UC,
        "P",
        "C1",
    )
    assert (agreement.regions, agreement.letter_languages, agreement.objection_days) == (
        {"N"},
        ("fa", "en"),
        5,
    )
    assert (agreement.title, agreement.letters) == (TITLE, {"addressee": "جناب"})
    assert agreement.parties == {PartyRole.PROVIDER: TITLE, PartyRole.CUSTOMER: TITLE}
    assert agreement.documents == (
        Document(
            kind=DocumentKind.AMENDMENT,
            title=TITLE,
            number="1402/P/217-1",
            day=date(2024, 3, 1),
            note="الحاقیه نرخ",
        ),
    )
    office = agreement.calendars["office"]
    assert (office.time_zone, office.holidays, office.weekly) == (
        "Asia/Tehran",
        {date(2026, 3, 21)},
        {5: ((8 * 3600, 17 * 3600),)},
    )
    assert agreement.holiday_calendars == {"office"}
    assert (version.number, version.effective_from, version.prices) == (
        1,
        date(2024, 3, 20),
        {"visit_fee": 2500000},
    )
    assert (version.minimum_grace_minutes, version.declaration_hours) == (20, 48)
    assert version.weights == {"resolve": 60, "first-time-fix": 40}
    assert (version.pm.every_months, version.pm.window_percent, version.pm.on_holiday) == (
        {"premium": 1},
        10,
        "next",
    )
    first, second = version.targets
    assert (first.metric, first.limit, first.unit, first.calendar) == (
        Metric.RESOLVE,
        4,
        Unit.HOURS,
        "office",
    )
    assert first.warn_at == (50, 80)
    assert (second.unit, second.limit) == (Unit.WINDOW, 0)
    (rule,) = version.pauses
    assert (rule.owner, rule.reasons, rule.stops) == (Owner.MERCHANT, {"shop-closed"}, {Metric.RESOLVE})
    assert (rule.evidence, rule.approval_above_minutes) == (True, 240)
    rated, fixed, _scale, _pooled = version.clauses
    assert (rated.base, rated.rate, rated.item_cap_rate, rated.item_cap_amount, rated.most_units) == (
        "visit_fee",
        Decimal("0.1"),
        Decimal("1.5"),
        5000000,
        2,
    )
    assert (rated.unit, rated.rounding, fixed.unit, fixed.amount) == (
        LateUnit.HOUR,
        Rounding.STARTED,
        LateUnit.EVENT,
        1000,
    )


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_samples_are_good(sample):
    read_agreement(sample.read_text("utf-8"), file=sample.name)


TARGET = ("version", 0, "target", 0)
CLAUSE = ("version", 0, "clause", 0)
SCALE = ("version", 0, "clause", 2)
POOLED = ("version", 0, "clause", 3)
CAP = ("version", 0, "cap", 0)


@pytest.mark.parametrize(
    ("path", "to", "column", "found"),
    [
        (("code",), ..., "code", "nothing"),
        (("code",), " ", "code", "' '"),
        (("code",), 7, "code", "7"),
        (("kind",), "XLA", "kind", "'XLA'"),
        (("time_zone",), "Mars/Olympus", "time_zone", "'Mars/Olympus'"),
        (("time_zone",), "../../etc/passwd", "time_zone", "'../../etc/passwd'"),
        (("title", "en"), ..., "title.en", "nothing"),
        (("title", "de"), "Titel", "title.de", "unknown key 'de'"),
        (("titel",), "x", "titel", "unknown key 'titel'"),
        (("objection_days",), True, "objection_days", "True"),
        (("objection_days",), -1, "objection_days", "-1"),
        (("letter_languages",), ["de"], "letter_languages", "['de']"),
        (("letters", "post"), 3, "letters.post", "3"),
        (("calendars",), [], "calendars", "[]"),
        (("calendars", "office"), "08:00-17:00", "calendars.office", "'08:00-17:00'"),
        (("calendars", "office", "official_holidays"), 1, "calendars.office.official_holidays", "1"),
        (("calendars", "office", "tz"), "UTC", "calendars.office.tz", "'UTC'"),
        (("calendars", "office", "holidays"), 5, "calendars.office.holidays", "5"),
        (("calendars", "office", "declared_closures"), "yes", "calendars.office.declared_closures", "'yes'"),
        (("calendars", "office", "holidays"), [5], "calendars.office.holidays[1]", "5"),
        (("calendars", "office", "always"), True, "calendars.office.weekly", None),
        (
            ("calendars", "office"),
            {"always": True, "official_holidays": True},
            "calendars.office.always",
            None,
        ),
        (
            ("calendars", "office"),
            {"always": True, "declared_closures": True},
            "calendars.office.always",
            None,
        ),
        (("calendars", "office", "period"), {"from": 1}, "calendars.office.period", None),
        (("calendars", "office", "period"), [{"from": 1}], "calendars.office.period[1].to", "nothing"),
        (("calendars", "office", "weekly"), {}, "calendars.office.weekly", "{}"),
        (("calendars", "office", "weekly", "sat"), [["17:00", "08:00"]], "calendars.office.weekly.sat", None),
        (("version",), [], "version", "[]"),
        (("version",), ..., "version", "nothing"),
        (("version",), {}, "version", "{}"),
        (("version", 0, "number"), 0, "version[1].number", "0"),
        (("version", 0, "number"), Decimal("1.0"), "version[1].number", "1.0"),
        (("version", 0, "effective_from"), "2024-03-20", "version[1].effective_from", "'2024-03-20'"),
        (("version", 0, "effective_from"), datetime(2024, 3, 20), "version[1].effective_from", None),  # noqa: DTZ001
        (("version", 0, "prices", "visit_fee"), Decimal("0.5"), "version[1].prices.visit_fee", "0.5"),
        (("version", 0, "prices", "visit_fee"), 10**16, "version[1].prices.visit_fee", None),
        (("version", 0, "pm", "on_holiday"), "skip", "version[1].pm.on_holiday", "'skip'"),
        (("version", 0, "pm", "every_months", "low"), 0, "version[1].pm.every_months.low", "0"),
        ((*TARGET, "metric"), "repair", "version[1].target[1].metric", "'repair'"),
        ((*TARGET, "limit"), 0, "version[1].target[1].limit", "0"),
        ((*TARGET, "limit"), True, "version[1].target[1].limit", "True"),
        ((*TARGET, "limit"), 9000, "version[1].target[1].limit", "9000"),
        ((*TARGET, "limit"), 5000, "version[1].target[1].limit", "5000"),  # of 9 hours a week: over ten years
        (("version", 0, "target", 1, "limit"), 1, "version[1].target[2].limit", "1"),
        ((*TARGET, "unit"), "days", "version[1].target[1].unit", "'days'"),
        ((*TARGET, "calendar"), "night", "version[1].target[1].calendar", "'night'"),
        ((*TARGET, "zones"), ["E"], "version[1].target[1].zones", "['E']"),
        ((*TARGET, "zones"), "A", "version[1].target[1].zones", "'A'"),
        ((*TARGET, "warn_at"), [100], "version[1].target[1].warn_at", "[100]"),
        ((*TARGET, "warn_at"), [True], "version[1].target[1].warn_at", "[True]"),
        (("version", 0, "pause", 0, "owner"), "nobody", "version[1].pause[1].owner", "'nobody'"),
        (("version", 0, "pause", 0, "stops"), ["all"], "version[1].pause[1].stops", "['all']"),
        (("document", 0, "number"), "", "document[1].number", "''"),
        (("document", 0, "kind"), "treaty", "document[1].kind", "'treaty'"),
        (("document", 0, "date"), "1402/12/11", "document[1].date", "'1402/12/11'"),
        (("parties", "witness"), dict(TITLE), "parties.witness", "unknown key 'witness'"),
        (("parties", "provider", "fa"), ..., "parties.provider.fa", "nothing"),
        (("version", 0, "declaration_hours"), -1, "version[1].declaration_hours", "-1"),
        (("version", 0, "minimum_grace_minutes"), True, "version[1].minimum_grace_minutes", "True"),
        (("version", 0, "weights", "resolve"), 61, "version[1].weights", None),
        (("version", 0, "weights", "beauty"), 5, "version[1].weights.beauty", "unknown key 'beauty'"),
        (("version", 0, "weights", "resolve"), 101, "version[1].weights.resolve", "101"),
        (("version", 0, "pause", 0, "evidence"), "yes", "version[1].pause[1].evidence", "'yes'"),
        (
            ("version", 0, "pause", 0, "approval_above_minutes"),
            -5,
            "version[1].pause[1].approval_above_minutes",
            "-5",
        ),
        ((*TARGET, "metric"), "appointment", "version[1].target[1].unit", "'hours'"),
        ((*CLAUSE, "base"), "gold", "version[1].clause[1].base", "'gold'"),
        ((*CLAUSE, "amount"), 5, "version[1].clause[1].base", "'visit_fee'"),
        ((*CLAUSE, "rate"), "a tenth", "version[1].clause[1].rate", "'a tenth'"),
        ((*CLAUSE, "rate"), "0.1", "version[1].clause[1].rate", "'0.1'"),
        ((*CLAUSE, "rate"), True, "version[1].clause[1].rate", "True"),
        ((*CLAUSE, "rate"), Decimal("nan"), "version[1].clause[1].rate", "NaN"),
        ((*CLAUSE, "rate"), Decimal("-0.1"), "version[1].clause[1].rate", "-0.1"),
        ((*CLAUSE, "rate"), "1e99999999%", "version[1].clause[1].rate", "'1e99999999%'"),
        ((*CLAUSE, "rate"), "1_0%", "version[1].clause[1].rate", "'1_0%'"),
        ((*CLAUSE, "rate"), "1e2%", "version[1].clause[1].rate", "'1e2%'"),
        ((*CLAUSE, "rate"), "۱۰%", "version[1].clause[1].rate", "'۱۰%'"),
        ((*CLAUSE, "rate"), "1.2.3%", "version[1].clause[1].rate", "'1.2.3%'"),
        ((*CLAUSE, "rate"), " 10 %", "version[1].clause[1].rate", "' 10 %'"),
        ((*CLAUSE, "code"), "2", "version[1].clause", None),
        ((*CLAUSE, "rate"), "1/0", "version[1].clause[1].rate", "'1/0'"),
        ((*CLAUSE, "rate"), Decimal("1e-400000"), "version[1].clause[1].rate", "1E-400000"),
        ((*CLAUSE, "trigger"), "late", "version[1].clause[1].trigger", "'late'"),
        ((*CLAUSE, "trigger"), "no-show", "version[1].clause[1].metric", "'resolve'"),
        ((*CLAUSE, "tiers"), "flat", "version[1].clause[1].tiers", "'flat'"),
        ((*CLAUSE, "points"), 2, "version[1].clause[1].points", "2"),
        ((*CLAUSE, "calendar"), "office", "version[1].clause[1].calendar", "'office'"),
        ((*CLAUSE, "cap_base"), "gold", "version[1].clause[1].cap_base", "'gold'"),
        ((*SCALE, "bracket", 0, "from"), 1, "version[1].clause[3].bracket[1].from", "1"),
        ((*SCALE, "bracket", 1, "from"), 11, "version[1].clause[3].bracket[2].from", "11"),
        ((*SCALE, "bracket", 1, "from"), 9, "version[1].clause[3].bracket[2].from", "9"),
        ((*SCALE, "bracket", 1, "below"), 15, "version[1].clause[3].bracket[2].below", "15"),
        ((*SCALE, "bracket", 1, "to"), 5, "version[1].clause[3].bracket[2].to", "5"),
        ((*SCALE, "bracket", 1, "amount"), 5, "version[1].clause[3].bracket[2].amount", "5"),
        ((*SCALE, "bracket", 2, "to"), 20, "version[1].clause[3].bracket[3].to", "20"),
        ((*SCALE, "bracket", 2, "over"), 20, "version[1].clause[3].bracket[3].over", "20"),
        ((*SCALE, "bracket", 2, "from"), 14, "version[1].clause[3].bracket[3].from", "14"),
        ((*SCALE, "rate"), 1, "version[1].clause[3].rate", "1"),
        ((*SCALE, "zones"), ["A"], "version[1].clause[3].zones", "['A']"),
        ((*POOLED, "pools", "service"), "60%", "version[1].clause[4].pools", None),
        ((*POOLED, "pool_limit"), "90%", "version[1].clause[4].pools", None),
        ((*POOLED, "allocation", 0, "pool"), "gold", "version[1].clause[4].allocation[1].pool", "'gold'"),
        ((*POOLED, "allocation", 0, "share"), "101%", "version[1].clause[4].allocation[1].share", "'101%'"),
        ((*CAP, "over"), "year", "version[1].cap[1].over", "'year'"),
        ((*CAP, "base"), "gold", "version[1].cap[1].base", "'gold'"),
        ((*CAP, "clauses"), ["9"], "version[1].cap[1].clauses", "['9']"),
        ((*CAP, "running"), 2, "version[1].cap[1].running", "2"),
        (("version", 0, "cap_order"), ["item", "year"], "version[1].cap_order", "['item', 'year']"),
        (("version", 0, "cap_order"), ["item", "month"], "version[1].cap_order", "['item', 'month']"),
        (("bad\nkey",), 1, "bad key", None),
    ],
)
def test_every_mistake_is_told_with_its_place(path, to, column, found):
    told = mistake(changed(*path, to=to))
    assert told.column == column
    assert found is None or told.found == found


OF_TRIGGER = {
    "missed": {"metric": "resolve"},
    "downtime-days": {"day_hours": 4},
    "compliance": {
        **{"metric": "resolve", "tiers": "flat", "rate": None},
        "bracket": [{"from": 0, "rate": "5%"}],
    },
}


@pytest.mark.parametrize(
    ("trigger", "key", "named", "is_refused"),
    [
        *(
            (trigger, key, named, trigger in {"points", "violations", "at-risk", "milestone"})
            for trigger in Trigger
            for key, named in (("services", "EM"), ("zones", "A"), ("priorities", "P1"))
        ),
        *(
            (trigger, "services", "PM", trigger not in {"missed", "compliance", *DECLARED})
            for trigger in Trigger
        ),
    ],
)
def test_no_clause_names_what_it_would_not_look_at(trigger, key, named, is_refused):
    one = {"code": "1", "trigger": trigger.value, "title": dict(TITLE), "base": "visit_fee", "rate": "5%"}
    one |= OF_TRIGGER.get(trigger, {}) | {key: [named]}
    whole = changed(*CLAUSE, to={name: value for name, value in one.items() if value is not None})
    if is_refused:
        assert mistake(whole).column == f"version[1].clause[1].{key}"
    else:
        assert getattr(read_agreement(document(whole), file="uc.toml").versions[0].clauses[0], key) == {named}


def test_working_days_need_a_calendar():
    whole = changed(*TARGET, to={"metric": "install", "limit": 3, "unit": "working days"})
    assert mistake(whole).column == "version[1].target[1].calendar"


def test_targets_that_fit_a_job_equally_well_are_refused():
    tie = {"metric": "resolve", "limit": 9, "unit": "hours"}
    whole = changed("version", 0, "target", to=[{**tie, "zones": ["A", "B"]}, {**tie, "zones": ["B", "C"]}])
    told = mistake(whole)
    assert (told.column, told.found) == ("version[1].target", "targets 1 and 2 fit the same job equally well")
    apart = changed("version", 0, "target", to=[{**tie, "zones": ["A"]}, {**tie, "zones": ["B"]}, tie])
    assert len(read_agreement(document(apart), file="uc.toml").versions[0].targets) == 3


@pytest.mark.parametrize("second", [{"number": 1}, {"effective_from": date(2024, 3, 20)}])
def test_versions_rise(second):
    later = {"number": 2, "effective_from": date(2025, 3, 20), **second}
    whole = changed("version", to=[WHOLE["version"][0], later])
    assert mistake(whole).column == "version"


@pytest.mark.parametrize(
    "text",
    [
        "code = ",
        "= 1",
        "a = 1\na = 2",
        "[" * 5000,
        "x = " + "[" * 5000,
        "x = " + "9" * 5000,
        "d = 2024-13-01",
        "\0",
    ],
)
def test_what_is_no_toml_is_said_in_one_line(text):
    with pytest.raises(BadInput) as told:
        read_agreement(text, file="uc.toml")
    assert told.value.expected == "valid TOML"
    assert "\n" not in str(told.value)


def places(value, path=()):
    """Every place in a document."""
    yield path
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, found in inner:
            yield from places(found, (*path, key))


HOSTILE = st.one_of(
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from([Decimal("nan"), Decimal("inf"), Decimal("1e400"), Decimal("0.1")]),
    st.sampled_from(["", "A", "resolve", "hours", "10%", "nan%", "-1%", "فارسی", "\n", "office", "08:00"]),
    st.just(date(2024, 3, 20)),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just([{}]),
    st.just({"x": 1}),
)


def spoilt(path, value):
    try:
        agreement = read_agreement(document(changed(*path, to=value)), file="uc.toml")
    except BadInput as told:
        return told
    assert agreement.versions
    return None


@given(st.sampled_from([path for path in places(WHOLE) if path]), HOSTILE | st.just(...))
def test_hostile_documents_are_refused_or_read_but_never_crash(path, value):
    told = spoilt(path, value)
    assert told is None or (told.column and "\n" not in str(told))


# --- What the documentation promises ---------------------------------------------------------------

TABLES = {
    "The agreement": (),
    "`[title]`": ("title",),
    "`[parties]`": ("parties",),
    "`[[document]]`": ("document", 0),
    "`[[version]]`": ("version", 0),
    "`[version.weights]`": ("version", 0, "weights"),
    "`[version.closing]`": ("version", 0, "closing"),
    "`[[version.target]]`": TARGET,
    "`[[version.pause]]`": ("version", 0, "pause", 0),
    "`[version.pm]`": ("version", 0, "pm"),
    "`[[version.clause]]`": CLAUSE,
    "`[[version.clause.bracket]]`": (*SCALE, "bracket", 0),
    "`[[version.clause.allocation]]`": (*POOLED, "allocation", 0),
    "`[[version.cap]]`": ("version", 0, "cap", 0),
}


def documented():
    """The keys of every table in the documentation, by heading."""
    found, heading = {}, ""
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif key := re.match(r"\| `([a-z0-9_-]+)` \|", line):
            found.setdefault(heading, set()).add(key[1])
    return found


@pytest.mark.parametrize("heading", TABLES)
def test_the_documentation_lists_what_the_parser_asks_for(heading):
    asked = mistake(changed(*TABLES[heading], "zzz", to=1)).expected
    assert documented()[heading] == set(asked.removeprefix("one of ").split(", "))


def test_the_documentation_lists_the_keys_of_a_calendar():
    asked = mistake(changed("calendars", "office", "zzz", to=1)).expected
    assert documented()["`[calendars.NAME]`"] == set(asked.removeprefix("one of ").split(", ")) - {"tz"} | {
        "official_holidays",
        "declared_closures",
    }


def parsed(whole):
    return read_agreement(document(whole), file="uc.toml")


def test_the_documentation_lists_the_keys_of_a_period():
    period = {"from": date(2026, 1, 1), "to": date(2026, 1, 2), "weekly": {}, "zzz": 1}
    asked = mistake(changed("calendars", "office", "period", to=[period])).expected
    assert documented()["`[[calendars.NAME.period]]`"] == set(asked.removeprefix("one of ").split(", "))


@pytest.mark.parametrize(
    ("flags", "observes", "follows"),
    [
        ({}, False, False),
        ({"official_holidays": True}, True, True),
        ({"official_holidays": True, "declared_closures": False}, True, False),
        ({"declared_closures": True}, False, True),
    ],
)
def test_a_calendar_follows_closures_as_it_follows_holidays_unless_told(
    flags: dict[str, bool], observes: bool, follows: bool
):
    found = parsed(changed("calendars", "office", to={"weekly": {"sat": [["08:00", "17:00"]]}} | flags))
    assert found.holiday_calendars == ({"office"} if observes else set())
    assert found.closure_calendars == ({"office"} if follows else set())


def test_periods_of_a_calendar_are_read():
    period = {"from": date(2026, 2, 18), "to": date(2026, 3, 19), "weekly": {"sat": [["09:00", "14:00"]]}}
    found = parsed(changed("calendars", "office", "period", to=[period]))
    assert found.calendars["office"].hours_on(date(2026, 2, 21)) == ((32_400, 50_400),)


def test_a_calendar_that_is_always_open_can_be_named():
    found = parsed(changed("calendars", "office", to={"always": True}))
    assert found.calendars["office"].hours_on(date(2026, 2, 20)) == ((0, 86_400),)


def test_the_example_of_the_documentation_is_good():
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert read_agreement(example, file="agreement-file.md").code == "UC-NORTH"


def test_what_is_left_out_has_the_documented_value():
    whole = changed("version", to=[{"number": 1, "effective_from": date(2024, 3, 20)}])
    for key in ("parties", "document"):
        del whole[key]
    agreement = read_agreement(document(whole), file="uc.toml")
    (version,) = agreement.versions
    assert (agreement.parties, agreement.documents, version.targets, version.weights) == ({}, (), (), {})
    assert (version.minimum_grace_minutes, version.declaration_hours) == (0, 72)


def test_an_appointment_ends_with_its_window():
    whole = changed("version", 0, "target", to=[{"metric": "appointment", "unit": "window"}])
    (target,) = read_agreement(document(whole), file="uc.toml").versions[0].targets
    assert (target.metric, target.unit, target.limit) == (Metric.APPOINTMENT, Unit.WINDOW, 0)
