"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { symbolId, colorClass } = load(
  ["geometry", "arrows", "symbols"],
  ["symbolId", "colorClass"],
);

test("a kind has the symbol that the page was built with", () => {
  assert.equal(symbolId("air strike"), "mapstory-kind-air-strike");
  assert.equal(symbolId("town"), "mapstory-kind-town");
  assert.equal(symbolId("area"), "mapstory-kind-place");
});

test("what belongs to no group has the accent", () => {
  assert.equal(colorClass("blue"), "mapstory-color-blue");
  assert.equal(colorClass(null), "mapstory-color-accent");
});
