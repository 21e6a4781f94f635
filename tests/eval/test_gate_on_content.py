"""On the real content: the gate stops every edit that does harm, and says where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.errors import GateRefusedError
from eval.gate import GateStatus
from eval.publication import publish
from indexer.analyzer import telling
from indexer.encoder import Encoder, EncoderSource, Vectors
from indexer.errors import EncoderError
from kb.ledger import Activation

pytestmark = pytest.mark.slow

Edit = Callable[[Any], None]
"""What an editor does (`Editor` in conftest.py)."""


def delete_cv(it: Any) -> None:
    it.remove("faq/werk/cv-hulp.md")


def delete_cv_and_mentions(it: Any) -> None:
    delete_cv(it)
    it.forget("cv-hulp")


def delete_detention_and_mentions(it: Any) -> None:
    it.remove("faq/wijzigingen/detentie.md", "faq/wijzigingen/detentie.toelichting.md")
    it.forget("detentie")


def spoil_alternatives(it: Any) -> None:
    it.change(
        "faq/werkloos/ww-startperiode.md",
        r"^alternatieven:\n(?:  - .*?\n)+",
        "alternatieven:\n  - lorem ipsum dolor\n  - todo nog invullen\n",
    )
    it.change("formuleringen/werkloos/ww-startperiode.yml", r"\A.*\Z", "nl:\n  - dolor sit amet\n")


def let_a_term_expire(it: Any) -> None:
    name = r"(naam: ww-beslistermijn,.*?vanaf: 2015-01-01)"
    it.change("bedragen/werkloos.yml", name, r"\1, tot: 2020-01-01")


def copy_wordings(it: Any) -> None:
    it.item("faq/werkloos/ww-papier.md", "WW op papier", ("ww aanvragen hoe werkt dat",), "Kan.")


def come_near_wordings(it: Any) -> None:
    """Every way to ask for `ww-aanvragen`, with a word more or less: none is literally equal."""
    near = (
        "ww aanvragen hoe werkt dat precies",
        "ik ben mijn baan kwijt en er komt nu geen geld meer binnen",
        "mijn contract stopt eind van deze maand, wat moet ik regelen",
        "waar moet ik zijn als ik nu zonder werk kom te zitten",
        "mijn man is ontslagen en durft niet te bellen, kan ik dat voor hem regelen",
        "ik moet de ww in, waar begin ik dan",
        "I lost my job, how do I apply for an unemployment benefit",
    )
    short = "U vraagt uw WW-uitkering aan bij UWV, met DigiD of op papier."
    it.item("faq/werkloos/ww-papier.md", "Hoe vraag ik nu een WW-uitkering aan?", near, short)
    phrasings = re.sub(r'(?m)"$', ' precies"', it.text("formuleringen/werkloos/ww-aanvragen.yml"))
    it.add("formuleringen/werkloos/ww-papier.yml", phrasings)


def silence_cries_for_help(it: Any) -> None:
    it.change(
        "verwijzingen/nood-zelfdoding.md",
        r"^alternatieven:\n(?:  - .*?\n)+",
        "alternatieven: []\n",
    )
    it.remove("formuleringen/verwijzingen/nood-zelfdoding.yml")


HARMFUL: Mapping[str, tuple[Edit, str, str]] = {
    "an item is deleted with all that mentions it": (
        delete_cv_and_mentions,
        "formulering",
        "wie kan mijn sollicitatiebrief nakijken",
    ),
    "an item is deleted with the protected question about it": (
        delete_detention_and_mentions,
        "beschermd-weg",
        "keuring3-031",
    ),
    "an item is deleted and others still point at it": (
        delete_cv,
        "kapotte-link",
        "De link naar 'cv-hulp'",
    ),
    "an item is deleted and a golden question still expects it": (
        delete_cv,
        "toetsvraag-verwachting",
        "de id 'cv-hulp'",
    ),
    "two items get each other's answer": (
        lambda it: it.swap("faq/werkloos/ww-duur.md", "faq/werkloos/ww-hoogte.md", "kort", "tekst"),
        "verwisseld",
        "ww-duur (tekst van ww-hoogte)",
    ),
    "two items get each other's short answer": (
        lambda it: it.swap(
            "faq/oneens/bezwaar-termijn.md", "faq/oneens/beroep-instellen.md", "kort"
        ),
        "verwisseld",
        "bezwaar-termijn (kort van beroep-instellen)",
    ),
    "two items get each other's questions": (
        lambda it: it.swap(
            "faq/werkloos/ww-einde.md",
            "faq/werkloos/ww-startperiode.md",
            "vraag",
            "alternatieven",
        ),
        "verwisseld",
        "ww-einde (vragen van ww-startperiode)",
    ),
    "two referrals get each other's answer": (
        lambda it: it.swap(
            "verwijzingen/duo-studiefinanciering.md", "verwijzingen/svb-aow.md", "kort", "tekst"
        ),
        "verwisseld",
        "svb-aow (kort van duo-studiefinanciering)",
    ),
    "two translations get each other's answer": (
        lambda it: it.swap(
            "faq/werkloos/ww-duur.en.md", "faq/werkloos/ww-hoogte.en.md", "kort", "tekst"
        ),
        "verwisseld",
        "ww-duur (tekst in het en van ww-hoogte)",
    ),
    "the alternatives of an item become rubbish": (
        spoil_alternatives,
        "formulering",
        "mijn oude baas wil mij inhuren als zzp'er",
    ),
    "a term runs out without a next value": (
        let_a_term_expire,
        "bedrag-verlopen",
        "faq/werkloos/ww-aanvragen.md",
    ),
    "a new item copies a wording of another": (
        copy_wordings,
        "dubbele-vraag",
        "faq/werkloos/ww-aanvragen.md",
    ),
    "a new item comes near all wordings of another": (
        come_near_wordings,
        "wegvangen",
        "vragen van 'ww-aanvragen'",
    ),
    "cries for help are no longer listed": (silence_cries_for_help, "nood", "keuring3-001"),
    "the gate's set is emptied": (
        lambda it: it.strike(r"^- ", "vragen/keuring/*.yml"),
        "beschermd-weg",
        "keuring-001",
    ),
    "the gate's set loses its protected questions": (
        lambda it: it.strike(r"beschermd: ja", "vragen/keuring/*.yml"),
        "beschermd-weg",
        "keuring-001",
    ),
    "a protected question is taken out": (
        lambda it: it.strike(r"id: keuring-013,", "vragen/keuring/*.yml"),
        "beschermd-weg",
        "keuring-013",
    ),
    "a protected question is no longer protected": (
        lambda it: it.change(
            "vragen/keuring/basis.yml", r"(keuring-013,.*?beschermd:) ja", r"\1 nee"
        ),
        "beschermd-weg",
        "keuring-013",
    ),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_an_edit_that_does_harm_is_stopped_and_a_person_sees_where(name: str, desk: Any) -> None:
    edit, code, shown = HARMFUL[name]
    refusal = desk.refusal(edit)
    assert code in refusal
    assert shown in refusal[code]


def test_a_refusal_leaves_in_force_what_was_and_an_approval_follows_it(
    desk: Any, source: EncoderSource, tmp_path: Path
) -> None:
    archive = desk.copy(tmp_path / "var")

    def published(edit: Edit) -> Activation:
        clock = lambda: desk.active.at  # noqa: E731
        root = desk.edited(edit)
        return publish(root, archive.home, source, clock=clock, by="test", note="").activation

    with pytest.raises(GateRefusedError):
        published(HARMFUL["a protected question is taken out"][0])
    assert archive.ledger.active() == desk.active
    made = published(lambda it: it.add("faq/werkloos/ww-seizoenswerk.md", "\nVraag het ons.\n"))
    assert (made.number, made.gate) == (desk.active.number + 1, GateStatus.APPROVED.value)


@pytest.mark.parametrize("room", ["search", "build"])
def test_a_program_that_cuts_words_short_puts_nothing_in_force(
    room: str, desk: Any, source: EncoderSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(text: str) -> list[str]:
        return [it[:2] for it in telling(text)]

    root = desk.edited(lambda it: it.add("faq/werk/cv-hulp.md", f"\nTot ziens, {room}.\n"))
    home = desk.archive.home
    monkeypatch.setattr(f"indexer.{room}.telling", cut)
    with pytest.raises(GateRefusedError) as refused:
        publish(root, home, source, clock=lambda: desk.active.at, by="test", note="")
    reasons = {it.code: it for it in refused.value.verdict.reasons}
    assert ("programma" in reasons) is (room == "search")
    assert any(it.cases for it in reasons.values())
    assert desk.archive.ledger.active() == desk.active


class Failing:
    """An encoder that cannot embed one question."""

    def __init__(self, encoder: Encoder, question: str) -> None:
        self.id, self.passages = encoder.id, encoder.passages
        self._encoder, self._question = encoder, question

    def questions(self, texts: Sequence[str]) -> Vectors:
        if self._question in texts:
            raise EncoderError("De encoder doet het niet.")
        return self._encoder.questions(texts)


def test_one_question_answered_with_words_alone_is_never_approved(desk: Any) -> None:
    asked = "cv van tien jaar oud, help"
    line = f'- {{id: keuring-901, vraag: "{asked}", verwacht: [cv-hulp]}}\n'
    broken = replace(desk, encoder=Failing(desk.encoder, asked))
    with pytest.raises(GateRefusedError) as refused:
        broken.judged(lambda it: it.add("vragen/keuring/basis.yml", line))
    verdict = refused.value.verdict
    assert verdict.status is GateStatus.NOT_MEASURED
    assert [it.code for it in verdict.reasons] == ["onvolledig"]
