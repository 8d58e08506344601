from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.events import EventKind, Owner
from app.domain.replies import NOTE, Meaning, load_vocabulary, names_another, proposal

SHIPPED = load_vocabulary((Path(__file__).parents[2] / "data" / "replies.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TEHRAN = ZoneInfo("Asia/Tehran")


def read(text):
    return proposal(text, SHIPPED, now=NOW, zone=TEHRAN)


CLOSED = Meaning(EventKind.PAUSED, "merchant-closed", Owner.MERCHANT)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("رسیدم", "arrived"),
        ("رسيدم.", "arrived"),
        ("سلام، رسیدیم", "arrived"),
        ("قبول", "accepted"),
        ("قبول می کنم", "accepted"),
        ("قبول می‌کنم", "accepted"),
        ("چشم حتما", "accepted"),
        ("قبول نمی‌کنم", "rejected"),
        ("نمي‌تونم", "rejected"),
        ("در راهم", "departed"),
        ("درست شد", "resolved"),
        ("درست  شد ممنون", "resolved"),
        ("مشتری بسته بود", "paused"),
        ("OK", "accepted"),
        ("On my way!", "departed"),
        ("arrived", "arrived"),
        ("I'm here", "arrived"),
        ("shop was closed", "paused"),
        ("It works now", "resolved"),
        ("درست نشد", "note"),
        ("not fixed", "note"),
        ("هنوز نرسیدم", "note"),
        ("شماره پذیرنده چند است؟", "note"),
        ("نامفهوم", "note"),
        ("", "note"),
        ("بوکه", "note"),
    ],
)
def test_what_a_reply_proposes(text, kind):
    assert read(text).meanings[0].kind == kind
    assert read(text).meanings[-1] == NOTE


def test_a_wait_comes_with_its_reason_and_owner():
    assert read("پذیرنده بسته است").meanings == (CLOSED, NOTE)
    assert read("قطعه ندارم").meanings[0] == Meaning(EventKind.PAUSED, "awaiting-part", Owner.CONTRACTOR)


def test_of_several_things_the_latest_in_the_life_of_a_job_is_proposed_and_the_others_offered():
    kinds = [meaning.kind for meaning in read("قبول، در راه هستم").meanings]
    assert kinds == ["departed", "accepted", "note"]
    assert [meaning.kind for meaning in read("رسیدم و درست شد").meanings] == ["resolved", "arrived", "note"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("ساعت ۱۰:۴۵ رسیدم", datetime(2026, 6, 1, 7, 15, tzinfo=UTC)),
        ("arrived at 10:45", datetime(2026, 6, 1, 7, 15, tzinfo=UTC)),
        ("ساعت ۹ رسیدم", datetime(2026, 6, 1, 5, 30, tzinfo=UTC)),
        ("arrived at 9", datetime(2026, 6, 1, 5, 30, tzinfo=UTC)),
        ("۲۳:۱۰ درست شد", datetime(2026, 5, 31, 19, 40, tzinfo=UTC)),
        ("۱۱:۳۰ رسیدم", datetime(2026, 6, 1, 8, tzinfo=UTC)),
        ("۱۰:۱۰ راه افتادم، ۱۰:۵۰ رسیدم", datetime(2026, 6, 1, 7, 20, tzinfo=UTC)),
        ("رسیدم", None),
        ("تلفن 021:4455", None),
        ("25:10 رسیدم", None),
    ],
)
def test_the_time_that_is_written_is_the_last_one_that_can_have_been(text, at):
    assert read(text).at == at


@given(st.text(max_size=60))
def test_whatever_is_pasted_there_is_a_proposal_that_lies_not_in_the_future(text):
    found = read(text)
    assert found.meanings[-1] == NOTE
    assert found.at is None or found.at <= NOW


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('[[reply]]\nevent = "closed"\nen = ["x"]', "reply 1.event"),
        ('[[reply]]\nevent = "paused"\nreason = "x"\nen = ["x"]', "reply 1"),
        ('[[reply]]\nevent = "paused"\nreason = "x"\nowner = "me"\nen = ["x"]', "reply 1.owner"),
        ('[[reply]]\nevent = "arrived"\nen = "x"', "reply 1.en"),
        ('[[reply]]\nevent = "arrived"\nen = ["?"]', "reply 1.en"),
        ("[[reply", None),
    ],
)
def test_a_vocabulary_that_is_wrong_is_refused_with_its_place(text, column):
    with pytest.raises(BadInput) as told:
        load_vocabulary(text)
    assert told.value.column == column


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("۱۰۶۹۴ رسیدم به محل", "10694"),
        ("10694", "10694"),
        ("کد 10694، 10693", ""),
        ("۱۰۶۹۳ رسیدم", ""),
        ("ساعت ۱۲:۱۰ رسیدم", ""),
        ("تلفن 09121234567", ""),
        ("مبلغ 10,694 و 10.694 و 1405/09/10", ""),
        ("رسیدم", ""),
    ],
)
def test_a_text_may_name_another_call(text, named):
    assert names_another(text, "10693") == named
