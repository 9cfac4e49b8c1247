/* The story told: one call wires the words, the map and the reader together. */

const LABEL_PANE = "mapstory-names";

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
 * @property {Turns} turns
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
  const anchors = story.steps.map((step) => step.anchor);

  /** @type {StoryState} */
  let state = { step: 0, count: anchors.length, by: "start", arrival: 0, pointed: null, map: "story" };
  const linked = stepOfHash(ownHash(), anchors);
  if (linked >= 0) state = next(state, { type: "go", step: linked, by: "address" });
  /** @param {StoryEvent} event */
  const happen = (event) => {
    const before = state;
    state = next(state, event);
    if (state !== before) show(told, state, before);
  };

  const scrolls = page.root.classList.contains("mapstory-scroll");
  // Until the map is there the poster stands in its place. The words answer already; what is asked
  // of the map, or of a page that scrolls, waits.
  /** @type {StoryEvent[]} */
  const waiting = [];
  /** @type {(event: StoryEvent) => void} */
  let ask = (event) => {
    const before = state;
    if (scrolls || !isOfWords(event)) return void waiting.push(event);
    state = next(state, event);
    if (state === before) return;
    showWords(told, state, before);
    showLegend(told, state);
    told.turns.take(draw(), LONG_TURN);
  };
  function* draw() {
    yield* arrive(told, state, null);
    yield* settleMap(told, state);
    page.root.classList.add("is-drawn");
    ask = scrolls ? scrolling(told, () => state, happen) : happen;
    listenToMap(told, () => state, ask);
    listenToExplorer(told, () => state, ask);
    if (state.by === "address" && !scrolls) startAtTop(page);
    waiting.forEach(ask);
    if (story.tiles)
      layTiles(map, page, story.tiles, () => {
        if (!page.root.classList.contains("mapstory-flying")) comeToRest(told, state);
      });
    yield;
    layOutNeighbours(page, state);
  }
  listenToReader(told, anchors, (event) => ask(event));
  // First: what lies on the map in a living story is what the camera must keep clear of.
  page.root.classList.add("mapstory-live", "mapstory-flying");
  showWords(told, state, null);
  showLegend(told, state);
  told.turns.take(draw(), LONG_TURN);
}

/**
 * Bring the map and the words into a state, whatever they showed before. Nothing else changes them.
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState} before
 */
function show(told, state, before) {
  if (before.arrival !== state.arrival) {
    told.page.root.classList.add("mapstory-flying");
    showWords(told, state, before);
    const arrival = arrive(told, state, before);
    // The words are there in the next frame; only then the map has its turn.
    if (stillness.matches) doAtOnce(arrival);
    else told.turns.takeAfterPaint(arrival);
  }
  if (before.map !== state.map) showFreedom(told, state, before);
  if (before.pointed !== state.pointed) showPointed(told, state);
}

/**
 * Bring the map into a state: it comes to rest where the camera does.
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 * @returns {Work}
 */
function* arrive(told, state, before) {
  if (before) showLegend(told, state);
  // The camera comes first where nothing is drawn yet: so nothing is drawn twice.
  else moveCamera(told, state, null);
  yield;
  yield* showLayers(told, state, before);
  if (before && !moveCamera(told, state, before)) comeToRest(told, state);
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
  if (isFramed() || !window.matchMedia("(scripting: enabled)").matches)
    page.root.classList.remove("mapstory-scroll");
  page.root.classList.toggle("is-bare", !story.atlas);
  const container = map.getContainer();
  container.setAttribute("role", "region");
  const defs = svg("defs", {});
  container.append(
    svg("svg", { class: "mapstory-defs", width: 0, height: 0, "aria-hidden": "true" }, defs),
  );
  const id = container.id || "mapstory";
  /** @type {Studio} */
  const studio = { id, map, story, defs, sheet: null, hatched: {}, shapes: new Map() };
  for (const [group, { hatch }] of Object.entries(story.groups))
    if (hatch) studio.hatched[group] = hatch;
  for (const group of Object.values(groups)) map.removeLayer(group);
  const names = map.createPane(LABEL_PANE);
  names.style.zIndex = String(NAMES_ABOVE);
  names.setAttribute("aria-hidden", "true");
  const most = Math.max(
    0,
    ...story.layers.flatMap((layer) => layer.moves.map((move) => move.count ?? 0)),
  );
  Object.assign(map.options, { zoomSnap: 0, zoomDelta: 0.75, maxBoundsViscosity: 1 });
  map.scrollWheelZoom.disable();
  const turns = makeTurns();
  return { story, map, page, studio, groups, layers: new Map(), most, names, turns };
}

/**
 * Make the map once the page is painted: the poster stands where it will be.
 * @param {() => void} make
 */
function begin(make) {
  const repeat = keepPresses();
  afterPaint(() => {
    keepStill();
    make();
    repeat();
  });
}

/**
 * Keep what a reader presses before anything listens.
 * @returns {() => void}  presses it again
 */
function keepPresses() {
  /** @type {(() => void)[]} */
  const presses = [];
  const keep = (/** @type {Event} */ event) => {
    const { target } = event;
    if (event instanceof KeyboardEvent)
      presses.push(() => target?.dispatchEvent(new KeyboardEvent(event.type, event)));
    // A link has led on by itself.
    else if (target instanceof Element && target.closest("button"))
      presses.push(() => target.dispatchEvent(new MouseEvent(event.type, event)));
  };
  const kinds = ["keydown", "click"];
  for (const kind of kinds) document.addEventListener(kind, keep, true);
  return () => {
    for (const kind of kinds) document.removeEventListener(kind, keep, true);
    presses.forEach((press) => press());
  };
}

/** @type {any} */ (window).mapstory = { begin, keepStill, tell };
