"""One answer against its promise: what decides, and what only takes something for granted."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.prove.hold import judge
from steelyard.prove.plan import make_plan
from steelyard.prove.question import Question
from steelyard.prove.seen import Arrived, Held, Seen

TEXT = """
events {}
http {
    upstream web { server 10.0.0.1; }
    upstream asked { server 10.0.0.2; }
    server {
        listen 80;
        location /file/ { try_files $uri =404; }
        location /tool/ { auth_basic tools; auth_basic_user_file f; proxy_pass http://web; }
        location /plain/ { return 204; }
        location / { proxy_pass http://web; }
    }
}
stream {
    upstream db { server 10.0.0.3:1; }
    server { listen 81; proxy_pass db; }
}
"""


@pytest.fixture
def questions(tmp_path: Path) -> list[Question]:
    path = tmp_path / "nginx.conf"
    path.write_text(TEXT)
    plan = make_plan(load_gateway(str(path), Reading("nginx")))
    return [question for lane in plan.lanes() for question in lane.questions]


def find(questions: list[Question], start: str) -> Question:
    return next(
        one
        for one in questions
        if one.request.target.startswith(start) and one.sure and one.request.port == 80
    )


def test_what_rests_on_a_file_is_not_contradicted(questions: list[Question]) -> None:
    seen = Seen(find(questions, "/file/"), 200)
    judgement = judge(seen)
    assert judgement.held is Held.UNPROVEN
    assert "no file" in judgement.why
    assert judge(Seen(seen.question, 404)).held is Held.PROVEN


def test_what_rests_on_a_password_is_not_contradicted(questions: list[Question]) -> None:
    tool = next(
        one
        for one in questions
        if one.request.target.startswith("/tool/") and one.request.header("authorization")
    )
    judgement = judge(Seen(tool, 401))
    assert judgement.held is Held.UNPROVEN
    assert "password" in judgement.why


def test_what_rests_on_nothing_is_contradicted(questions: list[Question]) -> None:
    plain = find(questions, "/plain/")
    assert plain.rests == []
    assert judge(Seen(plain, 200)).held is Held.CONTRADICTED


def test_whom_the_gateway_asked_for_itself_gave_no_answer(questions: list[Question]) -> None:
    came = [Arrived(("asked", 0), "/", 1)]
    plain = find(questions, "/plain/")
    assert judge(Seen(plain, 204, arrived=came, served=False)).held is Held.PROVEN
    assert judge(Seen(plain, 204, arrived=came)).held is Held.CONTRADICTED


def test_a_limit_closes_connections_that_are_passed_on(questions: list[Question]) -> None:
    passed = next(one for one in questions if one.pool == "db")
    assert judge(Seen(passed, None), limited=True).held is Held.UNPROVEN
    assert judge(Seen(passed, None)).held is Held.CONTRADICTED
    assert judge(Seen(passed, None, late=True), limited=True).held is Held.CONTRADICTED
    web = next(one for one in questions if one.pool == "web" and not one.rests)
    assert judge(Seen(web, None), limited=True).held is Held.CONTRADICTED
