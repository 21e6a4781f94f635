"""On the real content: the gate stops edits that do harm and lets pass edits that do none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from eval.decision import Request, decide
from eval.draft import Steps, draft
from eval.errors import GateRefusedError
from eval.gate import GateStatus, Verdict
from eval.judgement import Standing, judge, remembering, standing
from eval.publication import publish
from indexer.analyzer import Analyzer
from indexer.encoder import Encoder, EncoderSource, Vectors
from indexer.errors import EncoderError, SnapshotError
from kb.archive import Archive
from kb.dutch_time import dutch_day
from kb.errors import ContentRefusedError
from kb.ledger import Activation

pytestmark = pytest.mark.slow

CONTENT = Path(__file__).parents[2] / "content"

Edit = Callable[[Path], None]
"""What an editor does to the folder with the content."""


# --- what an editor does -----------------------------------------------------------------------


def together(*edits: Edit) -> Edit:
    def edit(root: Path) -> None:
        for it in edits:
            it(root)

    return edit


def changed(name: str, pattern: str, new: str, count: int = 1) -> Edit:
    """Replace the first text that matches, over lines; it must be there."""

    def edit(root: Path) -> None:
        path = root / name
        text, found = re.subn(pattern, new, path.read_text(), count=count, flags=re.M | re.S)
        assert found, f"{pattern} is not in {name}"
        path.write_text(text)

    return edit


def key(name: str, which: str, value: str) -> Edit:
    return changed(name, rf"^{which}: .*?$", f"{which}: {value}")


def added(name: str, text: str) -> Edit:
    """Add to the end of a file, which may be new."""

    def edit(root: Path) -> None:
        path = root / name
        path.write_text((path.read_text() if path.exists() else "") + text)

    return edit


def removed(*names: str) -> Edit:
    def edit(root: Path) -> None:
        for name in names:
            (root / name).unlink()

    return edit


def without_lines(pattern: str, files: str) -> Edit:
    """Take the lines out that match, of all files that the glob finds; some must be there."""

    def edit(root: Path) -> None:
        found = 0
        for path in root.glob(files):
            lines = path.read_text().splitlines(keepends=True)
            kept = [it for it in lines if not re.search(pattern, it)]
            found += len(lines) - len(kept)
            path.write_text("".join(kept))
        assert found, f"{pattern} is in none of {files}"

    return edit


def without_mention(id_: str) -> Edit:
    """Take every reference to an item out of the other items, and the golden questions about it."""

    def edit(root: Path) -> None:
        for path in root.glob("*/**/*.md"):
            text = re.sub(rf"\[([^\]]+)\]\({id_}\)", r"\1", path.read_text())
            lists = re.sub(rf"(?m)^((?:verwant|hierna): \[.*?){id_}(?:, |(?=\]))", r"\1", text)
            path.write_text(lists.replace(", ]", "]"))
        without_lines(rf"verwacht: \[{id_}\]", "vragen/*/*.yml")(root)

    return edit


def swapped(one: str, other: str, *parts: str) -> Edit:
    """Swap parts of two items, each given as a pattern."""

    def edit(root: Path) -> None:
        texts = [(root / it).read_text() for it in (one, other)]
        for part in parts:
            first, second = (re.search(part, it, flags=re.M | re.S) for it in texts)
            assert first, f"{part} is not in {one}"
            assert second, f"{part} is not in {other}"
            texts = [texts[0].replace(first[0], second[0]), texts[1].replace(second[0], first[0])]
        for it, text in zip((one, other), texts, strict=True):
            (root / it).write_text(text)

    return edit


SHORT = r"^kort: .*?$"
BODY = r"^---\n(?!vraag|uitkomst).*\Z"
ASKED = r"^vraag: .*?^alternatieven:\n(?:  - .*?\n)+"
ALTERNATIVES = r"^alternatieven:\n(?:  - .*?\n)+"


def item(question: str, alternatives: Sequence[str], short: str, body: str) -> str:
    listed = "".join(f"  - {it}\n" for it in alternatives)
    return (
        f"---\nvraag: {question}\nalternatieven:\n{listed}kort: {short}\ndoelgroep: particulier\n"
        "geldig: {vanaf: 2024-01-01}\ncontroleren_voor: 2027-06-01\neigenaar: team-ww\n---\n"
        f"{body}\n"
    )


# --- how it is judged --------------------------------------------------------------------------


@dataclass(frozen=True)
class Gate:
    """The published content, and the gate before what comes next."""

    archive: Archive
    active: Activation
    before: Standing
    encoder: Encoder
    work: Path

    def judged(self, edit: Edit) -> Verdict:
        """Judge an edit as a publication does; raises what a publication raises."""
        root = edited(self.work, edit)
        day = dutch_day(self.active.at)
        with self.archive.store.publishing():
            made = draft(root, self.archive, lambda _store: self.encoder, day, Steps())
            verdict = judge(
                self.archive,
                made.subject,
                made.release.golden,
                self.before,
                day=day,
                now=self.active.at,
            ).verdict
        decide(Request("test", "wijziging"), verdict)
        return verdict

    def refusal(self, edit: Edit) -> Mapping[str, str]:
        """Return why an edit is refused: each code with everything a person reads beside it."""
        with pytest.raises((ContentRefusedError, GateRefusedError)) as refused:
            self.judged(edit)
        error = refused.value
        if isinstance(error, ContentRefusedError):
            return {it.code: str(error.problems) for it in error.problems if it.is_error}
        assert error.verdict.stops
        return {it.code: it.model_dump_json() for it in error.verdict.reasons}


def edited(work: Path, edit: Edit) -> Path:
    root = work / "content"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(CONTENT, root)
    edit(root)
    return root


def copied(home: Path, into: Path) -> Archive:
    """Return a home of one's own with the same in force, sharing the encoder."""
    shutil.copytree(home, into, symlinks=True, ignore=shutil.ignore_patterns("encoders"))
    (into / "store" / "encoders").symlink_to((home / "store" / "encoders").resolve())
    return Archive(into)


