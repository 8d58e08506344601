"""The jobs of the board by the column: numbers and instants as arrays, each word once."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.job_row import JobRow
from app.views.board.packed_words import PackedWords

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = np.iinfo(np.int64).max
"""An instant that never comes: where a row has none."""
_NONE = -1
_LEAST = 64

Slots = NDArray[np.intp]
Mask = NDArray[np.bool_]
Whole = NDArray[np.signedinteger[Any]]
_WIDTHS = (np.int8, np.int16, np.int32, np.int64)

WORDS = ("service", "priority", "stage", "hold_reason", "zone", "clock_state", "clock_metric")
"""Fields of which a job has one of a few words."""
GROUPS: dict[str, tuple[str, ...]] = {
    "city": ("city", "city_en"),
    "fault": ("fault", "service"),
    "merchant": ("merchant", "merchant_en"),
    "technician": ("technician", "technician_en", "technician_id"),
    "contractor": ("contractor", "contractor_en", "party_id"),
}
"""Fields that belong together and stand once for all jobs that share them."""
_INSTANTS = ("reported_at", "due_to", "clock_due_at")
_NUMBERS = ("id", "version", "clock_limit_seconds", "clock_left_seconds")
_PLACES = ("lat", "lon")


def micro(instant: datetime | None) -> int:
    """Whole microseconds since 1970; NEVER for none."""
    if instant is None:
        return int(NEVER)
    since = instant - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def instant(microseconds: int) -> datetime | None:
    """The instant of so many microseconds since 1970, in UTC."""
    return None if microseconds == NEVER else EPOCH + timedelta(microseconds=microseconds)


class Words:
    """Values in the order they came first, each once; a code is a place in it."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._codes: dict[Hashable, int] = {}

    def code(self, value: Hashable) -> int:
        """The code of a value, which is taken in if it is new."""
        found = self._codes.get(value)
        if found is None:
            found = self._codes[value] = len(self.values)
            self.values.append(value)
        return found

    def known(self, value: Hashable) -> int:
        """The code of a value; of one that never came, a code no job has."""
        return self._codes.get(value, _NONE)


class _Texts:
    """Short texts as bytes of one width, which grows with the longest."""

    def __init__(self) -> None:
        self.bytes: NDArray[np.bytes_] = np.zeros(_LEAST, "S8")

    def put(self, slots: Slots, texts: Iterable[str]) -> None:
        encoded = [text.encode() for text in texts]
        width = max(map(len, encoded), default=0)
        if width > self.bytes.dtype.itemsize:
            self.bytes = self.bytes.astype(f"S{width}")
        self.bytes[slots] = encoded

    def text(self, slot: int) -> str:
        return bytes(self.bytes[slot]).decode()


class _JobSlots:
    """In which slot each job is, by its id: two columns in the order of the ids."""

    def __init__(self) -> None:
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._slots: Slots = np.zeros(0, np.intp)
        self._free: list[int] = []
        self._end = 0

    def __len__(self) -> int:
        return len(self._ids)

    def slot(self, job_id: int) -> int | None:
        place = int(np.searchsorted(self._ids, job_id))
        is_known = place < len(self._ids) and self._ids[place] == job_id
        return int(self._slots[place]) if is_known else None

    def take(self, job_ids: Sequence[int]) -> Slots:
        """The slots of these jobs; those that are new get one that is free, or the next."""
        wanted = np.array(job_ids, np.int64)
        new = np.array(sorted(set(wanted[~self._are_known(wanted)].tolist())), np.int64)
        places = np.searchsorted(self._ids, new)
        self._slots = np.insert(self._slots, places, [self._next() for _job_id in new])
        self._ids = np.insert(self._ids, places, new)
        return self._slots[np.searchsorted(self._ids, wanted)]

    def leave(self, job_ids: Iterable[int]) -> Slots:
        """Free the slots of those of these jobs that have one."""
        wanted = np.array(sorted(set(job_ids)), np.int64)
        places = np.searchsorted(self._ids, wanted[self._are_known(wanted)])
        freed = self._slots[places]
        self._ids, self._slots = np.delete(self._ids, places), np.delete(self._slots, places)
        self._free += freed.tolist()
        return freed

    def end(self) -> int:
        """How many slots have ever been taken."""
        return self._end

    def _are_known(self, job_ids: NDArray[np.int64]) -> Mask:
        places = np.searchsorted(self._ids, job_ids)
        known: Mask = np.append(self._ids, 0)[places] == job_ids
        return known & (places < len(self._ids))

    def _next(self) -> int:
        if self._free:
            return self._free.pop()
        self._end += 1
        return self._end - 1


