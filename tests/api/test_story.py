"""The story in docs/publiceren.md is carried out as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

STORY = Path(__file__).parents[2] / "docs" / "publiceren.md"


@pytest.mark.slow
def test_the_story_of_publishing_and_replaying_comes_true(
    tmp_path: Path, encoder_home: Path
) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", STORY.read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 7
    home, folder = tmp_path / "var", tmp_path / "werk"
    (home / "store").mkdir(parents=True)
    (home / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    folder.mkdir()
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "VRAAGBAAK_HOME": str(home),
            "OMP_NUM_THREADS": "1",
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert "teruggedraaid  actief" in done.stdout
    assert "De genoteerde kop is die van regel 4." in done.stdout
    assert (tmp_path / "kennisbank.tar").is_file()
