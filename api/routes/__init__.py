"""One short file per resource."""
