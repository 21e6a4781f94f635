"""`docs/api-conformance.md` names every rule, and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "api-conformance.md").read_text(encoding="utf-8")
RULES = [
    "no-trailing-slash",
    "path-segments-kebab-case",
    "query-keys-camel-case",
    "date-time/format",
    "date-time/timezone",
    "date-time/date-omit-time-portion",
    "http-methods",
    "error-handling/problem-details",
    "error-handling/invalid-input",
    "error-handling/all-errors",
    "doc-openapi",
    "doc-openapi-contact",
    "publish-openapi",
    "uri-version",
    "semver",
    "version-header",
    "transport/tls",
    "transport/security-headers",
    "transport/cors",
    "transport/no-sensitive-uris",
    "naming-resources",
    "naming-collections",
    "interface-language",
    "doc-language",
    "hide-implementation",
    "http-safety",
    "http-response-code",
    "stateless",
    "nested-child",
    "resource-operations",
    "deprecation-schedule",
    "transition-period",
    "changelog",
]
"""The rules of 2.1 and 2.2, without the modules for maps, signing and encryption."""


@pytest.mark.parametrize("rule", RULES)
def test_the_page_says_how_a_rule_is_met(rule: str) -> None:
    assert f"`/core/{rule}`" in PAGE


def test_every_test_that_the_page_names_is_there() -> None:
    files = list(Path(__file__).parent.glob("*.py"))
    written = "\n".join(it.read_text(encoding="utf-8") for it in files)
    tests = re.findall(r"^def (test_\w+)", written, re.MULTILINE)
    named = re.findall(r"`(test_\w+)(\.py|\*)?`", PAGE)
    assert len(named) > 30
    for name, kind in named:
        if kind == ".py":
            assert Path(__file__).with_name(f"{name}.py") in files
        else:
            assert any(it == name or (kind and it.startswith(name)) for it in tests), name
