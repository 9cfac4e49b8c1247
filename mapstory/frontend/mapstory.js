/* The story told: one call wires the words, the map and the reader together. */

const CLOSEST_ZOOM = 11;
const LABEL_PANE = "mapstory-names";
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

if (stillness.matches)
  L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });

/**
 * @typedef {object} Page  The elements of one story.
 * @property {HTMLElement} root
 * @property {HTMLElement[]} steps
 * @property {HTMLElement | null} card
 * @property {HTMLElement | null} reading
 * @property {HTMLElement | null} frame  what the map and its furniture stand in
 * @property {HTMLElement | null} legend
 * @property {HTMLElement | null} status
 * @property {HTMLElement[]} furniture  what lies on the map
 */
/**
 * @typedef {object} Told  One story being told: what `show` needs besides the state.
 * @property {StoryData} story
 * @property {L.Map} map
 * @property {Page} page
 * @property {Studio} studio
 * @property {Record<string, L.FeatureGroup>} groups
 * @property {Map<string, DrawnLayer>} layers  those drawn so far
 * @property {number} most  the largest count of any move
 * @property {HTMLElement} names  the pane of the names
 * @property {boolean} framed  does the camera stand, or fly to, where the step puts it?
 */

/**
 * Tell the story whose words stand around the map and whose data stand in the JSON block.
 * @param {L.Map} map
 * @param {string} dataId  id of the JSON block
 * @param {Record<string, L.FeatureGroup>} groups  empty, one a layer, by the id of its event
 */
function tell(map, dataId, groups) {
  const block = document.getElementById(dataId);
  if (!block) throw new Error(`mapstory: no element has the id ${JSON.stringify(dataId)}`);
  /** @type {StoryData} */
  const story = JSON.parse(block.textContent ?? "");
  const page = pageAround(map, block);
  const told = prepare(story, map, page, groups);
  const ids = story.steps.map((step) => step.id);

  /** @type {StoryState} */
  let state = { step: 0, count: ids.length, by: "start", arrival: 0, pointed: null };
  const linked = stepOfHash(ownHash(), ids);
  if (linked >= 0) state = next(state, { type: "go", step: linked, by: "address" });
  /** @param {StoryEvent} event */
  const happen = (event) => {
    const before = state;
    state = next(state, event);
    if (state !== before) show(told, state, before);
  };

  // First: what lies on the map in a living story is what the camera must keep clear of.
  page.root.classList.add("mapstory-live");
  show(told, state, null);
  settleMap(told, state);
  listenToMap(told, () => state);
  listenToReader(told, ids, happen);
}

/**
 * Bring the map and the words into a state, whatever they showed before. Nothing else changes them.
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 */
function show(told, state, before) {
  if (!before || before.arrival !== state.arrival) {
    showWords(told, state, before);
    showLegend(told, state);
    // The camera comes first where nothing is drawn yet: so nothing is drawn twice.
    if (!before) moveCamera(told, state, null);
    showLayers(told, state, before);
    if (before) moveCamera(told, state, before);
  }
  for (const element of told.page.root.querySelectorAll("[data-place]")) {
    element.classList.toggle("is-pointed", element.getAttribute("data-place") === state.pointed);
  }
}

