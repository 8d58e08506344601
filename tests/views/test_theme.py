"""The two looks: readable in every pair, and whole."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QPalette

from app.views.theme import (
    DARK,
    LIGHT,
    RESOURCES,
    Theme,
    contrast,
    font,
    load_fonts,
    palette,
    style_sheet,
    text_pairs,
    tokens_of,
)


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#123456", "#123456") == 1.0
    # The WCAG example of a grey that just fails on white.
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_every_text_is_readable_on_its_ground(theme: Theme) -> None:
    faint = {
        name: ratio
        for name, text, ground in text_pairs(tokens_of(theme))
        if (ratio := contrast(text, ground)) < 4.5
    }
    assert faint == {}


def test_style_sheet_names_only_tokens_and_icons_that_exist(theme: Theme) -> None:
    sheet = style_sheet(tokens_of(theme))
    assert "$" not in sheet
    icons = {part.split(")")[0] for part in sheet.split("url(")[1:]}
    assert {Path(icon).name for icon in icons} == {"up.svg", "down.svg", "check.svg"}
    assert all(Path(icon).is_file() and Path(icon).is_relative_to(RESOURCES) for icon in icons)


def test_palette_wears_the_tokens() -> None:
    for tokens in (DARK, LIGHT):
        worn = palette(tokens)
        assert worn.color(QPalette.ColorRole.Window).name() == tokens.ground
        assert worn.color(QPalette.ColorRole.Text).name() == tokens.text


def test_fonts_have_four_weights_and_tabular_digits(fonts: None) -> None:
    assert set(QFontDatabase.styles("Vazirmatn")) >= {"Regular", "Medium", "SemiBold", "Bold"}
    ticking = font(15, 700, tabular=True)
    assert ticking.featureValue(QFont.Tag("tnum")) == 1
    assert font(15).featureTags() == []


def test_a_file_that_is_no_font_is_named(fonts: None, tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    assert load_fonts(tmp_path) == ["broken.ttf"]
