"""The knowledge base: content and answers. Knows bytes, dates and words; no vectors, no HTTP."""

__version__ = "0.1.0"
