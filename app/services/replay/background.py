"""A what-if on a thread of its own, so that neither a window nor another question waits for it."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread

from app.clock import Clock
from app.domain.agreements import Agreement
from app.domain.comparison import Comparison
from app.domain.errors import PoshtibanError
from app.services.doors import Doors
from app.services.replay.past import Told, what_if


class BackgroundWhatIf:
    """One what-if under way. What it tells, it tells on its own thread.

    `done` gets the comparison, or None once it was given up; `failed` gets why the store or a rule refused.
    """

    def __init__(
        self,
        doors: Doors,
        clock: Clock,
        draft: Agreement,
        days: tuple[date, date],
        *,
        told: Told,
        done: Callable[[Comparison | None], object],
        failed: Callable[[PoshtibanError], object],
    ) -> None:
        self._given_up = Event()

        def run() -> None:
            try:
                found = what_if(doors, clock, draft, days, told=told, is_cancelled=self._given_up.is_set)
            except PoshtibanError as refusal:
                failed(refusal)
            else:
                done(found)

        self._thread = Thread(target=run, name="what-if")
        self._thread.start()

    def cancel(self) -> None:
        """Give it up; it ends after the jobs it is at."""
        self._given_up.set()

    def close(self) -> None:
        """Give it up and wait until it has ended."""
        self.cancel()
        self._thread.join()
