"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { load } = require("./load.js");

// Messages wait here until the test lets the next one come: a busy machine changes nothing.
const messages = [];
globalThis.MessageChannel = class {
  port1 = { onmessage: () => {} };
  port2 = { postMessage: () => messages.push(() => this.port1.onmessage()) };
};

const { doAtOnce, makeTurns } = load(["turns"], ["doAtOnce", "makeTurns"]);

/** One turn: the next message comes. */
function turn() {
  messages.shift()();
}

/** Work of so many pieces, each of which says its name, and lasts so many milliseconds at least. */
function* pieces(name, count, said, lasts = 0) {
  for (let i = 0; i < count; i++) {
    const end = performance.now() + lasts;
    while (performance.now() < end);
    said.push(`${name}${i}`);
    yield;
  }
  return name;
}

test("work that is done at once is done in order, and gives what it returns", () => {
  const said = [];
  assert.equal(doAtOnce(pieces("a", 3, said)), "a");
  assert.deepEqual(said, ["a0", "a1", "a2"]);
});

test("work in turns lets other tasks in between, and comes to its end", () => {
  const said = [];
  makeTurns().take(pieces("a", 4, said, 8));
  assert.deepEqual(said, []);
  for (const done of [1, 2, 3, 4]) {
    turn();
    assert.equal(said.length, done);
  }
  turn();
  assert.deepEqual(said, ["a0", "a1", "a2", "a3"]);
  assert.deepEqual(messages, []);
});

test("new work takes the place of what is not done", () => {
  const said = [];
  const turns = makeTurns();
  turns.take(pieces("old", 50, said, 8));
  turn();
  turns.take(pieces("new", 2, said));
  while (messages.length) turn();
  assert.deepEqual(said, ["old0", "new0", "new1"]);
});

test("what is dropped never goes on", () => {
  const said = [];
  const turns = makeTurns();
  turns.take(pieces("a", 3, said));
  turns.drop();
  while (messages.length) turn();
  assert.deepEqual(said, []);
});

test("after work that breaks off with an error the next is done", () => {
  const said = [];
  const turns = makeTurns();
  turns.take(
    (function* () {
      throw new Error("no such place");
    })(),
  );
  assert.throws(turn, /no such place/);
  turns.take(pieces("a", 1, said));
  while (messages.length) turn();
  assert.deepEqual(said, ["a0"]);
});
