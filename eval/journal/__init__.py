"""The journal: what was asked (masked), shown and thought of it; keys and people beside it."""
