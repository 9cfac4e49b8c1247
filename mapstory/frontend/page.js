/* The page: the elements of one story, and what its words and its legend say in a step. */

/**
 * @typedef {object} Page  The elements of one story.
 * @property {HTMLElement} root
 * @property {HTMLElement[]} states  the words of each
 * @property {HTMLElement | null} card
 * @property {HTMLElement | null} reading
 * @property {HTMLElement | null} frame  what the map and its furniture stand in
 * @property {HTMLElement | null} legend
 * @property {HTMLElement | null} status
 * @property {HTMLElement | null} scale
 * @property {HTMLElement[]} corners  small things on the map: names make room for them, the camera does not
 * @property {HTMLElement[]} furniture  what lies on the map
 */

/**
 * @param {L.Map} map
 * @param {HTMLElement} block
 * @returns {Page}
 */
function pageAround(map, block) {
  const root = block.closest(".mapstory") ?? map.getContainer().parentElement ?? document.body;
  const find = (/** @type {string} */ selector) =>
    /** @type {HTMLElement | null} */ (root.querySelector(selector));
  const all = (/** @type {string} */ selector) =>
    /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
  return {
    root: /** @type {HTMLElement} */ (root),
    states: all(".mapstory-state"),
    card: find(".mapstory-card"),
    reading: find(".mapstory-reading"),
    frame: find(".mapstory-frame"),
    legend: find(".mapstory-legend"),
    status: find(".mapstory-announcer"),
    scale: find(".mapstory-scale"),
    corners: all(".mapstory-scale, .mapstory-pan, .mapstory-locator"),
    furniture: all(
      ".mapstory-card, .mapstory-legend, .mapstory-zoom, .mapstory-explore, .mapstory-credit",
    ),
  };
}

