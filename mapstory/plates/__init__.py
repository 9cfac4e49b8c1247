"""
Plates: the static figure of every state of a story, drawn when the page is built.

They are what is painted before any script runs, where none runs, and in print.
"""

from mapstory.plates.plate import Plates, draw_plates
from mapstory.plates.shapes import Grid

__all__ = ["Grid", "Plates", "draw_plates"]
