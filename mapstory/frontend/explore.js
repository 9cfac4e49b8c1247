/* Exploring: the map is the reader's until they go back to the story, where it was left. */

/**
 * Give the map to the reader, or take it back to exactly what the state shows.
 * @param {Told} told
 * @param {StoryState} state
 * @param {StoryState} before
 */
function showFreedom(told, state, before) {
  const { map, page, story } = told;
  const isFree = state.map === "free";
  const wasFree = before.map === "free";
  page.root.classList.toggle("is-exploring", isFree);
  page.root.classList.toggle("is-moved", state.map !== "story");
  const words = page.root.querySelector(".mapstory-explore-words");
  const { explore, back_to_story } = story.words;
  if (words) words.textContent = state.map === "story" ? explore : back_to_story;
  if (isFree !== wasFree) {
    map.scrollWheelZoom[isFree ? "enable" : "disable"]();
    // The map grows where it shares the window with the words: before the camera asks for its size.
    map.invalidateSize({ animate: false, pan: true });
  }
  if (isFree) setLimits(told);
  // An arrival brings the camera along by itself.
  if (state.map === "story" && state.arrival === before.arrival) moveCamera(told, state, before);
}

/**
 * @param {Told} told
 * @param {() => StoryState} now
 * @param {(event: StoryEvent) => void} happen
 */
function listenToExplorer({ map, page }, now, happen) {
  const { root } = page;
  const button = /** @type {HTMLElement | null} */ (root.querySelector(".mapstory-explore"));
  button?.addEventListener("click", () =>
    happen({ type: now().map === "story" ? "explore" : "return" }),
  );
  root.addEventListener("click", (click) => {
    const pan = /** @type {Element} */ (click.target).closest("[data-pan]");
    if (pan) panMap(map, pan.getAttribute("data-pan") ?? "");
  });
  document.addEventListener("keydown", (press) => {
    if (press.defaultPrevented || press.altKey || press.ctrlKey || press.metaKey) return;
    const { map: is } = now();
    const target = /** @type {Element} */ (press.target);
    if (is === "story" || !(root.contains(target) || target === document.body)) return;
    if (press.key === "Escape") {
      happen({ type: "return" });
      // What has the focus may be gone with the exploring.
      if (root.contains(target) && !target.checkVisibility()) button?.focus();
      return;
    }
    const way = wayOfKey(press.key);
    if (is !== "free" || !way || target.closest(".leaflet-container")) return;
    press.preventDefault();
    panMap(map, way);
  });
}

/**
 * Where an arrow key moves the map to: it is the same in every writing.
 * @param {string} key
 */
function wayOfKey(key) {
  const ways = { ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east" };
  return ways[/** @type {keyof typeof ways} */ (key)] ?? null;
}

/**
 * @param {L.Map} map
 * @param {string} way
 */
function panMap(map, way) {
  const { x, y } = map.getSize();
  /** @type {Record<string, [number, number]>} */
  const ways = { north: [0, -y / 4], south: [0, y / 4], west: [-x / 4, 0], east: [x / 4, 0] };
  map.panBy(ways[way] ?? [0, 0], { animate: !stillness.matches });
}
