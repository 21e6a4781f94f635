"""The chapters of the evaluation report; `eval.report` puts them together."""
