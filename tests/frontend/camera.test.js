"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

const {
  projected,
  unprojected,
  projectedBox,
  freeParts,
  viewOf,
  farthestZoom,
  flightSeconds,
  flightPadding,
} = load(
  ["geometry", "camera"],
  [
    "projected",
    "unprojected",
    "projectedBox",
    "freeParts",
    "viewOf",
    "farthestZoom",
    "flightSeconds",
    "flightPadding",
  ],
);

const FRAME = { left: 0, top: 0, right: 1280, bottom: 800 };
const CARD = { left: 24, top: 24, right: 404, bottom: 776 };
const LEGEND = { left: 1080, top: 690, right: 1268, bottom: 770 };
const ANBAR = [38.8, 30.9, 44.3, 35.2];
const ATLAS = [28, 24, 56, 41];
const STAGE = {
  frame: FRAME,
  covers: [CARD, LEGEND],
  margin: 48,
  minZoom: 0,
  maxZoom: 11,
  atlas: ATLAS,
};

/** Where the bounds come to lie in the frame. */
function seen(bounds, view, frame) {
  const scale = 2 ** view.zoom;
  const centre = projected([view.lat, view.lon]);
  const box = projectedBox(bounds);
  const x = (at) => (at - centre.x) * scale + (frame.left + frame.right) / 2;
  const y = (at) => (at - centre.y) * scale + (frame.top + frame.bottom) / 2;
  return { left: x(box.left), right: x(box.right), top: y(box.top), bottom: y(box.bottom) };
}

test("projecting and back is nothing done", () => {
  for (const place of [
    [33.42, 43.3],
    [-55, -70],
    [10, 181.5],
    [84, 0],
  ]) {
    unprojected(projected(place)).forEach((degrees, i) =>
      assert.ok(Math.abs(degrees - place[i]) < 1e-9),
    );
  }
});

test("zoom 0 is one tile of 256 pixels", () => {
  assert.deepEqual(projected([0, 0]), { x: 128, y: 128 });
  assert.equal(projected([0, 180]).x, 256);
});

test("the subject fills the free part exactly and is never under the card or the legend", () => {
  const view = viewOf(ANBAR, STAGE);
  const box = seen(ANBAR, view, FRAME);
  assert.ok(box.left >= CARD.right + 47.9);
  assert.ok(box.right <= FRAME.right - 47.9);
  assert.ok(box.top >= 47.9 && box.bottom <= FRAME.bottom - 47.9);
  const isClearOfLegend = box.right <= LEGEND.left || box.bottom <= LEGEND.top;
  assert.ok(isClearOfLegend);
  const slack = Math.min(
    box.left - CARD.right,
    LEGEND.left - box.right,
    box.top,
    LEGEND.top - box.bottom,
  );
  assert.ok(slack < 49);
});

test("a card on the other side mirrors the view", () => {
  const card = { ...CARD, left: 1280 - 404, right: 1280 - 24 };
  const box = seen(ANBAR, viewOf(ANBAR, { ...STAGE, covers: [card] }), FRAME);
  assert.ok(box.right <= card.left - 47.9);
});

test("the camera never comes closer than its limit", () => {
  assert.equal(viewOf([43.3, 33.42, 43.3001, 33.4201], STAGE).zoom, 11);
});

test("the frame stays inside the atlas where the subject allows", () => {
  const east = [53.5, 30, 55.5, 32];
  const view = viewOf(east, { ...STAGE, covers: [] });
  const edge = seen(ATLAS, view, FRAME);
  assert.ok(edge.right >= FRAME.right - 0.01);
  const subject = seen(east, view, FRAME);
  assert.ok(subject.right <= FRAME.right);
});

test("the subject is not pushed under the card to keep the frame inside the atlas", () => {
  const west = [28.5, 30, 30.5, 32];
  const subject = seen(west, viewOf(west, STAGE), FRAME);
  assert.ok(subject.left >= CARD.right - 0.01);
});

test("across the edge of a map of all the world a subject stands in the middle, as anywhere else", () => {
  const world = { ...STAGE, covers: [CARD], atlas: [-180, -84, 180, 84], minZoom: 1.2 };
  for (const turn of [0, 360]) {
    const tahiti = [177 - turn, -49.7, 212.4 - turn, -15.6];
    const subject = seen(tahiti, viewOf(tahiti, world), FRAME);
    const [before, after] = [subject.left - CARD.right, FRAME.right - subject.right];
    assert.ok(Math.abs(before - after) < 0.01, `${before} before it, ${after} after it`);
  }
});

test("readers may zoom out until the atlas ends, or as far as a step needs", () => {
  const least = farthestZoom([ANBAR], STAGE);
  const atlas = seen(ATLAS, { lat: 33, lon: 42, zoom: least }, FRAME);
  assert.ok(atlas.right - atlas.left >= FRAME.right - 0.01);
  assert.ok(farthestZoom([[29, 25, 55, 40]], STAGE) < least);
  assert.equal(farthestZoom([ANBAR], { ...STAGE, atlas: null }), 0);
});

test("what covers the frame wholly is not cut off", () => {
  assert.deepEqual(freeParts(FRAME, [{ left: -10, top: -10, right: 1300, bottom: 900 }]), [FRAME]);
});

test("a flight takes 0.7 to 1.2 seconds, and none to where the camera is", () => {
  const here = { lat: 33, lon: 43, zoom: 7 };
  assert.equal(flightSeconds(here, here, 1280), 0);
  const near = flightSeconds(here, { lat: 33.5, lon: 43.5, zoom: 7.2 }, 1280);
  const far = flightSeconds(here, { lat: -33, lon: -70, zoom: 4 }, 1280);
  assert.ok(near >= 0.7 && near < far);
  assert.equal(far, 1.2);
});

test("more is drawn around the frame before a flight that climbs", () => {
  const size = { width: 1280, height: 800 };
  const close = { lat: 33, lon: 43, zoom: 9 };
  const wide = { lat: 33, lon: 43, zoom: 7 };
  assert.ok(flightPadding(close, wide, size) > flightPadding(wide, close, size));
  assert.ok(flightPadding({ ...close, zoom: 12 }, { ...wide, zoom: 2 }, size) <= 4);
});
