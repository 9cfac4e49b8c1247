"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { stateAtLine, lineOfReading, wayOfKey } = load(
  ["scroll", "explore"],
  ["stateAtLine", "lineOfReading", "wayOfKey"],
);

test("the state told is the last whose words have come up to the line", () => {
  const tops = [0, 900, 1800, 2700];
  const at = (scrolled) =>
    stateAtLine(
      tops.map((top) => top - scrolled),
      440,
    );
  assert.deepEqual([0, 459, 460, 1359, 1360, 99999].map(at), [0, 0, 1, 1, 2, 3]);
  assert.equal(stateAtLine([500, 900], 440), 0);
});

test("words are read below a map that lies above them, and beside one that does not", () => {
  const pinned = { left: 0, top: 0, right: 390, bottom: 388 };
  assert.equal(Math.round(lineOfReading(pinned, 390, 844)), 639);
  const filling = { left: 0, top: 0, right: 1280, bottom: 800 };
  assert.equal(Math.round(lineOfReading(filling, 1280, 800)), 440);
  const beside = { left: 340, top: 0, right: 740, bottom: 360 };
  assert.equal(Math.round(lineOfReading(beside, 740, 360)), 198);
});

test("arrows move the map the same way in every writing", () => {
  assert.deepEqual(["ArrowUp", "ArrowLeft", "Tab"].map(wayOfKey), ["north", "west", null]);
});
