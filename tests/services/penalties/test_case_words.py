"""Every code of a case's life has its word in both languages, and refusals say it instead of the code."""

from enum import StrEnum

import pytest

from app import i18n
from app.domain import penalty_cases
from app.domain.errors import RuleBroken
from app.i18n import Language, _
from app.services.penalties.case_words import (
    EVIDENCE,
    GUARANTEES,
    LEVELS,
    REASONS,
    SOURCES,
    STATES,
    VERDICTS,
)
from app.services.refusals import plain_sentence

TABLES = {
    penalty_cases.CaseState: STATES,
    penalty_cases.Verdict: VERDICTS,
    penalty_cases.Level: LEVELS,
    penalty_cases.EvidenceKind: EVIDENCE,
    penalty_cases.SettlementSource: SOURCES,
    penalty_cases.GuaranteeKind: GUARANTEES,
    **{
        kind: REASONS
        for kind in (
            penalty_cases.WaiverReason,
            penalty_cases.ObjectionReason,
            penalty_cases.DecisionReason,
            penalty_cases.ExtensionReason,
            penalty_cases.SendBackReason,
            penalty_cases.CorrectionReason,
            penalty_cases.AcceptanceReason,
            penalty_cases.ProofKind,
        )
    },
}


@pytest.mark.parametrize("codes", TABLES, ids=lambda codes: codes.__name__)
def test_every_code_has_its_word(codes: type[StrEnum]) -> None:
    words = TABLES[codes]
    assert [code for code in codes if code not in words] == []
    with i18n.speaking("fa"):
        assert [code for code in codes if _(words[code]) == words[code]] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This is not possible while the case is “Draft”."),
        ("fa", "تا وقتی پرونده در وضعیت «پیش‌نویس» است، این کار ممکن نیست."),
    ],
)
def test_a_refusal_names_the_state(language: Language, said: str) -> None:
    with i18n.speaking(language):
        assert plain_sentence(RuleBroken("not-in-this-case-state", state="draft", action="served")) == said


@pytest.mark.parametrize(
    ("language", "said"), [("fa", "رسیدگی به اعتراض"), ("en", "the objection was decided")]
)
def test_a_case_stands_by_a_decision_whatever_it_was(language: Language, said: str) -> None:
    with i18n.speaking(language):
        assert _(REASONS[penalty_cases.AcceptanceReason.DECISION]) == said
