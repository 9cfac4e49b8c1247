"""
A story file as text with positions: Path -> Node.

`read.py` reads the file, `composer.py` makes nodes of PyYAML's events, and `syntax.py` with its
neighbours says what YAML cannot read, and how the line should look.
"""

from mapstory.source.nodes import Mapping, Node, Sequence, Source, Text, Unreadable
from mapstory.source.read import read_source

__all__ = ["Mapping", "Node", "Sequence", "Source", "Text", "Unreadable", "read_source"]
