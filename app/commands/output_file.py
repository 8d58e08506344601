"""The file that a command writes its answer to."""

from pathlib import Path

from app.domain.errors import BadInput
from app.services.whole_file import write_whole


def write_output(file: Path, content: bytes) -> None:
    """Write it whole; raises BadInput with the system's reason, and leaves what was there."""
    try:
        write_whole(file, content)
    except OSError as error:
        raise BadInput(str(file), error.strerror or "no access", "a file that can be written") from error
