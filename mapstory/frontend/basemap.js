/* The base map: the sheet that the page has, under the story. */

/** @typedef {"country" | "division" | "region" | "sea" | "lake" | "river" | "capital" | "town"} AtlasKind */
/**
 * A name, the point that it belongs to, and the least zoom at which it is shown; of a river's or
 * a water's also how it lies, in degrees clockwise, and how long it may be there, in pixels at zoom 0.
 * @typedef {[name: string, lon: number, lat: number, zoom: number, angle?: number, span?: number]} AtlasName
 */
/**
 * @typedef {object} Atlas
 * @property {string} sheet  id of the group that is the drawing
 * @property {Bounds} bounds
 * @property {[x: number, y: number]} origin  of the sheet, in pixels at zoom 0
 * @property {number} unit  of the sheet, in the same
 * @property {Partial<Record<AtlasKind, AtlasName[]>>} names  of each kind the weightiest first
 */

const BASE_PANE = "mapstory-base";
const REST_PADDING = 0.6;
const LAYER_PADDING = 0.25; // many layers are drawn, and in a flight what is far comes late
const FAR_ZOOM = 4;
const SEAM = 4; // degrees that the sheet of all the world goes on beyond its two ends

/** What renderers do otherwise than Leaflet's: where a view is reset, they stand on whole pixels. */
const ON_PIXELS = {
  /** @this {any} */
  _reset() {
    /** @type {any} */ (L.Renderer).prototype._reset.call(this);
    L.DomUtil.setPosition(this._container, this._bounds.min);
  },
};

const LayerRenderer = /** @type {any} */ (L.SVG).extend(ON_PIXELS);

/**
 * An SVG renderer that draws a little beyond the frame.
 * @param {string} pane
 * @returns {L.Renderer}
 */
function makeRenderer(pane) {
  return new LayerRenderer({ pane, padding: LAYER_PADDING });
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
  return makeSheetRenderer(atlas).addTo(map);
}

/**
 * The sheet of all the world beside itself, since a wide screen shows more than one turn. Each
 * is cut where the next begins, short of the edges of its land.
 * @param {string} sheet
 * @param {number} unit
 */
function turnsOf(sheet, unit) {
  const [start, width, height] = [(TILE * SEAM) / 360, TILE, TILE].map((px) => px / unit);
  const viewBox = [start, 0, width, height].join(" ");
  return [-width, 0, width].map((turn) =>
    svg(
      "svg",
      { x: start + turn, y: 0, width, height, viewBox },
      svg("use", { href: `#${sheet}` }),
    ),
  );
}

/**
 * A renderer that draws no layers but the sheet. The drawing stays as it is: when the map has
 * moved it is looked at from elsewhere, and while it zooms it is scaled as a picture.
 * @param {Atlas} atlas
 * @returns {L.Renderer}
 */
function makeSheetRenderer({ sheet, origin, unit, bounds }) {
  const isRound = bounds[2] - bounds[0] >= 360;
  // What a renderer must have is in Leaflet's source only: these three.
  const Renderer = /** @type {any} */ (L.Renderer).extend({
    ...ON_PIXELS,
    _initContainer() {
      this._container = svg(
        "svg",
        { class: "mapstory-sheet-view", preserveAspectRatio: "none" },
        ...(isRound ? turnsOf(sheet, unit) : [svg("use", { href: `#${sheet}` })]),
      );
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      /** @type {any} */ (L.Renderer).prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const corner = this._map.getPixelOrigin().add(min);
      const scale = 2 ** this._map.getZoom();
      const box = [
        (corner.x / scale - origin[0]) / unit,
        (corner.y / scale - origin[1]) / unit,
        size.x / scale / unit,
        size.y / scale / unit,
      ];
      this._container.classList.toggle("is-far", this._map.getZoom() < FAR_ZOOM);
      this._container.setAttribute("width", size.x);
      this._container.setAttribute("height", size.y);
      this._container.setAttribute("viewBox", box.join(" "));
      L.DomUtil.setPosition(this._container, min);
      this.fire("update");
    },
  });
  return new Renderer({ pane: BASE_PANE, padding: REST_PADDING });
}
