"""Faults by a few letters of their words in either language, of their category, or by their code."""

from collections.abc import Iterable
from functools import lru_cache

from app.domain.faults import Fault
from app.domain.search_words import search_key, words


def fitting_faults(faults: Iterable[Fault], typed: str) -> list[Fault]:
    """The faults that every typed word begins a word of, in the catalogue's order.

    Those come first whose code or problem says so, before those known by category or cause alone.
    """
    asked = words(typed)
    if not asked:
        return list(faults)
    joined = "".join(asked)
    found = [(rank, fault) for fault in faults if (rank := _rank(fault, asked, joined)) is not None]
    return [fault for _rank_of, fault in sorted(found, key=lambda each: each[0])]


def _rank(fault: Fault, asked: list[str], joined: str) -> int | None:
    code, problem, rest = _words_of(fault)
    if code.startswith(joined):
        return 0
    if _begin(asked, problem):
        return 1
    return 2 if _begin(asked, problem + rest) else None


def _begin(asked: Iterable[str], known: tuple[str, ...]) -> bool:
    return all(any(word.startswith(each) for word in known) for each in asked)


@lru_cache(maxsize=512)
def _words_of(fault: Fault) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The code in one, the words of the problem, and those of its category and causes."""
    wordings = (fault.category.wording, *fault.causes)
    problem = search_key(fault.problem.fa, fault.problem.en, "").split()
    rest = [word for each in wordings for word in search_key(each.fa, each.en, "").split()]
    return "".join(words(fault.code)), tuple(problem), tuple(rest)
