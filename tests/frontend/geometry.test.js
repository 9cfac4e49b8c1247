"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const {
  readPath,
  isInside,
  nearestOn,
  roomiestSpots,
  thinned,
  beads,
  overlaps,
  liesWithin,
  boxAround,
  boxOn,
  anyNear,
} = load(
  ["geometry", "camera"],
  [
    "readPath",
    "isInside",
    "nearestOn",
    "roomiestSpots",
    "thinned",
    "beads",
    "overlaps",
    "liesWithin",
    "boxAround",
    "boxOn",
    "anyNear",
  ],
);

const SQUARE = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 100, y: 100 },
  { x: 0, y: 100 },
  { x: 0, y: 0 },
];
const HOLE = [
  { x: 40, y: 40 },
  { x: 60, y: 40 },
  { x: 60, y: 60 },
  { x: 40, y: 60 },
  { x: 40, y: 40 },
];

const GRID = { origin: [128, 128], unit: 0.5 };
const near = (line) => line.map((at) => at.map((degrees) => Number(degrees.toFixed(4)) + 0));

test("a path is read as the lines that it draws, from the grid's origin", () => {
  const [line] = readPath("m2 0 2-4", GRID);
  assert.equal(line.closed, false);
  assert.deepEqual(near(line.line), [
    [0, 1.4063],
    [2.8114, 2.8125],
  ]);
});

test("after a closed line the pen is where that began", () => {
  const [ring, line] = readPath("m10 0 5 0 0 5zm-10 0 20 0", GRID);
  assert.equal(ring.closed, true);
  assert.deepEqual(ring.line[0], ring.line[3]);
  assert.deepEqual(near(line.line), [
    [0, 0],
    [0, 14.0625],
  ]);
});

test("a path may run on past the antimeridian, and none is no line", () => {
  const [line] = readPath("m250 0 10 0", GRID);
  assert.deepEqual(near(line.line), [
    [0, 175.7813],
    [0, 182.8125],
  ]);
  assert.deepEqual(readPath("", GRID), []);
});

test("a hole is not inside", () => {
  assert.equal(isInside([SQUARE, HOLE], { x: 20, y: 50 }), true);
  assert.equal(isInside([SQUARE, HOLE], { x: 50, y: 50 }), false);
  assert.equal(isInside([SQUARE, HOLE], { x: 120, y: 50 }), false);
});

test("the nearest point of a line may lie between its corners", () => {
  assert.deepEqual(
    nearestOn(
      [
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
        ],
      ],
      { x: 4, y: 3 },
    ),
    { x: 4, y: 0, distance: 3 },
  );
  assert.deepEqual(nearestOn([[{ x: 5, y: 5 }]], { x: 5, y: 9 }), { x: 5, y: 5, distance: 4 });
});

test("the roomiest spot of a square is its middle, and never in a hole or out of view", () => {
  const view = { left: -50, top: -50, right: 150, bottom: 150 };
  const [best] = roomiestSpots([SQUARE], view);
  assert.ok(Math.abs(best.x - 50) <= 4 && Math.abs(best.y - 50) <= 4);
  assert.ok(roomiestSpots([SQUARE, HOLE], view).every((spot) => isInside([SQUARE, HOLE], spot)));
  const narrow = { left: 80, top: 0, right: 150, bottom: 100 };
  assert.ok(roomiestSpots([SQUARE], narrow).every(({ x }) => x > 80));
  assert.deepEqual(roomiestSpots([SQUARE], { left: 200, top: 0, right: 300, bottom: 50 }), []);
});

test("a thinned line keeps its first point and drops crowded ones", () => {
  const line = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 5, y: 0 },
    { x: 6, y: 1 },
  ];
  assert.deepEqual(thinned(line, 2), [
    { x: 0, y: 0 },
    { x: 5, y: 0 },
  ]);
});

test("beads are never farther apart than asked, and end where the line ends", () => {
  const string = beads(
    [
      { x: 0, y: 0 },
      { x: 30, y: 40 },
    ],
    12,
  );
  for (let i = 1; i < string.length; i++) {
    assert.ok(Math.hypot(string[i].x - string[i - 1].x, string[i].y - string[i - 1].y) <= 12);
  }
  assert.deepEqual(string.at(-1), { x: 30, y: 40 });
});

test("boxes that only touch do not overlap, unless they must lie apart", () => {
  const a = { left: 0, top: 0, right: 10, bottom: 10 };
  const b = { left: 10, top: 0, right: 20, bottom: 10 };
  assert.equal(overlaps(a, b), false);
  assert.equal(overlaps(a, b, 4), true);
  assert.equal(
    liesWithin(
      a,
      boxAround([
        { x: 0, y: 0 },
        { x: 20, y: 20 },
      ]),
    ),
    true,
  );
});

test("of many boxes those are found that touch a box or come within two pixels, and no others", () => {
  // The middles of a lattice that is skewed, so that the boxes lie across the cells in many ways.
  const boxes = Array.from({ length: 400 }, (_, i) =>
    boxOn({ x: (i % 20) * 37 - 150, y: Math.floor(i / 20) * 29 - 100 + (i % 20) }, 1 + (i % 14)),
  );
  const isTaken = anyNear(boxes);
  for (let x = -160; x < 600; x += 23)
    for (let y = -110; y < 500; y += 19) {
      const box = { left: x, top: y, right: x + 1 + (x & 63), bottom: y + 5 };
      const test = (other) => overlaps(box, other, 2);
      assert.equal(isTaken(box, test), boxes.some(test));
    }
});
