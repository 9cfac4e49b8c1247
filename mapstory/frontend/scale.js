/* The scale bar: how far it is on the map, where one length is true for all that is in view. */

/** @typedef {[metres: number, text: string][]} ScaleUnit  the shortest length first */

const SCALE_LONGEST = 110;
/** Metres of the equator in Web Mercator (EPSG:3857), which is drawn as TILE pixels at zoom 0. */
const EQUATOR = 2 * Math.PI * 6378137;
const SCALE_DEGREES = 20;
const SCALE_STRETCH = 1.15;

/**
 * Metres of the ground that a pixel in the middle of the view shows, or null where no bar would be
 * true: Mercator stretches by 1/cos of the latitude, so that over many degrees the same length has
 * another size at the top of the map than at its bottom.
 * @param {{north: number, middle: number, south: number, zoom: number}} view  degrees
 */
function metresAPixel({ north, middle, south, zoom }) {
  const stretch = (/** @type {number} */ lat) => 1 / Math.cos((lat * Math.PI) / 180);
  const parts = [north, middle, south].map(stretch);
  if (north - south > SCALE_DEGREES) return null;
  if (Math.max(...parts) > SCALE_STRETCH * Math.min(...parts)) return null;
  return EQUATOR / TILE / 2 ** zoom / stretch(middle);
}

/**
 * The longest of the lengths that has room.
 * @param {ScaleUnit} lengths
 * @param {number} metres  a pixel
 * @returns {{text: string, width: number} | null}
 */
function barOf(lengths, metres) {
  const bars = lengths
    .map(([length, text]) => ({ text, width: length / metres }))
    .filter(({ width }) => width <= SCALE_LONGEST && width >= SCALE_LONGEST / 5);
  return bars[bars.length - 1] ?? null;
}

/**
 * @param {Told} told
 */
function showScale({ map, page, story }) {
  const { scale } = page;
  if (!scale) return;
  const bounds = map.getBounds();
  const metres = metresAPixel({
    north: bounds.getNorth(),
    middle: map.getCenter().lat,
    south: bounds.getSouth(),
    zoom: map.getZoom(),
  });
  const bars = metres ? story.scale.flatMap((unit) => barOf(unit, metres) ?? []) : [];
  scale.classList.toggle("is-absent", !bars.length);
  scale.replaceChildren(...bars.map(drawnBar));
  const length = bars.map(({ text }) => text).join(", ");
  scale.setAttribute("aria-label", story.words.scale.replace("{length}", () => length));
}

/** @param {{text: string, width: number}} bar */
function drawnBar({ text, width }) {
  const bar = document.createElement("span");
  bar.className = "mapstory-scale-bar";
  bar.textContent = text;
  bar.style.inlineSize = `${width.toFixed(1)}px`;
  return bar;
}
