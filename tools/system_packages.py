"""What Poshtiban needs from the system beyond Python, and the Debian packages that bring it."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Mapping

# Qt does not start without these, not even offscreen.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Qt opens no window under X11 without these.
SCREEN_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
PROGRAM_PACKAGES = {
    "Xvfb": "xvfb",
    "convert": "imagemagick",
    "import": "imagemagick",
    "openbox": "openbox",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "xdotool": "xdotool",
}


def missing_libraries(wanted: Mapping[str, str]) -> dict[str, str]:
    """Those of `wanted` (library: package) that this Linux cannot load; nothing elsewhere."""
    if not sys.platform.startswith("linux"):
        return {}
    return {library: package for library, package in wanted.items() if not _loads(library)}


def missing_programs(wanted: Iterable[str]) -> dict[str, str]:
    """Those of `wanted` that are not on the path, with the package that brings each."""
    return {name: PROGRAM_PACKAGES.get(name, name) for name in wanted if shutil.which(name) is None}


def remedy(missing: Mapping[str, str]) -> str:
    """One line: what is missing, and the command that installs it."""
    command = "apt-get install" if _is_root() else "sudo apt-get install"
    return f"{', '.join(missing)} missing; install with: {command} {' '.join(sorted(set(missing.values())))}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main() -> int:
    """Say in one line what a start of the program lacks here; 1 if anything does."""
    wanted = QT_LIBRARIES | (SCREEN_LIBRARIES if os.environ.get("DISPLAY") else {})
    missing = missing_libraries(wanted)
    if missing:
        print(f"Poshtiban needs Qt's system libraries: {remedy(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
