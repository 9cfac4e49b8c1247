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
function isTooSmall(map, { polygons }) {
  const box = boxAround(pixelsOf(map, polygons.flat(2)));
  return Math.max(box.right - box.left, box.bottom - box.top) < 2 * HALO_RADIUS;
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
  const isArea = shape.polygons.length > 0;
  const lines = (isArea ? shape.polygons.flat() : shape.lines).map((line) =>
    line.map((at) => map.latLngToLayerPoint(at)),
  );
  const own = boxAround(lines.flat());
  const inner = isArea ? (roomiestSpots(lines, own, 12)[0]?.distance ?? 6) : SOFT_BAND * 1.5;
  const deviation = Math.max(2, Math.min(36, inner / 6));
  const size = map.getSize();
  const corner = map.containerPointToLayerPoint([0, 0]);
  const reach = 3 * deviation + SOFT_BAND;
  const seen = {
    left: Math.max(own.left - reach, corner.x - size.x),
    top: Math.max(own.top - reach, corner.y - size.y),
    right: Math.min(own.right + reach, corner.x + 2 * size.x),
    bottom: Math.min(own.bottom + reach, corner.y + 2 * size.y),
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
