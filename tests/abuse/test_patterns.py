"""No pattern of the product takes more than linear time on a text that was made against it."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

PACKAGES = ("kb", "indexer", "eval", "api")
SIGNS = 100_000
SCREENED_AT = 2_000
"""Signs at which all texts are tried; the worst of them are tried at full length."""

WORST = 3
SECONDS = 5.0
"""Of the processor. A pattern that is linear needs a tenth of this; a quadratic one minutes."""

WHOLE = {"match", "fullmatch"}
METHODS = WHOLE | {"search", "finditer", "findall", "split", "sub", "subn"}
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
CATEGORIES = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_WORD: lambda it: it.isalnum() or it == "_",
    sre.CATEGORY_NOT_DIGIT: lambda it: not it.isdigit(),
    sre.CATEGORY_NOT_SPACE: lambda it: not it.isspace(),
    sre.CATEGORY_NOT_WORD: lambda it: not (it.isalnum() or it == "_"),
}
PLAIN = "a1 -.A,é_\n'|(0"
USUAL = (
    *PLAIN,
    *("a ", "a-", "a.", "0 ", "0-", "A ", "A. ", "a@", "a@a.", "06-", "NL12", "{a}", "../", "<"),
    *("\t\n", "van de ", "ik heet ", "mijn naam is ", "e\u0301", "\u0663", "https://a"),
)


@dataclass
class Used:
    """A pattern, where it is written, and with which methods it is used."""

    pattern: re.Pattern[Any]
    where: str
    methods: set[str] = field(default_factory=set)


def modules_of(package: str) -> Iterator[ModuleType]:
    top = importlib.import_module(package)
    yield top
    for it in pkgutil.walk_packages(top.__path__, f"{package}."):
        if not it.name.endswith("__main__"):
            yield importlib.import_module(it.name)


def patterns_within(value: object, where: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield every pattern that can be reached from `value`."""
    if isinstance(value, re.Pattern):
        yield where, value
    elif depth > 4:
        return
    elif isinstance(value, dict):
        for key, it in list(value.items()):
            yield from patterns_within(key, where, depth + 1)
            yield from patterns_within(it, f"{where}[{key!r}]", depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for at, it in enumerate(value):
            yield from patterns_within(it, f"{where}[{at}]", depth + 1)
    elif (value if isinstance(value, type) else type(value)).__module__.startswith(PACKAGES):
        for name, it in list(getattr(value, "__dict__", {}).items()):
            yield from patterns_within(it, f"{where}.{name}", depth + 1)


def used_in(module: ModuleType) -> Iterator[Used]:
    """Yield the patterns of a module, and those that it writes where it uses them."""
    names: dict[str, set[str]] = {}
    handed_on: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        name, method = node.value.id, node.attr
        if isinstance(vars(module).get(name), re.Pattern):
            names.setdefault(name, set()).add(method)
        elif method in METHODS - {"split"}:  # that is a method of texts too
            handed_on.add(method)
    for name, value in list(vars(module).items()):
        for where, pattern in patterns_within(value, f"{module.__name__}.{name}"):
            yield Used(pattern, where, names.get(name, handed_on))
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=written), *_],
            ) if method in METHODS:
                yield Used(re.compile(written), f"{module.__name__}:{node.lineno}", {method})


@pytest.fixture(scope="module")
def used() -> dict[str, list[Used]]:
    """Return every pattern by package; one that several modules use is used in all those ways."""
    found: dict[str, dict[re.Pattern[Any], Used]] = {it: {} for it in PACKAGES}
    for package in PACKAGES:
        for module in modules_of(package):
            for it in used_in(module):
                known = found[package].setdefault(it.pattern, it)
                known.methods = known.methods | it.methods
    return {package: list(them.values()) for package, them in found.items()}


def sample(tree: Any, pick: int = 0) -> str:
    """Return a text that the pattern takes, more or less; `pick` says which of its choices."""
    return "".join(_sample(operation, value, pick) for operation, value in tree)


def _sample(operation: Any, value: Any, pick: int) -> str:
    if operation is sre.LITERAL:
        return chr(value)
    if operation is sre.IN:
        return member(value, pick)
    if operation in (sre.ANY, sre.NOT_LITERAL):
        return "x"
    if operation in REPEATS:
        least, most, body = value
        return sample(body, pick) * max(least, min(int(most), 2 - pick))
    if operation is sre.SUBPATTERN:
        return sample(value[3], pick)
    if operation is sre.ATOMIC_GROUP:
        return sample(value, pick)
    if operation is sre.BRANCH:
        return sample(value[1][-1 if pick else 0], pick)
    return ""