/**
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 */
function showWords({ page, story }, { step, count, by }, before) {
  const { root, states, reading, status } = page;
  root.classList.toggle("is-first", step === 0);
  root.classList.toggle("is-last", step === count - 1);
  states.forEach((element, i) => element.classList.toggle("is-current", i === step));
  for (const link of root.querySelectorAll(".mapstory-trail a")) {
    if (link.getAttribute("href") === `#${story.steps[step].anchor}`)
      link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  showButton(root.querySelector(".mapstory-previous"), story.steps[step - 1]);
  showButton(root.querySelector(".mapstory-next"), story.steps[step + 1]);
  const label = root.querySelector(".mapstory-next .mapstory-button-label");
  if (label) label.textContent = step === 0 ? story.words.start : story.words.next;
  const counter = root.querySelector(".mapstory-counter");
  if (counter) counter.textContent = states[step]?.dataset.counter ?? "";
  // On the bar itself: on the root it would be a new style for every element of the page.
  const bar = /** @type {HTMLElement | null} */ (root.querySelector(".mapstory-controls"));
  bar?.style.setProperty("--mapstory-progress", String(count > 1 ? step / (count - 1) : 1));
  describeMap(page, step, story);
  fetchNear(page);
  if (!before) return;

  if (by !== "scroll") {
    if (reading) reading.scrollTop = 0;
    pullIntoView(page);
  }
  // What had the focus may be gone: at the opening nothing leads back, at the end nothing on.
  const focused = document.activeElement;
  const isLost = root.contains(focused) && !focused?.checkVisibility({ visibilityProperty: true });
  if (by === "link" || by === "address" || isLost)
    headingOf(states[step])?.focus({ preventScroll: true });
  if (status) status.textContent = states[step]?.dataset.announced ?? "";
  writeHash(story.steps[step].anchor);
}

/**
 * Lay out the words before and after, unseen: they show at once when they are asked for.
 * @param {Page} page
 * @param {StoryState} state
 */
function layOutNeighbours({ states }, { step }) {
  states.forEach((element, i) => element.classList.toggle("is-near", Math.abs(i - step) === 1));
}

/** @param {HTMLElement | undefined} state */
function headingOf(state) {
  return /** @type {HTMLElement | null} */ (state?.querySelector("h1, h2") ?? null);
}

/**
 * @param {Element | null} button
 * @param {StoryStep | undefined} neighbour
 */
function showButton(button, neighbour) {
  if (!button) return;
  button.setAttribute("aria-disabled", String(!neighbour));
  const title = button.querySelector(".mapstory-button-title");
  if (title) title.textContent = neighbour?.title ?? "";
}

/**
 * @param {Page} page
 * @param {number} step
 * @param {StoryData} story
 */
function describeMap({ root, states }, step, { words, steps: data }) {
  const map = root.querySelector(".mapstory-map");
  // The end shows what the opening does.
  const told = data[step].anchor === "end" ? 0 : step;
  const alt = states[told]?.querySelector(".mapstory-alt");
  map?.setAttribute(
    "aria-label",
    words.map_of.replace("{title}", () => data[told].title),
  );
  if (alt?.id) map?.setAttribute("aria-describedby", alt.id);
  else map?.removeAttribute("aria-describedby");
}

/**
 * The legend names the groups that are on the map, each with a sample of how it is drawn there.
 * @param {Told} told
 * @param {StoryState} state
 */
function showLegend({ page, story, studio }, state) {
  const step = story.steps[state.step];
  const layers = story.layers.filter((layer) => step.layers[layer.id]);
  const marks = layers
    .flatMap((layer) => layer.marks)
    .filter((mark) => !step.covered.includes(mark.id));
  const moves = layers.flatMap((layer) => layer.moves);
  let isEmpty = true;
  for (const item of page.legend?.querySelectorAll("[data-group]") ?? []) {
    const group = item.getAttribute("data-group") ?? "";
    const sample = sampleOf(studio, group, marks, moves);
    item.querySelector(".mapstory-swatch")?.remove();
    item.classList.toggle("is-absent", !sample);
    if (!sample) continue;
    isEmpty = false;
    item.prepend(sample);
  }
  page.legend?.classList.toggle("is-absent", isEmpty);
}

/**
 * Point on the map to what the reader points to in the words, and in the words to the rest of it.
 * @param {Told} told
 * @param {StoryState} state
 */
function showPointed({ page, story }, { pointed }) {
  const [kind, id] = [pointed?.split(":", 1)[0], pointed?.slice(pointed.indexOf(":") + 1)];
  const marks = story.layers.flatMap((layer) => layer.marks);
  const ofGroup = new Set(marks.filter(({ group }) => kind === "group" && group === id).map(markId));
  for (const element of page.root.querySelectorAll("[data-place], [data-mark], [data-group]")) {
    const { place, mark, group } = /** @type {HTMLElement | SVGElement} */ (element).dataset;
    const isPlace = kind === "place" && place === id;
    const isGroup = kind === "group" && group === id;
    element.classList.toggle("is-pointed", isPlace || isGroup || ofGroup.has(mark ?? ""));
  }
}

/** @param {Mark} mark */
function markId({ id }) {
  return id;
}

/**
 * Where the card scrolls with the page, bring the start of a step back into sight, under the map.
 * @param {Page} page
 */
function pullIntoView({ card, frame }) {
  if (!card || !frame) return;
  const words = card.getBoundingClientRect();
  const map = frame.getBoundingClientRect();
  const isAbove = Math.abs(map.width - words.width) < 2;
  const line = isAbove ? map.height : 0;
  if (words.top < line - 1) window.scrollBy(0, words.top - line);
}

/**
 * Show a step that an address named from its start: the browser has scrolled to it as it stood
 * in the article that the page was before.
 * @param {Page} page
 */
function startAtTop({ reading }) {
  const scroll = () => {
    if (reading) reading.scrollTop = 0;
    window.scrollTo(0, 0);
  };
  scroll();
  window.addEventListener("load", () => requestAnimationFrame(scroll), { once: true });
}

/** Does the page stand in a frame of another? */
function isFramed() {
  try {
    return window.self !== window.parent;
  } catch {
    return true;
  }
}
