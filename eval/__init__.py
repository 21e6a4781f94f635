"""Evidence of quality, and the publication that depends on it."""
