"""PCRE2 as an oracle: the package, and the library of the system that HAProxy and NGINX load.

The package sets PCRE2_ALT_BSUX, which the gateways do not: ``\\x`` without two
digits, ``\\u`` and ``\\U`` mean something else there.  The library runs without its
compiler to machine code, which the package uses: that of 10.42 is mistaken on
``(?:|-a)c*\\w`` in ``-a``; the interpreter and later versions are not.
"""

import ctypes
import ctypes.util
import re
from functools import cache

import pcre2

from tests.harness.expressions import Found, Oracle

_OTHER_MEANING = re.compile(rb"\\(?:x(?![0-9A-Fa-f]{2})|u|U)")
_CASELESS = 8


def package(pattern: bytes, ignore_case: bool) -> Found | None:
    """The package; what it reads differently counts as refused."""
    if _OTHER_MEANING.search(pattern):
        return None
    try:
        compiled = pcre2.compile(pattern, flags=pcre2.I if ignore_case else 0)
    except (pcre2.LibraryError, ValueError):
        return None
    return lambda text: compiled.search(text) is not None


@cache
def library() -> Oracle | None:
    """The library with the options of HAProxy's regex_comp; None when it is not installed."""
    name = ctypes.util.find_library("pcre2-8")
    if name is None:
        return None
    lib = ctypes.CDLL(name)
    pointer, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32
    lib.pcre2_compile_8.restype = pointer
    lib.pcre2_compile_8.argtypes = [ctypes.c_char_p, size, number, pointer, pointer, pointer]
    lib.pcre2_match_data_create_8.restype = pointer
    lib.pcre2_match_data_create_8.argtypes = [number, pointer]
    lib.pcre2_match_8.argtypes = [pointer, ctypes.c_char_p, size, size, number, pointer, pointer]
    lib.pcre2_code_free_8.argtypes = [pointer]
    data = lib.pcre2_match_data_create_8(1, None)

    class Compiled:
        def __init__(self, code: int) -> None:
            self.code = code

        def __call__(self, text: bytes) -> bool:
            answer = lib.pcre2_match_8(self.code, text, len(text), 0, 0, data, None)
            assert answer >= -1, f"PCRE2 gave up: {answer}"
            return bool(answer >= 0)

        def __del__(self) -> None:
            lib.pcre2_code_free_8(self.code)

    def compiled(pattern: bytes, ignore_case: bool) -> Found | None:
        error, offset = ctypes.c_int(), ctypes.c_size_t()
        options = _CASELESS if ignore_case else 0
        code = lib.pcre2_compile_8(
            pattern, len(pattern), options, ctypes.byref(error), ctypes.byref(offset), None
        )
        if code is None:
            return None
        return Compiled(code)

    return compiled
