"""Messages go out through a real HTTP server, are tried again, and are noted in the job."""

import json
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import event, select

from app.domain.errors import RuleBroken, StoreUnavailable
from app.models.jobs import JobEvent
from app.models.parties import Technician
from app.services.changefeed import Changefeed
from app.services.jobs.commands import JobRef, Said
from app.services.messages.gateway import HttpGateway, NotSent
from app.services.messages.outbox import FAILED, PAUSES, SENT, Outbox, messages_of, queue_message
from app.services.messages.sender import Sender
from app.settings import MessageSettings, SmsGateway
from tests.factories import at_once, dump, founded
from tests.http_server import HttpServer

BY = Said("desk-1")


@pytest.fixture
def server():
    made = HttpServer()
    yield made
    made.close()


@pytest.fixture
def ground(store):
    made = founded(store)
    with store.writing() as session:
        session.get_one(Technician, made.technicians[0]).phone = "09121112222"
    return made


@pytest.fixture
def gateway(server):
    return SmsGateway(url=server.url, token="secret")


def send_due(store, clock, port):
    """How many messages were taken up, sent or not."""
    outbox = Outbox(store, clock, port)
    count = 0
    while outbox.send_next():
        count += 1
    return count


def queued(ground, gateway):
    job = ground.call()
    ground.assign(job)
    with ground.store.writing() as session:
        queue_message(session, ground.clock, JobRef(job), BY, MessageSettings(sms=gateway))
    return job


def states(ground, job):
    with ground.store.reading() as session:
        return [(row.state, row.attempts, row.problem) for row in messages_of(session, job)]


def notes(ground, job):
    with ground.store.reading() as session:
        query = select(JobEvent.reason, JobEvent.note).where(JobEvent.job_id == job, JobEvent.kind == "note")
        return [tuple(row) for row in session.execute(query)]


def test_a_message_is_sent_once_and_noted(ground, server, gateway):
    job = queued(ground, gateway)
    assert send_due(ground.store, ground.clock, HttpGateway(gateway)) == 1
    assert send_due(ground.store, ground.clock, HttpGateway(gateway)) == 0
    ((method, path, headers, body),) = server.asked
    sent = json.loads(body)
    assert (method, path, headers["Authorization"]) == ("POST", "/send", "secret")
    assert sent["to"] == "09121112222"
    assert sent["text"].startswith("درخواست ۱۰۰۰۱")
    assert states(ground, job) == [("sent", 1, "")]
    assert notes(ground, job) == [(SENT, "یکتا (09121112222)")]


@pytest.mark.parametrize("answer", [500, 503, 429, 0])
def test_what_passes_is_tried_again_ever_more_seldom_and_given_up(ground, server, gateway, answer):
    job = queued(ground, gateway)
    port = HttpGateway(gateway)
    for pause in PAUSES:
        server.answers = [answer]
        assert send_due(ground.store, ground.clock, port) == 1
        ground.clock.turn_by(pause - timedelta(seconds=1))
        assert send_due(ground.store, ground.clock, port) == 0, "not before its time"
        ground.clock.turn_by(timedelta(seconds=1))
    server.answers = [answer]
    send_due(ground.store, ground.clock, port)
    assert len(server.asked) == len(PAUSES) + 1
    ((state, attempts, problem),) = states(ground, job)
    assert (state, attempts) == ("failed", 5)
    assert notes(ground, job) == [(FAILED, f"یکتا (09121112222): {problem}")]


def test_a_refusal_of_the_gateway_is_final(ground, server, gateway):
    job = queued(ground, gateway)
    server.answers = [401]
    send_due(ground.store, ground.clock, HttpGateway(gateway))
    assert states(ground, job) == [("failed", 1, "HTTP 401")]
    assert "secret" not in str(notes(ground, job))


def test_after_a_fault_that_passed_it_is_sent(ground, server, gateway):
    job = queued(ground, gateway)
    server.answers = [503]
    send_due(ground.store, ground.clock, HttpGateway(gateway))
    ground.clock.turn_by(PAUSES[0])
    assert send_due(ground.store, ground.clock, HttpGateway(gateway)) == 1
    assert states(ground, job) == [("sent", 2, "")]


def test_what_is_for_somebody_else_by_now_is_withdrawn(ground, server, gateway):
    job = queued(ground, gateway)
    ground.assign(job, technician=1)
    assert send_due(ground.store, ground.clock, HttpGateway(gateway)) == 0
    assert (server.asked, states(ground, job)) == ([], [("withdrawn", 0, "")])


def test_a_desk_that_went_away_with_a_message_is_followed_by_another(ground, server, gateway):
    job = queued(ground, gateway)

    class Gone:
        seconds = 10

        def send(self, to, text):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_due(ground.store, ground.clock, Gone())
    assert send_due(ground.store, ground.clock, HttpGateway(gateway)) == 0
    ground.clock.turn_by(timedelta(minutes=2))
    assert send_due(ground.store, ground.clock, HttpGateway(gateway)) == 1
    assert states(ground, job) == [("sent", 2, "")]


class Counting:
    """A gateway that takes everything, unless told otherwise, and calls somebody meanwhile."""

    seconds = 10

    def __init__(self, meanwhile=lambda: None):
        self.sent = []
        self._meanwhile = meanwhile

    def send(self, to, text):
        self.sent.append(text)
        self._meanwhile()
        return "ok"


