"""The sample region as it is founded and lived: plausible, the same each time, and under way at the end."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.domain.agreement_file import read_agreement
from app.domain.agreements import AgreementKind, Described, Metric, Unit
from app.domain.events import Source
from app.domain.job_states import ALLOWED
from app.models import schema
from app.models.alarms import Alarm
from app.models.base import Base
from app.models.jobs import Job, JobEvent, ObligationRow
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Technician, User
from app.models.plans import PmPlanRow, PmVisit
from app.models.store import Store
from app.services.alarms import listed
from app.services.sample_region.days import Region, live
from app.services.sample_region.founding import Size
from app.services.sample_region.ledger import forget_notices
from app.services.sample_region.outages import instants
from app.services.sample_region.territory import CONTRACTORS, agreement_documents
from app.services.verification.handovers import handover_findings

SMALL = Region(
    size=Size(merchants=150, terminals=200, technicians=8), days=3, repairs_per_day=14, errands_per_day=6
)
UNTIL = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)


def built(file: Path, seed: int = 7) -> Store:
    store = Store(f"sqlite:///{file}", lambda changes: None)
    schema.prepare(store)
    live(store, SMALL, until=UNTIL, seed=seed, progress=lambda day, share, jobs: None)
    forget_notices(store)
    return store


def fingerprint(file: Path, seed: int = 7) -> str:
    """SHA-256 over every row of every table."""
    store = built(file, seed)
    digest = hashlib.sha256()
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(text(f"SELECT * FROM {table.name} ORDER BY id")).all()
            digest.update(f"{table.name}{len(rows)}".encode())
            for row in rows:
                digest.update(repr(tuple(row)).encode())
    store.dispose()
    return digest.hexdigest()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = built(tmp_path_factory.mktemp("region") / "region.sqlite")
    yield made
    made.dispose()


@pytest.fixture
def session(store):
    with store.reading() as reading:
        yield reading


def test_one_seed_gives_one_region_whatever_the_hash_seed(tmp_path):
    here = fingerprint(tmp_path / "here.sqlite")
    code = (
        "import sys; from pathlib import Path; "
        "from tests.services.sample_region.test_days import fingerprint; "
        "print(fingerprint(Path(sys.argv[1])))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    other = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "there.sqlite")],
        cwd=Path(__file__).parents[3],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == here
    assert fingerprint(tmp_path / "other.sqlite", seed=8) != here


def test_the_region_has_the_size_that_was_asked_for(session):
    counts = {kind: len(session.scalars(select(kind)).all()) for kind in (Merchant, Terminal, Technician)}
    assert counts == {Merchant: 150, Terminal: 200, Technician: 8}
    assert sorted(session.scalars(select(Party.code))) == [
        *("BIDMESHK", "CONTROL-ROOM", "GAZBON", "KAJBAN", "TAKPEYMA")
    ]
    roles = Counter(session.scalars(select(User.role)))
    assert roles == {
        "dispatcher": 3, "supervisor": 1, "contract-manager": 1, "auditor": 1, "administrator": 1,
    }  # fmt: skip


def test_merchants_stand_in_their_contractors_territory(session):
    owners = {
        (merchant.province, terminal.party.code)
        for terminal, merchant in session.execute(select(Terminal, Merchant).join(Terminal.merchant))
    }
    assert {party for province, party in owners if province == "قم"} == {"GAZBON"}
    assert {party for province, party in owners if province == "البرز"} == {"TAKPEYMA"}
    assert {party for province, party in owners if province == "تهران"} == {"BIDMESHK", "KAJBAN"}
    assert set(session.scalars(select(Merchant.zone))) <= set("ABCD")


def test_every_terminal_in_use_has_its_plan(session):
    in_use = set(session.scalars(select(Terminal.id).where(Terminal.is_active)))
    planned = set(session.scalars(select(PmPlanRow.terminal_id)))
    assert in_use <= planned
    assert all(visit.job_id for visit in session.scalars(select(PmVisit).where(PmVisit.state == "done")))


def test_every_event_was_allowed_and_none_lies_ahead(session):
    for job in session.scalars(select(Job)).all():
        kinds = [event.kind for event in job.events]
        assert kinds[0] == "reported"
        assert set(kinds) <= {kind.value for kind in ALLOWED} | {"reported"}
        assert all(earlier.recorded_at <= later.recorded_at for earlier, later in pairwise(job.events))
        assert job.events[-1].recorded_at <= UNTIL


def test_the_board_is_under_way_at_the_end(session):
    stages = Counter(session.scalars(select(Job.stage).where(Job.is_open)))
    assert sum(stages.values()) > 10
    assert len(stages) >= 3
    assert "running" in set(session.scalars(select(Job.clock_state).where(Job.is_open)))
    assert set(session.scalars(select(Job.service))) >= {"EM", "PM", "ROLL"}


def test_alarms_were_raised_at_their_instants_and_acknowledged(session):
    alarms = session.scalars(select(Alarm)).all()
    assert {alarm.kind for alarm in alarms} == {"warning", "breach"}
    late = [(alarm.found_at - alarm.raised_at).total_seconds() for alarm in alarms]
    assert min(late) > 0
    assert max(late) <= 60
    acknowledged = [alarm for alarm in alarms if alarm.acknowledged_at is not None]
    assert len(acknowledged) > len(alarms) * 0.8
    assert {alarm.acknowledged_by.rstrip("123") for alarm in acknowledged} <= {"dispatcher", "supervisor"}


def test_nothing_due_was_left_unannounced(session):
    pending = session.scalars(select(ObligationRow.next_alarm_at).where(ObligationRow.next_alarm_at < UNTIL))
    assert [instant for instant in pending if (UNTIL - instant).total_seconds() > 60] == []


def test_technicians_speak_for_themselves_and_the_desk_for_the_desk(session):
    by_source = {
        source: set(session.scalars(select(JobEvent.kind).where(JobEvent.source == source.value)))
        for source in (Source.CONTRACTOR, Source.DESK)
    }
    assert {"accepted", "departed", "arrived"} <= by_source[Source.CONTRACTOR]
    assert {"reported", "acknowledged", "dispatched", "closed"} <= by_source[Source.DESK]
    assert "acknowledged" not in by_source[Source.CONTRACTOR]


def agreements():
    return [read_agreement(document, file=file) for file, document in agreement_documents()]


def test_the_sample_agreements_are_one_sla_one_ola_and_four_contracts():
    found = agreements()
    assert Counter(agreement.kind for agreement in found) == {
        AgreementKind.SLA: 1, AgreementKind.OLA: 1, AgreementKind.UC: 4,
    }  # fmt: skip
    contracts = [agreement for agreement in found if agreement.kind is AgreementKind.UC]
    assert {a.contractor: a.code for a in contracts} == {c.code: c.agreement for c in CONTRACTORS}
    assert sorted(a.letter_languages for a in contracts) == [("en",), ("fa",), ("fa",), ("fa", "en")]
    assert all(clause.base == "" or clause.base in a.versions[0].prices
               for a in contracts for clause in a.versions[0].clauses)  # fmt: skip


def minutes(target):
    return target.limit * (60 if target.unit is Unit.HOURS else 1)


@pytest.mark.parametrize("zone", "ABCD")
@pytest.mark.parametrize("priority", ["P1", "P2", "P3", "P4"])
def test_a_contract_supports_the_promise_to_the_merchant(zone, priority):
    sla, ola, *_rest = sorted(agreements(), key=lambda a: ("SLA", "OLA", "UC").index(a.kind))
    contracts = [a for a in agreements() if a.kind is AgreementKind.UC]
    service = "ROLL" if priority == "P4" else "EM"
    job = Described(service=service, zone=zone, priority=priority)
    dispatch = minutes(ola.versions[0].target_for(Metric.DISPATCH, job))
    for contract in contracts:
        for metric in (Metric.ARRIVE, Metric.RESOLVE):
            promised = sla.versions[0].target_for(metric, job)
            bought = contract.versions[0].target_for(metric, job)
            if promised is None:
                assert metric is Metric.ARRIVE
                assert bought is None
            else:
                assert minutes(bought) + dispatch <= minutes(promised)
                assert bought.calendar == promised.calendar == "extended"


def test_an_outage_stands_as_one_flood_at_the_end(session):
    found = [each for each in listed(session).floods if each.fault == "COM-02"]
    assert [each for each in found if not each.city or not each.contractor] == []
    assert max(each.jobs for each in found) >= 10


@pytest.mark.parametrize(
    ("until", "begins"),
    [
        ("2026-11-22T15:00:40+03:30", "2026-11-22T14:10:00+03:30"),
        ("2026-11-22T00:00:00+03:30", "2026-11-21T21:05:00+03:30"),
        ("2026-11-22T08:40:00+03:30", "2026-11-21T21:05:00+03:30"),
    ],
)
def test_the_last_outage_begins_while_the_desk_is_open(until, begins):
    end = datetime.fromisoformat(until)
    days = [end.date() - timedelta(days=passed) for passed in range(20, -1, -1)]
    found = instants(days, end)
    assert found[-1] == datetime.fromisoformat(begins)
    assert 2 <= len(found) <= 3
    assert instants(days[:1], end + timedelta(days=90))[-1:] != [end]


def test_parts_come_out_of_vans_that_are_filled_up(session):
    rows = session.execute(text("SELECT count, in_van FROM visit_part WHERE from_van")).all()
    assert rows
    assert all(in_van is not None for _count, in_van in rows)


def test_visits_are_reported_merchants_called_and_shifts_handed_over(store):
    with store.reading() as session:
        for table in ("visit_report", "visit_part", "terminal_serial", "call_back", "handover_item"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0, table
        assert list(handover_findings(session)) == []
