"""The wire models of /v1, one short file per resource: Dutch names, every field always present.

The title of a model is its name in the document, its description there is Dutch.
"""
