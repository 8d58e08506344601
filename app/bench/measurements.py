"""What `poshtiban bench` measures, by name."""

from collections.abc import Callable, Iterator

from app.bench.alerts import alerts
from app.bench.board import board_keystroke, board_memory, board_tick
from app.bench.board_start import board_start
from app.bench.clocks import clock_bulk, clock_pauses, clock_single
from app.bench.dispatch_queue import dispatch_queue
from app.bench.intake import intake_search
from app.bench.letters import letters
from app.bench.penalties import penalties_month
from app.bench.row import BenchRow, Sizes
from app.bench.store_clocks import store_clocks

MEASUREMENTS: dict[str, Callable[[Sizes], Iterator[BenchRow]]] = {
    "alerts-10k": alerts,
    "board-keystroke": board_keystroke,
    "board-memory": board_memory,
    "board-start": board_start,
    "board-tick": board_tick,
    "clock-bulk": clock_bulk,
    "clock-pauses": clock_pauses,
    "clock-single": clock_single,
    "dispatch-queue": dispatch_queue,
    "intake-search": intake_search,
    "letters": letters,
    "penalties-month": penalties_month,
    "reevaluate": store_clocks,
}
