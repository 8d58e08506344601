"""`poshtiban channels`: set, said, tried out; passwords go to the key store and nowhere else."""

import io
import json

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from app.bootstrap import main
from app.services.channels.passwords import VARIABLES, keep_password, password
from tests.http_server import HttpServer
from tests.prepared import filled


class OwnKeyring(KeyringBackend):
    """A key store of this test."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture
def keys():
    before = keyring.get_keyring()
    made = OwnKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def no_keys():
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def url(tmp_path):
    file = tmp_path / "store.sqlite"
    file.write_bytes(filled())
    return f"sqlite:///{file}"


def said(capsys, url, *options):
    status = main(["--store", url, "--json", "channels", *options])
    return status, json.loads(capsys.readouterr().out or "null")


def test_what_is_set_is_said_again(url, keys, capsys):
    changes = ("--set", "mail.host=mail.example.ir", "--set", "mail.sender=room@example.ir")
    assert said(capsys, url, *changes)[0] == 0
    _status, found = said(capsys, url)
    assert (found["mail"]["host"], found["mail"]["security"]) == ("mail.example.ir", "starttls")
    assert found["passwords"] == {"mail": False, "sms": False, "webhook": False}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--set", "mail.nothing=1"), "expected CHANNEL.NAME=VALUE with one of mail.host"),
        (("--set", "mail.host"), "expected CHANNEL.NAME=VALUE"),
        (("--set", "webhook.seconds=7", "--set", "mail.port=70000"), "“70000” is no good for port."),
        (("--set", "webhook.seconds=7", "--address", "nobody=a@b.ir"), "expected LOGIN=ADDRESS"),
        (("--test-mail", "no address"), "expected an address such as name@example.ir"),
        (("--test-webhook",), "“” is no good for url."),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_kept(url, keys, capsys, options, words):
    before = said(capsys, url)[1]
    assert main(["--store", url, "channels", *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert said(capsys, url)[1] == before


def test_a_password_is_read_from_stdin_and_kept_in_the_key_store(url, keys, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    assert main(["--store", url, "channels", "--password", "webhook"]) == 0
    assert keys.kept == {("poshtiban", "webhook"): "s3cret"}
    assert said(capsys, url)[1]["passwords"]["webhook"] is True
    keep_password("webhook", "")
    assert keys.kept == {}
    keep_password("webhook", "")


def test_without_a_key_store_the_variable_is_named(url, no_keys, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    assert main(["--store", url, "channels", "--password", "mail"]) == 2
    told = capsys.readouterr().err
    assert "set the variable POSHTIBAN_SMTP_PASSWORD instead" in told
    assert "s3cret" not in told
    assert password("mail") == ""
    assert password("mail", {"POSHTIBAN_SMTP_PASSWORD": "x"}) == "x"


def test_a_test_says_the_answer(url, keys, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLES["webhook"], "secret")
    server = HttpServer()
    try:
        options = ("--set", f"webhook.url={server.url}", "--test-webhook")
        assert main(["--store", url, "channels", *options]) == 0
        assert capsys.readouterr().out == 'HTTP 200 {"id": 77}\n'
        server.answers.append(500)
        assert main(["--store", url, "channels", "--test-webhook"]) == 2
        assert capsys.readouterr().err == "poshtiban: It was not sent: HTTP 500\n"
    finally:
        server.close()
