/* The reader: everything they do with the words, and the address that keeps their step. */

/**
 * Everything that a reader does with the words: buttons, links, keys, fingers, pointing.
 * @param {Told} told
 * @param {string[]} anchors  of the states
 * @param {(event: StoryEvent) => void} happen
 */
function listenToReader(told, anchors, happen) {
  const { page, map, story } = told;
  const { root, card } = page;
  root.addEventListener("click", (click) => {
    const target = /** @type {Element} */ (click.target);
    if (target.closest(".mapstory-previous")) happen({ type: "previous" });
    else if (target.closest(".mapstory-next")) happen({ type: "next" });
    else if (target.closest(".mapstory-restart")) happen({ type: "go", step: 0, by: "link" });
    else if (target.closest(".mapstory-zoom button")) {
      happen({ type: "move" });
      const zooms = target.closest(".mapstory-zoom-in") ? 0.75 : -0.75;
      map.setZoom(map.getZoom() + zooms, { animate: !stillness.matches });
    }
    const link = target.closest("a[href^='#']");
    if (!link || click.ctrlKey || click.metaKey || click.shiftKey) return;
    // In a srcdoc frame, as notebooks use, a fragment would lead the frame away from the story.
    click.preventDefault();
    const step = stepOfHash(link.getAttribute("href") ?? "", anchors);
    if (step >= 0) happen({ type: "go", step, by: "link" });
  });
  document.addEventListener("keydown", (press) => {
    const target = /** @type {Element} */ (press.target);
    if (press.defaultPrevented || press.altKey || press.ctrlKey || press.metaKey || press.shiftKey)
      return;
    const isInside = root.contains(target);
    if (!isInside && target !== document.body) return;
    if (root.classList.contains("is-exploring")) return;
    if (!isInside && (press.key === "Home" || press.key === "End") && canScroll()) return;
    if (target.closest(".leaflet-container, input, textarea, select, [contenteditable]")) return;
    const event = eventOfKey(press.key, story.dir);
    if (!event) return;
    press.preventDefault();
    happen(event);
  });
  window.addEventListener("hashchange", () => {
    const hash = ownHash();
    const step = hash === "" ? 0 : stepOfHash(hash, anchors);
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

/** Would the reader expect Home and End to scroll the page? */
function canScroll() {
  return document.documentElement.scrollHeight > window.innerHeight + 1;
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
 * @param {string} anchor  the opening has none
 */
function writeHash(anchor) {
  const { pathname, search } = window.location;
  try {
    if (!isOurHash(ownHash())) return;
    const address = anchor ? `#${anchor}` : `${pathname}${search}`;
    window.history.replaceState(window.history.state, "", address);
  } catch {
    // A sandboxed frame or a srcdoc has no address of its own.
  }
}