class JobColumns:
    """Jobs in numbered slots; a slot keeps its job until that is dropped and another is put.

    Whole numbers begin with a byte each and are widened when a larger one comes.
    """

    def __init__(self) -> None:
        self.words: dict[str, Words | PackedWords] = {name: Words() for name in (*WORDS, *GROUPS)}
        self.words["merchant"] = PackedWords()
        self.codes: dict[str, Whole] = {name: np.zeros(_LEAST, np.int8) for name in self.words}
        self.instants = {name: np.full(_LEAST, NEVER, np.int64) for name in _INSTANTS}
        self.numbers: dict[str, Whole] = {
            name: np.zeros(_LEAST, np.int8) for name in (*_NUMBERS, "terminal_id")
        }
        self.places = {name: np.zeros(_LEAST) for name in _PLACES}
        self.is_open: Mask = np.zeros(_LEAST, bool)
        self.is_live: Mask = np.zeros(_LEAST, bool)
        """Which slots hold a job."""
        self.call_numbers, self.terminals = _Texts(), _Texts()
        self._slots = _JobSlots()

    def __len__(self) -> int:
        return len(self._slots)

    def slot(self, job_id: int) -> int | None:
        """Where a job is."""
        return self._slots.slot(job_id)

    def put(self, rows: Sequence[JobRow]) -> Slots:
        """Take in jobs, in the place of what was known of them; their slots."""
        slots = self._slots.take([row.id for row in rows])
        while self._slots.end() > len(self.is_live):
            self._grow()
        for name in _NUMBERS:
            _write(self.numbers, name, slots, [getattr(row, name) for row in rows])
        terminals = [_NONE if row.terminal_id is None else row.terminal_id for row in rows]
        _write(self.numbers, "terminal_id", slots, terminals)
        for name in _INSTANTS:
            self.instants[name][slots] = [micro(getattr(row, name)) for row in rows]
        for name in _PLACES:
            self.places[name][slots] = np.array([getattr(row, name) for row in rows], float)  # None: nan
        for name in WORDS:
            code = self.words[name].code
            _write(self.codes, name, slots, [code(getattr(row, name)) for row in rows])
        for name, fields in GROUPS.items():
            code, values = self.words[name].code, attrgetter(*fields)
            _write(self.codes, name, slots, [code(values(row)) for row in rows])
        self.is_open[slots] = [row.is_open for row in rows]
        self.is_live[slots] = True
        self.call_numbers.put(slots, (row.code for row in rows))
        self.terminals.put(slots, (row.terminal for row in rows))
        return slots

    def drop(self, job_ids: Iterable[int]) -> Slots:
        """Know these jobs no more; the slots they had stay readable until other jobs take them."""
        slots = self._slots.leave(job_ids)
        self.is_live[slots] = False
        return slots

    def row(self, slot: int) -> JobRow:
        """The job in a slot."""
        value: dict[str, Any] = {name: self.words[name].values[self.codes[name][slot]] for name in self.words}
        number: dict[str, Any] = {name: int(self.numbers[name][slot]) for name in self.numbers}
        city, city_en = value["city"]
        merchant, merchant_en = value["merchant"]
        technician, technician_en, technician_id = value["technician"]
        contractor, contractor_en, party_id = value["contractor"]
        lat, lon = (float(self.places[name][slot]) for name in _PLACES)
        instants: dict[str, Any] = {name: instant(int(self.instants[name][slot])) for name in _INSTANTS}
        return JobRow(
            **{name: value[name] for name in WORDS},
            **{name: number[name] for name in _NUMBERS},
            **instants,
            code=self.call_numbers.text(slot),
            terminal=self.terminals.text(slot),
            terminal_id=None if number["terminal_id"] == _NONE else number["terminal_id"],
            fault=value["fault"][0],
            city=city, city_en=city_en, merchant=merchant, merchant_en=merchant_en,
            technician=technician, technician_en=technician_en, technician_id=technician_id,
            contractor=contractor, contractor_en=contractor_en, party_id=party_id,
            lat=None if np.isnan(lat) else lat, lon=None if np.isnan(lon) else lon,
            is_open=bool(self.is_open[slot]),
        )  # fmt: skip

    def live(self) -> Slots:
        """Slots that hold a job."""
        return np.flatnonzero(self.is_live)

    def has(self, name: str, value: Hashable) -> Mask:
        """Which slots have this value in a column of words."""
        mask: Mask = np.equal(self.codes[name], self.words[name].known(value))
        return mask

    def having(self, name: str, hits: Iterable[bool]) -> Mask:
        """Which slots have a value in a column of words whose place in `hits` is true."""
        table = np.fromiter(hits, bool, len(self.words[name].values))
        # Slots that never held a job have code 0, even where there is no value yet.
        return table[self.codes[name]] if len(table) else np.zeros_like(self.is_live)

    def _grow(self) -> None:
        more = len(self.is_live)
        tables: tuple[dict[str, NDArray[Any]], ...] = (
            self.codes,
            self.instants,
            self.numbers,
            self.places,
        )
        for table in tables:
            for name, column in table.items():
                table[name] = _longer(column, more)
        for texts in (self.call_numbers, self.terminals):
            texts.bytes = _longer(texts.bytes, more)
        self.is_open = _longer(self.is_open, more)
        self.is_live = _longer(self.is_live, more)


def _longer(column: NDArray[Any], more: int) -> NDArray[Any]:
    return np.concatenate([column, np.zeros(more, column.dtype)])


def _write(table: dict[str, Whole], name: str, slots: Slots, values: Sequence[int]) -> None:
    """Put whole numbers into a column of the table, which is made as wide as they are."""
    column, put = table[name], np.array(values, np.int64)
    if len(put):
        widths = (np.dtype(width) for width in _WIDTHS)
        wanted = next(each for each in widths if _holds(each, int(put.min()), int(put.max())))
        column = table[name] = column.astype(np.promote_types(column.dtype, wanted), copy=False)
    column[slots] = put


def _holds(width: np.dtype[Any], least: int, most: int) -> bool:
    limits = np.iinfo(width)
    return bool(limits.min <= least and most <= limits.max)
