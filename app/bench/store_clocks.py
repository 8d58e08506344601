"""The clocks of a whole store counted anew, beside the derivation of its jobs one by one."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.bench.crowded_store import END, fill, spoil
from app.bench.row import BenchRow, Goal, Peer, Sizes
from app.models import schema
from app.models.jobs import Job
from app.models.store import Changes, Store
from app.services.jobs.clocks import derived, paired, standing_events
from app.services.reevaluation.whole import reevaluate

REPEATS = 3
_STATUS = Path("/proc/self/status")


def store_clocks(sizes: Sizes) -> Iterator[BenchRow]:
    """Every clock of a store held against what counts, by a process that does nothing else."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.sqlite"
        store = Store(url, _nobody_listens)
        schema.prepare(store)
        obligations = fill(store, sizes.obligations)
        wrong = [1, obligations // 2 + 1]
        spoil(store, wrong)
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            repeats, found, mib = process.submit(_reevaluated, url).result()
        taken, looked_at, differing = _one_by_one(store, sizes.derived)
        store.dispose()
    yield BenchRow(
        name="reevaluate",
        rows=obligations,
        unit="s",
        repeats=repeats,
        goal=Goal(limit=8),
        rss_mib=mib,
        peer=Peer(
            name=f"derivation one by one, {looked_at:,} of {obligations:,} scaled",
            measured=taken / looked_at * obligations,
            is_equal=found == wrong and differing == wrong[:1],
        ),
    )


def _reevaluated(url: str) -> tuple[tuple[float, ...], list[int], float | None]:
    """How long it takes each time, what is found, and the most memory that was in use."""
    store, repeats, found = Store(url, _nobody_listens), [], []
    for _ in range(REPEATS):
        begin = perf_counter()
        with store.reading() as session:
            found = reevaluate(session).differing
        repeats.append(perf_counter() - begin)
    store.dispose()
    return tuple(repeats), found, _peak_mib()


def _one_by_one(store: Store, jobs: int) -> tuple[float, int, list[int]]:
    """How long the first jobs take, how many obligations they have, and the ids of those due otherwise."""
    count, differing = 0, []
    begin = perf_counter()
    with store.reading() as session:
        query = select(Job).order_by(Job.id).limit(jobs)
        query = query.options(selectinload(Job.events), selectinload(Job.obligations))
        for job in session.scalars(query):
            promises = derived(session, job, standing_events(job), as_of=END)
            count += len(promises)
            differing += [
                row.id
                for row, promise in paired(job, promises)
                if row and row.due_at != promise.reading.due_at
            ]
    return perf_counter() - begin, count, differing


def _peak_mib() -> float | None:
    """The most memory that this process has held; None where the system does not tell."""
    if not _STATUS.exists():
        return None
    told = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(told.split()[1]) / 1024


def _nobody_listens(_changes: Changes) -> None:
    """Nothing shows this store."""
