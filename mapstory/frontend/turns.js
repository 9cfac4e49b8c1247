/* Turns: long work in pieces, so that the browser can paint and answer its reader in between. */

/** @typedef {Generator<void, void, void>} Work  It yields where a pause does no harm. */

/**
 * Milliseconds, beyond which a turn goes on only to the end of its piece. In a flight it leaves the
 * browser most of a frame; before the map is there it leaves room for a slow phone to be pressed.
 */
const [LONG_TURN, SHORT_TURN] = [10, 5];

/**
 * @template T
 * @param {Generator<void, T, void>} work
 * @returns {T}
 */
function doAtOnce(work) {
  let piece = work.next();
  while (!piece.done) piece = work.next();
  return piece.value;
}

/**
 * Once what has changed is on the screen.
 * @param {() => void} task
 */
function afterPaint(task) {
  requestAnimationFrame(() => setTimeout(task));
}

/**
 * What does one work at a time, in turns. A new one takes the place of that which is not done.
 * @typedef {{take: (work: Work, most?: number) => void, takeAfterPaint: (work: Work) => void, drop: () => void}} Turns
 * @returns {Turns}
 */
function makeTurns() {
  /** @type {Work | null} */
  let work = null;
  let longest = SHORT_TURN;
  const { port1, port2 } = new MessageChannel();
  const goOn = () => {
    const end = performance.now() + longest;
    while (work && performance.now() < end) {
      const own = work;
      if (own.next().done && work === own) work = null;
    }
    if (work) port2.postMessage(null);
  };
  port1.onmessage = goOn;
  /** @type {Work | null} */
  let coming = null;
  const take = (/** @type {Work} */ next, most = SHORT_TURN) => {
    coming = null;
    longest = most;
    work = next;
    // Always: what went before may have broken off with an error.
    port2.postMessage(null);
  };
  return {
    take,
    takeAfterPaint(next) {
      work = null;
      coming = next;
      afterPaint(() => coming === next && take(next));
    },
    drop() {
      work = coming = null;
    },
  };
}
