"""Retrieval: passages, vectors, lexical index, snapshots, search. Knows kb; nothing of HTTP."""
