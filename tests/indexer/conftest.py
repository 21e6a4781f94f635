"""Small real parts: an encoder of a few kilobytes, and a search in a handful of entries."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.analyzer import words
from indexer.build import build
from indexer.confidence import Calibration, Curve
from indexer.encoder import Vectors
from indexer.errors import EncoderError
from indexer.parameters import Follow, Parameters, Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Store

Progress = Callable[[int], None]
Tensors = Mapping[str, float]


@pytest.fixture
def write_encoder(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes an untrained encoder: 16 dimensions, two blocks, over bytes.

    `prompts` are those of the model; `tensors` fills tensors by name before they are written.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    def write(prompts: Mapping[str, str] | None = None, tensors: Tensors | None = None) -> Path:
        import torch

        folder = tmp_path / "tiny-encoder"
        (folder / "1_Pooling").mkdir(parents=True)
        special = ["<s>", "<pad>", "</s>", "<unk>"]
        pieces = [*special, *sorted(pre_tokenizers.ByteLevel.alphabet())]
        tokenizer = Tokenizer(models.BPE({it: at for at, it in enumerate(pieces)}, []))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
        )
        tokenizer.add_special_tokens(special)
        tokenizer.save(str(folder / "tokenizer.json"))
        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(pieces),
            hidden_size=16,
            intermediate_size=24,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=128,
        )
        model = BertModel(config)
        for name, value in (tensors or {}).items():
            torch.nn.init.constant_(model.get_parameter(name), value)
        model.save_pretrained(folder)
        for name, table in _tables(prompts or {}).items():
            (folder / name).write_text(json.dumps(table))
        return folder

    return write


def _tables(prompts: Mapping[str, str]) -> dict[str, Any]:
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 128,
            "pad_token": "<pad>",
        },
        "modules.json": [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{it}"}
            for at, (path, it) in enumerate(kinds.items())
        ],
        "config_sentence_transformers.json": {"prompts": prompts},
        "1_Pooling/config.json": {"word_embedding_dimension": 16},
    }


@pytest.fixture
def tiny_encoder(write_encoder: Callable[..., Path]) -> Path:
    """Return the folder of such an encoder with prompts, to train and merge in a moment."""
    return write_encoder({"query": "v: ", "document": "t: "})


_EVEN = Curve(score=0, lead=0, nearest=0, offset=0)
"""Promises .5 of everything, so that what is promised otherwise shows."""
_PARAMETERS = Parameters(
    weights=Weights(
        nearest=0.2, neighbours=0.1, topic=0.1, text=0.1, words=0.2, grams=0.2, pointed=0.1
    ),
    follow=Follow(topic=0.4, next_step=0.05),
    calibration=Calibration(right=_EVEN, distress=Curve(score=0, lead=60, nearest=0, offset=0)),
    policy=Policy(answer_at=0.4, choice_at=0.2, distress_at=0.9, also_at=0.1),
)


class _WordEncoder:
    """A text is the sum of one fixed direction per word."""

    id = "sha256:" + "1" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        rows = [self._direction(words(text)) for text in texts]
        return np.asarray(rows, np.float32).reshape(-1, 128)

    def _direction(self, said: Iterable[str]) -> Vectors:
        seeds = [zlib.crc32(word.encode()) for word in said]
        total = sum((np.random.default_rng(it).normal(size=128) for it in seeds), np.zeros(128))
        unit: Vectors = total / max(float(np.linalg.norm(total)), 1e-9)
        return unit


class _FailingEncoder(_WordEncoder):
    def questions(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("De encoder gaf geen bruikbare vectoren.")


def _item(question: str, valid: str = "vanaf: 2024-01-01", more: str = "") -> str:
    return (
        f"---\nvraag: {question}\nkort: Kort.\ndoelgroep: particulier\nregelingen: [WW]\n"
        f"geldig: {{{valid}}}\n{more}eigenaar: team-ww\n---\nMeer tekst.\n"
    )


def _letter(code: str, title: str, valid: str, audience: str = "particulier") -> str:
    return (
        f"---\ncode: {code}\ntitel: {title}\nregelingen: [WW]\ndoelgroep: {audience}\n"
        f"geldig: {{{valid}}}\nwanneer: Soms.\nkenmerken: [{title}]\neigenaar: x\n---\nUitleg.\n"
    )


_ENTRIES: Mapping[str, str] = {
    "faq/werkloos/ww-aanvragen.md": _item(
        "Hoe vraag ik een WW-uitkering aan?", more="hierna: [ww-duur]\nverwant: [oud]\n"
    ),
    "faq/werkloos/ww-duur.md": _item("Hoe lang krijg ik een WW-uitkering?"),
    "faq/werkloos/ziek-melden.md": _item("Hoe meld ik mij ziek?", more="hierna: [ziek-duur]\n"),
    "faq/werkloos/ziek-duur.md": _item("Hoe lang krijg ik ziekengeld?"),
    "faq/werkloos/jaaropgave.md": _item("Waar vind ik mijn jaaropgave?"),
    "faq/werkloos/oud.md": _item("Hoe lang was de WW?", "vanaf: 2020-01-01, tot: 2022-01-01"),
    "brieven/WW-101@2024-01-01.md": _letter(
        "WW-101", "Besluit", "vanaf: 2024-01-01, tot: 2026-01-01"
    ),
    "brieven/WW-101@2026-01-01.md": _letter("WW-101", "Beschikking", "vanaf: 2026-01-01"),
    "brieven/WW-102.md": _letter("WW-102", "Voorschot", "vanaf: 2024-01-01, tot: 2025-01-01"),
    "brieven/WG-101.md": _letter("WG-101", "Melding", "vanaf: 2024-01-01", "werkgever"),
    "verwijzingen/nood.md": (
        "---\nuitkomst: nood\nvraag: Ik wil niet meer leven\nkort: Bel 113.\n"
        'contact:\n  - {naam: 113, adres: "113"}\neigenaar: x\n---\nBel nu 113.\n'
    ),
    "verwijzingen/geen-antwoord.md": (
        "---\nuitkomst: geenAntwoord\nvraag: Geen antwoord\nkort: Dat weten wij niet.\n"
        "contact:\n  - {naam: UWV, adres: 088}\neigenaar: x\n---\nBel ons.\n"
    ),
    "themas.yml": "- {id: werkloos, titel: W, omschrijving: W.}\n",
}


@pytest.fixture(scope="session")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Return a search in items that follow on one another, letters, and help for who despairs.

    Its curves promise .5 of everything but a cry for help.
    """
    root = tmp_path_factory.mktemp("entries")
    for name, text in _ENTRIES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    store = Store(tmp_path_factory.mktemp("searched"))
    public = build_release(read(root)).public
    made = build(store, public, _WordEncoder(), parameters=_PARAMETERS)
    return Searcher(load(store, made.id), _WordEncoder())


@pytest.fixture(scope="session")
def without_vectors(searcher: Searcher) -> Searcher:
    """Return the same search with an encoder that fails."""
    return Searcher(searcher.snapshot, _FailingEncoder())