def test_a_slow_gateway_keeps_its_message_for_itself_as_long_as_it_may_take(ground, gateway):
    job = queued(ground, gateway)
    second = Counting()

    def slow():
        ground.clock.turn_by(timedelta(seconds=539))
        assert send_due(ground.store, ground.clock, second) == 0

    first = Counting(slow)
    first.seconds = 270
    assert send_due(ground.store, ground.clock, first) == 1
    assert (len(first.sent), second.sent, states(ground, job)) == (1, [], [("sent", 1, "")])


def test_what_is_withdrawn_while_another_message_is_on_its_way_is_not_sent(ground, gateway):
    jobs = [queued(ground, gateway) for _again in range(2)]
    port = Counting(lambda: ground.assign(jobs[1], technician=1))
    assert send_due(ground.store, ground.clock, port) == 1
    assert [states(ground, job)[0][0] for job in jobs] == ["sent", "withdrawn"]
    assert len(port.sent) == 1


def test_what_the_gateway_took_is_never_sent_again_though_the_store_is_held(ground, gateway):
    job = queued(ground, gateway)
    port, other = Counting(), Counting()
    outbox = Outbox(ground.store, ground.clock, port)

    def hold(session, _context=None, _instances=None):
        if any(getattr(row, "state", "") == "sent" for row in session.dirty):
            raise StoreUnavailable("store-locked", "here")

    event.listen(ground.store._writing, "before_flush", hold)  # noqa: SLF001 - where a store would refuse
    try:
        for _again in range(2):
            with pytest.raises(StoreUnavailable):
                outbox.send_next()
    finally:
        event.remove(ground.store._writing, "before_flush", hold)  # noqa: SLF001
    assert send_due(ground.store, ground.clock, other) == 0
    assert not outbox.send_next()
    assert (len(port.sent), other.sent, states(ground, job)) == (1, [], [("sent", 1, "")])
    assert notes(ground, job) == [(SENT, "یکتا (09121112222)")]


def test_a_fault_of_the_gateway_itself_is_told_and_the_message_waits_for_its_next_try(ground, gateway):
    job = queued(ground, gateway)

    def fault():
        raise ZeroDivisionError

    port = Counting(fault)
    with pytest.raises(ZeroDivisionError):
        Outbox(ground.store, ground.clock, port).send_next()
    assert states(ground, job) == [("queued", 1, "ZeroDivisionError")]
    assert send_due(ground.store, ground.clock, Counting()) == 0
    ground.clock.turn_by(PAUSES[0])
    assert send_due(ground.store, ground.clock, Counting()) == 1
    assert states(ground, job) == [("sent", 2, "")]


def test_desks_that_send_at_once_send_each_message_once(ground, gateway):
    jobs = [queued(ground, gateway) for _again in range(8)]
    port = Counting()
    taken = at_once(partial(send_due, ground.store, ground.clock, port), 3)
    assert (sum(taken), len(port.sent)) == (8, 8)
    assert {states(ground, job)[0] for job in jobs} == {("sent", 1, "")}


@pytest.mark.parametrize(
    ("settings", "technician", "code"),
    [
        (MessageSettings(), 0, "no-gateway"),
        (MessageSettings(sms=SmsGateway(url="http://127.0.0.1:9/")), 1, "no-phone"),
        (MessageSettings(sms=SmsGateway(url="http://127.0.0.1:9/")), None, "no-technician"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_queued(ground, settings, technician, code):
    job = ground.call()
    if technician is not None:
        ground.assign(job, technician=technician)
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as refused, ground.store.writing() as session:
        queue_message(session, ground.clock, JobRef(job), BY, settings)
    assert refused.value.code == code
    assert dump(ground.store) == before


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"method": "GET", "url": "{url}?to={to}&msg={text}&key={token}", "header": ""}, "query"),
        (
            {
                "content_type": "application/x-www-form-urlencoded",
                "body": "to={to}&msg={text}&key={token}",
                "header": "",
            },
            "body",
        ),
    ],
)
def test_the_form_is_the_gateways_and_nothing_in_a_text_ends_it(server, settings, asked):
    values = settings | {"url": settings.get("url", "{url}").replace("{url}", server.url), "token": "a&b"}
    HttpGateway(SmsGateway(**values)).send("+98912", 'یک "دو" & سه\nچهار {to} {token}')
    _method, path, headers, body = server.asked[0]
    found = parse_qs(urlsplit(path).query if asked == "query" else body)
    assert found == {"to": ["+98912"], "msg": ['یک "دو" & سه\nچهار {to} {token}'], "key": ["a&b"]}
    assert "Authorization" not in headers


def test_where_nobody_listens_is_said(server):
    url = server.url
    server.close()
    with pytest.raises(NotSent) as told:
        HttpGateway(SmsGateway(url=url)).send("0912", "x")
    assert not told.value.is_final
    server.__init__()  # closed again by the fixture


def test_the_sender_sends_what_is_queued_and_ends(ground, server, gateway, feed: Changefeed):
    failures = []
    outbox = Outbox(ground.store, ground.clock, HttpGateway(gateway))
    sender = Sender(feed, "outgoing_message", outbox, failed=failures.append)
    sender.start()
    job = queued(ground, gateway)
    assert server.heard.wait(10)
    sender.stop()
    assert failures == []
    assert states(ground, job) == [("sent", 1, "")]