def member(choices: Any, pick: int) -> str:
    """Return a sign of a class of signs, the first that is found or the last."""
    negated = any(kind is sre.NEGATE for kind, _ in choices)
    signs = [chr(it) for kind, it in choices if kind is sre.LITERAL]
    signs += [chr(it[0]) for kind, it in choices if kind is sre.RANGE]
    fits = [it for it in (*PLAIN, *signs) if is_member(choices, it) is not negated]
    return fits[-1 if pick else 0] if fits else "x"


def is_member(choices: Any, sign: str) -> bool:
    return any(
        (kind is sre.LITERAL and ord(sign) == it)
        or (kind is sre.RANGE and it[0] <= ord(sign) <= it[1])
        or (kind is sre.CATEGORY and CATEGORIES[it](sign))
        for kind, it in choices
    )


def repeats(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every part that may be repeated, with what leads to it."""
    for operation, value in tree:
        if operation in REPEATS:
            for pick in (0, 1):
                yield before, sample(value[2], pick)
            yield from repeats(value[2], before)
        elif operation is sre.SUBPATTERN:
            yield from repeats(value[3], before)
        elif operation in (sre.ATOMIC_GROUP, sre.ASSERT, sre.ASSERT_NOT):
            yield from repeats(value if operation is sre.ATOMIC_GROUP else value[1], before)
        elif operation is sre.BRANCH:
            for branch in value[1]:
                yield from repeats(branch, before)
        before += _sample(operation, value, 0)


def attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Return texts as what comes first, what is repeated and what comes last."""
    written = pattern.pattern
    tree = _parser.parse(written, pattern.flags & ~re.UNICODE if isinstance(written, bytes) else 0)
    found = [("", it, end) for it in USUAL for end in ("", "!")]
    for pick in (0, 1):
        whole = sample(tree, pick)
        found += [("", whole, ""), ("", whole[:-1], "\0"), ("", whole[:-1] + "\0", "")]
    for before, body in dict.fromkeys(repeats(tree)):
        found += [(before, body, "\0"), ("", before + body, "\0"), ("", body, "!")]
    return [it for it in dict.fromkeys(found) if it[1]]


def text_of(attack: tuple[str, str, str], size: int) -> str:
    first, repeated, last = attack
    return first + (repeated * (size // len(repeated) + 1))[:size] + last


class TooSlowError(Exception):
    """The time is up."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what is inside after so many seconds of the processor, however busy it is."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run(it: Used, attack: tuple[str, str, str], size: int, seconds: float) -> float:
    """Use a pattern as the product does, and return the seconds that took."""
    text: Any = text_of(attack, size)
    if isinstance(it.pattern.pattern, bytes):
        text = text.encode()
    began = time.process_time()
    with limited(seconds):
        if it.methods - WHOLE or not it.methods:
            for _ in it.pattern.finditer(text):
                pass
        it.pattern.match(text)
        it.pattern.fullmatch(text)
    return time.process_time() - began


def too_slow(it: Used, seconds: float = SECONDS) -> str | None:
    """Return on which text a pattern is too slow, or None."""
    made = attacks(it.pattern)
    attack = made[0]
    taken: list[tuple[float, tuple[str, str, str]]] = []
    try:
        for attack in made:
            seconds_taken = run(it, attack, SCREENED_AT, seconds)
            taken.append((seconds_taken, attack))
        taken.sort(key=lambda pair: -pair[0])
        for _, attack in taken[:WORST]:
            run(it, attack, SIGNS, seconds)
    except TooSlowError:
        return f"{it.where}: {attack[0]!r}, then {attack[1]!r} over and over, then {attack[2]!r}"
    return None


@pytest.mark.parametrize("package", PACKAGES)
def test_no_pattern_is_slow_on_a_text_made_against_it(
    used: dict[str, list[Used]], package: str
) -> None:
    assert used[package]
    assert [slow for it in used[package] if (slow := too_slow(it))] == []


@pytest.mark.parametrize("written", [r"\d+\.", r"(?:a|a)*b", r"(?:\w+\s?)*$", r"\s+$", r"(x+x+)+y"])
def test_a_pattern_that_is_slow_is_found(written: str) -> None:
    assert too_slow(Used(re.compile(written), "here", {"search"}), seconds=0.5) is not None


@pytest.mark.parametrize(
    "written", [r"\d{1,9}\.", r"(?:a|b)*c?", r"\w+", r"[a-z0-9]+(?:-[a-z0-9]+)*"]
)
def test_a_pattern_that_is_not_slow_passes(written: str) -> None:
    assert too_slow(Used(re.compile(written), "here", {"fullmatch"})) is None
