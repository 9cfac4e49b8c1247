"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { arrowShape, arrowWidth, endsOf, spotsOutside } = load(
  ["geometry", "arrows"],
  ["arrowShape", "arrowWidth", "endsOf", "spotsOutside"],
);

const FROM = { x: 0, y: 0 };
const TO = { x: 200, y: 0 };

test("width grows with the count, from 3 to 9 pixels", () => {
  assert.equal(arrowWidth(100, 100), 9);
  assert.ok(arrowWidth(1, 100_000) > 3 && arrowWidth(1, 100_000) < 3.1);
  assert.ok(arrowWidth(25, 100) < arrowWidth(50, 100));
  assert.equal(arrowWidth(null, 100), 4.5);
});

test("the tip is the target, and the tail is thin", () => {
  const { outline } = arrowShape(FROM, TO, 9);
  assert.ok(outline.some(({ x, y }) => x === TO.x && y === TO.y));
  const [first, last] = [outline[0], outline.at(-1)];
  assert.ok(Math.hypot(first.x - last.x, first.y - last.y) < 2);
});

test("the curve bulges by 12 to 18 percent, to the left of the way", () => {
  const { apex } = arrowShape(FROM, TO, 4);
  assert.ok(-apex.y > 0.12 * 200 && -apex.y < 0.18 * 200);
  const back = arrowShape(TO, FROM, 4);
  assert.ok(back.apex.y > 0);
});

test("a label stands outside the curve where it can, and inside it before it is left out", () => {
  const size = { width: 80, height: 30 };
  const arrow = arrowShape(FROM, TO, 4);
  const [first, ...others] = spotsOutside(arrow, size);
  assert.ok(first.y + size.height < arrow.apex.y);
  assert.equal(first.x + size.width / 2, arrow.apex.x);
  assert.ok(others.at(-1).y > arrow.apex.y);
});

test("between points an arrow starts and ends at the edge of their marks", () => {
  const { from, to } = endsOf({ point: FROM, gap: 12 }, { point: TO, gap: 15 });
  assert.deepEqual([from.x, to.x], [12, 185]);
});

test("an area is left from its middle and entered a little inside its edge", () => {
  const ring = [
    { x: 100, y: -50 },
    { x: 300, y: -50 },
    { x: 300, y: 50 },
    { x: 100, y: 50 },
    { x: 100, y: -50 },
  ];
  const { to } = endsOf({ point: FROM, gap: 0 }, { rings: [ring], gap: -4 });
  assert.equal(Math.round(to.x), 104);
  const { from } = endsOf({ rings: [ring], gap: -4 }, { point: { x: 600, y: 0 }, gap: 0 });
  assert.ok(from.x > 150 && from.x < 250);
});

test("two arrows do not meet at the same point of a line", () => {
  const line = [
    { x: 100, y: -80 },
    { x: 100, y: 80 },
  ];
  const first = endsOf({ point: FROM, gap: 0 }, { lines: [line], gap: 0 }).to;
  const second = endsOf({ lines: [line], gap: 0 }, { point: FROM, gap: 0 }, [first]).from;
  assert.ok(Math.abs(first.x - 100) < 1 && Math.abs(first.y) < 20);
  assert.ok(Math.hypot(first.x - second.x, first.y - second.y) > 20);
});

test("an arrow to where it starts from is still a shape", () => {
  const { outline } = arrowShape(FROM, FROM, 4);
  assert.ok(outline.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
});
