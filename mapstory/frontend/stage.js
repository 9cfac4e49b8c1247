/* The stage: the map of a step, from the flight there until it is at rest. */

const CLOSEST_ZOOM = 11; // what the drawn base map carries
const STREET_ZOOM = 17; // where nothing is drawn that could be too coarse
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Maps that are made after this stand still for readers who want stillness. */
function keepStill() {
  if (!stillness.matches) return;
  L.Map.mergeOptions({
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    inertia: false,
  });
}

/**
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 * @returns {Work}
 */
function* showLayers(told, state, before) {
  const { story, map, groups, layers, studio } = told;
  const step = story.steps[state.step];
  if (story.atlas) studio.sheet ??= drawAtlas(map, story.atlas);
  for (const layer of story.layers) {
    const wanted = step.layers[layer.id];
    const group = groups[layer.id];
    if (!group) continue;
    if (!wanted) {
      map.removeLayer(group);
      const gone = layers.get(layer.id);
      if (gone) {
        setState(gone, null);
        setNew(gone, false);
      }
      continue;
    }
    const drawn = layers.get(layer.id) ?? drawLayer(studio, layer, group);
    layers.set(layer.id, drawn);
    // One that an interrupted flight has not yet shown still is.
    const isNew = !map.hasLayer(group) || drawn.panes[0].classList.contains("is-new");
    setNew(drawn, isNew && before !== null);
    map.addLayer(group);
    dressLayer(studio, drawn, wanted, step.covered);
    yield;
  }
}

/**
 * Bring the camera to the step: by a flight, by a cut for readers who want stillness, and by
 * nothing at all where it stands there already.
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState | null} before
 * @returns {boolean}  whether it moves, and comes to rest after it
 */
function moveCamera(told, state, before) {
  const { map, story, studio } = told;
  const stage = stageOf(told);
  // On paper the map is not there.
  if (!stage.frame.right || !stage.frame.bottom) return false;
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
  if (!seconds) {
    // Reset: a mere pan would be rounded to pixels, and so depend on where the map stood before.
    const cut = /** @type {L.ZoomPanOptions} */ ({ animate: false, reset: true });
    map.setView([to.lat, to.lon], to.zoom, cut);
    return true;
  }
  told.page.root.classList.add("mapstory-flying");
  const padding = flightPadding(from, to, { width: size.x, height: size.y });
  if (studio.sheet) makeRoom(studio.sheet, padding);
  map.flyTo([to.lat, to.lon], to.zoom, { duration: seconds });
  return true;
}

/**
 * Draw what depends on where the map stands, right after any journey, however it ended: in turns
 * after a flight of the story's, else at once.
 * @param {Told} told
 * @param {StoryState} state
 */
function comeToRest(told, state) {
  const isLed = state.map === "story" && told.page.root.classList.contains("mapstory-flying");
  const settling = settleMap(told, state);
  const rest = (function* () {
    yield* settling;
    yield;
    layOutNeighbours(told.page, state);
  })();
  if (isLed && !stillness.matches) return told.turns.take(rest);
  // What is left of the rest then are the neighbours: they wait until this is on the screen.
  doAtOnce(settling);
  told.turns.takeAfterPaint(rest);
}

/**
 * @param {Told} told
 * @param {StoryState} state
 * @returns {Work}
 */
function* settleMap(told, state) {
  const { page, story, map, layers, studio, names } = told;
  const step = story.steps[state.step];
  const onMap = story.layers.flatMap((layer) =>
    step.layers[layer.id] ? (layers.get(layer.id) ?? []) : [],
  );
  showScale(told);
  if (state.map === "story") setLimits(told);
  const furniture = [...page.furniture, ...page.corners];
  const around = surroundings(map, { ...page, furniture }, story.dir);
  // On paper the map is not there.
  if (around.frame.right) {
    for (const layer of onMap) {
      yield;
      fitLayer(studio, layer, told.most);
    }
    yield;
    // Tiles that come or go meanwhile bring names of their own, or take them away.
    let wasTiled;
    do {
      wasTiled = isTiled(page);
      yield* writeNames(studio, names, onMap, step.covered, around);
    } while (wasTiled !== isTiled(page));
  }
  for (const layer of onMap) setNew(layer, false);
  page.root.classList.remove("mapstory-flying");
}

/** @param {Page} page */
function isTiled({ root }) {
  return root.classList.contains("is-tiled");
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
    maxZoom: story.tiles?.max_zoom ?? (story.atlas ? CLOSEST_ZOOM : STREET_ZOOM),
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
  const [west, south, east, north] = reachOf(story.atlas.bounds);
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
    .filter((element) => page.frame?.contains(element) || isAfloat(element, own))
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
 * Does it lie on the map? A card as wide as the map scrolls with the page, and along under the map.
 * @param {HTMLElement} element
 * @param {DOMRect} map
 */
function isAfloat(element, map) {
  return element.getBoundingClientRect().width < map.width - 2;
}

/**
 * What happens to the map itself: it comes to rest, changes size, or is moved by hand.
 * @param {Told} told
 * @param {() => StoryState} now
 * @param {(event: StoryEvent) => void} happen
 */
function listenToMap(told, now, happen) {
  const { map, page, studio } = told;
  const container = map.getContainer();
  map.on("moveend", () => comeToRest(told, now()));
  map.on("zoomend", () => {
    if (studio.sheet) studio.sheet.options.padding = REST_PADDING;
  });
  map.on("zoomstart", () => page.root.classList.add("mapstory-flying"));
  map.on("dragstart", () => happen({ type: "move" }));
  container.addEventListener(
    "wheel",
    () => map.scrollWheelZoom.enabled() && happen({ type: "move" }),
    { passive: true },
  );
  container.addEventListener("keydown", (press) => {
    if (press.target === container && /^(Arrow|[+=-]$)/.test(press.key)) happen({ type: "move" });
  });
  container.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  container.addEventListener("focusout", () => {
    if (now().map !== "free") map.scrollWheelZoom.disable();
  });
  // One finger scrolls the page, two move the map, as one does that explores; a mouse drags it.
  container.addEventListener(
    "pointerdown",
    (down) => {
      const scrolls = down.pointerType === "touch" && now().map !== "free";
      map.dragging[scrolls ? "disable" : "enable"]();
    },
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
    if (now().map === "story") moveCamera(told, now(), null);
  });
  resized.observe(container);
}
