"""
The drawn base map: land, borders, water and names, cut to what a story's cameras see.

It is written once into the page, as a sheet of SVG in whole units of Web Mercator, which static
figures and the map show alike.
"""

from mapstory.atlas.closeness import notes_on_closeness
from mapstory.atlas.draw import draw_atlas
from mapstory.atlas.model import Atlas, Label, River, Sheet

__all__ = ["Atlas", "Label", "River", "Sheet", "draw_atlas", "notes_on_closeness"]
