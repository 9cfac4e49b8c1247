"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const { next, stepOfHash, isOurHash, eventOfKey, eventOfSwipe } = load(
  ["steps"],
  ["next", "stepOfHash", "isOurHash", "eventOfKey", "eventOfSwipe"],
);

const START = Object.freeze({ step: 0, count: 9, by: "start", arrival: 0, pointed: null, map: "story" });

test("stepping stops at both ends", () => {
  assert.equal(next(START, { type: "previous" }), START);
  const end = next(START, { type: "last" });
  assert.equal(end.step, 8);
  assert.equal(next(end, { type: "next" }), end);
  assert.equal(next(end, { type: "first" }).step, 0);
});

test("a state is never changed, only followed by another", () => {
  const second = next(START, { type: "next" });
  assert.equal(START.step, 0);
  assert.deepEqual(second, { ...START, step: 1, by: "controls", arrival: 1 });
});

test("any order of events ends where the last jump says", () => {
  let state = START;
  for (const type of ["next", "next", "last", "previous", "first", "next"])
    state = next(state, { type });
  assert.equal(state.step, 1);
  assert.equal(next(state, { type: "go", step: 6, by: "link" }).step, 6);
  assert.equal(next(state, { type: "go", step: 9, by: "link" }), state);
  assert.equal(next(state, { type: "go", step: -1, by: "address" }), state);
});

test("a link to the open step still moves the focus, a button does not", () => {
  const open = next(START, { type: "go", step: 3, by: "link" });
  assert.notEqual(next(open, { type: "go", step: 3, by: "link" }), open);
  assert.equal(next(open, { type: "go", step: 3, by: "controls" }), open);
});

test("pointing is no arrival, also after a link: the focus stays where the reader put it", () => {
  const linked = next(START, { type: "go", step: 3, by: "link" });
  assert.equal(next(linked, { type: "point", at: "place:ramadi" }).arrival, linked.arrival);
  assert.equal(next(linked, { type: "go", step: 3, by: "link" }).arrival, linked.arrival + 1);
});

test("pointing does not step, and stepping stops pointing", () => {
  const pointing = next(START, { type: "point", at: "place:ramadi" });
  assert.deepEqual(pointing, { ...START, pointed: "place:ramadi" });
  assert.equal(next(pointing, { type: "point", at: "place:ramadi" }), pointing);
  assert.equal(next(pointing, { type: "next" }).pointed, null);
});

test("a map in the reader's hands is the story's again after any arrival", () => {
  const moved = next(START, { type: "move" });
  assert.deepEqual(moved, { ...START, map: "moved" });
  const free = next(moved, { type: "explore" });
  assert.equal(free.map, "free");
  assert.equal(next(free, { type: "move" }), free);
  assert.deepEqual(next(free, { type: "return" }), START);
  assert.equal(next(START, { type: "return" }), START);
  assert.equal(next(free, { type: "next" }).map, "story");
});

test("scrolling tells a state once", () => {
  const third = next(START, { type: "go", step: 2, by: "scroll" });
  assert.deepEqual([third.step, third.by], [2, "scroll"]);
  assert.equal(next(third, { type: "go", step: 2, by: "scroll" }), third);
});

test("only the fragments of known states are ours", () => {
  const anchors = ["", "step-ramadi-falls", "step-سقوط-الرمادي", "end"];
  assert.equal(stepOfHash("#step-ramadi-falls", anchors), 1);
  assert.equal(stepOfHash(`#step-${encodeURIComponent("سقوط-الرمادي")}`, anchors), 2);
  assert.equal(stepOfHash("#end", anchors), 3);
  for (const other of [
    "",
    "#",
    "#step-",
    "#step-nowhere",
    "#ramadi-falls",
    "#?secret=abc",
    "#step-%E0%A4%A",
  ]) {
    assert.equal(stepOfHash(other, anchors), -1, other);
  }
});

test("a fragment that belongs to the page around us is never overwritten", () => {
  assert.ok(isOurHash("") && isOurHash("#step-ramadi-falls") && isOurHash("#end"));
  for (const theirs of ["#?secret=abc", "#amp=1", "#comments", "#step-x?secret=abc", "#ending"])
    assert.equal(isOurHash(theirs), false, theirs);
});

test("arrow keys follow the writing", () => {
  assert.deepEqual(eventOfKey("ArrowRight", "ltr"), { type: "next" });
  assert.deepEqual(eventOfKey("ArrowRight", "rtl"), { type: "previous" });
  assert.deepEqual(eventOfKey("ArrowLeft", "rtl"), { type: "next" });
  assert.deepEqual(eventOfKey("Home", "rtl"), { type: "first" });
  assert.deepEqual(eventOfKey("End", "ltr"), { type: "last" });
  assert.equal(eventOfKey("ArrowDown", "ltr"), null);
  assert.equal(eventOfKey("a", "ltr"), null);
});

test("only a clear sideways swipe steps, and it follows the writing", () => {
  const from = { x: 300, y: 400 };
  assert.deepEqual(eventOfSwipe(from, { x: 100, y: 420 }, "ltr"), { type: "next" });
  assert.deepEqual(eventOfSwipe(from, { x: 100, y: 420 }, "rtl"), { type: "previous" });
  assert.deepEqual(eventOfSwipe({ x: 100, y: 400 }, from, "ltr"), { type: "previous" });
  assert.equal(eventOfSwipe(from, { x: 270, y: 400 }, "ltr"), null);
  assert.equal(eventOfSwipe(from, { x: 200, y: 600 }, "ltr"), null);
});
