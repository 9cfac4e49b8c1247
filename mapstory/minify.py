"""Scripts and styles as small as they can be sent: short names, no comments, no spare space."""

from __future__ import annotations

import minify


def minify_script(script: str) -> str:
    """Return a script that does the same; names at its top level, which others may use, stay."""
    return str(minify.string("application/javascript", script))


def minify_style(style: str) -> str:
    """Return a style that does the same."""
    return str(minify.string("text/css", style))