/**
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 */
function showWords({ page, story }, { step, count, by }, before) {
  const { root, steps, reading, status } = page;
  root.classList.toggle("is-first", step === 0);
  root.classList.toggle("is-last", step === count - 1);
  steps.forEach((element, i) => element.classList.toggle("is-current", i === step));
  for (const link of root.querySelectorAll(".mapstory-trail a")) {
    const isCurrent =
      stepOfHash(
        link.getAttribute("href") ?? "",
        story.steps.map(({ id }) => id),
      ) === step;
    if (isCurrent) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  showButton(root.querySelector(".mapstory-previous"), story.steps[step - 1]);
  showButton(root.querySelector(".mapstory-next"), story.steps[step + 1]);
  const counter = root.querySelector(".mapstory-counter");
  if (counter) counter.textContent = steps[step]?.dataset.counter ?? "";
  root.style.setProperty("--mapstory-progress", String(count > 1 ? step / (count - 1) : 1));
  describeMap(page, step, story);
  if (!before) return;

  if (reading) reading.scrollTop = 0;
  pullIntoView(page);
  if (by !== "controls") steps[step]?.querySelector("h2")?.focus({ preventScroll: true });
  if (status) status.textContent = steps[step]?.dataset.announced ?? "";
  writeHash(`#step-${story.steps[step].id}`);
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
function describeMap({ root, steps }, step, { words, steps: data }) {
  const map = root.querySelector(".mapstory-map");
  const alt = steps[step]?.querySelector(".mapstory-alt");
  map?.setAttribute(
    "aria-label",
    words.map_of.replace("{title}", () => data[step].title),
  );
  if (alt?.id) map?.setAttribute("aria-describedby", alt.id);
  else map?.removeAttribute("aria-describedby");
}

/**
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 */
function showLayers(told, state, before) {
  const { story, map, groups, layers, studio } = told;
  const step = story.steps[state.step];
  if (!before && story.atlas) studio.renderers.push(drawAtlas(map, story.atlas));
  for (const layer of story.layers) {
    const wanted = step.layers[layer.id];
    const group = groups[layer.id];
    if (!group) continue;
    if (!wanted) {
      map.removeLayer(group);
      continue;
    }
    const drawn = layers.get(layer.id) ?? drawLayer(studio, layer, group);
    layers.set(layer.id, drawn);
    const isNew = !map.hasLayer(group) || drawn.pane.classList.contains("is-new");
    drawn.pane.classList.toggle("is-new", isNew && before !== null);
    map.addLayer(group);
    dressLayer(studio, drawn, wanted, step.covered);
  }
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
 * Bring the camera to the step: by a flight, by a cut for readers who want stillness, and by
 * nothing at all where it stands there already.
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 */
function moveCamera(told, state, before) {
  const { map, story, studio } = told;
  const stage = stageOf(told);
  Object.assign(map.options, {
    minZoom: stage.minZoom,
    maxZoom: stage.maxZoom + 2,
    maxBounds: undefined,
  });
  const to = viewOf(story.steps[state.step].bounds, stage);
  const centre = map.getCenter();
  const from = { lat: centre.lat, lon: centre.lng, zoom: map.getZoom() };
  const size = map.getSize();
  const seconds = before && !stillness.matches ? flightSeconds(from, to, size.x) : 0;
  told.framed = true;
  if (!seconds) {
    map.setView([to.lat, to.lon], to.zoom, { animate: false });
    return;
  }
  told.page.root.classList.add("mapstory-flying");
  const padding = flightPadding(from, to, { width: size.x, height: size.y });
  for (const renderer of studio.renderers) if (map.hasLayer(renderer)) makeRoom(renderer, padding);
  map.flyTo([to.lat, to.lon], to.zoom, { duration: seconds });
}

/**
 * The map is at rest: draw what depends on where it stands. Right after any journey, however
 * it ended.
 * @param {Told} told
 * @param {StoryState} state
 */
function settleMap(told, state) {
  const { page, story, map, layers, studio, names } = told;
  const step = story.steps[state.step];
  const onMap = story.layers.flatMap((layer) =>
    step.layers[layer.id] ? (layers.get(layer.id) ?? []) : [],
  );
  for (const layer of onMap) {
    fitLayer(studio, layer, told.most);
    layer.pane.classList.remove("is-new");
  }
  if (told.framed) setLimits(told);
  writeNames(studio, names, onMap, step.covered, surroundings(map, page, story.dir));
  page.root.classList.remove("mapstory-flying");
}

/**
 * @param {Told} told
 * @returns {Stage}
 */
function stageOf({ map, page, story }) {
  const { frame, covers } = surroundings(map, page, story.dir);
  const margin = Math.max(18, Math.min(60, Math.min(frame.right, frame.bottom) * 0.075));
  const stage = {
    frame,
    covers,
    margin,
    minZoom: 0,
    maxZoom: CLOSEST_ZOOM,
    atlas: story.atlas?.bounds ?? null,
  };
  return {
    ...stage,
    minZoom: farthestZoom(
      story.steps.map((step) => step.bounds),
      stage,
    ),
  };
}

/**
 * Keep readers who move the map themselves where there is something to see.
 * @param {Told} told
 */
function setLimits({ map, story }) {
  if (!story.atlas) return;
  const [west, south, east, north] = story.atlas.bounds;
  map.options.maxBounds = L.latLngBounds([south, west], [north, east]).extend(map.getBounds());
}

/**
 * @param {L.Map} map
 * @param {Page} page
 * @param {"ltr" | "rtl"} dir
 * @returns {Surroundings}
 */
function surroundings(map, page, dir) {
  const own = map.getContainer().getBoundingClientRect();
  const frame = { left: 0, top: 0, right: own.width, bottom: own.height };
  const covers = page.furniture
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.width > 0 && box.height > 0)
    .map((box) => ({
      left: box.left - own.left,
      top: box.top - own.top,
      right: box.right - own.left,
      bottom: box.bottom - own.top,
    }))
    .filter((box) => overlaps(box, frame));
  return { frame, covers, dir };
}

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
    steps: all(".mapstory-step"),
    card: find(".mapstory-card"),
    reading: find(".mapstory-reading"),
    frame: find(".mapstory-frame"),
    legend: find(".mapstory-legend"),
    status: find(".mapstory-announcer"),
    furniture: all(".mapstory-card, .mapstory-legend, .mapstory-zoom, .mapstory-credit"),
  };
}

