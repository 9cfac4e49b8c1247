"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { placeLabels, spotsBeside, spotsAfar, spotsOutOf, leaderTo, touchesBox, boxOn, overlaps } =
  load(
    ["geometry", "labels", "leaders"],
    [
      "placeLabels",
      "spotsBeside",
      "spotsAfar",
      "spotsOutOf",
      "leaderTo",
      "touchesBox",
      "boxOn",
      "overlaps",
    ],
  );

const FRAME = { left: 0, top: 0, right: 600, bottom: 500 };
const SIZE = { width: 80, height: 16 };
const AT = { x: 300, y: 250 };

test("a leader runs from the edge of the mark to just short of the label", () => {
  const [spot] = spotsAfar(AT, 12, SIZE, "ltr");
  const box = { left: spot.x, top: spot.y, right: spot.x + 80, bottom: spot.y + 16 };
  const [from, to] = leaderTo(spot.from, box);
  assert.equal(Math.round(Math.hypot(from.x - AT.x, from.y - AT.y)), 12);
  assert.equal(touchesBox([from, to], box), false);
  assert.ok(box.left - to.x <= 3 && box.left > from.x);
});

test("the nearest place afar is on the side to which one reads", () => {
  assert.ok(spotsAfar(AT, 12, SIZE, "ltr")[0].x > AT.x);
  assert.ok(spotsAfar(AT, 12, SIZE, "rtl")[0].x + SIZE.width < AT.x);
});

test("a fan leads away from the crowd", () => {
  const [spot] = spotsAfar(AT, 12, SIZE, "ltr", { x: 0, y: -1 });
  assert.ok(spot.y + SIZE.height < AT.y - 12);
});

test("no leader crosses a mark that it does not start from, nor a label, nor another leader", () => {
  const marks = Array.from({ length: 7 }, (_, i) => ({
    x: 300 + 22 * Math.cos(i * 2.4) * (i ? 1 : 0),
    y: 250 + 22 * Math.sin(i * 2.4) * (i ? 1 : 0),
  }));
  const discs = marks.map((at) => boxOn(at, 12));
  const wishes = marks.map((at, i) => ({
    id: `m${i}`,
    spots: spotsAfar(at, 12, SIZE, "ltr"),
    ...SIZE,
  }));
  const placed = placeLabels(wishes, {
    frame: FRAME,
    obstacles: discs,
    barriers: discs,
    most: 9,
  });
  assert.ok(placed.length >= 5);
  placed.forEach(({ id, box, leader }, i) => {
    const own = marks[Number(id.slice(1))];
    for (const disc of discs)
      if (!(own.x > disc.left && own.x < disc.right && own.y > disc.top && own.y < disc.bottom))
        assert.equal(touchesBox(leader, disc), false);
    for (const other of placed.slice(i + 1)) {
      assert.equal(overlaps(box, other.box), false);
      assert.equal(touchesBox(leader, other.box) || touchesBox(other.leader, box), false);
    }
  });
});

test("a label that stands beside its point has no leader", () => {
  const [label] = placeLabels([{ id: "a", spots: spotsBeside(AT, 12, SIZE, "ltr"), ...SIZE }], {
    frame: FRAME,
    obstacles: [],
    most: 1,
  });
  assert.equal(label.leader, null);
});

test("a name too long for its area stands outside, with a leader from within", () => {
  const ring = [
    { x: 280, y: 230 },
    { x: 320, y: 230 },
    { x: 320, y: 270 },
    { x: 280, y: 270 },
    { x: 280, y: 230 },
  ];
  for (const spot of spotsOutOf([ring], SIZE, FRAME)) {
    const box = { left: spot.x, top: spot.y, right: spot.x + 80, bottom: spot.y + 16 };
    assert.equal(overlaps(box, { left: 280, top: 230, right: 320, bottom: 270 }), false);
    assert.ok(spot.from.x > 280 && spot.from.x < 320 && spot.from.y > 230 && spot.from.y < 270);
  }
});
