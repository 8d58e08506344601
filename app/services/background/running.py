"""Everything a program does beside its windows: one composition for the window and `poshtiban services`."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from app.clock import Clock
from app.models.store import Store
from app.services.background.leading import Candidate, Leading
from app.services.background.work_runner import WorkRunner
from app.services.changefeed import Changefeed
from app.services.channels.outbox import NotificationOutbox
from app.services.channels.passwords import SMS, password
from app.services.messages.gateway import HttpGateway
from app.services.messages.outbox import Outbox
from app.services.messages.sender import Sender, Sending
from app.services.other_desks import OtherDesks
from app.services.routines import ROUTINES
from app.services.scheduler import TimedWork
from app.settings import SmsGateway


class Background:
    """Hears other desks, sends what waits to be sent, and does the timed work while it leads."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        feed: Changefeed,
        *,
        sms: SmsGateway | None,
        me: Candidate,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._feed = feed
        self._sms = sms
        self._failed = failed
        self._holder = me.holder
        self._running = ExitStack()
        self._led = ExitStack()
        self._leading = Leading(store, clock, me, gained=self._lead, lost=self._led.close, failed=failed)

    def start(self) -> None:
        """Begin."""
        others = OtherDesks(self._store, self._feed.publish)
        others.start()
        self._running.callback(others.stop)
        self._send("notification", NotificationOutbox(self._store, self._clock))
        if self._sms is not None:
            gateway = HttpGateway(replace(self._sms, token=self._sms.token or password(SMS)))
            self._send("outgoing_message", Outbox(self._store, self._clock, gateway))
        self._leading.start()
        self._running.callback(self._leading.stop)

    def stop(self) -> None:
        """End: the lead is given back, work under way is finished, nothing new is begun."""
        self._running.close()

    def _send(self, table: str, outbox: Sending) -> None:
        sender = Sender(self._feed, table, outbox, failed=self._failed)
        sender.start()
        self._running.callback(sender.stop)

    def _lead(self) -> None:
        timed = TimedWork(self._store, self._clock, self._feed, routines=ROUTINES, failed=self._failed)
        timed.start()
        self._led.callback(timed.stop)
        scheduled = WorkRunner(self._store, self._clock, self._feed, self._holder, failed=self._failed)
        scheduled.start()
        self._led.callback(scheduled.stop)
