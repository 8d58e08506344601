"""Steps of alarms go out by mail and webhook, through real servers, once, and are tried again."""

import hashlib
import hmac
import json
import socket
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, select

from app.domain.errors import RuleBroken, StoreUnavailable
from app.models.alarms import UserHours
from app.models.background import ChannelSetting, Notification
from app.models.parties import User
from app.services import alarm_steps, alarm_watch, sla_watch
from app.services.channels.configured import (
    MailSettings,
    WebhookSettings,
    recipients,
    set_address,
    set_channel,
)
from app.services.channels.outbox import (
    PAUSES,
    NotificationOutbox,
    latest_notifications,
    send_again,
)
from app.services.channels.trying import try_mail, try_webhook
from app.services.channels.webhook import SIGNATURE
from tests.factories import at_once, dump, founded
from tests.http_server import HttpServer
from tests.smtp_server import TLS, SmtpServer

SECRETS = {"mail": "pass-word", "webhook": "s3cret"}


@pytest.fixture
def smtp():
    made = SmtpServer()
    yield made
    made.close()


@pytest.fixture
def http():
    made = HttpServer()
    yield made
    made.close()


@pytest.fixture
def ground(store):
    """A region with a dispatcher, a supervisor and a manager who have addresses."""
    made = founded(store)
    with store.writing() as session:
        for login, role in (("sara", "dispatcher"), ("ali", "supervisor"), ("mina", "contract-manager")):
            user = User(login=login, name=login, role=role)
            session.add(user)
            session.flush()
            set_address(session, user.id, f"{login}@example.ir")
    return made


def mailed(smtp, **more):
    values = {"host": "127.0.0.1", "port": str(smtp.port), "security": "none", "sender": "room@example.ir"}
    return MailSettings(**values | more)


def set_to(ground, *wanted):
    with ground.store.writing() as session:
        for one in wanted:
            set_channel(session, ground.clock, one, by="admin")


def watch(ground, minutes=0.0):
    ground.wait(minutes)
    with ground.store.writing() as session:
        sla_watch.raise_due(session, ground.clock)
        alarm_watch.take_due(session, ground.clock)


def send(ground):
    """How many parcels were taken up, sent or not."""
    outbox = NotificationOutbox(ground.store, ground.clock, SECRETS.__getitem__)
    count = 0
    while outbox.send_next():
        count += 1
    return count


def sent(ground):
    with ground.store.reading() as session:
        rows = latest_notifications(session)
    return sorted((row.channel, row.to, row.state, row.attempts, row.problem) for row in rows)


def escalated(ground, **more):
    """A breach that nobody acknowledged until it went to the supervisors."""
    ground.call(priority="P1", **more)
    watch(ground, 61)
    watch(ground, 61)


def test_a_breach_passed_up_is_mailed_to_its_level_once(ground, smtp):
    set_to(ground, mailed(smtp, language="en"))
    escalated(ground)
    assert send(ground) >= 1
    assert send(ground) == 0
    to = sorted(address for addresses, _mail in smtp.mails for address in addresses)
    assert to == ["ali@example.ir"]
    mail = smtp.mails[0][1]
    assert mail["From"] == "room@example.ir"
    assert "Passed up: Breach, call " in mail.get_content()
    assert {row[2] for row in sent(ground)} == {"sent"}


def test_a_flood_for_one_person_is_one_mail(ground, smtp):
    set_to(ground, mailed(smtp, raised_from="low"))
    for _again in range(5):
        ground.call(priority="P1")
    watch(ground, 61)
    assert send(ground) == 1
    ((to, mail),) = smtp.mails
    assert to == ["sara@example.ir"]
    # Of each call the warning and the breach of its arrival, and the first warning of its repair.
    assert mail["Subject"] == "۱۵ هشدار اتاق کنترل"
    assert len(mail.get_content().splitlines()) == 17
    assert len(sent(ground)) == 15


