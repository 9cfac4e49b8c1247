/* Steps: where the reader is in the story, and what takes them from one state to another. */

/**
 * @typedef {object} StoryState
 * @property {number} step  the opening, the steps and the end, counted from 0
 * @property {number} count
 * @property {"start" | "controls" | "link" | "address" | "scroll"} by  what brought the reader here
 * @property {number} arrival  counts the arrivals: a link to the open step is one too
 * @property {string | null} pointed  what the reader points to: "place:ramadi", "group:is"
 * @property {"story" | "moved" | "free"} map  as the state frames it, moved by hand, or explored
 */
/**
 * @typedef {{type: "previous" | "next" | "first" | "last"}
 *   | {type: "go", step: number, by: "link" | "address" | "controls" | "scroll"}
 *   | {type: "point", at: string | null}
 *   | {type: "move" | "explore" | "return"}} StoryEvent
 */

/**
 * The state after an event; the same object where nothing changes.
 * @param {StoryState} state
 * @param {StoryEvent} event
 * @returns {StoryState}
 */
function next(state, event) {
  if (event.type === "point")
    return event.at === state.pointed ? state : { ...state, pointed: event.at };
  if (event.type === "move") return state.map === "story" ? { ...state, map: "moved" } : state;
  if (event.type === "explore") return state.map === "free" ? state : { ...state, map: "free" };
  if (event.type === "return") return state.map === "story" ? state : { ...state, map: "story" };
  const wanted = {
    previous: state.step - 1,
    next: state.step + 1,
    first: 0,
    last: state.count - 1,
    go: event.type === "go" ? event.step : 0,
  }[event.type];
  if (wanted < 0 || wanted >= state.count) return state;
  const by = event.type === "go" ? event.by : "controls";
  if (wanted === state.step && (by === "controls" || by === "scroll")) return state;
  const arrival = state.arrival + 1;
  return { ...state, step: wanted, by, arrival, pointed: null, map: "story" };
}

/**
 * Does it ask for another state, and not of the map?
 * @param {StoryEvent} event
 */
function isOfWords({ type }) {
  return !["point", "move", "explore", "return"].includes(type);
}

/**
 * The state that a fragment of an address names, or -1: `#step-ramadi-falls`, `#end`.
 * @param {string} hash
 * @param {string[]} anchors
 */
function stepOfHash(hash, anchors) {
  if (hash.length < 2 || !hash.startsWith("#")) return -1;
  try {
    return anchors.indexOf(decodeURIComponent(hash.slice(1)));
  } catch {
    return -1;
  }
}

/**
 * May the address be given our fragment? Pages that embed us keep words of their own there
 * (WordPress `secret=`, AMP `amp=1`), and a page's own anchors are not ours either.
 * @param {string} hash
 */
function isOurHash(hash) {
  const isNone = hash === "" || hash === "#";
  return isNone || hash === "#end" || (hash.startsWith("#step-") && !hash.includes("secret="));
}

/**
 * What a key asks for. Left and right follow the direction of the writing.
 * @param {string} key
 * @param {"ltr" | "rtl"} dir
 * @returns {StoryEvent | null}
 */
function eventOfKey(key, dir) {
  if (key === "Home") return { type: "first" };
  if (key === "End") return { type: "last" };
  if (key === "ArrowRight") return { type: dir === "rtl" ? "previous" : "next" };
  if (key === "ArrowLeft") return { type: dir === "rtl" ? "next" : "previous" };
  return null;
}

/**
 * What a finger that moved over the card asks for: nothing, unless it clearly went sideways.
 * @param {Pixel} from
 * @param {Pixel} to
 * @param {"ltr" | "rtl"} dir
 * @returns {StoryEvent | null}
 */
function eventOfSwipe(from, to, dir) {
  const dx = to.x - from.x;
  if (Math.abs(dx) < 48 || Math.abs(dx) < 1.6 * Math.abs(to.y - from.y)) return null;
  return { type: dx < 0 === (dir === "ltr") ? "next" : "previous" };
}
