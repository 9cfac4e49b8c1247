"""Lighthouse's four scores of a page, on its own simulated phone."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.pages.pages import Shown
from tests.benchmarks.pages.server import HOST, MODULES
from tests.chromium import NODE

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def score(chromium: str, flags: Sequence[str], shown: Shown) -> dict[str, float]:
    """Return the scores, of 100."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        program = MODULES / "lighthouse" / "cli" / "index.js"
        asked = [
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=" + " ".join(("--headless=new", *map(_quoted, flags))),
            f"--output-path={report}",
        ]
        environment = {**os.environ, "CHROME_PATH": chromium, "TMPDIR": folder}
        subprocess.run(
            [NODE, program, f"https://{HOST}/{shown.path}", "--quiet", "--output=json", *asked],
            env=environment,
            check=True,
        )
        told = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {f"Lighthouse, {name}": 100 * told[name]["score"] for name in CATEGORIES}


def _quoted(flag: str) -> str:
    """Return a flag with its value in quotes: Lighthouse splits at spaces outside of them."""
    name, equals, value = flag.partition("=")
    return f'{name}="{value}"' if equals else flag
