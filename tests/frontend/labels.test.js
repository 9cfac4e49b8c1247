"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { placeLabels, spotsBeside, spotsWithin, spotsAlong, overlaps, isInside } = load(
  ["geometry", "labels"],
  ["placeLabels", "spotsBeside", "spotsWithin", "spotsAlong", "overlaps", "isInside"],
);

const FRAME = { left: 0, top: 0, right: 400, bottom: 300 };
const SIZE = { width: 60, height: 16 };

function wish(id, at, dir = "ltr") {
  return { id, spots: spotsBeside(at, 10, SIZE, dir), ...SIZE };
}

test("a label stands after its point, 8 pixels off; before it where the writing runs left", () => {
  const [after] = spotsBeside({ x: 100, y: 100 }, 10, SIZE, "ltr");
  assert.deepEqual(after, { x: 118, y: 92, hugs: "left" });
  const [before] = spotsBeside({ x: 100, y: 100 }, 10, SIZE, "rtl");
  assert.deepEqual(before, { x: 22, y: 92, hugs: "right" });
});

test("no two of many crowded labels overlap, and none leaves the frame", () => {
  const wishes = Array.from({ length: 40 }, (_, i) =>
    wish(`w${i}`, { x: (i * 53) % 400, y: (i * 31) % 300 }),
  );
  const placed = placeLabels(wishes, { frame: FRAME, obstacles: [], most: 40 });
  assert.ok(placed.length > 5);
  placed.forEach(({ box }, i) => {
    assert.ok(box.left >= 0 && box.top >= 0 && box.right <= 400 && box.bottom <= 300);
    placed.slice(i + 1).forEach((other) => assert.equal(overlaps(box, other.box, 5), false));
  });
});

test("what comes first is placed first, and no more than the most", () => {
  const same = { x: 200, y: 150 };
  const placed = placeLabels([wish("first", same), wish("second", same), wish("third", same)], {
    frame: FRAME,
    obstacles: [],
    most: 2,
  });
  assert.deepEqual(
    placed.map(({ id }) => id),
    ["first", "second"],
  );
  assert.equal(placed[0].box.left, 218);
});

test("a label avoids an obstacle, and is left out where all its spots are taken", () => {
  const right = { left: 205, top: 120, right: 400, bottom: 180 };
  const [label] = placeLabels([wish("a", { x: 200, y: 150 })], {
    frame: FRAME,
    obstacles: [right],
    most: 9,
  });
  assert.equal(label.box.right, 182);
  assert.deepEqual(
    placeLabels([wish("a", { x: 200, y: 150 })], { frame: FRAME, obstacles: [FRAME], most: 9 }),
    [],
  );
});

test("the label of an area stands inside it where it fits", () => {
  const ring = [
    { x: 20, y: 20 },
    { x: 380, y: 20 },
    { x: 380, y: 90 },
    { x: 120, y: 90 },
    { x: 120, y: 280 },
    { x: 20, y: 280 },
    { x: 20, y: 20 },
  ];
  const [spot] = spotsWithin([ring], SIZE, FRAME);
  for (const [dx, dy] of [
    [0, 0],
    [60, 0],
    [0, 16],
    [60, 16],
  ]) {
    assert.equal(isInside([ring], { x: spot.x + dx, y: spot.y + dy }), true);
  }
});

test("the label of a line keeps off it", () => {
  const line = [
    { x: 100, y: 20 },
    { x: 100, y: 280 },
  ];
  const spots = spotsAlong([[...line]], 14, SIZE, { left: 0, top: 0, right: 400, bottom: 300 });
  assert.ok(spots.length > 0);
  assert.ok(spots.some(({ x }) => x === 114) && spots.some(({ x }) => x === 100 - 14 - 60));
});