/**
 * Draw what is the same in every step, and make ready what the steps need.
 * @param {StoryData} story
 * @param {L.Map} map
 * @param {Page} page
 * @param {Record<string, L.FeatureGroup>} groups
 * @returns {Told}
 */
function prepare(story, map, page, groups) {
  page.root.classList.toggle("mapstory-framed", isFramed());
  const container = map.getContainer();
  container.setAttribute("role", "region");
  const defs = svg("defs", {});
  container.append(
    svg("svg", { class: "mapstory-defs", width: 0, height: 0, "aria-hidden": "true" }, defs),
  );
  const id = container.id || "mapstory";
  /** @type {Studio} */
  const studio = { id, map, story, defs, renderers: [], hatched: {}, shapes: new Map() };
  hatchGroups(studio);
  for (const group of Object.values(groups)) map.removeLayer(group);
  const names = map.createPane(LABEL_PANE);
  names.style.zIndex = "640";
  names.setAttribute("aria-hidden", "true");
  const most = Math.max(
    0,
    ...story.layers.flatMap((layer) => layer.moves.map((move) => move.count ?? 0)),
  );
  Object.assign(map.options, { zoomSnap: 0, zoomDelta: 0.75, maxBoundsViscosity: 1 });
  map.scrollWheelZoom.disable();
  return { story, map, page, studio, groups, layers: new Map(), most, names, framed: true };
}

/**
 * The first group with areas is filled, those after it are hatched: where two overlap, both
 * are seen.
 * @param {Studio} studio
 */
function hatchGroups(studio) {
  const { story, defs, hatched, id } = studio;
  const marks = story.layers.flatMap((layer) => layer.marks);
  const filled = Object.keys(story.groups).filter((group) =>
    marks.some(
      (mark) => mark.group === group && !mark.soft && shapeOf(studio, mark.place).polygons.length,
    ),
  );
  filled.slice(1).forEach((group, i) => {
    hatched[group] = `${id}-hatch-${i}`;
    defs.append(hatching(hatched[group], story.groups[group].color, i % 2 ? -45 : 45));
  });
}

/**
 * Everything that a reader does with the words: buttons, links, keys, fingers, pointing.
 * @param {Told} told
 * @param {string[]} ids  of the steps
 * @param {(event: StoryEvent) => void} happen
 */
function listenToReader(told, ids, happen) {
  const { page, map, story } = told;
  const { root, card } = page;
  root.addEventListener("click", (click) => {
    const target = /** @type {Element} */ (click.target);
    if (target.closest(".mapstory-previous")) happen({ type: "previous" });
    else if (target.closest(".mapstory-next")) happen({ type: "next" });
    else if (target.closest(".mapstory-restart")) happen({ type: "go", step: 0, by: "link" });
    else if (target.closest(".mapstory-zoom button")) {
      told.framed = false;
      const zooms = target.closest(".mapstory-zoom-in") ? 0.75 : -0.75;
      map.setZoom(map.getZoom() + zooms, { animate: !stillness.matches });
    }
    const link = target.closest("a[href^='#']");
    if (!link || click.ctrlKey || click.metaKey || click.shiftKey) return;
    // In a srcdoc frame, as notebooks use, a fragment would lead the frame away from the story.
    click.preventDefault();
    const step = stepOfHash(link.getAttribute("href") ?? "", ids);
    if (step >= 0) happen({ type: "go", step, by: "link" });
  });
  document.addEventListener("keydown", (press) => {
    const target = /** @type {Element} */ (press.target);
    if (press.defaultPrevented || press.altKey || press.ctrlKey || press.metaKey || press.shiftKey)
      return;
    const isInside = root.contains(target);
    if (!isInside && target !== document.body) return;
    if (!isInside && (press.key === "Home" || press.key === "End") && canScroll()) return;
    if (target.closest(".leaflet-container, input, textarea, select, [contenteditable]")) return;
    const event = eventOfKey(press.key, story.dir);
    if (!event) return;
    press.preventDefault();
    happen(event);
  });
  window.addEventListener("hashchange", () => {
    const step = stepOfHash(ownHash(), ids);
    if (step >= 0) happen({ type: "go", step, by: "address" });
  });
  listenToFingers(card, story.dir, happen);
  listenToPointing(root, happen);
}

