"""A file that is written stands whole or is what it was."""

import os

import pytest

from app.services.whole_file import write_whole


def test_a_new_file_and_a_later_one_hold_what_was_written(tmp_path):
    file = tmp_path / "letter.pdf"
    write_whole(file, b"first")
    write_whole(file, b"second")
    assert file.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_at_its_limit_leaves_what_was_there(tmp_path):
    resource = pytest.importorskip("resource", reason="no such limits on this system")
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"good")
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_whole(file, b"x" * 5_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    assert file.read_bytes() == b"good"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_leads_to_the_file_it_names(tmp_path):
    file, link = tmp_path / "kept" / "letter.pdf", tmp_path / "letter.pdf"
    file.parent.mkdir()
    try:
        link.symlink_to(file)
    except OSError:
        pytest.skip("no links on this system")
    write_whole(link, b"letter")
    assert (link.is_symlink(), file.read_bytes()) == (True, b"letter")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"letter")
    assert (os.read(reading, 100), pipe.is_fifo()) == (b"letter", True)
    os.close(reading)


def test_a_folder_that_is_missing_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "letter.pdf", b"letter")
