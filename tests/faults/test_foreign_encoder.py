"""Another encoder under the right name does not become ready; noise in the last digits does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.serving import load_serving
from api.watching import Watcher
from eval.publication import Published
from indexer.encoder import Encoder, Vectors
from kb.archive import Archive
from kb.ledger import Decision
from kb.store import Artefact, Store

NEW = "merel"
Ask = Callable[[Encoder, Sequence[str]], Vectors]
Put = Callable[[Path, str], Any]


class Altered:
    """An encoder that answers to the name of another, and embeds questions in its own way."""

    def __init__(self, encoder: Encoder, ask: Ask, id_: str = "") -> None:
        self.id = id_ or encoder.id
        self._encoder = encoder
        self._ask = ask
        self.passages = encoder.passages

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._ask(self._encoder, texts)


def eight_bits(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    return (np.round(encoder.questions(texts) * 127) / 127).astype(np.float32)


def other_prompt(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    return encoder.passages([f"passage: {text}" for text in texts])


def other_tokenizer(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    return encoder.questions(
        [" ".join(text[at : at + 4] for at in range(len(text))) for text in texts]
    )


def fewer_dimensions(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    return encoder.questions(texts)[:, :-8]


def no_numbers(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    return encoder.questions(texts) * np.float32("nan")


def broken(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")


FOREIGN: list[Ask] = [eight_bits, other_prompt, other_tokenizer]
UNUSABLE: dict[Ask, str] = {
    no_numbers: "zet geen vragen om",
    fewer_dimensions: "zet geen vragen om",
    broken: "onverwachte fout (RuntimeError",
}


def noisy(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    rows = encoder.questions(texts)
    noise = np.random.default_rng(1).uniform(-1e-6, 1e-6, rows.shape)
    return (rows + noise).astype(np.float32)


def probes_of(home: Path) -> list[str]:
    folder = Archive(home).store.path(Artefact.SNAPSHOT, Archive(home).ledger.active().snapshot)
    return [it["vraag"] for it in json.loads((folder / "probes.json").read_bytes())]


def assert_refused(home: Path, encoder: Encoder) -> None:
    """Check that a watcher refuses, and names the probe question that came out otherwise."""
    watcher = Watcher(home, 3600, encoder=encoder)
    watcher.refresh()
    assert watcher.current is None
    assert watcher.reason is not None
    assert any(f"proefvraag '{probe}'" in watcher.reason for probe in probes_of(home))


@pytest.fixture
def encoder_of_words(own_home: Path, word_encoder: Callable[[Store], Encoder]) -> Encoder:
    return word_encoder(Store(own_home))


@pytest.mark.parametrize("ask", FOREIGN, ids=lambda it: it.__name__)
def test_an_encoder_that_embeds_otherwise_under_the_same_name_is_refused(
    own_home: Path, encoder_of_words: Encoder, ask: Ask
) -> None:
    assert_refused(own_home, Altered(encoder_of_words, ask))


@pytest.mark.slow
@pytest.mark.parametrize("ask", FOREIGN, ids=lambda it: it.__name__)
def test_a_real_encoder_that_embeds_otherwise_is_refused(
    published: tuple[Path, Published], encoder: Encoder, ask: Ask
) -> None:
    assert_refused(published[0], Altered(encoder, ask))


@pytest.mark.parametrize(
    ("ask", "reason"), UNUSABLE.items(), ids=lambda it: getattr(it, "__name__", "")
)
def test_an_encoder_that_does_not_work_is_refused(
    own_home: Path, encoder_of_words: Encoder, ask: Ask, reason: str
) -> None:
    watcher = Watcher(own_home, 3600, encoder=Altered(encoder_of_words, ask))
    watcher.refresh()
    assert watcher.current is None
    assert reason in str(watcher.reason)


def test_noise_in_the_last_digits_is_accepted(own_home: Path, encoder_of_words: Encoder) -> None:
    assert load_serving(own_home, Altered(encoder_of_words, noisy))


@pytest.mark.slow
def test_noise_in_the_last_digits_of_a_real_encoder_is_accepted(
    published: tuple[Path, Published], encoder: Encoder
) -> None:
    assert load_serving(published[0], Altered(encoder, noisy))


@pytest.mark.parametrize("ask", [*FOREIGN, *UNUSABLE], ids=lambda it: it.__name__)
def test_a_server_that_answers_keeps_its_release_when_its_encoder_turns_foreign(
    own_home: Path, encoder_of_words: Encoder, put: Put, ask: Ask
) -> None:
    switched: list[Ask] = [lambda encoder, texts: encoder.questions(texts)]
    encoder = Altered(encoder_of_words, lambda inner, texts: switched[-1](inner, texts))
    watcher = Watcher(own_home, 3600, encoder=encoder)
    watcher.refresh()
    before = watcher.current
    assert before is not None
    put(own_home, NEW)
    switched.append(ask)
    watcher.refresh()
    assert watcher.current is before
    assert watcher.reason is not None
    switched.pop()
    put(own_home, "mus")
    watcher.refresh()
    assert watcher.current.activation == Archive(own_home).ledger.active()


def test_a_whole_snapshot_that_this_program_cannot_read_is_refused_and_the_old_one_serves(
    own_home: Path, encoder_of_words: Encoder
) -> None:
    archive = Archive(own_home)
    watcher = Watcher(own_home, 3600, encoder=encoder_of_words)
    watcher.refresh()
    before, active = watcher.current, archive.ledger.active()
    whole = archive.store.open(Artefact.SNAPSHOT, active.snapshot)

    def fill(folder: Path) -> None:
        for path in whole.folder.glob("[!m]*"):
            shutil.copy(path, folder)
        (folder / "parameters.json").write_text('{"van later": true}')

    newer = archive.store.put(Artefact.SNAPSHOT, whole.facts, fill).id
    candidate = active.candidate().model_copy(update={"snapshot": newer})
    archive.ledger.activate(candidate, Decision("test", ""), active.at)
    watcher.refresh()
    assert before is not None
    assert watcher.current is before
    assert f"Momentopname {newer} is onbeschadigd" in str(watcher.reason)


def test_a_snapshot_of_another_encoder_than_the_activation_names_is_refused(
    own_home: Path, encoder_of_words: Encoder
) -> None:
    archive = Archive(own_home)
    other = archive.store.put(Artefact.ENCODER, {"bron": "een andere"}, lambda _folder: None).id
    candidate = archive.ledger.active().candidate().model_copy(update={"encoder": other})
    archive.ledger.activate(candidate, Decision("test", ""), archive.ledger.active().at)
    foreign = Altered(encoder_of_words, lambda inner, texts: inner.questions(texts), other)
    watcher = Watcher(own_home, 3600, encoder=foreign)
    watcher.refresh()
    assert watcher.current is None
    assert f"hoort bij een andere encoder dan {other}" in str(watcher.reason)
