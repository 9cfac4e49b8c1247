"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { setTimeout: pause } = require("node:timers/promises");
const { load } = require("./load.js");

// Node's own channel hands over all its messages before any timer: a browser's does not.
const broken = [];
globalThis.MessageChannel = class {
  port1 = { onmessage: () => {} };
  port2 = {
    postMessage: () =>
      setTimeout(() => {
        try {
          this.port1.onmessage();
        } catch (error) {
          broken.push(error.message);
        }
      }),
  };
};

const { doAtOnce, makeTurns } = load(["turns"], ["doAtOnce", "makeTurns"]);

/** Work of so many pieces, each of which says its name. */
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

test("work in turns lets other tasks in between, and comes to its end", async () => {
  const said = [];
  makeTurns().take(pieces("a", 4, said, 8));
  assert.deepEqual(said, []);
  const timer = setInterval(() => said.push("task"), 0);
  await pause(200);
  clearInterval(timer);
  assert.ok(said.indexOf("task") < said.indexOf("a3"));
  assert.deepEqual(said.filter((each) => each !== "task"), ["a0", "a1", "a2", "a3"]);
});

test("new work takes the place of what is not done", async () => {
  const said = [];
  const turns = makeTurns();
  turns.take(pieces("old", 50, said, 8));
  await pause(30);
  turns.take(pieces("new", 2, said));
  await pause(100);
  assert.ok(said.length < 40);
  assert.deepEqual(said.slice(-2), ["new0", "new1"]);
});

test("what is dropped never goes on", async () => {
  const said = [];
  const turns = makeTurns();
  turns.take(pieces("a", 3, said));
  turns.drop();
  await pause(30);
  assert.deepEqual(said, []);
});

test("after work that breaks off with an error the next is done", async () => {
  const said = [];
  const turns = makeTurns();
  turns.take(
    (function* () {
      throw new Error("no such place");
    })(),
  );
  await pause(30);
  assert.deepEqual(broken, ["no such place"]);
  turns.take(pieces("a", 1, said));
  await pause(30);
  assert.deepEqual(said, ["a0"]);
});
