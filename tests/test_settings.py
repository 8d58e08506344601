"""Settings come from the file and the environment; what is wrong with them is said in one line."""

from pathlib import Path

import pytest

from app.domain.errors import BadInput
from app.settings import read_settings


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('store = "sqlite:///a"\nuser = "sara"\ntime_zone = "Asia/Tbilisi"\n', encoding="utf-8")
    found = read_settings({"POSHTIBAN_SETTINGS": str(file), "POSHTIBAN_STORE": "sqlite:///b"})
    assert (found.store_url, found.user, found.time_zone) == ("sqlite:///b", "sara", "Asia/Tbilisi")


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    found = read_settings({"POSHTIBAN_SETTINGS": str(tmp_path / "none.toml")})
    assert (found.user, found.language, found.theme, found.time_zone) == ("desk", "fa", "dark", "Asia/Tehran")


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_settings({"POSHTIBAN_SETTINGS": str(tmp_path)})
    assert str(refused.value) == f"{tmp_path}: found Is a directory, expected a file that can be read"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('time_zone = "Mars/Olympus"', "time_zone"),
        ('time_zone = "../../etc/passwd"', "time_zone"),
        ('time_zone = "Asia"', "time_zone"),
        ('time_zone = ""', "time_zone"),
        ('time_zone = "\\u0000"', "time_zone"),
        ("user = 7", "user"),
        ('theme = "pink"', "theme"),
        ('region = "N"', "region"),
        ("user", None),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, line: str, column: str | None) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_settings({"POSHTIBAN_SETTINGS": str(file)})
    assert (refused.value.file, refused.value.column) == (str(file), column)
    assert "\n" not in str(refused.value)


def test_messages_and_their_gateway_have_tables_and_the_token_comes_from_outside(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        '[messages]\nmap_link = "geo:{lat},{lon}"\naccept_minutes = 20\ntexts = "own.toml"\n'
        '[sms]\nurl = "https://sms.example/send"\nseconds = 5\n',
        encoding="utf-8",
    )
    found = read_settings({"POSHTIBAN_SETTINGS": str(file), "POSHTIBAN_SMS_TOKEN": "t0k"}).messages
    assert (found.map_link, found.accept_minutes, found.texts_file) == (
        "geo:{lat},{lon}",
        20,
        tmp_path / "own.toml",
    )
    assert found.sms is not None
    assert (found.sms.url, found.sms.seconds, found.sms.token) == ("https://sms.example/send", 5, "t0k")
    assert "t0k" not in repr(found)
    assert read_settings({"POSHTIBAN_SETTINGS": str(tmp_path / "none.toml")}).messages.sms is None


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("messages = 7", "messages"),
        ('[messages]\nmap_link = "x"', "messages.map_link"),
        ('[messages]\nmap_link = "{lat}{lon}{x}"', "messages.map_link"),
        ("[messages]\naccept_minutes = 0", "messages.accept_minutes"),
        ("[messages]\naccept_minutes = true", "messages.accept_minutes"),
        ('[messages]\ncolour = "red"', "messages.colour"),
        ('[sms]\nurl = "ftp://x"', "sms.url"),
        ('[sms]\nurl = "https://x"\nmethod = "DELETE"', "sms.method"),
        ('[sms]\nurl = "https://x"\nbody = "{to}"', "sms.body"),
        ('[sms]\nurl = "https://x?to={to}"\nmethod = "GET"', "sms.body"),
        ('[sms]\nurl = "https://x"\nseconds = 99', "sms.seconds"),
        ('[sms]\nurl = "https://x"\ntoken = "secret"', "sms.token"),
    ],
)
def test_what_is_wrong_in_the_tables_of_messages_is_named(tmp_path: Path, text: str, column: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_settings({"POSHTIBAN_SETTINGS": str(file)})
    assert refused.value.column == column
