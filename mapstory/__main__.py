"""`python -m mapstory` is the `mapstory` command."""

from mapstory.cli import main

main()
