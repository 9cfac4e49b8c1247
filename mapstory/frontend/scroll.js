/* The scrolled layout: where the page stands says which state is told. */

const REST_MS = 120;

/**
 * The state whose words have come up to the line: the last one that has, else the first.
 * @param {number[]} tops  of the words of each state, in pixels, from the first down
 * @param {number} line
 */
function stateAtLine(tops, line) {
  return Math.max(0, tops.filter((top) => top <= line).length - 1);
}

/**
 * The line at which words are read: a little below the middle of what the map leaves free.
 * @param {Box} map
 * @param {number} width  of the page
 * @param {number} height  of the window
 */
function lineOfReading(map, width, height) {
  const isAbove = map.right - map.left > width - 2 && map.bottom < height - 2;
  const top = isAbove ? Math.max(0, map.bottom) : 0;
  return top + 0.55 * (height - top);
}

/**
 * Tell what the page has been scrolled to, and scroll to what the reader asks for.
 *
 * What comes back takes every event in the place of `happen`: a step asked for is scrolled to,
 * and told when it is there. Scrolling past a state does not tell it: only where it rests.
 * @param {Told} told
 * @param {() => StoryState} now
 * @param {(event: StoryEvent) => void} happen
 * @returns {(event: StoryEvent) => void}
 */
function scrolling({ page }, now, happen) {
  const { states, frame, root } = page;
  /** @type {number | null} */
  let target = null;
  let passing = now().step;
  let pause = 0;
  let rest = 0;
  let isAsked = false;
  let kept = 0;

  const active = () => {
    const box = (frame ?? root).getBoundingClientRect();
    const line = lineOfReading(box, root.clientWidth, window.innerHeight);
    return stateAtLine(
      states.map((state) => state.getBoundingClientRect().top),
      line,
    );
  };
  const tellNow = () => {
    window.clearTimeout(pause);
    pause = 0;
    const step = active();
    if (now().map !== "free") happen({ type: "go", step, by: "scroll" });
  };
  const look = () => {
    isAsked = false;
    if (now().map === "free") return;
    const step = active();
    if (target !== null && step !== target) return;
    if (target !== null) {
      target = null;
      passing = step;
      tellNow();
      return;
    }
    if (step === passing && pause) return;
    passing = step;
    window.clearTimeout(pause);
    pause = step === now().step ? 0 : window.setTimeout(tellNow, REST_MS);
  };
  const listen = () => {
    window.clearTimeout(rest);
    rest = window.setTimeout(() => {
      target = null;
      look();
    }, 2 * REST_MS);
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(look);
  };
  window.addEventListener("scroll", listen, { passive: true });
  window.addEventListener("resize", listen);
  for (const type of ["wheel", "touchmove"])
    window.addEventListener(type, () => (target = null), { passive: true });

  /** @param {number} step */
  const scrollTo = (step) => {
    const behavior = stillness.matches ? "instant" : "smooth";
    target = step;
    if (step === 0) window.scrollTo({ top: 0, behavior });
    else states[step]?.scrollIntoView({ block: "start", behavior });
    listen();
  };
  root.addEventListener("focusin", (event) => {
    const focused = /** @type {HTMLElement} */ (event.target);
    const step = states.findIndex((state) => state.contains(focused));
    if (step < 0 || step === (target ?? now().step) || !focused.matches(":focus-visible")) return;
    states[step].scrollIntoView({ block: "start", behavior: "instant" });
    focused.scrollIntoView({ block: "nearest", behavior: "instant" });
    target = null;
    listen();
  });
  if (now().step !== active()) {
    const arrive = () => {
      if (active() !== now().step) scrollTo(now().step);
    };
    if (now().by === "address") {
      arrive();
      window.addEventListener("load", () => requestAnimationFrame(arrive), { once: true });
    } else tellNow();
  }

  return (event) => {
    if (event.type === "explore") kept = window.scrollY;
    const isFreed = now().map === "free" && event.type !== "point" && event.type !== "move";
    if (isFreed && event.type !== "explore") {
      happen({ type: "return" });
      window.scrollTo({ top: kept, behavior: "instant" });
      if (event.type === "return") return;
    }
    if (!isOfWords(event)) return happen(event);
    const from = { ...now(), step: target ?? now().step };
    const to = next(from, event);
    if (to === from) return;
    scrollTo(to.step);
    if (to.by === "link" || to.by === "address")
      headingOf(states[to.step])?.focus({ preventScroll: true });
  };
}
