"""Front matter is read strictly: texts only, every value with its line and column."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SyntaxProblemError
from kb.frontmatter import read_document, read_yaml

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1)


def quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def refused(text: str) -> SyntaxProblemError:
    with pytest.raises(SyntaxProblemError) as caught:
        read_yaml(text)
    return caught.value


def place_of_refusal(text: str) -> tuple[int, int] | None:
    try:
        read_document(text)
    except SyntaxProblemError as error:
        return error.line, error.column
    return None


@pytest.mark.parametrize(
    "scalar",
    ["no", "nee", "true", "null", "~", "1", "1.50", "0x1F", "2024-01-01", "12:30", "=", "1e3"],
)
def test_every_scalar_is_text_as_it_was_written(scalar: str) -> None:
    assert read_yaml(f"a: {scalar}\nb: [{scalar}]").value == {"a": scalar, "b": [scalar]}


def test_an_empty_value_counts_as_absent() -> None:
    assert read_yaml("a:\nb: x\nc: {d: }").value == {"b": "x", "c": {}}


def test_a_value_quoted_empty_is_there() -> None:
    assert read_yaml("a: ''").value == {"a": ""}


@pytest.mark.parametrize("text", ["", "\n\n", "# alleen een opmerking\n"])
def test_a_file_without_values_is_an_empty_table(text: str) -> None:
    assert read_yaml(text).value == {}


def test_places_are_those_of_the_whole_file() -> None:
    document = read_document(
        "---\nvraag: Hoe?\nlijst:\n  - één\n  - {é: ß, naam: x}\n---\n\n\nTekst.\n"
    )
    table = document.table
    assert table.place(("vraag",)) == (2, 8)
    assert table.key_place(("vraag",)) == (2, 1)
    assert table.place(("lijst", 0)) == (4, 5)
    assert table.place(("lijst", 1, "naam")) == (5, 18)
    assert table.key_place(("lijst", 1, "naam")) == (5, 12)
    assert (document.body, document.body_line) == ("Tekst.", 9)


def test_the_place_of_what_is_not_there_is_the_nearest_thing_around_it() -> None:
    table = read_yaml("a: 1\ngeldig: {vanaf: x}")
    assert table.place(("geldig", "tot", "dag")) == (2, 9)
    assert table.key_place(("geldig", "tot")) == (2, 9)
    assert table.place(("weg",)) == (1, 1)


@given(st.dictionaries(WORDS, st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_any_text_is_read_back_and_found_at_its_place(table: dict[str, list[str]]) -> None:
    lines = [f"{quoted(key)}: {quoted(items)}" for key, items in table.items()]
    found = read_yaml("\n".join(lines), first_line=5)
    assert found.value == table
    for at, (key, items) in enumerate(table.items()):
        line, column = found.place((key, 0))
        assert line == at + 5
        assert lines[at][column - 1 :].startswith(quoted(items[0]))


@given(st.text() | st.text(alphabet="-:{}[]&*!|>'\"#%@` \n\tab", max_size=60))
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    for candidate in (text, f"---\n{text}\n---\n{text}"):
        line, column = place_of_refusal(candidate) or (1, 1)
        assert 1 <= line <= candidate.count("\n") + 1
        assert column >= 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: &x b", 1, 4),
        ("a: b\nc: *x", 2, 4),
        ("a: !!int 3", 1, 4),
        ("a: !eigen b", 1, 4),
        ("a: {<<: *x}", 1, 9),
        ("- a\n- &x [b]", 2, 3),
        ("&x a: b", 1, 1),
    ],
)
def test_anchors_aliases_tags_and_merges_are_refused(text: str, line: int, column: int) -> None:
    error = refused(text)
    assert (error.code, error.line, error.column) == ("yaml-anker", line, column)


def test_a_merge_key_without_an_alias_is_an_ordinary_key() -> None:
    assert read_yaml("<<: {a: b}").value == {"<<": {"a": "b"}}


def test_aliases_that_would_explode_are_refused_before_they_are_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 9)}]\n"
        for at in range(20)
    )
    assert refused(bomb).code == "yaml-anker"


def test_nesting_may_be_six_deep_and_no_deeper() -> None:
    assert read_yaml("[" * 6 + "a" + "]" * 6).value == [[[[[["a"]]]]]]
    error = refused("[" * 7 + "a" + "]" * 7)
    assert (error.code, error.line, error.column) == ("yaml-te-diep", 1, 7)


def test_nesting_of_a_hundred_thousand_is_refused_without_recursion() -> None:
    assert refused("[" * 100_000).code == "yaml-te-diep"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: 1\nb: 2\na: 3", 3, 1), ("t: {a: 1, 'a': 2}", 1, 11), ("- {a: 1}\n- {b: 1, b: 2}", 2, 10)],
)
def test_a_key_that_stands_twice_is_refused(text: str, line: int, column: int) -> None:
    error = refused(text)
    assert (error.code, error.line, error.column) == ("dubbele-sleutel", line, column)


@pytest.mark.parametrize(
    ("text", "place", "explanation"),
    [
        ("a: b: c", (1, 5), "een dubbele punt op deze plek kan niet"),
        ("a\nb: c", (2, 2), "een dubbele punt op deze plek kan niet"),
        ('kort: "Hoe', (1, 11), "een aanhalingsteken is niet afgesloten"),
        ("a: 'x' y", (1, 8), "hier wordt een sleutel verwacht"),
        ("a: b\n- c", (2, 1), "hier wordt een sleutel verwacht"),
        ("- a\nb: c", (2, 1), "hier wordt een '- ' verwacht"),
        ("a: - b", (1, 4), "een '- ' op deze plek kan niet"),
        ("a: [b, c\nd: e", (2, 2), "de lijst tussen [ ] is niet goed afgesloten"),
        ("a: {b: c\n", (2, 1), "de tabel tussen { } is niet goed afgesloten"),
        ("a: @b", (1, 4), "een tekst kan niet met dit teken beginnen"),
        ("a: **b**", (1, 5), "zet tekst die met & of * begint tussen aanhalingstekens"),
        ("a: > 30 dagen", (1, 6), "zet tekst die met > of | begint tussen aanhalingstekens"),
        ("a: !b!c d", (1, 4), "zet tekst die met een ! begint tussen aanhalingstekens"),
        ('a: "b\\q"', (1, 6), "na een \\ tussen aanhalingstekens kan dit teken niet"),
        ("%a: b", (1, 3), "een tekst kan niet met een % beginnen"),
        ("a: b\n--- c", (2, 1), "een regel kan niet met '---' beginnen"),
        ("[a]: b", (1, 1), "een sleutel moet gewone tekst zijn"),
        ("%YAML 3.0\n--- a", (1, 1), "de vorm klopt niet op deze plek"),
    ],
)
def test_a_mistake_in_yaml_is_explained_in_dutch_at_its_place(
    text: str, place: tuple[int, int], explanation: str
) -> None:
    error = refused(text)
    assert (error.code, error.facts["uitleg"]) == ("yaml", explanation)
    assert (error.line, error.column) == place


@pytest.mark.parametrize(
    ("text", "column", "called"),
    [
        ('a: "x\\u202ey"', 4, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ('a: [b, "\\0"]', 8, "U+0000"),
        ('"a\\u200b": b', 1, "U+200B ZERO WIDTH SPACE"),
    ],
)
def test_a_hidden_character_written_as_an_escape_is_refused(
    text: str, column: int, called: str
) -> None:
    error = refused(text)
    assert (error.code, error.column, error.facts) == ("verborgen-teken", column, {"teken": called})


def test_front_matter_may_be_eight_kibibytes_of_utf8_and_no_more() -> None:
    full = "a: " + "é" * 4094  # 3 + 2 x 4,094 = 8,191 bytes
    assert read_document(f"---\n{full}x\n---\n").body == ""
    with pytest.raises(SyntaxProblemError, match="front-matter-te-groot"):
        read_document(f"---\n{full}é\n---\n")


def test_the_size_is_looked_at_before_the_yaml() -> None:
    with pytest.raises(SyntaxProblemError, match="front-matter-te-groot"):
        read_document(f"---\n{'[' * 9000}\n---\n")


def test_a_rule_of_dashes_in_the_body_belongs_to_the_body() -> None:
    assert read_document("---\na: b\n---\nEen\n\n---\n\nTwee\n").body == "Een\n\n---\n\nTwee"


def test_the_body_keeps_its_indentation_and_loses_the_blank_lines_around_it() -> None:
    document = read_document("---\na: b\n---\n\n    code\n\n\n")
    assert (document.body, document.body_line) == ("    code", 5)


def test_spaces_after_the_dashes_do_no_harm() -> None:
    assert read_document("---  \na: b\n--- \nTekst").table.value == {"a": "b"}
