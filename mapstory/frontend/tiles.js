/* Tiles: pictures of the ground that lie on the drawn map for as long as they come. */

/**
 * @typedef {object} Tiles
 * @property {string} url
 * @property {number} min_zoom
 * @property {number} max_zoom
 * @property {Bounds} [bounds]
 * @property {Record<string, [row: number, first: number, last: number][]>} [rows]  by zoom: those
 *   that travel with the page, in runs of columns; there are no others
 */
/** @typedef {{x: number, y: number, z: number}} TileAt */

const TILE_PANE = "mapstory-tiles";
const TILE_TRIES = 3;

/**
 * Lay tiles on the drawn map. They count once most of a view has come; where most of it fails
 * they are taken away, with a word to the reader, and tried again at the next steps.
 * @param {L.Map} map
 * @param {Page} page
 * @param {Tiles} tiles
 * @param {() => void} changed  called when the names of the drawn map come or go
 */
function layTiles(map, page, tiles, changed) {
  const pane = map.createPane(TILE_PANE);
  pane.style.zIndex = "230";
  pane.setAttribute("aria-hidden", "true");
  const layer = tileLayer(tiles);
  const count = { came: 0, failed: 0, tries: TILE_TRIES };
  let areComing = false;

  const tell = () => {
    const isTiled = areComing && isTileThere(tiles, tileUnder(map, tiles));
    if (isTiled === page.root.classList.contains("is-tiled")) return;
    page.root.classList.toggle("is-tiled", isTiled);
    changed();
  };
  const judge = () => {
    areComing = count.came > count.failed;
    if (!areComing) {
      count.tries -= 1;
      // Leaflet has more to do with the layer after it has told of this.
      queueMicrotask(() => layer.remove());
    }
    const notice = /** @type {HTMLElement | null} */ (page.root.querySelector(".mapstory-untiled"));
    if (notice) notice.hidden = areComing;
    tell();
  };
  const retry = () => {
    if (count.tries > 0 && !map.hasLayer(layer)) layer.addTo(map);
  };

  layer.on("loading", () => Object.assign(count, { came: 0, failed: 0 }));
  layer.on("tileload", () => (count.came += 1));
  layer.on("tileerror", () => (count.failed += 1));
  layer.on("load", judge);
  map.on("moveend", () => {
    retry();
    tell();
  });
  window.addEventListener("online", () => {
    count.tries = TILE_TRIES;
    retry();
  });
  layer.addTo(map);
}

/**
 * A layer that asks for few tiles: those of the view, when the map is at rest.
 * @param {Tiles} tiles
 */
function tileLayer(tiles) {
  const { url, min_zoom, max_zoom, bounds } = tiles;
  const layer = L.tileLayer(url, {
    pane: TILE_PANE,
    className: "mapstory-tiles",
    minZoom: min_zoom,
    maxZoom: max_zoom + 8,
    maxNativeZoom: max_zoom,
    bounds: bounds && L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]),
    updateWhenIdle: true,
    updateWhenZooming: false,
    keepBuffer: 1,
    // Some hosts refuse whoever does not say which site asks; the page and the step stay unsaid.
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  // Leaflet has no public way to say which tiles there are.
  const own = /** @type {any} */ (layer);
  const isWithin = own._isValidTile.bind(layer);
  own._isValidTile = (/** @type {TileAt} */ at) => isWithin(at) && isTileThere(tiles, at);
  return layer;
}

/**
 * Is there a tile, as far as is known before it is asked for? Columns may run on past ±180°.
 * @param {Tiles} tiles
 * @param {TileAt} at
 */
function isTileThere({ rows, min_zoom, bounds }, { x, y, z }) {
  const columns = 2 ** z;
  const column = ((x % columns) + columns) % columns;
  if (z < min_zoom || y < 0 || y >= columns) return false;
  if (rows) {
    const runs = rows[z] ?? [];
    return runs.some(([row, first, last]) => row === y && first <= column && column <= last);
  }
  if (!bounds) return true;
  const box = projectedBox(bounds);
  const side = TILE / columns;
  const tile = { left: column * side, top: y * side, right: (column + 1) * side };
  return overlaps(box, { ...tile, bottom: (y + 1) * side });
}

/**
 * The tile in the middle of the view.
 * @param {L.Map} map
 * @param {Tiles} tiles
 * @returns {TileAt}
 */
function tileUnder(map, { max_zoom }) {
  const z = Math.min(max_zoom, Math.round(map.getZoom()));
  const at = map.project(map.getCenter(), z);
  return { x: Math.floor(at.x / TILE), y: Math.floor(at.y / TILE), z };
}
