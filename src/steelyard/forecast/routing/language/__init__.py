"""Sets of texts as finite automata: what patterns match, over all requests.

A pattern becomes the deterministic automaton of the texts it matches
(`patterns.language`); on these, questions about *every* text have exact
answers: is one set within another, do two meet, which shortest text tells them
apart (`combine`).  What cannot be said exactly is refused (`refused`).

From the bottom: `bytesets`, `automaton`, `minimise`, `combine` know nothing of
patterns; `texts` builds the plain kinds directly; `syntax`, `escapes`,
`brackets`, `options`, `pcre` read PCRE2 expressions; `assertions`, `nfa`, `determinise`
and `expression` turn them into automata.
"""
