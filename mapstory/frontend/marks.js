/* Marks: the points, areas, soft areas and arrows of a layer. Colour and state are the CSS's. */

/**
 * @typedef {object} PackedShape
 * @property {[lon: number, lat: number][]} [points]
 * @property {string[][]} [polygons]
 * @property {string[]} [lines]
 */
/** @typedef {{points: LatLon[], polygons: LatLon[][][], lines: LatLon[][]}} PlaceShape */
/**
 * @typedef {object} Mark
 * @property {string} id
 * @property {string} place
 * @property {string} kind
 * @property {string | null} group
 * @property {string} label
 * @property {string} words
 * @property {boolean} soft  somewhere within its shape: no hard edge, never a pin
 */
/**
 * @typedef {object} Move
 * @property {string} id
 * @property {string} from  a place
 * @property {string} to
 * @property {string | null} group
 * @property {string} label
 * @property {number | null} count
 */
/** @typedef {{id: string, marks: Mark[], moves: Move[]}} StoryLayer */
/** @typedef {"told" | "shown" | "dimmed"} LayerState */
/**
 * @typedef {object} StoryStep  A state: the opening, a step or the end.
 * @property {string} anchor  the fragment of its address
 * @property {string} title
 * @property {Bounds} bounds
 * @property {Record<string, LayerState>} layers  a layer that is not named is hidden
 * @property {string[]} covered  ids of the marks that a newer layer draws
 */
/**
 * @typedef {object} StoryData
 * @property {string} language
 * @property {"ltr" | "rtl"} dir
 * @property {Record<string, string>} words
 * @property {Atlas | null} atlas
 * @property {Record<string, {label: string, color: string, hatch?: string}>} groups  `hatch`: id of a filling
 * @property {Record<string, PackedShape>} shapes
 * @property {StoryLayer[]} layers
 * @property {StoryStep[]} steps
 * @property {Tiles} [tiles]
 */
/**
 * @typedef {object} DrawnMark
 * @property {Mark} mark
 * @property {PlaceShape} shape
 * @property {(L.Path | L.Marker)[]} parts
 * @property {L.Path[]} blurred  those of the parts that have a soft edge
 * @property {SVGElement | null} blur  the filter that makes it
 * @property {L.CircleMarker | null} halo  stands for an area that is too small to be seen
 */
/** @typedef {{move: Move, path: L.Polygon, arrow: ArrowShape | null}} DrawnMove */
/**
 * @typedef {object} DrawnLayer
 * @property {string} id
 * @property {L.FeatureGroup} group
 * @property {HTMLElement} pane
 * @property {DrawnMark[]} marks
 * @property {DrawnMove[]} moves
 */
/**
 * What drawing needs to know of the whole: made once a map.
 * @typedef {object} Studio
 * @property {string} id  keeps two maps on one page apart
 * @property {L.Map} map
 * @property {StoryData} story
 * @property {SVGElement} defs  filters
 * @property {L.Renderer[]} renderers
 * @property {Record<string, string>} hatched  group id to the id of its pattern
 * @property {Map<string, PlaceShape>} shapes
 */

const SOFT_BAND = 28;
const HALO_RADIUS = 10;
const DISC_RADIUS = { told: 14, shown: 12, dimmed: 8 };

/**
 * @param {Studio} studio
 * @param {string} place
 * @returns {PlaceShape}
 */
function shapeOf({ shapes, story }, place) {
  let shape = shapes.get(place);
  if (!shape) {
    const packed = story.shapes[place] ?? {};
    shape = {
      points: (packed.points ?? []).map(([lon, lat]) => [lat, lon]),
      polygons: (packed.polygons ?? []).map((rings) => rings.map(decodeLine)),
      lines: (packed.lines ?? []).map(decodeLine),
    };
    shapes.set(place, shape);
  }
  return shape;
}

/**
 * Pixels of the map's frame.
 * @param {L.Map} map
 * @param {LatLon[]} line
 * @returns {Pixel[]}
 */
function pixelsOf(map, line) {
  return line.map((at) => map.latLngToContainerPoint(at));
}

/**
 * @param {Studio} studio
 * @param {string | null} group
 */
function classOfGroup({ story }, group) {
  return colorClass(group === null ? null : story.groups[group]?.color);
}

/**
 * @param {Studio} studio
 * @param {StoryLayer} layer
 * @param {L.FeatureGroup} group  empty, as it came from the page
 * @returns {DrawnLayer}
 */
function drawLayer(studio, layer, group) {
  const name = `layer-${layer.id}`;
  const pane = studio.map.getPane(name) ?? studio.map.createPane(name);
  pane.classList.add("mapstory-layer");
  pane.setAttribute("aria-hidden", "true");
  const renderer = makeRenderer(name);
  studio.renderers.push(renderer);
  const options = { renderer, pane: name, interactive: false };
  const order = (/** @type {Mark} */ mark) => {
    const shape = shapeOf(studio, mark.place);
    return shape.polygons.length ? 0 : shape.lines.length ? 1 : 2;
  };
  const marks = [...layer.marks]
    .sort((a, b) => order(a) - order(b))
    .map((mark) => drawMark(studio, mark, group, options));
  const moves = layer.moves.map((move) => drawMove(studio, move, group, options));
  return { id: layer.id, group, pane, marks, moves };
}

/**
 * @param {Studio} studio
 * @param {Mark} mark
 * @param {L.FeatureGroup} group
 * @param {L.PathOptions} options
 * @returns {DrawnMark}
 */
