import pytest

from app.services.changefeed import Changefeed


def test_every_listener_hears_every_commit_until_it_leaves():
    feed, first, second = Changefeed(), [], []
    leave = feed.subscribe(first.append)
    feed.subscribe(second.append)
    feed.publish({"job": {1}})
    leave()
    feed.publish({"job": {2}})
    assert (first, second) == ([{"job": {1}}], [{"job": {1}}, {"job": {2}}])


def test_the_fault_of_one_listener_is_not_that_of_the_others(logged_warnings):
    feed, heard = Changefeed(), []

    def stumble(_changes):
        raise LookupError("stumbled")

    feed.subscribe(stumble)
    feed.subscribe(heard.append)
    feed.publish({"job": {1}})
    assert heard == [{"job": {1}}]
    (record,) = logged_warnings
    assert record.getMessage() == "a listener failed on news of a commit"
    logged_warnings.clear()


def test_a_listener_may_leave_or_bring_another_while_it_hears():
    feed, heard = Changefeed(), []

    def once(changes):
        leave()
        feed.subscribe(heard.append)

    leave = feed.subscribe(once)
    feed.publish({"job": {1}})
    feed.publish({"job": {2}})
    assert heard == [{"job": {2}}]


def test_leaving_twice_is_a_fault_of_the_program():
    leave = Changefeed().subscribe(print)
    leave()
    with pytest.raises(ValueError, match="not in list"):
        leave()
