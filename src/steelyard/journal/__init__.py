"""What happened, kept: an append-only journal, and the revisions of configurations beside it.

`steelyard.journal.store.Journal` is the door; `steelyard.journal.event.Entry` is what goes in.
"""
