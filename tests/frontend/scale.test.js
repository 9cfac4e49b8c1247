"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { metresAPixel, barOf } = load(["geometry", "camera", "scale"], ["metresAPixel", "barOf"]);

const LENGTHS = [1000, 2000, 5000, 10000, 20000].map((metres) => [metres, `${metres / 1000} km`]);

test("a pixel in the middle of the view is shorter on the ground the farther from the equator", () => {
  const at = (middle) => metresAPixel({ north: middle + 1, middle, south: middle - 1, zoom: 8 });
  assert.ok(Math.abs(at(0) - 611.5) < 0.1);
  assert.ok(Math.abs(at(60) - 611.5 / 2) < 0.1);
});

test("no bar stands where one length would be false for a part of the view", () => {
  // Near the equator Mercator hardly stretches, but a view of half a continent has no one scale.
  assert.equal(metresAPixel({ north: 12, middle: 1, south: -11, zoom: 4 }), null);
  assert.equal(metresAPixel({ north: 64, middle: 60, south: 56, zoom: 5 }), null);
  assert.ok(metresAPixel({ north: 38, middle: 33, south: 28, zoom: 6 }));
});

test("the bar is the longest length that has room", () => {
  assert.deepEqual(barOf(LENGTHS, 100), { text: "10 km", width: 100 });
  assert.deepEqual(barOf(LENGTHS, 200), { text: "20 km", width: 100 });
  assert.equal(barOf(LENGTHS, 10_000), null);
  assert.equal(barOf(LENGTHS, 0.001), null);
});
