"""Penalty clauses in plain sentences of both languages."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.domain.agreement_file import read_agreement
from app.domain.agreements import Metric
from app.domain.penalties.clauses import LateUnit, PenaltyClause, Rounding, Trigger
from app.domain.persian import isolate
from app.services.clause_figures import share
from app.services.clause_words import HAPPENED, TRIGGERS, cap_sentence, clause_sentence
from tests.domain.clause_samples import clauses

SHAPES = Path(__file__).resolve().parents[1] / "data" / "agreements"
PRICES = {"visit_fee": Decimal(2_500_000)}
TITLE = {"fa": "", "en": ""}


def bare(text: str) -> str:
    """Without the marks that set figures off."""
    return text.translate({0x2066: None, 0x2069: None})


ON_SITE = PenaltyClause(
    code="9-1",
    metric="arrive",
    title=TITLE,
    unit=LateUnit.HOUR,
    base="visit_fee",
    rate=Fraction("0.1"),
    most_units=Decimal(2),
    item_cap_rate=Fraction(1),
    zones=frozenset("AB"),
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "Late on site (zones A, B): 10% of the fee of a visit (250,000 rials) for each hour begun; "
            "for 2 hours at most; at most 100% of the fee of a visit (2,500,000 rials) for one case.",
        ),
        (
            "fa",
            "دیرکرد در حضور در محل (پهنهٔ A، B): ۱۰٪ حق‌الزحمهٔ مراجعه (۲۵۰٬۰۰۰ ریال) "
            "به ازای هر ساعت یا کسری از آن؛ حداکثر برای ۲ ساعت؛ "
            "حداکثر ۱۰۰٪ حق‌الزحمهٔ مراجعه (۲٬۵۰۰٬۰۰۰ ریال) برای هر مورد.",
        ),
    ],
)
def test_a_rate_is_said_with_its_price_unit_and_caps(language: i18n.Language, sentence: str) -> None:
    with i18n.speaking(language):
        assert bare(clause_sentence(ON_SITE, PRICES)) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "Repaired late (services Emergency call (EM), Swap; priorities P1): 500,000 rials once, "
            "however late.",
        ),
        (
            "fa",
            "تأخیر در رفع خرابی (خدمت پشتیبانی موردی (EM)، تعویض دستگاه؛ اولویت ۱): ۵۰۰٬۰۰۰ ریال یک بار، "
            "با هر اندازه تأخیر.",
        ),
    ],
)
def test_an_amount_is_said_in_rial(language: i18n.Language, sentence: str) -> None:
    clause = PenaltyClause(
        code="1",
        metric="resolve",
        title=TITLE,
        amount=Decimal(500_000),
        services=frozenset({"EM", "SWAP"}),
        priorities=frozenset({"P1"}),
    )
    with i18n.speaking(language):
        assert bare(clause_sentence(clause, {})) == sentence


def test_a_price_of_another_name_is_said_by_it_and_a_missing_one_without_an_amount() -> None:
    clause = PenaltyClause(
        code="1",
        metric="pm",
        title=TITLE,
        unit=LateUnit.DAY,
        rounding=Rounding.EXACT,
        base="unit_fee",
        rate=Fraction("0.0025"),
    )
    with i18n.speaking("en"):
        assert clause_sentence(clause, {}) == (
            f"Periodic visit late or not done: 0.25% of {isolate('unit_fee')} "
            "for each day and its parts in proportion."
        )
    with i18n.speaking("fa"):
        assert "۰٫۲۵٪" in clause_sentence(clause, {})


def test_every_metric_has_words() -> None:
    assert TRIGGERS.keys() == {metric.value for metric in Metric}
    assert HAPPENED.keys() == set(Trigger) - {Trigger.MISSED}


def test_every_shape_of_clause_and_cap_is_said_in_both_languages() -> None:
    version = read_agreement((SHAPES / "every-shape.toml").read_text("utf-8"), file="every-shape").versions[0]
    said = []
    for words, items in ((clause_sentence, version.clauses), (cap_sentence, version.caps)):
        for item in items:
            for language in ("en", "fa"):
                with i18n.speaking(language):
                    said.append(bare(words(item, version.prices)))
    assert said == (SHAPES / "every-shape.said.txt").read_text("utf-8").splitlines()


@given(clauses("1", ["visit_fee", "unit"], ["office"]), st.sampled_from(["en", "fa"]))
def test_whatever_a_clause_states_is_a_sentence(clause: PenaltyClause, language: i18n.Language) -> None:
    with i18n.speaking(language):
        said = clause_sentence(clause, PRICES)
    assert said.endswith(".")


def test_a_share_that_no_percentage_states_is_said_in_parts() -> None:
    with i18n.speaking("en"):
        assert bare(share(Fraction(1, 3))) == "1/3"
        assert share(Fraction("0.000125")) == "0.0125%"
        assert bare(share(Fraction("0.0000001"))) == "1/10000000"
    with i18n.speaking("fa"):
        assert bare(share(Fraction(2, 30))) == "۱/۱۵"
        assert share(Fraction("1.15")) == "۱۱۵٪"
