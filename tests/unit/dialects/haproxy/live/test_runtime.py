"""The reader of one HAProxy: what it asks, and what it makes of the answers."""

import pytest

from steelyard.dialects.haproxy.live.runtime import Reader
from steelyard.dialects.runtime import LiveError, Question, Runtime
from tests.harness.haproxy_answers import info, pool, proc, server, stat, states


def answers(reader: Runtime, *pools: str) -> dict[Question, str]:
    texts = {
        "show info": info(),
        "show proc": proc("1 [failed: 0]", [7]),
        "show stat": stat(server("web", "a", 5), pool("web", 5)),
        "show serv": states(),
    }
    return {question: texts[question.text[:9]] for question in reader.questions(pools)}


def test_everything_is_asked_at_once_or_pool_by_pool():
    reader = Reader(master=True)
    assert [(one.to, one.text) for one in reader.questions()] == [
        ("master", "show proc"),
        ("runtime", "show info"),
        ("runtime", "show stat -1 6 -1"),
        ("runtime", "show servers state"),
    ]
    assert [one.text for one in Reader().questions(["web", "api"])] == [
        "show info",
        "show stat web 6 -1",
        "show stat api 6 -1",
        "show servers state web",
        "show servers state api",
    ]


def test_answers_become_a_snapshot():
    reader = Reader()
    assert not reader.read(answers(reader), 3.0).partial
    found = reader.read(answers(reader, "web"), 4.0)
    assert (found.at, found.partial, found.pools["web"].total.requests) == (4.0, True, 5)


def test_with_a_master_its_word_counts():
    reader = Reader(master=True)
    assert reader.standing(answers(reader)).reloads == 1


def test_without_one_the_process_itself():
    reader = Reader()
    standing = reader.standing(answers(reader))
    assert (standing.master, [one.pid for one in standing.workers]) == (None, [7])
    assert reader.confirmed(standing, standing).verdict == "not yet"


def test_a_question_without_an_answer_is_told():
    with pytest.raises(LiveError, match="'show info' was not answered"):
        Reader().read({}, 1.0)
