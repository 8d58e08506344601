"""Cases of the store with clauses that charge more than one broken promise: one engine with the replay."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.models.jobs import JobEvent
from app.models.penalties import LetterDocument, PenaltyCase
from app.services.jobs import commands as jobs
from app.services.jobs.commands import JobRef, Said
from app.services.letters.issuing import issue
from app.services.penalties.at_risk import at_risk
from app.services.penalties.cases import lines
from app.services.penalties.drafting import draft
from app.services.penalties.elsewhere import open_month_before
from app.services.penalties.life import CaseRef
from app.services.penalties.month import price_month
from app.services.penalties.recalculated import propose_recalculated
from tests.services.contract import CONTRACT, Scene, contractor_scene, local

MEHR, ABAN, AZAR = JalaliMonth(1405, 7), JalaliMonth(1405, 8), JalaliMonth(1405, 9)
OVER = {MEHR: local(10, 23), ABAN: local(11, 22), AZAR: local(12, 22)}
TERMS = CONTRACT[: CONTRACT.index("[[version.clause]]")]
PRICES = "visit_fee = 2500000\nmonthly_fee = 900000\npm_fee = 1800000\n"
TITLE = '\ntitle = { fa = "ب", en = "C" }\n'


def clause(code: str, *keys: str) -> str:
    return f'\n[[version.clause]]\ncode = "{code}"{TITLE}' + "".join(f"{key}\n" for key in keys)


def bracket(*keys: str) -> str:
    return "[[version.clause.bracket]]\n" + "".join(f"{key}\n" for key in keys)


@contextmanager
def agreed(folder: Path, *clauses: str) -> Iterator[Scene]:
    with contractor_scene(f"sqlite:///{folder / 'store.sqlite'}", TERMS + "".join(clauses)) as scene:
        yield scene


def drafted(scene: Scene, month: JalaliMonth) -> list[tuple[object, ...]]:
    """Draft a month; item, rial before and after caps, and reasons of each line."""
    scene.clock.turn_to(max(OVER[month], scene.clock.now()))
    with scene.store.writing() as session:
        case_id = draft(session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=month)
    with scene.store.reading() as session:
        case, found = session.get_one(PenaltyCase, case_id), lines(session, case_id)
        assert (
            case.gross - sum(int(taken) for line in case.lines for _code, taken in line.lowered)
            == case.payable
        )
        assert (case.gross, case.payable) == (sum(f.amount for f in found), sum(f.payable for f in found))
        return [(line.clause, int(line.amount), int(line.payable), line.reasons) for line in found]


def approved(scene: Scene, month: JalaliMonth) -> None:
    with scene.store.writing() as session:
        for case in session.query(PenaltyCase).filter_by(period=str(month)):
            case.state = "approved"


def noted(scene: Scene, job: int, at: datetime, reason: str, value: str = "") -> None:
    scene.act(job, at, "add_note", said=Said("desk", note="seen"), reason=reason, value=value)


def late(scene: Scene, day: datetime, hours: int = 4) -> int:
    """On site so many hours after the call, two of them promised."""
    return scene.repaired(day, arrived=timedelta(hours=hours), resolved=timedelta(hours=hours + 1))


def test_a_call_again_is_charged_to_whoever_repaired(tmp_path: Path) -> None:
    again = clause("R", 'trigger = "repeat"', 'tiers = "flat"') + bracket(
        "from = 0", "to = 7", "amount = 500000"
    )
    with agreed(tmp_path, again, bracket("over = 7", "amount = 250000")) as scene:
        scene.repaired(local(10, 20, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
        scene.repaired(local(10, 27, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
        scene.repaired(local(11, 7, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
        assert drafted(scene, ABAN) == [("R", 500_000, 500_000, ()), ("R", 250_000, 250_000, ())]
        assert drafted(scene, ABAN) == [("R", 500_000, 500_000, ()), ("R", 250_000, 250_000, ())]


def test_hours_down_by_month(tmp_path: Path) -> None:
    down = clause(
        "D", 'trigger = "downtime-hours"', 'rounding = "exact"', 'base = "monthly_fee"', 'tiers = "flat"'
    )
    steps = bracket("from = 0", "to = 7.2", 'rate = "0%"') + bracket("over = 7.2", 'rate = "1/3"')
    with agreed(tmp_path, down + steps) as scene:
        job = scene.repaired(local(11, 21, 16), arrived=timedelta(hours=1), resolved=timedelta(hours=20))
        assert drafted(scene, ABAN) == [("D", 300_000, 300_000, ())]
        approved(scene, ABAN)
        # The rest is of the next month: other hours, not the same once more.
        assert drafted(scene, AZAR) == [("D", 300_000, 300_000, ())]
        with scene.store.reading() as session:
            stored = session.query(PenaltyCase).filter_by(period="1405-08").one().lines[0]
            assert (stored.trigger, stored.obligation_id, stored.job_id) == ("downtime-hours", None, job)
            assert (stored.quantity, stored.terminal, stored.item) == (8, "10020030", "down 10020030 1405-08")


@pytest.mark.parametrize(
    ("late", "hours", "asked"),
    [
        # 63 and 1 hours down: 64,000 in all, which is dearer than the late repair.
        (7_000, 64, [{"D": 63_000}, {"D": 1000}]),
        # The late repair is dearer than all of it.
        (70_000, 64, [{"F": 70_000}, {}]),
        # 63 and 27 hours: what they come to beyond the late repair.
        (70_000, 90, [{"F": 70_000}, {"D": 20_000}]),
    ],
)
def test_downtime_over_two_months_is_one_incident_with_a_late_repair(
    tmp_path: Path, late: int, hours: int, asked: list[dict[str, int]]
) -> None:
    down = clause("D", 'trigger = "downtime-hours"', "amount = 1000")
    with agreed(tmp_path, down, clause("F", 'metric = "resolve"', f"amount = {late}")) as scene:
        scene.repaired(local(11, 19, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=hours))
        for month, sums in zip((ABAN, AZAR), asked, strict=True):
            assert {line[0]: line[2] for line in drafted(scene, month) if line[2]} == sums
            approved(scene, month)


def points(kind: str) -> str:
    scale = clause("P", 'trigger = "points"', f'period = "{kind}"', 'base = "visit_fee"', 'tiers = "flat"')
    steps = bracket("from = 0", "below = 4", 'rate = "0%"') + bracket("from = 4", 'rate = "2%"')
    return (
        scale
        + steps
        + clause("A", 'metric = "arrive"', "points = 1")
        + clause("N", 'trigger = "no-show"', "points = 3")
    )


def test_every_kind_of_store_prices_the_same_quarter(prepared_url: str) -> None:
    """Calls again, downtime, points by the month and the quarter, free events, a share kept, a cap."""
    clauses = (
        points("quarter"),
        clause("M", 'trigger = "points"', "amount = 1000"),
        clause("R", 'trigger = "repeat"', "amount = 500000", "adds_up = true"),
        clause("D", 'trigger = "downtime-hours"', "amount = 10000"),
        clause("S", 'metric = "arrive"', 'unit = "hour"', "amount = 1", "most_units = 1", "step_in_rate = 1"),
        clause("F", 'metric = "resolve"', "amount = 7000", "free_units = 1", 'period = "quarter"'),
        clause("K", 'trigger = "compliance"', 'metric = "arrive"', 'period = "quarter"', 'tiers = "flat"'),
        bracket("from = 0", "amount = 30000"),
        clause("V", 'metric = "pm"', 'unit = "day"', "amount = 5", "until_next_due = true"),
        '\n[[version.cap]]\nover = "quarter"\namount = 16000000\n',
    )
    with contractor_scene(prepared_url, TERMS + "".join(clauses)) as scene:
        scene.visit(local(9, 24), local(9, 27))
        scene.visit(local(10, 24), local(10, 27))
        asked: dict[JalaliMonth, Counter[str]] = {}
        for month, day in ((MEHR, 1), (ABAN, 30), (AZAR, 60)):
            at = local(10, 1, 9) + timedelta(days=day)
            noted(scene, late(scene, at), at + timedelta(hours=9), "no-show")
            noted(
                scene, scene.call(at + timedelta(days=1)), at + timedelta(days=1, hours=2), "step-in", "900"
            )
            asked[month] = Counter()
            for code, _amount, payable, _reasons in drafted(scene, month):
                asked[month][code] += payable
            with scene.store.writing() as session:
                for case in session.query(PenaltyCase).filter_by(period=str(month)):
                    case.state, case.approved_at = "issued", scene.clock.now()
        assert [+sums for sums in asked.values()] == [
            {"V": 130, "R": 500_000, "M": 5000, "D": 4_760_000},
            {"V": 150, "R": 1_000_000, "M": 5000, "D": 7_200_000},
            # The cap of the quarter leaves 1,444,570 of the 7,200,000 for hours down.
            {"V": 150, "R": 1_000_000, "K": 30_000, "M": 5000, "P": 50_000, "D": 1_444_570},
        ]
        # Reckoned again beside the others, each comes to what it was approved with.
        with scene.store.writing() as session:
            assert len(at_risk(session, scene.clock)) == 1
            for case in session.query(PenaltyCase).all():
                assert propose_recalculated(session, scene.clock, CaseRef(case.id)) is None
                assert open_month_before(session, case) is None


def test_the_first_events_of_a_quarter_are_free_in_one_of_its_months(tmp_path: Path) -> None:
    once = clause("1", 'metric = "arrive"', "amount = 600000", "free_units = 1", 'period = "quarter"')
    with agreed(tmp_path, once) as scene:
        late(scene, local(9, 26, 9))
        late(scene, local(10, 26, 9))
        assert drafted(scene, MEHR) == [("1", 600_000, 0, ("free-allowance",))]
        approved(scene, MEHR)
        assert drafted(scene, ABAN) == [("1", 600_000, 600_000, ())]


def test_points_of_a_month_count_once(tmp_path: Path) -> None:
    with agreed(tmp_path, points("month")) as scene:
        job = scene.call(local(11, 20, 9))
        noted(scene, job, local(11, 20, 12), "no-show")
        assert sorted(drafted(scene, ABAN)) == [
            ("A", 0, 0, ()),
            ("N", 0, 0, ()),
            ("P", 50_000, 50_000, ()),
        ]
        approved(scene, ABAN)
        # Still not there: late in the next month too, but its point was counted.
        assert drafted(scene, AZAR) == []


def test_points_of_a_quarter_are_charged_in_its_last_month(tmp_path: Path) -> None:
    with agreed(tmp_path, points("quarter")) as scene:
        for month, day in ((MEHR, 1), (ABAN, 30)):
            noted(scene, late(scene, local(10, day, 9)), local(10, day, 18), "no-show")
            assert [line[0] for line in drafted(scene, month)] == ["A", "N"]
            approved(scene, month)
        assert drafted(scene, AZAR) == [("P", 50_000, 50_000, ())]


def test_a_month_cap_is_for_good_and_a_contract_cap_looks_at_every_month(tmp_path: Path) -> None:
    daily = clause("2", 'metric = "resolve"', 'unit = "day"', "amount = 100000")
    month = '\n[[version.cap]]\nover = "month"\namount = 250000\n'
    contract = '\n[[version.cap]]\nover = "contract"\namount = 300000\n'
    with agreed(tmp_path, daily, month, contract) as scene:
        scene.call(local(11, 17, 9))
        assert drafted(scene, ABAN) == [("2", 400_000, 250_000, ("month-cap",))]
        approved(scene, ABAN)
        # 34 days in all: 30 more, of which the contract leaves 50,000; the 150,000 cut above stay cut.
        assert drafted(scene, AZAR) == [
            ("2", 3_000_000, 50_000, ("charged-before", "month-cap", "contract-cap")),
        ]


def test_what_adds_up_goes_on_beside_the_dearest_in_a_later_month(tmp_path: Path) -> None:
    """Both by the day: 4 of them in Aban, 30 more in Azar; neither is taken off the other."""
    daily = clause("2", 'metric = "resolve"', 'unit = "day"', "amount = 100000")
    beside = clause("3", 'metric = "resolve"', 'unit = "day"', "amount = 50000", "adds_up = true")
    with agreed(tmp_path, daily, beside) as scene:
        scene.call(local(11, 17, 9))
        assert [line[1:3] for line in drafted(scene, ABAN)] == [(400_000, 400_000), (200_000, 200_000)]
        approved(scene, ABAN)
        assert [line[1:3] for line in drafted(scene, AZAR)] == [
            (3_000_000, 3_000_000),
            (1_500_000, 1_500_000),
        ]


def test_a_cap_that_calls_for_a_review_is_kept_with_the_case(tmp_path: Path) -> None:
    flat = clause("1", 'metric = "arrive"', "amount = 600000")
    with agreed(
        tmp_path, flat, '\n[[version.cap]]\nover = "month"\namount = 1000000\neffect = "review"\n'
    ) as scene:
        late(scene, local(10, 25, 9))
        late(scene, local(10, 26, 9))
        assert [line[2] for line in drafted(scene, ABAN)] == [600_000, 600_000]
        with scene.store.reading() as session:
            assert session.query(PenaltyCase).one().reviews == [["month 1405-08", 1_200_000]]


def test_a_step_in_is_a_line_of_its_own(tmp_path: Path) -> None:
    hourly = clause("1", 'metric = "arrive"', 'unit = "hour"', 'base = "visit_fee"', 'rate = "10%"',
                    "most_units = 2", 'step_in_rate = "115%"')  # fmt: skip
    with agreed(tmp_path, hourly) as scene:
        job = late(scene, local(10, 26, 9), hours=5)
        noted(scene, job, local(10, 26, 18), "step-in", "3000000")
        assert drafted(scene, ABAN) == [
            ("1", 750_000, 500_000, ("most-units",)),
            ("1", 3_450_000, 3_450_000, ("step-in",)),
        ]


def test_lateness_of_a_visit_ends_when_the_next_is_due(tmp_path: Path) -> None:
    daily = clause(
        "3", 'metric = "pm"', 'unit = "day"', 'base = "monthly_fee"', 'rate = "1/15"', "until_next_due = true"
    )
    with agreed(tmp_path, daily) as scene:
        scene.visit(local(10, 24), local(10, 26), done=local(11, 20, 9))
        scene.visit(local(10, 27), local(11, 5), done=local(11, 3, 9))
        assert drafted(scene, ABAN) == [("3", 600_000, 600_000, ())]


def test_a_share_kept_is_charged_by_the_month(tmp_path: Path) -> None:
    below = clause("K", 'trigger = "compliance"', 'metric = "arrive"', 'base = "visit_fee"', 'tiers = "flat"',
                   "escalation_after = 2", 'escalation_rate = "3%"')  # fmt: skip
    steps = bracket("from = 0", "below = 95", 'rate = "1%"') + bracket("from = 95", 'rate = "0%"')
    with agreed(tmp_path, below + steps) as scene:
        for day in (1, 2, 25, 26):
            late(scene, local(10, day, 9))
        assert drafted(scene, MEHR) == [("K", 25_000, 25_000, ())]
        assert drafted(scene, ABAN) == [("K", 25_000, 25_000, ()), ("K", 75_000, 75_000, ("escalation",))]


def test_a_contract_that_promises_nothing_is_drafted_all_the_same(tmp_path: Path) -> None:
    lost = clause("L", 'trigger = "terminal-lost"', "amount = 9000000").replace("\n[[", "\n\n[[")
    bare = TERMS[: TERMS.index("[[version.target]]")].replace('contractor = "C1"\n', "")
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", bare + lost) as scene:
        noted(scene, scene.call(local(10, 26, 9)), local(10, 26, 12), "terminal-lost")
        scene.clock.turn_to(OVER[ABAN])
        assert len(price_month(scene.store, scene.clock, ABAN)) == 1
        assert drafted(scene, ABAN) == [("L", 9_000_000, 9_000_000, ())]


@pytest.mark.parametrize(
    ("reason", "value", "code"),
    [
        ("nobody-home", "", "unknown-code"),
        ("step-in", "", "no-whole-rial"),
        ("step-in", "1e6", "no-whole-rial"),
    ],
)
def test_a_note_that_no_clause_reads_is_refused(tmp_path: Path, reason: str, value: str, code: str) -> None:
    with agreed(tmp_path, clause("1", 'metric = "arrive"', "amount = 1")) as scene:
        job = scene.call(local(10, 26, 9))
        with scene.store.reading() as session:
            before = session.query(JobEvent).count()
        with pytest.raises(RuleBroken) as broken, scene.store.writing() as session:
            jobs.add_note(
                session, scene.clock, JobRef(job), Said("desk", note="x"), reason=reason, value=value
            )
        assert broken.value.code == code
        with scene.store.reading() as session:
            assert session.query(JobEvent).count() == before


def test_money_at_risk_takes_in_what_is_no_promise(tmp_path: Path) -> None:
    with agreed(tmp_path, points("month")) as scene:
        job = scene.call(local(11, 20, 9))
        noted(scene, job, local(11, 20, 10), "no-show")
        scene.clock.turn_to(local(11, 20, 10, 30))
        with scene.store.reading() as session:
            (risk,) = at_risk(session, scene.clock)
        # Three points so far; the arrival that is still open is the fourth.
        assert (risk.so_far.payable, risk.if_missed.payable) == (0, 50_000)


def test_a_letter_asks_of_promises_alone_whether_they_were_done(tmp_path: Path) -> None:
    lost = clause("L", 'trigger = "terminal-lost"', "amount = 9000000")
    with agreed(tmp_path, lost, clause("1", 'metric = "arrive"', "amount = 500000")) as scene:
        scene.call(local(11, 19, 9))
        noted(scene, scene.call(local(11, 18, 9)), local(11, 20, 12), "terminal-lost")
        drafted(scene, ABAN)
        with scene.store.writing() as session:
            case = session.query(PenaltyCase).one()
            case.state = "approved"
            letter = issue(session, scene.clock, case.id, "manager")
        with scene.store.reading() as session:
            (english,) = session.query(LetterDocument).filter_by(letter_id=letter, language="en")
            rows = english.payload["table"]["rows"]
        assert [(row[7], row[5], row[8]) for row in rows] == [
            ("1", "not done", "500,000"),
            ("1", "not done", "500,000"),
            ("L", "", "9,000,000"),
        ]