/**
 * @param {HTMLElement | null} card
 * @param {"ltr" | "rtl"} dir
 * @param {(event: StoryEvent) => void} happen
 */
function listenToFingers(card, dir, happen) {
  /** @type {{x: number, y: number, id: number} | null} */
  let start = null;
  card?.addEventListener("pointerdown", (down) => {
    start =
      down.pointerType === "mouse" || !down.isPrimary
        ? null
        : { x: down.clientX, y: down.clientY, id: down.pointerId };
  });
  card?.addEventListener("pointercancel", () => (start = null));
  card?.addEventListener("pointerup", (up) => {
    const event =
      start && start.id === up.pointerId
        ? eventOfSwipe(start, { x: up.clientX, y: up.clientY }, dir)
        : null;
    start = null;
    if (event) happen(event);
  });
}

/**
 * A place named in the words is shown on the map while it is pointed at, by pointer or by focus.
 * @param {HTMLElement} root
 * @param {(event: StoryEvent) => void} happen
 */
function listenToPointing(root, happen) {
  const placeAt = (/** @type {Event} */ event) =>
    /** @type {Element} */ (event.target)
      .closest?.(".mapstory-place")
      ?.getAttribute("data-place") ?? null;
  root.addEventListener("pointerover", (event) => happen({ type: "point", place: placeAt(event) }));
  root.addEventListener("pointerleave", () => happen({ type: "point", place: null }));
  root.addEventListener("focusin", (event) => happen({ type: "point", place: placeAt(event) }));
  root.addEventListener("focusout", () => happen({ type: "point", place: null }));
  root.addEventListener("click", (event) => {
    const place = placeAt(event);
    if (place) happen({ type: "point", place });
  });
}

/**
 * What happens to the map itself: it comes to rest, changes size, or is moved by hand.
 * @param {Told} told
 * @param {() => StoryState} now
 */
function listenToMap(told, now) {
  const { map, page, studio } = told;
  const container = map.getContainer();
  map.on("moveend", () => settleMap(told, now()));
  map.on("zoomend", () =>
    studio.renderers.forEach((renderer) => (renderer.options.padding = REST_PADDING)),
  );
  map.on("zoomstart", () => page.root.classList.add("mapstory-flying"));
  map.on("dragstart", () => (told.framed = false));
  container.addEventListener("wheel", () => (told.framed = false), { passive: true });
  container.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  container.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  // One finger scrolls the page, two move the map; a mouse drags it.
  container.addEventListener(
    "pointerdown",
    (down) => map.dragging[down.pointerType === "touch" ? "disable" : "enable"](),
    true,
  );
  for (const type of /** @type {const} */ (["touchstart", "touchmove"])) {
    container.addEventListener(
      type,
      (touch) => void (touch.touches.length > 1 && touch.cancelable && touch.preventDefault()),
      { passive: false },
    );
  }
  const resized = new ResizeObserver(() => {
    const size = map.getSize();
    if (size.x === container.clientWidth && size.y === container.clientHeight) return;
    map.invalidateSize({ animate: false, pan: true });
    if (told.framed) moveCamera(told, now(), null);
  });
  resized.observe(container);
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

/** Would the reader expect Home and End to scroll the page? */
function canScroll() {
  return document.documentElement.scrollHeight > window.innerHeight + 1;
}

/** Does the page stand in a frame of another? */
function isFramed() {
  try {
    return window.self !== window.parent;
  } catch {
    return true;
  }
}

/** The fragment of the address, where a frame lets us see it. */
function ownHash() {
  try {
    return window.location.hash;
  } catch {
    return "";
  }
}

/**
 * Let the address name the step, without a new entry in the history: Back leaves the story.
 * @param {string} hash
 */
function writeHash(hash) {
  try {
    if (isOurHash(ownHash())) window.history.replaceState(window.history.state, "", hash);
  } catch {
    // A sandboxed frame or a srcdoc has no address of its own.
  }
}

/** @type {any} */ (window).mapstory = { tell };
