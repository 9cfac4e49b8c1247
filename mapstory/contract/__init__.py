"""
What a value may be: small declarations that read a node and describe themselves.

Each one reads a node into a value, gathering every problem on the way, and says the same in
JSON Schema (draft-07), so that what an editor tells a writer and what the build tells
cannot drift apart.
"""

from mapstory.contract.collections import Either, ListOf, MappingOf, OneOrMany
from mapstory.contract.ids import id_from
from mapstory.contract.records import AnyOf, Fields, Key, OnlyOne, Record, Rule, keys_of, owners
from mapstory.contract.scalars import Id, OneOf, Words
from mapstory.contract.value import TEXT_SCHEMA, Scalar, Schema, Spot, Value, like

__all__ = [
    "TEXT_SCHEMA",
    "AnyOf",
    "Either",
    "Fields",
    "Id",
    "Key",
    "ListOf",
    "MappingOf",
    "OneOf",
    "OneOrMany",
    "OnlyOne",
    "Record",
    "Rule",
    "Scalar",
    "Schema",
    "Spot",
    "Value",
    "Words",
    "id_from",
    "keys_of",
    "like",
    "owners",
]
