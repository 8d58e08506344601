"""The columns of the board, and the order of its rows by each of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.job_states import Stage
from app.domain.persian import fold
from app.views.board.board_filters import urgency, urgency_of
from app.views.board.columns import Column
from app.views.board.job_columns import JobColumns, Slots

Key = tuple[Any, ...]
"""What a slot sorts by; its last part is the job's id."""


WORDED = {
    Column.PRIORITY: "priority",
    Column.MERCHANT: "merchant",
    Column.FAULT: "fault",
    Column.TECHNICIAN: "technician",
    Column.STAGE: "stage",
    Column.CONTRACTOR: "contractor",
}
"""The columns whose cells say a word, by where `JobColumns` has it."""

_STAGE_ORDER = {stage.value: place for place, stage in enumerate(Stage)}
_ALPHABET = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_LETTERS = str.maketrans({letter: chr(0xE000 + place) for place, letter in enumerate(_ALPHABET)})
_NO_PRIORITY = "P9"


def alphabetical(text: str) -> str:
    """What sorts `text` as a Persian reader expects: پ, چ, ژ, ک, گ and ی in their places, after Latin."""
    return fold(text).translate(_LETTERS)


def word_key(column: Column, value: Any, said: str) -> Any:
    """What a value of a column of words sorts by; `said` is what its cell says, folded."""
    if column is Column.STAGE:
        return _STAGE_ORDER[value]
    if column is Column.PRIORITY:
        return value or _NO_PRIORITY
    return said.translate(_LETTERS)


def ranks(keys: Sequence[Any]) -> NDArray[np.int32]:
    """The place of each key among the different keys; equal ones have the same."""
    _different, found = np.unique(np.array(keys), return_inverse=True)
    return found.astype(np.int32)


def key_of(jobs: JobColumns, slot: int, column: Column, keys: Sequence[Any]) -> Key:
    """What a slot sorts by in a column whose words sort by `keys`; what is alike sorts by urgency."""
    job_id = int(jobs.numbers["id"][slot])
    if column is Column.CALL:
        text = bytes(jobs.call_numbers.bytes[slot])
        return len(text), text, job_id
    urgent = urgency_of(jobs, slot)
    if column is Column.CLOCK:
        return urgent, job_id
    return keys[jobs.codes[WORDED[column]][slot]], urgent, job_id


def sorted_slots(jobs: JobColumns, slots: Slots, column: Column, ranked: NDArray[np.int32] | None) -> Slots:
    """The slots in the order of a column, as `key_of` has it; `ranked`: the ranks of its words."""
    ids = jobs.numbers["id"][slots]
    if column is Column.CALL:
        slots = slots[np.argsort(ids, kind="stable")]
        slots = slots[np.argsort(jobs.call_numbers.bytes[slots], kind="stable")]
        lengths = np.strings.str_len(jobs.call_numbers.bytes[slots])
        return slots[np.argsort(lengths, kind="stable")]
    urgent = urgency(jobs)[slots]
    if ranked is None:
        return slots[np.lexsort((ids, urgent))]
    return slots[np.lexsort((ids, urgent, ranked[jobs.codes[WORDED[column]][slots]]))]
