"""The jobs of the board by the column: numbers and instants as arrays, each word once."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.job_row import JobRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = np.iinfo(np.int64).max
"""An instant that never comes: where a row has none."""
_NONE = -1
_LEAST = 64

Slots = NDArray[np.intp]
Mask = NDArray[np.bool_]

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


class JobColumns:
    """Jobs in numbered slots; a slot keeps its job until that is dropped and another is put."""

    def __init__(self) -> None:
        self.words = {name: Words() for name in (*WORDS, *GROUPS)}
        self.codes = {name: np.zeros(_LEAST, np.int32) for name in self.words}
        self.instants = {name: np.full(_LEAST, NEVER, np.int64) for name in _INSTANTS}
        self.numbers = {name: np.zeros(_LEAST, np.int64) for name in (*_NUMBERS, "terminal_id")}
        self.places = {name: np.zeros(_LEAST) for name in _PLACES}
        self.is_open: Mask = np.zeros(_LEAST, bool)
        self.is_live: Mask = np.zeros(_LEAST, bool)
        """Which slots hold a job."""
        self.call_numbers, self.terminals = _Texts(), _Texts()
        self._slots: dict[int, int] = {}
        self._free: list[int] = []
        self._end = 0

    def __len__(self) -> int:
        return len(self._slots)

    def slot(self, job_id: int) -> int | None:
        """Where a job is."""
        return self._slots.get(job_id)

    def put(self, rows: Sequence[JobRow]) -> Slots:
        """Take in jobs, in the place of what was known of them; their slots."""
        slots: Slots = np.fromiter((self._place(row.id) for row in rows), np.intp, len(rows))
        for name in _NUMBERS:
            self.numbers[name][slots] = [getattr(row, name) for row in rows]
        self.numbers["terminal_id"][slots] = [
            _NONE if row.terminal_id is None else row.terminal_id for row in rows
        ]
        for name in _INSTANTS:
            self.instants[name][slots] = [micro(getattr(row, name)) for row in rows]
        for name in _PLACES:
            self.places[name][slots] = np.array([getattr(row, name) for row in rows], float)  # None: nan
        for name in WORDS:
            code = self.words[name].code
            self.codes[name][slots] = [code(getattr(row, name)) for row in rows]
        for name, fields in GROUPS.items():
            code = self.words[name].code
            self.codes[name][slots] = [code(tuple(getattr(row, field) for field in fields)) for row in rows]
        self.is_open[slots] = [row.is_open for row in rows]
        self.is_live[slots] = True
        self.call_numbers.put(slots, (row.code for row in rows))
        self.terminals.put(slots, (row.terminal for row in rows))
        return slots

    def drop(self, job_id: int) -> None:
        """Know a job no more; what its slot held stays readable until another job takes it."""
        slot = self._slots.pop(job_id)
        self.is_live[slot] = False
        self._free.append(slot)

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
        mask: Mask = self.codes[name] == self.words[name].known(value)
        return mask

    def having(self, name: str, hits: Iterable[bool]) -> Mask:
        """Which slots have a value in a column of words whose place in `hits` is true."""
        table = np.fromiter(hits, bool, len(self.words[name].values))
        # Slots that never held a job have code 0, even where there is no value yet.
        return table[self.codes[name]] if len(table) else np.zeros_like(self.is_live)

    def _place(self, job_id: int) -> int:
        slot = self._slots.get(job_id)
        if slot is None:
            slot = self._free.pop() if self._free else self._new()
            self._slots[job_id] = slot
        return slot

    def _new(self) -> int:
        self._end += 1
        if self._end > len(self.is_live):
            self._grow()
        return self._end - 1

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
