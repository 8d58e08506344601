"""A screen for the stories: shipped fonts, Persian and dark."""

from tests.views.conftest import _widgets_gone, fonts, persian

__all__ = ["_widgets_gone", "fonts", "persian"]
