"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { glyphs, colorClass } = load(
  ["geometry", "arrows", "symbols"],
  ["glyphs: () => GLYPHS", "colorClass"],
);

const KINDS = [
  "battle",
  "air strike",
  "shelling",
  "camp",
  "hospital",
  "crossing",
  "checkpoint",
  "bridge",
  "town",
  "capital",
  "port",
  "airport",
  "school",
  "protest",
  "earthquake",
  "flood",
  "fire",
  "place",
];

test("every kind that a writer may use has a glyph of its own", () => {
  const drawn = glyphs();
  assert.deepEqual(Object.keys(drawn).sort(), [...KINDS].sort());
  assert.equal(
    new Set(Object.values(drawn).map((each) => JSON.stringify(each))).size,
    KINDS.length,
  );
});

test("every glyph is a path that stays on its square", () => {
  for (const [kind, { fill, line }] of Object.entries(glyphs())) {
    for (const path of [fill, line].filter(Boolean))
      assert.match(path, /^M[-\d.\s,MLHVCSQTAZmlhvcsqtaz]+$/, kind);
  }
});

test("what belongs to no group has the accent", () => {
  assert.equal(colorClass("blue"), "mapstory-color-blue");
  assert.equal(colorClass(null), "mapstory-color-accent");
});
