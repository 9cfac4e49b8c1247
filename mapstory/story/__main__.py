"""`python -m mapstory.story` prints the JSON Schema of a story file."""

from __future__ import annotations

import json
import sys

from mapstory.story import schema


def main() -> None:
    """Write the schema, as it stands in mapstory.schema.json, to standard output."""
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
