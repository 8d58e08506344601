"""Penalty clauses in plain sentences of both languages."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app import i18n
from app.domain.agreements import Metric
from app.domain.penalties.clauses import LateUnit, PenaltyClause, Rounding
from app.domain.persian import isolate
from app.services.clause_words import TRIGGERS, clause_sentence

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
