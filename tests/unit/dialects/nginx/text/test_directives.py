from steelyard.dialects.nginx.text.directives import CONTEXT_OF, DIRECTIVES, FOREIGN, PLUS


def test_forms():
    form = DIRECTIVES["proxy_read_timeout"]
    assert (form.contexts, form.least, form.most, form.once, form.kind) == ("hsl", 1, 1, True, "t")
    assert DIRECTIVES["location"].block
    assert (DIRECTIVES["return"].least, DIRECTIVES["return"].most) == (1, 2)
    assert DIRECTIVES["listen"].most > 1000


def test_the_table_is_whole_and_agrees_with_itself():
    assert len(DIRECTIVES) > 600
    contexts = {context for context, _ in CONTEXT_OF} | set(CONTEXT_OF.values())
    for name, form in DIRECTIVES.items():
        assert set(form.contexts) <= contexts | {"*"}, name
        assert form.least <= form.most, name
    assert not PLUS & set(DIRECTIVES)
    assert all(FOREIGN)
