"""The grammar of mappings: every mistake has a place, and the page tells every key."""

import re
from pathlib import Path

import pytest

from app.domain.errors import BadInput
from app.services.imports.log_mapping import Column, Otherwise, RowsAre
from app.services.imports.mapping_file import GRAMMAR, read_mapping

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "import-mapping.md"

GOOD = """
name = "log"
time_zone = "Asia/Tehran"
[[file]]
name = "rows"
rows = "events"
[file.fields]
ticket = { column = "Variant", occurrence = 2, missing = ["0"], prefix = "L-" }
activity = "what"
at = "when"
[[file.event]]
when = ["open"]
kinds = ["reported"]
"""


def test_the_page_lists_exactly_the_keys_the_parser_knows() -> None:
    told = re.findall(r"^\| `([a-z_.*]+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    known = [f"{table}.{key}" if table else key for table, keys in GRAMMAR.items() for key in keys]
    assert sorted(told) == sorted(known)


def test_a_mapping_is_read_whole() -> None:
    mapping = read_mapping(GOOD, file="m.toml")
    section = mapping.files[0]

    assert (mapping.name, mapping.time_zone, mapping.psp) == ("log", "Asia/Tehran", "")
    assert (section.rows, section.otherwise, section.delimiter) == (RowsAre.EVENTS, Otherwise.REJECT, ",")
    assert section.columns() == (Column("Variant", 2), Column("what"), Column("when"))
    assert section.fields["ticket"].value(" 7 ") == "L-7"
    assert section.fields["ticket"].value("0") == ""


def test_the_second_of_two_columns_with_one_heading_is_found() -> None:
    header = ["Variant", "what", "Variant", "when"]
    assert Column("Variant", 2).index(header) == 2
    assert Column("Variant", 3).index(header) is None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "mappings").glob("*.toml")), ids=lambda path: path.stem
)
def test_shipped_mappings_are_good(path: Path) -> None:
    assert read_mapping(path.read_text(encoding="utf-8"), file=path.name).files


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name = "log"', "name = ", "expected valid TOML"),
        ('name = "log"', "", "m.toml, name: found nothing, expected text"),
        ('name = "log"', "name = 1", "m.toml, name: found 1, expected text"),
        ('name = "log"', 'nam = "log"', "m.toml, nam: found unknown key 'nam', expected one of file, name"),
        ("Asia/Tehran", "Mars/Base", "m.toml, time_zone: found 'Mars/Base', expected a time zone"),
        ('"events"', '"lines"', "m.toml, file[1].rows: found 'lines', expected one of events, tickets"),
        ('"events"', '"tickets"', "m.toml, file[1].fields.at: found fields.at, expected at in each"),
        ('at = "when"', "", "m.toml, file[1].fields.at: found nothing, expected a heading"),
        ('at = "when"', "at = 3", "m.toml, file[1].fields.at: found 3, expected a heading"),
        ('at = "when"', 'on = "when"', "m.toml, file[1].fields.on: found unknown key 'on'"),
        ("occurrence = 2", "occurrence = 0", "file[1].fields.ticket.occurrence: found 0"),
        ("occurrence = 2", "place = 2", "file[1].fields.ticket.place: found unknown key 'place'"),
        ('column = "Variant", ', "", "file[1].fields.ticket.column: found nothing, expected a heading"),
        ('prefix = "L-"', "values = { a = 1 }", "file[1].fields.ticket.values: found {'a': 1}"),
        ('"reported"', '"opened"', "file[1].event[1].kinds: found ['opened'], expected some of reported"),
        ('"reported"', '"paused"', "file[1].event[1].owner: found nothing, expected who has to answer"),
        ('kinds = ["reported"]', "", "file[1].event[1].kinds: found nothing"),
        ('when = ["open"]', "", "file[1].event[1].when: found nothing, expected the activities"),
        ('when = ["open"]', "when = [1]", "file[1].event[1].when: found [1], expected a list of texts"),
        (
            'when = ["open"]',
            'when = ["open"]\nat = "x"',
            "file[1].event[1].at: found 'x', expected fields.at",
        ),
        ('rows = "events"', 'rows = "events"\ndelimiter = ",,"', "file[1].delimiter: found ',,'"),
        ('rows = "events"', 'rows = "events"\nencoding = "rot13"', "file[1].encoding: found 'rot13'"),
        ('rows = "events"', 'rows = "events"\ntimes = ["%H:%M"]', "file[1].times: found ['%H:%M']"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, expected: str) -> None:
    with pytest.raises(BadInput) as failure:
        read_mapping(GOOD.replace(old, new, 1), file="m.toml")
    assert expected in str(failure.value)
