"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const {
  doAtOnce,
  placeCaptions,
  placeToponyms,
  spotsOfPoints,
  saysTheSame,
  uprightAngle,
  turnedSize,
  boxOn,
  overlaps,
} = load(
  ["turns", "geometry", "labels", "leaders", "captions", "placing", "toponyms", "names"],
  [
    "doAtOnce",
    "placeCaptions",
    "placeToponyms",
    "spotsOfPoints",
    "saysTheSame",
    "uprightAngle",
    "turnedSize",
    "boxOn",
    "overlaps",
  ],
);

const FRAME = { left: 0, top: 0, right: 390, bottom: 380 };
const SIZE = { width: 90, height: 17, length: 90 };
const sizesOf = (names) => new Map(names.map((name) => [name, SIZE]));

function captionAt(id, at, rank = 0, radius = 14) {
  return { id, text: id, rank, at, ...spotsOfPoints([at], radius, { dir: "ltr" }) };
}

function surroundings(points) {
  const discs = points.map((at) => boxOn(at, 14));
  return { frame: FRAME, drawn: discs, hard: discs, covers: [] };
}

test("five points within 30 pixels are all named, each with a leader or beside its mark", () => {
  const points = [
    { x: 200, y: 200 },
    { x: 212, y: 190 },
    { x: 205, y: 215 },
    { x: 190, y: 192 },
    { x: 201, y: 203 },
  ];
  const names = points.map((at, i) => captionAt(`p${i}`, at));
  const placed = doAtOnce(placeCaptions(names, sizesOf(names), surroundings(points)));
  assert.equal(placed.length, 5);
  placed.forEach(({ box }, i) => {
    for (const disc of points.map((at) => boxOn(at, 14))) assert.equal(overlaps(box, disc), false);
    for (const other of placed.slice(i + 1)) assert.equal(overlaps(box, other.box), false);
  });
});

test("what is told is named before what is older, and no more than nine are named", () => {
  const points = Array.from({ length: 12 }, (_, i) => ({
    x: 70 + (i % 3) * 125,
    y: 40 + 90 * Math.floor(i / 3),
  }));
  const names = points.map((at, i) => captionAt(`p${i}`, at, i < 4 ? 20 : 0));
  const placed = doAtOnce(placeCaptions(names, sizesOf(names), surroundings(points)));
  assert.equal(placed.length, 9);
  assert.deepEqual(
    placed.slice(0, 8).map(({ id }) => id),
    names.slice(4).map(({ id }) => id),
  );
});

test("where pins fill the map what is told is named over them, and what is only shown is not", () => {
  const points = Array.from({ length: 400 }, (_, i) => ({
    x: 10 + (i % 20) * 19.5,
    y: 9 + 19 * Math.floor(i / 20),
  }));
  const [told, shown] = [0, 10].map((rank) => [captionAt("middle", { x: 195, y: 190 }, rank)]);
  const around = surroundings(points);
  assert.equal(doAtOnce(placeCaptions(told, sizesOf(told), around)).length, 1);
  assert.deepEqual(doAtOnce(placeCaptions(shown, sizesOf(shown), around)), []);
});

function toponymAt(kind, text, at) {
  const spots = ({ width, height }) => [{ x: at.x - width / 2, y: at.y - height / 2 }];
  const isTown = kind === "town" || kind === "capital";
  return { id: `${kind} ${text} ${at.x}`, kind, text, spots, dot: isTown ? { ...at, y: at.y + 15 } : null };
}

test("a river is named once, at the first of its places that is free", () => {
  const names = [60, 200, 320].map((x) => toponymAt("river", "Euphrates", { x, y: 100 }));
  const obstacles = [{ left: 0, top: 0, right: 120, bottom: 380 }];
  const [label, ...more] = placeToponyms(names, sizesOf(names), { frame: FRAME, obstacles });
  assert.equal(label.id, names[1].id);
  assert.deepEqual(more, []);
});

test("no more than five towns are named, capitals among them", () => {
  const names = Array.from({ length: 9 }, (_, i) =>
    toponymAt(i < 2 ? "capital" : "town", `t${i}`, { x: 60 + (i % 3) * 130, y: 40 + 80 * Math.floor(i / 3) }),
  );
  const placed = placeToponyms(names, sizesOf(names), { frame: FRAME, obstacles: [] });
  assert.equal(placed.length, 5);
});

test("a name of the base map yields to one of the story that says the same", () => {
  assert.equal(saysTheSame("Anbar province", "Al Anbar", true), true);
  assert.equal(saysTheSame("al Karmah", "Al Karmah", false), true);
  assert.equal(saysTheSame("Saudi Aramco plant", "Saudi Arabia", true), false);
  // The bridge is not the town.
  assert.equal(saysTheSame("Ramadi bridge", "Ramadi", false), false);
});

test("a name along a river is never upside down, and its box holds it", () => {
  assert.equal(uprightAngle(135), -45);
  assert.equal(uprightAngle(-135), 45);
  assert.equal(uprightAngle(2), 0);
  assert.equal(uprightAngle(90), 90);
  const { width, height } = turnedSize({ width: 100, height: 20 }, 90);
  assert.deepEqual([Math.round(width), Math.round(height)], [20, 100]);
});
