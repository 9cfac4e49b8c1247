/* The base map: the drawn atlas under the story, as few shapes as it can be. */

/**
 * @typedef {object} Atlas
 * @property {Bounds} bounds
 * @property {{home: boolean, polygons: string[][]}[]} land
 * @property {string[][]} lakes
 * @property {{line: string, rank: number}[]} rivers
 * @property {{country: string[], division: string[]}} borders
 * @property {{name: string, at: [lon: number, lat: number], rank: number, capital: boolean}[]} towns
 * @property {{name: string, at: [lon: number, lat: number], kind: "country" | "division", rank: number}[]} regions
 */

const BASE_PANE = "mapstory-base";
const REST_PADDING = 0.6;

/**
 * An SVG renderer that draws beyond the frame, so that a flight or a drag shows no blank edge.
 * @param {string} pane
 */
function makeRenderer(pane) {
  return L.svg({ pane, padding: REST_PADDING });
}

/**
 * Let a renderer draw this much around the frame until the next zoom ends.
 * @param {L.Renderer} renderer
 * @param {number} padding  as a share of the frame
 */
function makeRoom(renderer, padding) {
  renderer.options.padding = Math.max(REST_PADDING, padding);
  // Leaflet has no public name for "draw again, from where the map is now".
  /** @type {any} */ (renderer)._reset();
}

/**
 * @param {L.Map} map
 * @param {Atlas} atlas
 * @returns {L.Renderer}
 */
function drawAtlas(map, atlas) {
  const pane = map.createPane(BASE_PANE);
  pane.style.zIndex = "210";
  pane.setAttribute("aria-hidden", "true");
  const renderer = makeRenderer(BASE_PANE);
  const drawn = (/** @type {string} */ className) => ({
    renderer,
    pane: BASE_PANE,
    interactive: false,
    className,
    smoothFactor: 0.6,
  });
  const line = (/** @type {string[]} */ lines, /** @type {string} */ name) =>
    lines.length &&
    L.polyline(lines.map(decodeLine), {
      ...drawn(`mapstory-base-line ${name}`),
      fill: false,
    }).addTo(map);
  const fill = (/** @type {string[][]} */ polygons, /** @type {string} */ name) =>
    polygons.length &&
    L.polygon(
      polygons.map((rings) => rings.map(decodeLine)),
      drawn(`mapstory-base-fill ${name}`),
    ).addTo(map);

  const land = (/** @type {boolean} */ home) =>
    atlas.land.filter((each) => each.home === home).flatMap((each) => each.polygons);
  fill(land(false), "mapstory-abroad");
  fill(land(true), "mapstory-home");
  for (const rank of [3, 2, 1]) {
    const rivers = atlas.rivers.filter((river) => Math.max(1, Math.min(3, river.rank)) === rank);
    line(
      rivers.map((river) => river.line),
      `mapstory-river mapstory-river-${rank}`,
    );
  }
  fill(atlas.lakes, "mapstory-lake");
  line(atlas.borders.division, "mapstory-division");
  line(atlas.borders.country, "mapstory-country");
  return renderer;
}