def test_what_comes_off_duty_waits_until_the_shift_begins(ground, smtp):
    set_to(ground, mailed(smtp, raised_from="low"))
    with ground.store.writing() as session:
        sara = session.scalars(select(User.id).where(User.login == "sara")).one()
        # It is Monday; she works on Tuesdays from 06:00 in Tehran, which is 02:30 UTC.
        session.add(UserHours(user_id=sara, weekday=1, opens=360, closes=840))
    ground.call(priority="P1")
    watch(ground, 61)
    assert send(ground) == 0
    (due,) = {row.due_at for row in notifications(ground)}
    assert due.isoformat() == "2026-06-02T02:30:00+00:00"
    ground.clock.turn_to(due)
    assert send(ground) == 1
    assert len(smtp.mails) == 1


def notifications(ground):
    with ground.store.reading() as session:
        return session.scalars(select(Notification).order_by(Notification.id)).all()


def test_below_the_urgency_that_was_set_nothing_is_mailed(ground, smtp):
    set_to(ground, mailed(smtp, raised_from="high"))
    ground.call(priority="P3")
    watch(ground, 61)
    assert sent(ground) == []


def test_a_step_and_its_notice_are_committed_together(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call()
    ground.wait(61)
    before = dump(ground.store)

    def step_that_fails():
        with ground.store.writing() as session:
            sla_watch.raise_due(session, ground.clock)
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        step_that_fails()
    assert dump(ground.store) == before


def test_the_webhook_is_told_every_step_signed_and_with_a_key(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call(priority="P1")
    watch(ground, 61)
    with ground.store.writing() as session:
        alarm_steps.acknowledge(session, ground.clock, 1, by="sara")
    assert send(ground) == 4
    told = [json.loads(body) for _method, _path, _headers, body in http.asked]
    assert [each["step"] for each in told] == ["raised", "raised", "raised", "acknowledged"]
    assert told[3]["actor"] == "sara"
    assert set(told[0]) == {
        *("form", "event", "step", "at", "recorded_at", "actor", "reason", "note", "until"),
        *("alarm", "job", "promise"),
    }
    assert told[0]["alarm"]["raised_at"] == told[0]["at"]
    for each, (method, _path, headers, body) in zip(told, http.asked, strict=True):
        found = hmac.new(b"s3cret", body.encode(), hashlib.sha256).hexdigest()
        lower = {name.lower(): value for name, value in headers.items()}
        assert (method, lower[SIGNATURE.lower()]) == ("POST", f"sha256={found}")
        assert lower["idempotency-key"] == f"webhook:{each['event']}"


@pytest.mark.parametrize(
    ("answer", "state", "attempts", "problem"),
    [
        (500, "sent", 2, ""),
        (0, "sent", 2, ""),
        (429, "sent", 2, ""),
        (302, "sent", 2, ""),
        (410, "failed", 1, "HTTP 410"),
        (400, "failed", 1, "HTTP 400"),
    ],
)
def test_an_answer_that_passes_is_tried_again_with_the_same_key(
    ground, http, answer, state, attempts, problem
):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call()
    watch(ground, 31)
    http.answers.append(answer)
    assert send(ground) == 1
    ground.clock.turn_by(PAUSES[0])
    send(ground)
    assert sent(ground) == [("webhook", "", state, attempts, problem)]
    keys = {headers["Idempotency-Key"] for _method, _path, headers, _body in http.asked}
    assert (len(http.asked), keys) == (attempts, {"webhook:1"})


def test_after_the_last_attempt_it_has_failed_and_can_be_put_on_its_way_again(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call()
    watch(ground, 31)
    http.answers += [500] * (len(PAUSES) + 1)
    for pause in (*PAUSES, timedelta(0)):
        assert send(ground) == 1
        ground.clock.turn_by(pause)
    assert sent(ground) == [("webhook", "", "failed", 6, "HTTP 500")]
    assert send(ground) == 0
    with ground.store.writing() as session:
        assert send_again(session, ground.clock) == 1
    assert send(ground) == 1
    assert sent(ground) == [("webhook", "", "sent", 1, "")]


def test_a_refused_address_is_final_and_holds_up_no_other(ground, smtp):
    set_to(ground, mailed(smtp, raised_from="low"))
    with ground.store.writing() as session:
        user = User(login="omid", name="omid", role="dispatcher")
        session.add(user)
        session.flush()
        set_address(session, user.id, "gone@example.ir")
    smtp.refused = {"gone@example.ir": "550 5.1.1 no such user"}
    ground.call()
    watch(ground, 31)
    send(ground)
    assert sent(ground) == [
        ("mail", "gone@example.ir", "failed", 1, "550 5.1.1 no such user"),
        ("mail", "sara@example.ir", "sent", 1, ""),
    ]


def test_a_server_that_is_full_or_down_is_tried_again(ground, smtp):
    set_to(ground, mailed(smtp, raised_from="low"))
    smtp.refused = {"sara@example.ir": "452 4.2.2 mailbox full"}
    ground.call()
    watch(ground, 31)
    send(ground)
    assert sent(ground) == [("mail", "sara@example.ir", "queued", 1, "452 4.2.2 mailbox full")]
    smtp.refused = {}
    smtp.close()
    ground.clock.turn_by(PAUSES[0])
    send(ground)
    ((_channel, _to, state, attempts, problem),) = sent(ground)
    assert (state, attempts) == ("queued", 2)
    assert "refused" in problem
    other = SmtpServer()
    set_to(ground, mailed(other, raised_from="low"))
    ground.clock.turn_by(PAUSES[1])
    send(ground)
    other.close()
    assert sent(ground) == [("mail", "sara@example.ir", "sent", 3, "")]
    smtp.__init__()  # closed again by the fixture


def test_a_server_that_dies_after_the_mail_is_asked_again_with_the_same_id(ground, smtp):
    """Whether it kept the mail nobody knows: it is sent again, and can be told to be the same."""
    set_to(ground, mailed(smtp, raised_from="low"))
    ground.call()
    watch(ground, 31)
    smtp.dies_after_data = True
    send(ground)
    ((_channel, _to, state, attempts, _problem),) = sent(ground)
    assert (state, attempts) == ("queued", 1)
    smtp.dies_after_data = False
    ground.clock.turn_by(PAUSES[0])
    send(ground)
    assert sent(ground) == [("mail", "sara@example.ir", "sent", 2, "")]
    (first, second) = (mail["Message-ID"] for _to, mail in smtp.mails)
    assert first == second


def test_the_password_goes_through_tls_alone(ground, smtp, monkeypatch):
    smtp.password, smtp.starttls = "pass-word", True
    wanted = mailed(smtp, host="localhost", security="starttls", login="room")
    with pytest.raises(RuleBroken) as told:
        try_mail(wanted, "pass-word", "a@example.ir", ground.clock.now())
    assert (told.value.code, smtp.logins, smtp.mails) == ("not-sent", [], [])
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    answer = try_mail(wanted, "pass-word", "a@example.ir", ground.clock.now())
    assert (answer, smtp.logins, smtp.was_secure) == ("2.0.0 queued as A1", ["room"], [True])
    with pytest.raises(RuleBroken) as told:
        try_mail(wanted, "wrong", "a@example.ir", ground.clock.now())
    assert "535 5.7.8 wrong password" in str(told.value.parameters["problem"])


def test_a_server_without_starttls_gets_neither_password_nor_mail(ground, smtp):
    with pytest.raises(RuleBroken) as told:
        try_mail(mailed(smtp, security="starttls"), "", "a@example.ir", ground.clock.now())
    assert (told.value.code, smtp.mails) == ("not-sent", [])


def test_desks_that_send_at_once_send_each_notice_once(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    for _again in range(4):
        ground.call()
    watch(ground, 31)
    taken = at_once(partial(send, ground), 3)
    assert (sum(taken), len(http.asked)) == (4, 4)
    assert {row[2:4] for row in sent(ground)} == {("sent", 1)}


def test_a_store_that_is_locked_after_the_answer_makes_nothing_go_out_twice(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call()
    watch(ground, 31)
    outbox = NotificationOutbox(ground.store, ground.clock, SECRETS.__getitem__)
    commits = []

    def fail(_connection):
        commits.append(1)
        if len(commits) == 2:
            raise StoreUnavailable("store-locked", "here")

    event.listen(ground.store.engine, "commit", fail)
    with pytest.raises(StoreUnavailable):
        outbox.send_next()
    ground.clock.turn_by(timedelta(minutes=5))
    assert not outbox.send_next()
    event.remove(ground.store.engine, "commit", fail)
    assert len(http.asked) == 1
    assert sent(ground) == [("webhook", "", "sent", 1, "")]


def test_nobody_who_writes_waits_for_a_key_store_that_asks_its_user(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call()
    watch(ground, 31)

    def asking(channel):
        set_to(ground, MailSettings(host="127.0.0.1", sender="a@example.ir", login="x"))
        return SECRETS[channel]

    assert NotificationOutbox(ground.store, ground.clock, asking).send_next()
    assert sent(ground) == [("webhook", "", "sent", 1, "")]


def test_a_desk_without_the_password_leaves_it_to_others(ground, http):
    set_to(ground, WebhookSettings(url=http.url))
    ground.call()
    watch(ground, 31)
    outbox = NotificationOutbox(ground.store, ground.clock, lambda _channel: "")
    assert not outbox.send_next()
    assert sent(ground) == [("webhook", "", "queued", 0, "")]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (MailSettings(host="a b", sender="a@b.ir"), "host"),
        (MailSettings(host="a", sender="a@b.ir", port="0"), "port"),
        (MailSettings(host="a", sender="a@b.ir", port="٥"), "port"),
        (MailSettings(host="a", sender=""), "sender"),
        (MailSettings(host="a", sender="a@b.ir\nBcc: c@d.ir"), "sender"),
        (MailSettings(host="a", sender="a@b.ir", security="ssl"), "security"),
        (MailSettings(host="a", sender="a@b.ir", login="a\nb"), "login"),
        (WebhookSettings(url="file:///etc/passwd"), "url"),
        (WebhookSettings(url="http://"), "url"),
        (WebhookSettings(url="http://a:99999/"), "url"),
        (WebhookSettings(url="http://a/", seconds="0"), "seconds"),
    ],
)
def test_settings_that_make_no_sense_are_refused_and_nothing_is_kept(ground, wanted, name):
    before = dump(ground.store)
    with pytest.raises(RuleBroken) as told:
        set_to(ground, wanted)
    assert (told.value.code, told.value.parameters["name"]) == ("channel-setting", name)
    assert dump(ground.store) == before


def test_a_password_in_clear_is_refused(ground):
    with pytest.raises(RuleBroken) as told:
        set_to(ground, MailSettings(host="mail.ir", sender="a@b.ir", login="a", security="none"))
    assert told.value.code == "mail-in-clear"


def test_no_password_is_in_the_store(ground, smtp, http):
    set_to(ground, mailed(smtp, login="room", raised_from="low"), WebhookSettings(url=http.url))
    ground.call()
    watch(ground, 31)
    send(ground)
    text = repr(dump(ground.store))
    assert "pass-word" not in text
    assert "s3cret" not in text
    with ground.store.reading() as session:
        assert session.scalars(select(ChannelSetting.set_by).distinct()).all() == ["admin"]


def test_an_address_can_be_taken_back(ground):
    with ground.store.writing() as session:
        sara = session.scalars(select(User.id).where(User.login == "sara")).one()
        set_address(session, sara, " ")
    with ground.store.reading() as session:
        found = {each.login: each.address for each in recipients(session)}
    assert found == {"ali": "ali@example.ir", "mina": "mina@example.ir", "sara": ""}


def test_a_test_tells_the_answer(ground, http):
    assert try_webhook(WebhookSettings(url=http.url), "s", ground.clock.now()) == 'HTTP 200 {"id": 77}'
    http.answers.append(503)
    with pytest.raises(RuleBroken) as told:
        try_webhook(WebhookSettings(url=http.url), "s", ground.clock.now())
    assert told.value.parameters["problem"] == "HTTP 503"


def test_without_a_secret_not_even_a_test_is_posted(ground, http):
    with pytest.raises(RuleBroken) as told:
        try_webhook(WebhookSettings(url=http.url), "", ground.clock.now())
    assert (told.value.code, told.value.parameters["name"]) == ("channel-setting", "secret")
    assert http.asked == []


def test_a_webhook_that_says_nothing_is_given_up_and_tried_again(ground):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        set_to(ground, WebhookSettings(url=f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds="1"))
        ground.call()
        watch(ground, 31)
        assert send(ground) == 1
    assert sent(ground) == [("webhook", "", "queued", 1, "timed out")]
