/* Soft: the edges that fade where a place is somewhere within its shape, and halos for the smallest. */

const SOFT_BAND = 28;
const HALO_RADIUS = 10;

/**
 * What stands for an area that is too small to be seen at the zoom of the map. It is larger
 * than the area, so it says nothing more exactly.
 * @param {PlaceShape} shape
 * @param {string} color
 * @param {L.PathOptions} options
 */
function haloOf({ polygons }, color, options) {
  const bounds = L.latLngBounds(polygons.flat(2).map(([lat, lon]) => L.latLng(lat, lon)));
  return L.circleMarker(bounds.getCenter(), {
    ...options,
    radius: HALO_RADIUS,
    className: `mapstory-halo ${color}`,
  });
}

/**
 * @param {L.Map} map
 * @param {PlaceShape} shape
 */
function isTooSmall(map, shape) {
  const { box } = measuresOf(shape);
  const reach = Math.max(box.right - box.left, box.bottom - box.top);
  return reach * 2 ** map.getZoom() < 2 * HALO_RADIUS;
}

/**
 * What a shape measures in pixels at zoom 0: the box around it, and how far it is from its edge
 * where it is widest.
 * @typedef {{box: Box, inner: number}} Measures
 */
/** @type {WeakMap<PlaceShape, Measures>} */
const measuredShapes = new WeakMap();
const FINENESS = 400; // pixels across, for the places that are tried

/**
 * @param {PlaceShape} shape
 * @returns {Measures}
 */
function measuresOf(shape) {
  let measures = measuredShapes.get(shape);
  if (!measures) {
    const rings = shape.polygons.flat().map(flatLine);
    const box = boxAround([...rings, ...shape.lines.map(flatLine)].flat());
    const scale = FINENESS / Math.max(box.right - box.left, box.bottom - box.top, 1e-9);
    const enlarged = rings.map((ring) => ring.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
    const widest = roomiestSpots(enlarged, boxAround(enlarged.flat()), 12)[0]?.distance ?? 0;
    measures = { box, inner: widest / scale };
    measuredShapes.set(shape, measures);
  }
  return measures;
}

/**
 * @param {Studio} studio
 */
function blurFilter({ defs, id: stem }) {
  const id = `${stem}-blur-${defs.childElementCount}`;
  // Blurred, a shape is half as dense at its edge; twice that less one fades from nothing there
  // to all of it inside.
  const inwards = svg(
    "feComponentTransfer",
    {},
    svg("feFuncA", { type: "linear", slope: 2, intercept: -1 }),
  );
  const filter = svg(
    "filter",
    { id, filterUnits: "userSpaceOnUse", "color-interpolation-filters": "sRGB" },
    svg("feGaussianBlur", {}),
    inwards,
  );
  defs.append(filter);
  return filter;
}

/**
 * A soft edge fades over the outer third of the shape, as measured where it is widest.
 * @param {L.Map} map
 * @param {SVGElement} filter
 * @param {PlaceShape} shape
 */
function fitBlur(map, filter, shape) {
  const { box, inner: flat } = measuresOf(shape);
  const scale = 2 ** map.getZoom();
  const inner = shape.polygons.length ? flat * scale : SOFT_BAND * 1.5;
  const deviation = Math.max(2, Math.min(36, inner / 6));
  const size = map.getSize();
  const corner = map.containerPointToLayerPoint([0, 0]);
  const origin = map.getPixelOrigin();
  const reach = 3 * deviation + SOFT_BAND;
  const seen = {
    left: Math.max(box.left * scale - origin.x - reach, corner.x - size.x),
    top: Math.max(box.top * scale - origin.y - reach, corner.y - size.y),
    right: Math.min(box.right * scale - origin.x + reach, corner.x + 2 * size.x),
    bottom: Math.min(box.bottom * scale - origin.y + reach, corner.y + 2 * size.y),
  };
  const region = {
    x: seen.left,
    y: seen.top,
    width: Math.max(1, seen.right - seen.left),
    height: Math.max(1, seen.bottom - seen.top),
  };
  for (const [key, value] of Object.entries(region))
    filter.setAttribute(key, String(Math.round(value)));
  filter.firstElementChild?.setAttribute("stdDeviation", deviation.toFixed(1));
}
