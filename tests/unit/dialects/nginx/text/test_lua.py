import pytest

from steelyard.core.errors import InputError
from steelyard.dialects.nginx.text.parse import parse, reprint


@pytest.mark.parametrize(
    "code",
    [
        "ngx.say('}')",
        "local t = {a = {1, 2}} -- }",
        "x = [[ } ]] y = [==[ ]] } ]==]",
        "--[[ } \n } ]] z()",
        r"s = 'it\'s }' .. " + r'"\"}"',
        "a - b; if a[1] then return end",
    ],
)
def test_code_is_passed_as_a_whole(code: str):
    text = f"location / {{ content_by_lua_block {{ {code}\n }} return 200; }}\n"
    parsed = parse(text, "f")
    names = [item.name for item in parsed.body[0].body or []]
    assert names == ["content_by_lua_block", "return"]
    assert reprint(parsed) == text


def test_lines_go_on_after_the_code():
    parsed = parse("init_by_lua_block {\n\n x = 1\n}\nuser a;\n", "f")
    assert parsed.body[1].line == 5
    assert parsed.body[1].column == 1


def test_code_without_end_is_refused():
    with pytest.raises(InputError, match="Lua"):
        parse("a_by_lua_block { '}' ", "f")
    with pytest.raises(InputError, match="Lua"):
        parse("a_by_lua_block { [[ } ", "f")
