"""All published business-time questions, asked through the function that the command calls."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from app.commands.clock import answer

VECTORS = Path(__file__).parent.parent / "data" / "vectors" / "public.json"
DOCUMENT = json.loads(VECTORS.read_text(encoding="utf-8"))
ANSWERS = {result["id"]: result for result in answer(DOCUMENT, file=VECTORS.name)["results"]}


def is_near(found: object, accepted: object, tolerance: float) -> bool:
    """Whether an answer is an accepted one within so many seconds; open or closed is never nearly so."""
    if isinstance(accepted, bool):
        return found is accepted
    if isinstance(accepted, str):
        distance = datetime.fromisoformat(str(found)) - datetime.fromisoformat(accepted)
        return abs(distance.total_seconds()) <= tolerance
    return isinstance(found, int) and isinstance(accepted, int) and abs(found - accepted) <= tolerance


def test_there_are_221_questions_with_221_answers():
    assert len(DOCUMENT["cases"]) == len(ANSWERS) == 221


@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=lambda case: case["id"])
def test_the_answer_is_one_that_the_source_accepts(case: dict[str, object]):
    ((kind, found),) = (item for item in ANSWERS[str(case["id"])].items() if item[0] != "id")
    assert kind == {"elapsed": "seconds", "is_open": "open"}.get(str(case["op"]), "due")
    expected = case["expect_seconds"] if kind == "seconds" else case["expect"]
    accepted = case.get("expect_any", [expected])
    tolerance = case.get("tolerance_seconds", 0)
    assert any(is_near(found, each, tolerance) for each in accepted), (found, accepted)
