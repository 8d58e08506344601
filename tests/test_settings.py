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
