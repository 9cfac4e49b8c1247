/* Discs: the points of a layer on the map. */

/** @typedef {{at: LatLon, element: HTMLElement}} Disc */

/**
 * @param {LatLon} at
 * @param {Mark} mark
 * @param {string} color  a class
 * @returns {Disc}
 */
function makeDisc(at, mark, color) {
  const face = document.createElement("span");
  face.className = "mapstory-disc";
  face.append(mark.number ? numeral(mark.number, "mapstory-number") : glyph(mark.kind));
  const element = document.createElement("div");
  element.className = `mapstory-point leaflet-zoom-animated ${color}`;
  element.append(face);
  return { at, element };
}

/**
 * @param {string} number
 * @param {string} className
 */
function numeral(number, className) {
  const sign = document.createElement("span");
  sign.className = className;
  sign.textContent = number;
  return sign;
}

/**
 * All the discs of a layer as one layer of Leaflet's: its markers are one each, and every one of
 * them listens to the map.
 */
const DiscLayer = /** @type {any} */ (L.Layer).extend({
  /**
   * @param {Disc[]} discs
   * @param {string} pane
   */
  initialize(discs, pane) {
    this.discs = discs;
    L.setOptions(this, { pane });
  },
  onAdd() {
    this.stand();
    this.getPane().append(...this.discs.map((/** @type {Disc} */ { element }) => element));
  },
  onRemove() {
    for (const { element } of this.discs) element.remove();
  },
  getEvents() {
    return { zoom: this.stand, viewreset: this.stand, zoomanim: this.glide };
  },
  stand() {
    for (const { at, element } of this.discs)
      L.DomUtil.setPosition(element, this._map.latLngToLayerPoint(at).round());
  },
  /** @param {L.ZoomAnimEvent} to */
  glide({ zoom, center }) {
    for (const { at, element } of this.discs)
      L.DomUtil.setPosition(element, this._map._latLngToNewLayerPoint(at, zoom, center).round());
  },
});
