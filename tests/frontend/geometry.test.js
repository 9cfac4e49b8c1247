"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const {
  decodeLine,
  isInside,
  nearestOn,
  roomiestSpots,
  thinned,
  beads,
  overlaps,
  liesWithin,
  boxAround,
} = load(
  ["geometry"],
  [
    "decodeLine",
    "isInside",
    "nearestOn",
    "roomiestSpots",
    "thinned",
    "beads",
    "overlaps",
    "liesWithin",
    "boxAround",
  ],
);

/** The encoder of the format's own description, precision 4, so that what is decoded is known. */
function encodeLine(line) {
  let text = "";
  let before = [0, 0];
  for (const point of line) {
    const whole = point.map((degrees) => Math.round(degrees * 1e4));
    whole.forEach((value, i) => {
      const delta = value - before[i];
      let rest = delta < 0 ? ~(delta << 1) : delta << 1;
      for (; rest >= 32; rest >>= 5) text += String.fromCharCode((32 | (rest & 31)) + 63);
      text += String.fromCharCode(rest + 63);
    });
    before = whole;
  }
  return text;
}

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

test("a packed line comes back as it was, to the fourth decimal", () => {
  const line = [
    [33.4206, 43.3078],
    [33.3128, 44.3615],
    [-33.9, -70.65],
    [0, 0],
  ];
  assert.deepEqual(decodeLine(encodeLine(line)), line);
});

test("a packed line may run on past the antimeridian", () => {
  assert.deepEqual(
    decodeLine(
      encodeLine([
        [10, 179.5],
        [10, 181.25],
      ]),
    ),
    [
      [10, 179.5],
      [10, 181.25],
    ],
  );
});

test("no line is in no text", () => {
  assert.deepEqual(decodeLine(""), []);
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
