"""Finding personal data in what people write: one file for each kind. `kb.masking` uses them all.

A finder gets the plain signs of a text (`kb.personal.signs`) and yields places in those, in order,
without overlap. Every pattern has bounded repeats, so that the time grows with the text.
"""