function drawMark(studio, mark, group, options) {
  const shape = shapeOf(studio, mark.place);
  const color = classOfGroup(studio, mark.group);
  const area = (/** @type {string} */ name) =>
    shape.polygons.length
      ? [L.polygon(shape.polygons, { ...options, className: `${name} ${color}` })]
      : [];
  const line = (/** @type {string} */ name) =>
    shape.lines.length
      ? [L.polyline(shape.lines, { ...options, className: `${name} ${color}`, fill: false })]
      : [];
  const blurred = mark.soft ? [...area("mapstory-soft"), ...line("mapstory-soft-band")] : [];
  const sharp = mark.soft
    ? [...area("mapstory-soft-edge"), ...line("mapstory-soft-core")]
    : [...area("mapstory-area"), ...line("mapstory-line-casing"), ...line("mapstory-line")];
  const discs = mark.soft
    ? []
    : shape.points.map((point) => disc(point, mark, color, options.pane));
  const halo = shape.polygons.length ? haloOf(shape, color, options) : null;
  const parts = [...blurred, ...sharp, ...discs, ...(halo ? [halo] : [])];
  for (const part of parts) group.addLayer(part);
  return { mark, shape, parts, blurred, blur: blurred.length ? blurFilter(studio) : null, halo };
}

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
 * @param {LatLon} at
 * @param {Mark} mark
 * @param {string} color
 * @param {string} [pane]
 */
function disc(at, mark, color, pane) {
  const face = document.createElement("span");
  face.className = "mapstory-disc";
  face.append(glyph(mark.kind));
  const icon = L.divIcon({ className: `mapstory-point ${color}`, html: face, iconSize: [24, 24] });
  return L.marker(at, { icon, pane, interactive: false, keyboard: false, zIndexOffset: 5000 });
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
 * @param {Studio} studio
 * @param {Move} move
 * @param {L.FeatureGroup} group
 * @param {L.PathOptions} options
 * @returns {DrawnMove}
 */
function drawMove(studio, move, group, options) {
  const path = L.polygon([], {
    ...options,
    className: `mapstory-move ${classOfGroup(studio, move.group)}`,
    smoothFactor: 0.2,
  });
  group.addLayer(path);
  return { move, path, arrow: null };
}

/**
 * Give the elements of a layer on the map its state, and what CSS cannot know of them.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {LayerState} state
 * @param {string[]} covered  ids of the marks that a newer layer draws
 */
function dressLayer({ hatched }, { pane, marks, moves }, state, covered) {
  for (const name of ["told", "shown", "dimmed"])
    pane.classList.toggle(`is-${name}`, name === state);
  for (const { move, path } of moves) path.getElement()?.setAttribute("data-mark", move.id);
  for (const { mark, parts, blurred, blur } of marks) {
    const pattern = hatched[mark.group ?? ""];
    for (const part of parts) {
      const element = /** @type {SVGElement | undefined} */ (part.getElement());
      if (!element) continue;
      element.setAttribute("data-mark", mark.id);
      element.setAttribute("data-place", mark.place);
      element.classList.toggle("is-covered", covered.includes(mark.id));
      if (pattern && element.classList.contains("mapstory-area"))
        element.style.fill = `url(#${pattern})`;
      if (blur && blurred.includes(/** @type {L.Path} */ (part)))
        element.setAttribute("filter", `url(#${blur.id})`);
    }
  }
}

/**
 * Draw again what is measured in pixels of the screen: arrows, and how far soft edges fade.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {number} most  the largest count of any move in the story
 */
function fitLayer(studio, layer, most) {
  const { map } = studio;
  const state = layer.pane.classList.contains("is-told") ? "told" : "shown";
  for (const { blur, shape, halo } of layer.marks) {
    if (blur) fitBlur(map, blur, shape);
    halo?.getElement()?.classList.toggle("is-idle", !isTooSmall(map, shape));
  }
  /** @type {Pixel[]} */
  const taken = [];
  for (const drawn of layer.moves) {
    const { from, to } = endsOf(
      moveEnd(studio, drawn.move.from, state),
      moveEnd(studio, drawn.move.to, state),
      taken,
    );
    taken.push(from, to);
    drawn.arrow = arrowShape(from, to, arrowWidth(drawn.move.count, most));
    drawn.path.setLatLngs(
      drawn.arrow.outline.map(({ x, y }) => map.containerPointToLatLng([x, y])),
    );
  }
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

/**
 * @param {Studio} studio
 * @param {string} place
 * @param {"told" | "shown"} state
 * @returns {MoveEnd}
 */
function moveEnd(studio, place, state) {
  const { map } = studio;
  const shape = shapeOf(studio, place);
  if (shape.points.length)
    return { point: map.latLngToContainerPoint(shape.points[0]), gap: DISC_RADIUS[state] + 1 };
  if (shape.lines.length) return { lines: shape.lines.map((line) => pixelsOf(map, line)), gap: 3 };
  return { rings: shape.polygons.flat().map((ring) => pixelsOf(map, ring)), gap: -4 };
}

/**
 * A sample for the legend of how a group is drawn, or null where it is not on the map.
 * @param {Studio} studio
 * @param {string} group
 * @param {Mark[]} marks  on the map
 * @param {Move[]} moves
 */
function sampleOf(studio, group, marks, moves) {
  const own = marks.filter((mark) => mark.group === group);
  const of = (/** @type {keyof PlaceShape} */ form, soft = false) =>
    own.find((mark) => mark.soft === soft && shapeOf(studio, mark.place)[form].length);
  const kind = of("points")?.kind ?? "place";
  const pattern = studio.hatched[group] ?? "";
  const looks = {
    [pattern ? "hatched" : "area"]: of("polygons"),
    move: moves.some((move) => move.group === group),
    line: of("lines"),
    point: of("points"),
    soft: own.length,
  };
  const look = Object.entries(looks).find(([, isThere]) => isThere)?.[0];
  return look ? swatch(look, studio.story.groups[group]?.color, { kind, pattern }) : null;
}