@pytest.fixture(scope="module")
def gate(real_home: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    work = tmp_path_factory.mktemp("gate")
    archive = copied(real_home, work / "var")
    active = archive.entries()[-1]
    before = standing(archive, active.candidate(), remembering(archive, encoder))
    return Gate(archive, active, before, encoder, work)


# --- edits that do harm ------------------------------------------------------------------------

STOLEN = (
    "ww aanvragen hoe werkt dat precies",
    "ik ben mijn baan kwijt en er komt nu geen geld meer binnen",
    "mijn contract stopt eind van deze maand, wat moet ik regelen",
    "waar moet ik zijn als ik nu zonder werk kom te zitten",
    "ik moet de ww in, waar begin ik dan",
)
"""How people ask for `ww-aanvragen`, a word more or less: no two questions are literally equal."""

THIEF = item(
    "Hoe vraag ik nu een WW-uitkering aan?",
    STOLEN,
    "U vraagt WW aan met DigiD, maar dat kan ook op papier.",
    "U vraagt uw WW-uitkering aan bij UWV.",
)

HARMFUL: Mapping[str, tuple[Edit, str, str]] = {
    "an item is deleted with all that mentions it": (
        together(removed("faq/werk/cv-hulp.md"), without_mention("cv-hulp")),
        "formulering",
        "wie kan mijn sollicitatiebrief nakijken",
    ),
    "an item is deleted with a protected question about it": (
        together(
            removed("faq/wijzigingen/detentie.md", "faq/wijzigingen/detentie.toelichting.md"),
            without_mention("detentie"),
        ),
        "beschermd-weg",
        "keuring3-031",
    ),
    "an item is deleted and others still point at it": (
        removed("faq/werk/cv-hulp.md"),
        "kapotte-link",
        "'cv-hulp'",
    ),
    "an item is deleted and a golden question still expects it": (
        removed("faq/werk/cv-hulp.md"),
        "toetsvraag-verwachting",
        "'cv-hulp'",
    ),
    "two items get each other's answer": (
        swapped("faq/werkloos/ww-duur.md", "faq/werkloos/ww-hoogte.md", SHORT, BODY),
        "verwisseld",
        "ww-duur (tekst van ww-hoogte)",
    ),
    "two items get each other's short answer": (
        swapped("faq/oneens/bezwaar-termijn.md", "faq/oneens/beroep-instellen.md", SHORT),
        "verwisseld",
        "bezwaar-termijn (kort van beroep-instellen)",
    ),
    "two items get each other's questions": (
        swapped("faq/werkloos/ww-einde.md", "faq/werkloos/ww-startperiode.md", ASKED),
        "verwisseld",
        "ww-einde (vragen van ww-startperiode)",
    ),
    "two referrals get each other's answer": (
        swapped("verwijzingen/nood-geweld.md", "verwijzingen/nood-geen-geld.md", SHORT, BODY),
        "verwisseld",
        "nood-geweld (kort van nood-geen-geld)",
    ),
    "two translations get each other's answer": (
        swapped("faq/werkloos/ww-duur.en.md", "faq/werkloos/ww-hoogte.en.md", SHORT, BODY),
        "verwisseld",
        "ww-duur (tekst in het en van ww-hoogte)",
    ),
    "the alternatives of an item become rubbish": (
        changed(
            "faq/werkloos/ww-startperiode.md",
            ALTERNATIVES,
            "alternatieven:\n  - lorem ipsum dolor\n  - todo nog invullen\n",
        ),
        "formulering",
        "mijn oude baas wil mij inhuren als zzp'er",
    ),
    "a term runs out without a next value": (
        changed(
            "bedragen/werkloos.yml",
            r"(naam: ww-beslistermijn.*?vanaf: 2015-01-01)",
            r"\1, tot: 2020-01-01",
        ),
        "bedrag-verlopen",
        "'ww-beslistermijn'",
    ),
    "a new item copies the wordings of another": (
        added("faq/werkloos/ww-papier.md", THIEF.replace(STOLEN[0], "ww aanvragen hoe werkt dat")),
        "dubbele-vraag",
        "faq/werkloos/ww-aanvragen.md",
    ),
    "a new item comes near the wordings of another": (
        added("faq/werkloos/ww-papier.md", THIEF),
        "formulering",
        "ww-aanvragen",
    ),
    "cries for help are no longer listed": (
        changed("verwijzingen/nood-zelfdoding.md", ALTERNATIVES, "alternatieven: []\n"),
        "nood",
        "keuring3-",
    ),
    "the gate's set is emptied": (without_lines(r"^- ", "vragen/keuring/*.yml"), "set-leeg", ""),
    "the gate's set loses its protected questions": (
        without_lines(r"beschermd: ja", "vragen/keuring/*.yml"),
        "beschermd-weg",
        "keuring-001",
    ),
    "a protected question is taken out": (
        without_lines(r"id: keuring-013,", "vragen/keuring/*.yml"),
        "beschermd-weg",
        "keuring-013",
    ),
    "a protected question is no longer protected": (
        changed("vragen/keuring/basis.yml", r"(keuring-013,.*?beschermd:) ja", r"\1 nee"),
        "beschermd-weg",
        "keuring-013",
    ),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_an_edit_that_does_harm_is_stopped_and_a_person_sees_where(name: str, gate: Gate) -> None:
    edit, code, shown = HARMFUL[name]
    refusal = gate.refusal(edit)
    assert code in refusal
    assert shown in refusal[code]


# --- edits that do none ------------------------------------------------------------------------

HARMLESS: Mapping[str, Edit] = {
    "a typo in a body": changed("faq/werkloos/ww-startperiode.md", "Bewaar het bewijs", "Bewaar uw bewijs"),
    "a typo in a body that is translated": changed(
        "faq/werkloos/ww-duur.md", "De einddatum staat", "Uw einddatum staat"
    ),
    "a typo in a short answer": key(
        "faq/contact/documenten-opsturen.md",
        "kort",
        "Stuur uw papieren via Mijn UWV of per post naar het adres in onze brief.",
    ),
    "another short answer": key(
        "faq/oneens/bezwaar-intrekken.md", "kort", "Dat doet u met een brief of op de hoorzitting."
    ),
    "a question reworded": key(
        "faq/oneens/bezwaar-intrekken.md", "vraag", "Hoe kan ik mijn bezwaar weer intrekken?"
    ),
    "an alternative more": changed(
        "faq/werk/cv-hulp.md",
        r"^alternatieven:\n",
        "alternatieven:\n  - hoe moet zo'n curriculum vitae eruitzien\n",
    ),
    "a keyword more": changed("faq/werk/cv-hulp.md", r"^trefwoorden: \[", "trefwoorden: [motivatie, "),
    "another owner": key("faq/werkloos/ww-duur.md", "eigenaar", "team-werk"),
    "another review date": key("faq/werkloos/ww-hoogte.md", "controleren_voor", "2028-01-01"),
    "a legal basis more": changed(
        "faq/werkloos/ww-seizoenswerk.md", r"^grondslag: \[", 'grondslag: ["WW artikel 15", '
    ),
    "a related item more": changed("faq/werk/cv-hulp.md", r"^verwant: \[", "verwant: [scholing, "),
    "a new item about something else": added(
        "faq/contact/rondleiding.md",
        item(
            "Kan onze schoolklas een kantoor van UWV bezoeken?",
            ("rondleiding voor leerlingen", "excursie met de klas van mijn dochter"),
            "Bel het kantoor in uw regio en vraag of een bezoek met een klas kan.",
            "Wij ontvangen soms scholen. Bel het kantoor in uw regio en spreek een dag af.",
        ),
    ),
    "a new letter": added(
        "brieven/WW-190.md",
        "---\ncode: WW-190\ntitel: Wij nodigen u uit voor een open dag\nregelingen: [WW]\n"
        "doelgroep: particulier\ngeldig: {vanaf: 2024-01-01}\nwanneer: Als er een open dag is.\n"
        "kenmerken: [een open dag op ons kantoor]\ncontroleren_voor: 2027-06-01\n"
        "eigenaar: brievenboek\n---\n## Wat betekent deze brief?\n\nU mag komen kijken op ons "
        "kantoor. Het hoeft niet.\n\n## Tekst van de brief\n\nEr is een open dag op ons kantoor.\n",
    ),
    "a note for advisors": added(
        "faq/werk/cv-hulp.toelichting.md",
        "---\neigenaar: team-werk\ncontroleren_voor: 2027-06-01\n---\nVraag of er al een cv is.\n",
    ),
    "a translation improved": changed(
        "faq/contact/tolk.en.md", "Do you speak little Dutch", "Is your Dutch not so good"
    ),
    "a golden question to practise with": added(
        "vragen/oefen/basis.yml",
        '- {id: oefen-900, vraag: "mn cv is tien jaar oud, wie kijkt ernaar", verwacht: [cv-hulp]}\n',
    ),
    "a golden question for the gate": added(
        "vragen/keuring/basis.yml",
        '- {id: keuring-900, vraag: "mn cv is tien jaar oud, hulp?", verwacht: [cv-hulp]}\n',
    ),
    "another value of a term": changed(
        "bedragen/werkloos.yml", r'(naam: ww-beslistermijn, waarde: )"4"', r'\1"5"'
    ),
    "a new term": added(
        "bedragen/algemeen.yml",
        '- {naam: rondleiding, waarde: "2", eenheid: uur, vanaf: 2024-01-01, gecontroleerd: nee}\n',
    ),
    "a word explained": added(
        "begrippen.yml",
        '- {term: excursie, betekenis: "Een bezoek met een groep.", synoniemen: [schoolreisje]}\n',
    ),
    "a synonym for a scheme": changed(
        "begrippen.yml", r"synoniemen: \[ww-uitkering, ", "synoniemen: [ww-uitkering, steungeld, "
    ),
    "a theme described otherwise": changed(
        "themas.yml", "Ziek of beter melden bij ons", "Ziek melden en beter melden bij ons"
    ),
    "a version that holds from a later day": together(
        changed(
            "faq/werkloos/ww-seizoenswerk.md",
            r"^geldig: .*?$",
            "geldig: {vanaf: 2024-01-01, tot: 2035-01-01}",
        ),
        lambda root: added(
            "faq/werkloos/ww-seizoenswerk@2035-01-01.md",
            (CONTENT / "faq/werkloos/ww-seizoenswerk.md")
            .read_text()
            .replace("{vanaf: 2024-01-01}", "{vanaf: 2035-01-01}")
            .replace("Voor seizoenswerk gelden de gewone regels", "Hiervoor gelden de regels"),
        )(root),
    ),
    "a sentence more": added(
        "faq/werkloos/ww-seizoenswerk.md", "\nTwijfelt u of dit werk telt? Vraag het ons gerust.\n"
    ),
    "an item split in two": together(
        changed("faq/werk/cv-hulp.md", r"  - wie kan mijn sollicitatiebrief nakijken\n", ""),
        changed("faq/werk/cv-hulp.md", r"^## Heeft u een gat in uw cv\?\n.*?(?=^## )", ""),
        changed("faq/werk/cv-hulp.md", r"  - er zit een gat van vijf jaar.*?\n", ""),
        added(
            "faq/werk/gat-in-cv.md",
            item(
                "Wat doe ik met een gat in mijn cv?",
                (
                    "er zit een gat van vijf jaar in mijn cv door ziekte",
                    "wie kan mijn sollicitatiebrief nakijken",
                ),
                "Zeg kort en eerlijk wat u in die tijd deed.",
                "Dat hebben veel mensen. Noem wat u in die tijd deed. Houd het kort en eerlijk.",
            ),
        ),
    ),
    "two items made into one": together(
        removed("faq/werk/netwerktraining.md"),
        without_mention("netwerktraining"),
        lambda root: changed(
            "faq/werk/vacatures-vinden.md",
            r"^alternatieven:\n",
            "".join(
                ["alternatieven:\n  - Hoe leer ik netwerken om werk te vinden?\n"]
                + re.findall(r"  - .*?\n", (CONTENT / "faq/werk/netwerktraining.md").read_text())
            ),
        )(root),
    ),
    "another phone number of a referral": changed(
        "verwijzingen/vakbond.md", r'adres: "https://www.cnv.nl"', 'adres: "030 751 10 01"'
    ),
    "a referral to another organisation": added(
        "verwijzingen/rdw-rijden.md",
        "---\nuitkomst: verwijzing\nvraag: Waar regel ik het kenteken van mijn auto?\n"
        "alternatieven:\n  - auto op naam zetten\n  - apk vervaldatum opzoeken\n"
        "kort: Kentekens regelt u bij de RDW.\n"
        'organisatie: {naam: RDW, website: "https://www.rdw.nl"}\n'
        "controleren_voor: 2027-06-01\neigenaar: team-contact\n---\nNeem contact op met de RDW.\n",
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_an_edit_that_does_no_harm_is_approved(name: str, gate: Gate) -> None:
    verdict = gate.judged(HARMLESS[name])
    assert verdict.status is GateStatus.APPROVED
    assert verdict.reasons == ()
