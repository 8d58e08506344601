"""What the checks find is said in both languages, stands against an approval, and is told by an import."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app import i18n
from app.bootstrap import main
from app.domain.agreement_cells import Cell
from app.domain.agreement_checks import Finding, Severity
from app.domain.agreements import ZONES, Metric
from app.domain.errors import RuleBroken
from app.domain.events import Priority, Service
from app.services.agreements.finding_words import FINDINGS, cells_text, finding_line, finding_sentence
from app.services.agreements.revisions import RevisionRef, approve_agreement, draft_agreement
from app.services.agreements.taking_in import record_agreement
from app.services.refusals import plain_sentence
from tests.factories import agreement_text, dump, founded

CELLS = (
    Cell(
        services=frozenset({Service.EM, Service.SIM}),
        priorities=frozenset({Priority.P4}),
        zones=frozenset("CD"),
        faults=frozenset({"", "F-1"}),
    ),
    Cell(services=frozenset(Service), priorities=frozenset(Priority), zones=ZONES),
)
PARAMETERS = {
    "versions-order": {"version": 2},
    "weights-sum": {"total": 90},
    "target-tie": {"first": 1, "second": 3},
    "target-gap": {"metric": Metric.ARRIVE, "cells": CELLS},
    "target-shadowed": {"target": 2, "by": (1,)},
    "target-unreachable": {"target": 4, "by": (1, 3)},
    "contractor-pause": {"stops": (Metric.ARRIVE, Metric.RESOLVE)},
    "pause-tie": {"first": 1, "second": 2},
    "clause-without-target": {"clause": "9-2", "metric": "pm"},
    "clause-measured": {"clause": "9-2"},
    "points-not-counted": {"clause": "9-2"},
    "points-not-given": {"clause": "9-2"},
    "price-unused": {"price": "visit_fee"},
    "calendar-unused": {"calendar": "office"},
}
LOOSE = Finding(
    severity=Severity.ERROR,
    code="support-looser",
    agreement="UC-1",
    place="version[1].target[2]",
    parameters={
        "metric": Metric.RESOLVE,
        "cells": CELLS[:1],
        "sla": "SLA-1",
        "sla_place": "version[1].target[1]",
        "ola": "OLA-1",
        "ola_place": "version[1].target[1]",
        "time_zone": "Asia/Tehran",
        "start": datetime(2026, 6, 1, 8, tzinfo=UTC),
        "due": datetime(2026, 6, 1, 12, tzinfo=UTC),
        "allowed": datetime(2026, 6, 1, 11, tzinfo=UTC),
    },
)
DRAFT = agreement_text("UC", code="UC1", contractor="C1")
PAUSED = '\n[[version.pause]]\nowner = "contractor"\nstops = ["resolve"]\n'


@pytest.fixture
def ground(store):
    return founded(store)


def said(code):
    return finding_sentence(
        Finding(severity=Severity.ERROR, code=code, agreement="UC-1", place="x", parameters=PARAMETERS[code])
    )


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_finding_is_said_with_its_parameters(language):
    assert set(FINDINGS) == set(PARAMETERS)
    with i18n.speaking(language):
        sentences = [said(code) for code in FINDINGS] + [finding_sentence(LOOSE)]
    assert len(set(sentences)) == 15
    assert not [sentence for sentence in sentences if "{" in sentence or "Metric." in sentence]
    assert all(any("آ" <= letter <= "ی" for letter in s) == (language == "fa") for s in sentences)


def test_cells_name_only_what_sets_them_apart():
    with i18n.speaking("en"):
        assert (
            _plain(cells_text(CELLS))
            == "Emergency call (EM), SIM card · priorities P4 · zones C, D · fault F-1, all others; "
            "every service"
        )


def test_a_looser_contract_is_told_in_local_time_after_the_dispatch_and_without_one():
    alone = replace(LOOSE, parameters={**LOOSE.parameters, "ola": ""})
    with i18n.speaking("en"):
        assert _plain(finding_line(LOOSE)) == (
            "Error: UC-1, version[1].target[2]: Looser than what it supports: kept to the last second after "
            "OLA-1, “Resolve” of a job that begins 2026-06-01 11:30:00 is due 2026-06-01 15:30:00, but SLA-1 "
            "promised 2026-06-01 14:30:00 (Emergency call (EM), SIM card · priorities P4 · "
            "zones C, D · fault F-1, all others)."
        )
        assert "second, “Resolve”" in _plain(finding_line(alone))


def _plain(text):
    return text.replace("\u2066", "").replace("\u2067", "").replace("\u2068", "").replace("\u2069", "")


def test_an_agreement_with_an_error_is_not_approved(ground):
    with ground.store.writing() as session:
        later = DRAFT + "\n[[version]]\nnumber = 2\neffective_from = 2026-09-01\n" + PAUSED
        draft = draft_agreement(session, ground.clock, later, by="Nasrin")
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as broken, ground.store.writing() as session:
        approve_agreement(session, ground.clock, RevisionRef(draft), by="Omid")
    assert broken.value.code == "agreement-error"
    with i18n.speaking("en"):
        assert plain_sentence(broken.value) == (
            "Agreement UC1 cannot be approved (version[2].pause[1].owner). "
            "A wait that the contractor answers for would stop its own clocks: Resolve."
        )
    assert dump(ground.store) == before


def test_a_contract_looser_than_its_sla_is_not_approved(ground):
    target = '[[version.target]]\nmetric = "resolve"\nlimit = {}\nunit = "hours"\nservices = ["EM"]\n'
    later = "\n[[version]]\nnumber = 2\neffective_from = 2026-09-01\n"
    sla, uc = agreement_text("SLA"), agreement_text("UC", code="UC1", contractor="C1")
    with ground.store.writing() as session:
        first = draft_agreement(session, ground.clock, sla + later + target.format(4), by="Nasrin")
        approve_agreement(session, ground.clock, RevisionRef(first), by="Omid")
        loose = draft_agreement(session, ground.clock, uc + later + target.format(5), by="Nasrin")
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as broken, ground.store.writing() as session:
        approve_agreement(session, ground.clock, RevisionRef(loose), by="Omid")
    finding = broken.value.parameters["finding"]
    assert (finding.code, finding.place) == ("support-looser", "version[2].target[1]")
    assert dump(ground.store) == before


def test_a_founder_cannot_found_on_an_error(ground):
    before = dump(ground.store)
    flawed = agreement_text("UC", code="UC9") + PAUSED
    with pytest.raises(RuleBroken) as broken, ground.store.writing() as session:
        record_agreement(session, ground.clock, flawed, file="uc.toml", by="manager")
    assert broken.value.code == "agreement-error"
    assert dump(ground.store) == before


def test_an_import_tells_what_is_odd_and_keeps_it(ground, tmp_path, capsys):
    file = tmp_path / "uc.toml"
    file.write_text(DRAFT + "\n[version.prices]\nvisit_fee = 10\n", encoding="utf-8")
    url = ground.store.url.render_as_string(hide_password=False)
    assert main(["import", "agreements", str(file), "--store", url]) == 0
    told = capsys.readouterr()
    assert told.out == "read 1, accepted 1, unchanged 0, rejected 0\n"
    assert _plain(told.err).splitlines() == [
        "Warning: UC1, version[1].prices.visit_fee: No clause takes a share of the price "
        "“the fee of a visit”."
    ]
