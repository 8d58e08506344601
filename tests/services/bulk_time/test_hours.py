"""The bulk clocks against the rules one by one, and against a reading of the wall clock."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendar_spec import CalendarSpec
from app.domain.errors import RuleBroken
from app.domain.opening_tape import EPOCH
from app.domain.working_time import (
    EARLIEST,
    HORIZON,
    LATEST,
    AlwaysOpen,
    Interval,
    OpeningHours,
    WorkingCalendar,
    WorkingTime,
)
from app.services.bulk_time.columns import (
    ENDLESS,
    NEGATIVE_WORKING_TIME,
    NEVER_DUE,
    OUTSIDE_CALENDAR,
    Column,
    Pauses,
    is_answer,
    refusal_of,
)
from app.services.bulk_time.hours import BulkHours
from tests.domain.hours import MINUTE, counted_minutes, pauses_after, restless_spec, spec

MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
LUNCH = ((8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600))
NIGHT = ((0, 6 * 3600), (22 * 3600, 86_400))
FLICKERING = tuple((second, second + 7) for second in range(0, 3600, 19))

CALENDARS: dict[str, OpeningHours] = {
    "lunch": WorkingCalendar(
        spec(
            "Asia/Tehran",
            {5: LUNCH, 6: LUNCH, 0: LUNCH, 1: LUNCH, 2: LUNCH, 3: ((8 * 3600, 13 * 3600),)},
            holidays=frozenset(date(year, month, 11) for year in range(2012, 2034) for month in range(1, 13)),
        )
    ),
    "night": WorkingCalendar(spec("Europe/Berlin", dict.fromkeys(range(6), NIGHT))),
    "flickering": WorkingCalendar(spec("America/St_Johns", {2: FLICKERING})),
    "once": WorkingCalendar(spec("UTC", {}, exceptions={date(2021, 5, 4): ((600, 601),)})),
    "closed": WorkingCalendar(spec("UTC", {})),
    "always": AlwaysOpen(ZoneInfo("Asia/Tehran")),
}
FIRST, LAST = (
    int(datetime(2012, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
)


def micro(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


def column(values: Sequence[int]) -> Column:
    return np.array(values, np.int64)


def grouped(pauses: Sequence[Sequence[Interval]]) -> Pauses:
    first = np.cumsum([0, *map(len, pauses)])
    flat = [pause for some in pauses for pause in some]
    return Pauses(
        first, column([micro(pause.start) for pause in flat]), column([micro(pause.end) for pause in flat])
    )


def answered(question: Callable[[], datetime | WorkingTime]) -> int | str:
    """An answer of the rules, in the form of a bulk answer, or the code of their refusal."""
    try:
        answer = question()
    except RuleBroken as refused:
        return refused.code
    return answer.seconds if isinstance(answer, WorkingTime) else micro(answer)


def told(answers: Column) -> list[int | str]:
    return [refusal_of(int(answer)) or int(answer) for answer in answers]


@given(restless_spec(), st.data())
@settings(max_examples=60)
def test_bulk_agrees_with_reading_the_wall_clock(asked: tuple[CalendarSpec, datetime], data: st.DataObject):
    written, midnight = asked
    minutes = st.tuples(st.integers(0, 5000), st.integers(0, 5000))
    pairs = data.draw(st.lists(minutes, min_size=1, max_size=5), "minutes")
    starts = [midnight + first * MINUTE for first, _ in pairs]
    ends = [midnight + last * MINUTE for _, last in pairs]
    pauses = [data.draw(pauses_after(start), "pauses") for start in starts]
    read = [list(counted_minutes(written, *each)) for each in zip(starts, ends, pauses, strict=True)]
    bulk = BulkHours(WorkingCalendar(written))
    start, end = column([micro(at) for at in starts]), column([micro(at) for at in ends])
    assert bulk.elapsed(start, end, grouped(pauses)).tolist() == [60 * len(minutes) for minutes in read]
    counted = [place for place, minutes in enumerate(read) if minutes]
    if counted:
        due = bulk.due(
            start[counted],
            column([60 * len(read[place]) for place in counted]),
            grouped([pauses[place] for place in counted]),
        )
        assert due.tolist() == [micro(read[place][-1] + MINUTE) for place in counted]


@pytest.mark.parametrize("name", CALENDARS)
def test_every_second_of_a_week_is_counted_as_it_is_read(name: str):
    """The oracle looks at the seconds one by one and adds up the open ones."""
    hours = CALENDARS[name]
    begin = int(datetime(2021, 5, 1, tzinfo=UTC).timestamp())
    is_open = np.zeros(7 * 86_400, np.int64)
    for opens, closes in hours.open_seconds(instant(begin * SECOND), instant(begin * SECOND + 7 * DAY)):
        is_open[opens - begin : closes - begin] = 1
    assert [bool(is_open[at]) for at in range(0, len(is_open), 1801)] == [
        hours.is_open(instant((begin + at) * SECOND)) for at in range(0, len(is_open), 1801)
    ]
    work = np.concatenate(([0], np.cumsum(is_open)))
    seconds = (begin + np.arange(len(work), dtype=np.int64)) * SECOND
    bulk = BulkHours(hours)
    assert (bulk.elapsed(np.full_like(seconds, seconds[0]), seconds) == work).all()
    assert (bulk.elapsed(seconds, np.full_like(seconds, seconds[-1])) == work[-1] - work).all()
    amounts = np.arange(1, work[-1] + 1, dtype=np.int64)
    due = bulk.due(np.full_like(amounts, seconds[0]), amounts)
    assert (due == seconds[np.searchsorted(work, amounts)]).all()


def some_pauses(random: np.random.Generator, starts: list[int]) -> list[list[Interval]]:
    found = []
    for start, count in zip(starts, random.integers(0, 4, len(starts)).tolist(), strict=True):
        begins = start + random.integers(-DAY, 20 * DAY, count) // SECOND * SECOND
        lengths = random.integers(-DAY, 6 * DAY, count) // SECOND * SECOND
        found.append(
            [
                Interval(instant(a), instant(a + b))
                for a, b in zip(begins.tolist(), lengths.tolist(), strict=True)
            ]
        )
    return found


@pytest.mark.parametrize(
    ("name", "count"), [("lunch", 100_000), ("night", 10_000), ("flickering", 3000), ("always", 3000)]
)
def test_random_questions_are_answered_as_one_by_one(name: str, count: int):
    hours, random = CALENDARS[name], np.random.default_rng(7)
    starts = random.integers(FIRST, LAST, count) * SECOND + random.integers(0, SECOND, count) * (
        random.random(count) < 0.5
    )
    ends = starts + random.integers(-10, 200, count) * DAY // 7
    working = random.integers(-1, 300 * 3600, count)
    bulk = BulkHours(hours)
    asked = list(
        zip(
            map(instant, starts.tolist()),
            map(instant, ends.tolist()),
            map(WorkingTime, working.tolist()),
            strict=True,
        )
    )
    assert bulk.elapsed(starts, ends).tolist() == [
        hours.elapsed(start, end).seconds for start, end, _ in asked
    ]
    assert told(bulk.due(starts, working)) == [
        answered(lambda start=start, amount=amount: hours.due(start, amount)) for start, _, amount in asked
    ]
    few = slice(min(count, 20_000))
    pauses = some_pauses(random, starts[few].tolist())
    paired = list(zip(asked[few], pauses, strict=True))
    assert bulk.elapsed(starts[few], ends[few], grouped(pauses)).tolist() == [
        hours.elapsed_without(start, end, some).seconds for (start, end, _), some in paired
    ]
    assert told(bulk.due(starts[few], working[few], grouped(pauses))) == [
        answered(lambda start=start, amount=amount, some=some: hours.due(start, amount, some))
        for (start, _, amount), some in paired
    ]


EDGES = [
    EARLIEST - SECOND,
    EARLIEST,
    EARLIEST + DAY,
    0,
    LAST * SECOND,
    LATEST - HORIZON - 1,
    LATEST - HORIZON,
    LATEST - 9 * DAY,
    LATEST - SECOND,
    LATEST,
    LATEST + DAY,
]
AMOUNTS = [
    -1,
    0,
    1,
    3600,
    86_400,
    9 * 86_400,
    HORIZON // SECOND - 1,
    HORIZON // SECOND,
    HORIZON // SECOND + 1,
    1 << 60,
]


@pytest.mark.parametrize("name", ["lunch", "once", "closed", "always"])
def test_the_ends_of_all_calendars_are_refused_alike(name: str):
    hours = CALENDARS[name]
    bulk = BulkHours(hours)
    pairs = [(start, end) for start in EDGES for end in EDGES]
    start, end = (column(values) for values in zip(*pairs, strict=True))
    assert told(bulk.elapsed(start, end)) == [
        answered(lambda a=a, b=b: hours.elapsed(instant(a), instant(b))) for a, b in pairs
    ]
    asked = [(start, amount) for start in EDGES for amount in AMOUNTS]
    start, amounts = (column(values) for values in zip(*asked, strict=True))
    assert told(bulk.due(start, amounts)) == [
        answered(lambda a=a, w=w: hours.due(instant(a), WorkingTime(w))) for a, w in asked
    ]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_a_question_alone_is_answered_as_in_a_column(amount: int):
    hours = CALENDARS["once"]
    for start in EDGES:
        alone = told(BulkHours(hours).due(column([start]), column([amount])))
        assert alone == [answered(lambda a=start: hours.due(instant(a), WorkingTime(amount)))]


def test_work_used_up_at_closing_is_due_at_that_closing():
    saturday = datetime(2026, 8, 1, 9, tzinfo=ZoneInfo("Asia/Tehran"))
    bulk = BulkHours(CALENDARS["lunch"])
    due = bulk.due(column([micro(saturday)] * 3), column([3 * 3600, 3 * 3600 + 1, 7 * 3600]))
    assert [instant(at) for at in due.tolist()] == [
        saturday.replace(hour=12),
        saturday.replace(hour=13, second=1),
        saturday.replace(hour=17),
    ]


def test_a_pause_without_an_end_lets_only_earlier_work_be_done():
    saturday = datetime(2026, 8, 1, 9, tzinfo=ZoneInfo("Asia/Tehran"))
    start, hour = micro(saturday), 3600 * SECOND
    pauses = Pauses(column([0, 1, 2, 2]), column([start + hour, start + hour]), column([ENDLESS, ENDLESS]))
    bulk = BulkHours(CALENDARS["lunch"])
    due = bulk.due(column([start] * 3), column([3600, 3601, 3601]), pauses)
    assert due.tolist() == [start + hour, NEVER_DUE, start + hour + SECOND]
    end = column([start + 3 * hour] * 3)
    assert bulk.elapsed(column([start] * 3), end, pauses).tolist() == [3600, 3600, 3 * 3600]


def test_pauses_touch_overlap_and_come_in_any_order():
    saturday = datetime(2026, 8, 1, 8, tzinfo=ZoneInfo("Asia/Tehran"))
    start, hour = micro(saturday), 3600 * SECOND
    # 07:00-08:15, 09:00-11:30 in four pieces and one reversed: 45 minutes before them are left, 30 after.
    begins = [9.5, 9, 11, 10.25, 7, 10]
    ends = [11, 10, 11.5, 10.5, 8.25, 9]
    pauses = Pauses(
        column([0, 6]),
        column([start + int((at - 8) * hour) for at in begins]),
        column([start + int((at - 8) * hour) for at in ends]),
    )
    bulk = BulkHours(CALENDARS["lunch"])
    assert bulk.elapsed(column([start]), column([start + 4 * hour]), pauses).tolist() == [75 * 60]
    assert bulk.due(column([start]), column([45 * 60]), pauses).tolist() == [start + hour]
    assert bulk.due(column([start]), column([45 * 60 + 1]), pauses).tolist() == [
        start + int(3.5 * hour) + SECOND
    ]


def test_refusals_are_no_answers():
    refused = column([OUTSIDE_CALENDAR, NEVER_DUE, NEGATIVE_WORKING_TIME, 0, -1])
    assert is_answer(refused).tolist() == [False, False, False, True, True]
    assert told(refused)[:3] == ["outside-calendar", "never-due", "negative-working-time"]


def test_no_questions_have_no_answers():
    bulk, none = BulkHours(CALENDARS["lunch"]), column([])
    assert bulk.elapsed(none, none).tolist() == bulk.due(none, none).tolist() == []
    assert bulk.due(none, none, Pauses(column([0]), none, none)).tolist() == []


def test_pauses_are_counted_out_by_question():
    pauses = Pauses.by_question(column([1, 1, 3]), column([10, 20, 30]), column([11, 21, 31]), 5)
    assert pauses.first.tolist() == [0, 0, 2, 2, 3, 3]
    part = pauses.of(slice(2, 4))
    assert (part.first.tolist(), part.starts.tolist(), part.ends.tolist()) == ([0, 0, 1], [30], [31])
