/* The camera: where to look, so that what a step tells stands free of the card and the legend. */

/** @typedef {{lat: number, lon: number, zoom: number}} View */
/** @typedef {[west: number, south: number, east: number, north: number]} Bounds  Degrees. */

const TILE = 256;

/**
 * Web Mercator (EPSG:3857) in pixels at zoom 0.
 * @param {LatLon} at
 * @returns {Pixel}
 */
function projected([lat, lon]) {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return {
    x: TILE * (lon / 360 + 0.5),
    y: TILE * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)),
  };
}

/**
 * @param {Pixel} at  pixels at zoom 0
 * @returns {LatLon}
 */
function unprojected({ x, y }) {
  const turn = Math.PI * (1 - (2 * y) / TILE);
  return [(Math.atan(Math.sinh(turn)) * 180) / Math.PI, (x / TILE - 0.5) * 360];
}

/**
 * @param {Bounds} bounds
 * @returns {Box}  pixels at zoom 0
 */
function projectedBox([west, south, east, north]) {
  const topLeft = projected([north, west]);
  const bottomRight = projected([south, east]);
  return { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
}

/**
 * How far the sheet reaches: that of all the world goes on for another turn beside itself, of which
 * half is enough to stand in the middle of anything.
 * @param {Bounds} bounds  of the atlas
 * @returns {Bounds}
 */
function reachOf([west, south, east, north]) {
  const more = east - west < 360 ? 0 : 180;
  return [west - more, south, east + more, north];
}

/**
 * The parts of a frame that are left when what covers it is cut off, one for each way to cut.
 * @param {Box} frame
 * @param {Box[]} covers  the card, the legend
 * @returns {Box[]}
 */
function freeParts(frame, covers) {
  let parts = [frame];
  for (const cover of covers) {
    parts = parts.flatMap((part) => {
      if (!overlaps(part, cover)) return [part];
      return [
        { ...part, left: cover.right },
        { ...part, right: cover.left },
        { ...part, top: cover.bottom },
        { ...part, bottom: cover.top },
      ].filter((rest) => rest.right - rest.left > 80 && rest.bottom - rest.top > 80);
    });
  }
  return parts.length ? parts : [frame];
}

/**
 * @typedef {object} Stage  What the camera has to work with.
 * @property {Box} frame
 * @property {Box[]} covers  what lies on the map
 * @property {number} margin  pixels kept free on each side, for labels
 * @property {number} minZoom
 * @property {number} maxZoom
 * @property {Bounds | null} atlas  nothing outside is shown, as far as the subject allows
 */

/**
 * The view in which the bounds fill the largest free part of the frame exactly.
 * @param {Bounds} bounds
 * @param {Stage} stage
 * @returns {View}
 */
function viewOf(bounds, { frame, covers, margin, minZoom, maxZoom, atlas }) {
  const subject = projectedBox(bounds);
  const { part, fitting } = roomiestPart(subject, freeParts(frame, covers), margin);
  const zoom = Math.max(minZoom, Math.min(maxZoom, fitting));
  const scale = 2 ** zoom;
  const centre = {
    x:
      (subject.left + subject.right) / 2 +
      ((frame.left + frame.right) / 2 - (part.left + part.right) / 2) / scale,
    y:
      (subject.top + subject.bottom) / 2 +
      ((frame.top + frame.bottom) / 2 - (part.top + part.bottom) / 2) / scale,
  };
  const held = atlas
    ? heldWithin(centre, projectedBox(reachOf(atlas)), { subject, frame, part, scale })
    : centre;
  const [lat, lon] = unprojected(held);
  return { lat, lon, zoom };
}

/**
 * The part in which the subject appears largest, and the zoom at which it fills it.
 * @param {Box} subject  pixels at zoom 0
 * @param {Box[]} parts
 * @param {number} margin
 */
function roomiestPart(subject, parts, margin) {
  const width = Math.max(subject.right - subject.left, 1e-9);
  const height = Math.max(subject.bottom - subject.top, 1e-9);
  const fits = parts.map((part) => {
    const across = Math.max(40, part.right - part.left - 2 * margin);
    const down = Math.max(40, part.bottom - part.top - 2 * margin);
    return { part, fitting: Math.log2(Math.min(across / width, down / height)) };
  });
  return fits.reduce((best, each) => (each.fitting > best.fitting ? each : best));
}

/**
 * The centre, moved so that the frame stays inside the limits: as far as that leaves the
 * subject in its free part.
 * @param {Pixel} centre
 * @param {Box} limits
 * @param {{subject: Box, frame: Box, part: Box, scale: number}} view
 * @returns {Pixel}
 */
function heldWithin(centre, limits, { subject, frame, part, scale }) {
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  /** @type {(at: number, half: number, from: number, to: number, least: number, most: number) => number} */
  const hold = (at, half, from, to, least, most) => {
    if (to - from < 2 * half) return at;
    const held = Math.max(from + half, Math.min(to - half, at));
    return least < most ? Math.max(least, Math.min(most, held)) : at;
  };
  return {
    x: hold(
      centre.x,
      middle.x / scale,
      limits.left,
      limits.right,
      subject.right - (part.right - middle.x) / scale,
      subject.left + (middle.x - part.left) / scale,
    ),
    y: hold(
      centre.y,
      middle.y / scale,
      limits.top,
      limits.bottom,
      subject.bottom - (part.bottom - middle.y) / scale,
      subject.top + (middle.y - part.top) / scale,
    ),
  };
}

/**
 * The smallest zoom that readers may choose: at which nothing outside the atlas shows,
 * unless a step of the story must be seen from farther away.
 * @param {Bounds[]} steps
 * @param {Stage} stage
 */
function farthestZoom(steps, { frame, covers, margin, atlas }) {
  if (!atlas) return 0;
  const box = projectedBox(atlas);
  const covering = Math.log2(
    Math.max(frame.right / (box.right - box.left), frame.bottom / (box.bottom - box.top)),
  );
  const parts = freeParts(frame, covers);
  // This little closer eats into the margin only, not into the subject.
  const wanted = steps.map(
    (bounds) => roomiestPart(projectedBox(bounds), parts, margin).fitting + 0.08,
  );
  return Math.min(covering, ...wanted);
}

/**
 * How long a flight takes: 0.7 to 1.2 seconds by how far it goes, 0 when it goes nowhere.
 * @param {View} from
 * @param {View} to
 * @param {number} width  of the map, in pixels
 */
function flightSeconds(from, to, width) {
  const a = projected([from.lat, from.lon]);
  const b = projected([to.lat, to.lon]);
  const scale = 2 ** Math.min(from.zoom, to.zoom);
  const widths = (Math.hypot(a.x - b.x, a.y - b.y) * scale) / width;
  const zooms = Math.abs(from.zoom - to.zoom);
  if (widths < 0.002 && zooms < 0.01) return 0;
  return Math.min(1.2, 0.7 + 0.25 * widths + 0.12 * zooms);
}

/**
 * How much must be drawn around the frame, as a share of it, so that a flight shows no blank edge.
 * @param {View} from
 * @param {View} to
 * @param {{width: number, height: number}} size
 */
function flightPadding(from, to, { width, height }) {
  const a = projected([from.lat, from.lon]);
  const b = projected([to.lat, to.lon]);
  const scale = 2 ** from.zoom;
  const grown = 2 ** Math.max(0, from.zoom - to.zoom);
  const across = (Math.abs(a.x - b.x) * scale) / width;
  const down = (Math.abs(a.y - b.y) * scale) / height;
  // A flight climbs on its way (van Wijk and Nuij 2003): by about half of what it crosses.
  const climb = 1 + Math.max(across, down) / 2;
  return Math.min(4, Math.max(0.5, Math.max(across, down) + (grown * climb - 1) / 2));
}
