"""NGINX's tokenizer, step by step as in ngx_conf_file.c: slow, and plainly the same."""


class RefusedError(Exception):
    """What the reference reader says to a text."""


def reference(text: str) -> list[list[str] | str]:
    """ngx_conf_read_token, character by character: words of each directive, "{" and "}"."""
    out: list[list[str] | str] = []
    position = 0
    while True:
        words, ending, position = _read_token(text, position)
        if words:
            out.append(words)
        if ending == "":
            return out
        if ending in "{}":
            out.append(ending)


def _read_token(  # noqa: C901 - one function there, one function here
    text: str, position: int
) -> tuple[list[str], str, int]:
    words: list[str] = []
    start = position
    need_space = comment = variable = quoted = False
    last_space = True
    quote = ""
    while True:
        if position >= len(text):
            if words or not last_space:
                raise RefusedError("unexpected end")
            return [], "", position
        ch = text[position]
        position += 1
        if ch == "\n":
            comment = False
        if comment:
            continue
        if quoted:
            quoted = False
            continue
        if need_space:
            if ch in " \t\r\n":
                last_space, need_space = True, False
                continue
            if ch in ";{":
                return words, ch, position
            if ch != ")":
                raise RefusedError("unexpected " + ch)
            last_space, need_space = True, False
        if last_space:
            start = position - 1
            if ch in " \t\r\n":
                continue
            if ch in ";{":
                if not words:
                    raise RefusedError("unexpected " + ch)
                return words, ch, position
            if ch == "}":
                if words:
                    raise RefusedError("unexpected }")
                return [], "}", position
            if ch == "#":
                comment = True
                continue
            last_space = False
            if ch == "\\":
                quoted = True
            elif ch in "\"'":
                start += 1
                quote = ch
            elif ch == "$":
                variable = True
            continue
        if ch == "{" and variable:
            continue
        variable = False
        if ch == "\\":
            quoted = True
            continue
        if ch == "$":
            variable = True
            continue
        found = False
        if quote:
            if ch == quote:
                quote, need_space, found = "", True, True
        elif ch in " \t\r\n;{":
            last_space = found = True
        if found:
            words.append(_copied(text[start : position - 1]))
            if ch in ";{":
                return words, ch, position


def _copied(text: str) -> str:
    out = []
    index = 0
    while index < len(text):
        if text[index] == "\\" and text[index + 1 : index + 2] in tuple("\"'\\trn"):
            index += 1
            out.append({"t": "\t", "r": "\r", "n": "\n"}.get(text[index], text[index]))
        else:
            out.append(text[index])
        index += 1
    return "".join(out)
