"""Official holidays against a table compared with a second calendar, and against what ships."""

import csv
from datetime import date
from pathlib import Path

import pytest

from app.domain.jalali import from_jalali, jalali_text, month_length
from app.domain.persian import fold
from app.services.holidays_ir import Holiday, official_holidays

ROOT = Path(__file__).parent.parent.parent
COMPARED = ROOT / "tests" / "data" / "calendar" / "holidays_IR_1400-1403.csv"
SHIPPED = ROOT / "data" / "holidays" / "ir_1400-1406.csv"


def holidays_of(first_year: int, last_year: int) -> list[Holiday]:
    return official_holidays(
        from_jalali(first_year, 1, 1), from_jalali(last_year, 12, month_length(last_year, 12))
    )


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("year", "count"), [(1403, 27), (1404, 33), (1405, 26), (1406, 27)])
def test_holidays_of_a_year(year: int, count: int):
    assert len(holidays_of(year, year)) == count


def test_equal_to_the_compared_table():
    found = [
        (day.date.isoformat(), jalali_text(day.date).replace("/", "-"), fold(day.name_fa), day.name_en)
        for day in holidays_of(1400, 1403)
    ]
    expected = [
        (row["gregorian"], row["jalali"], fold(row["name_fa"]).replace(";", "؛"), row["name_en"])
        for row in rows_of(COMPARED)
    ]
    assert found == expected
    assert len(found) == 111
    assert not any(day.estimated for day in holidays_of(1400, 1403))


def test_equal_to_the_shipped_table():
    found = [
        {
            "date": day.date.isoformat(),
            "jalali": jalali_text(day.date),
            "name_fa": day.name_fa,
            "name_en": day.name_en,
            "estimated": str(int(day.estimated)),
        }
        for day in holidays_of(1400, 1406)
    ]
    assert found == rows_of(SHIPPED)


def test_names_carry_no_mark_of_estimation():
    fitr, *_ = official_holidays(date(2027, 3, 10), date(2027, 3, 10))
    assert fitr == Holiday(date(2027, 3, 10), "عید سعید فطر", "Eid al-Fitr", estimated=True)
    assert not [day for day in holidays_of(1405, 1450) if "(تخ" in day.name_fa or "(est" in day.name_en]


def test_two_occasions_on_one_day():
    (day,) = official_holidays(date(2026, 3, 21), date(2026, 3, 21))
    assert day == Holiday(
        date(2026, 3, 21), "جشن نوروز؛ عید سعید فطر", "Eid al-Fitr; Nowruz", estimated=False
    )


def test_a_certain_occasion_makes_the_day_certain():
    (day,) = official_holidays(date(2028, 3, 22), date(2028, 3, 22))
    assert day.name_en == "Martyrdom of Imam Ja'far al-Sadiq; Nowruz Holiday"
    assert not day.estimated


def test_both_ends_count_and_a_reversed_span_is_empty():
    assert [day.date.day for day in official_holidays(date(2026, 3, 22), date(2026, 3, 24))] == [22, 23, 24]
    assert official_holidays(date(2026, 3, 24), date(2026, 3, 22)) == []
    assert official_holidays(date(2027, 1, 1), date(2026, 1, 1)) == []
