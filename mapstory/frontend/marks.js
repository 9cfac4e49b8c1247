/* Marks: the points, areas, soft areas and arrows of a layer. Colour and state are the CSS's. */

/**
 * @typedef {object} PackedShape
 * @property {[lon: number, lat: number][]} points
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
 * @property {string} [number]  of its step, where that stands in place of a symbol
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
 * @property {{origin: [x: number, y: number], unit: number}} grid  of the paths of lines and areas
 * @property {Record<string, PackedShape>} shapes  points; what is more is a path of the page
 * @property {ScaleUnit[]} scale
 * @property {StoryLayer[]} layers
 * @property {StoryStep[]} steps
 * @property {Tiles} [tiles]
 */
/**
 * @typedef {object} DrawnMark
 * @property {Mark} mark
 * @property {PlaceShape} shape
 * @property {Disc[]} discs
 * @property {L.Path[]} parts
 * @property {L.Path[]} blurred  those of the parts that have a soft edge
 * @property {SVGElement | null} blur  the filter that makes it
 * @property {L.CircleMarker | null} halo  stands for an area that is too small to be seen
 */
/** @typedef {{move: Move, path: L.Polygon, arrow: ArrowShape | null}} DrawnMove */
/**
 * @typedef {object} DrawnLayer
 * @property {string} id
 * @property {L.FeatureGroup} group
 * @property {HTMLElement[]} panes  that of the areas, and those of the moves and of the points if any
 * @property {LayerState | null} state  null where it is not on the map
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
 * @property {L.Renderer | null} sheet  what draws the base map
 * @property {Record<string, string>} hatched  group id to the id of its pattern
 * @property {Map<string, PlaceShape>} shapes
 */

const MOVES_ABOVE = 1000;
const POINTS_ABOVE = 4000;
const NAMES_ABOVE = 9000;
const DISC_RADIUS = { told: 14, shown: 12, dimmed: 8 };

/**
 * @param {Studio} studio
 * @param {string} place
 * @returns {PlaceShape}
 */
function shapeOf({ shapes, story }, place) {
  let shape = shapes.get(place);
  if (!shape) {
    const path = document.getElementById(`shape-${place}`)?.getAttribute("d") ?? "";
    const lines = readPath(path, story.grid);
    const rings = lines.filter(({ closed }) => closed).map(({ line }) => line);
    shape = {
      points: (story.shapes[place]?.points ?? []).map(([lon, lat]) => [lat, lon]),
      polygons: rings.length ? [rings] : [],
      lines: lines.filter(({ closed }) => !closed).map(({ line }) => line),
    };
    shapes.set(place, shape);
  }
  return shape;
}

/**
 * Lines in pixels at zoom 0: projected once, for they are asked for wherever the map comes to rest.
 * @type {WeakMap<LatLon[], Pixel[]>}
 */
const flatLines = new WeakMap();

/** @param {LatLon[]} line */
function flatLine(line) {
  const flat = flatLines.get(line) ?? line.map(projected);
  flatLines.set(line, flat);
  return flat;
}

/**
 * Pixels of the map's frame, whole ones as Leaflet's are.
 * @param {L.Map} map
 * @param {LatLon[]} line
 * @returns {Pixel[]}
 */
function pixelsOf(map, line) {
  const scale = 2 ** map.getZoom();
  const corner = map.containerPointToLayerPoint([0, 0]).add(map.getPixelOrigin());
  return flatLine(line).map(({ x, y }) => ({
    x: Math.round(x * scale) - corner.x,
    y: Math.round(y * scale) - corner.y,
  }));
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
  const [moving, above] = [`${name}-moves`, `${name}-points`];
  const panes = [layerPane(studio.map, name)];
  // The moves of all layers stand above the areas of all, and their points above both: colour
  // over them would be mud.
  const nth = studio.story.layers.indexOf(layer);
  if (layer.moves.length) panes.push(layerPane(studio.map, moving, MOVES_ABOVE + nth));
  const order = (/** @type {Mark} */ mark) => {
    const shape = shapeOf(studio, mark.place);
    return shape.polygons.length ? 0 : shape.lines.length ? 1 : 2;
  };
  const isDrawing = layer.marks.some((mark) => order(mark) < 2);
  const renderer = isDrawing ? makeRenderer(name) : undefined;
  const options = { renderer, pane: name, interactive: false };
  const marks = [...layer.marks]
    .sort((a, b) => order(a) - order(b))
    .map((mark) => drawMark(studio, mark, group, options));
  const discs = marks.flatMap((mark) => mark.discs);
  if (discs.length) {
    panes.push(layerPane(studio.map, above, POINTS_ABOVE + nth));
    group.addLayer(new DiscLayer(discs, above));
  }
  const moves = drawMoves(studio, layer.moves, group, moving);
  return { id: layer.id, group, panes, state: null, marks, moves };
}

/**
 * @param {L.Map} map
 * @param {string} name
 * @param {number} [zIndex]
 */
function layerPane(map, name, zIndex) {
  const pane = map.getPane(name) ?? map.createPane(name);
  if (zIndex) pane.style.zIndex = String(zIndex);
  pane.classList.add("mapstory-layer");
  pane.setAttribute("aria-hidden", "true");
  return pane;
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
  const discs = mark.soft ? [] : shape.points.map((point) => makeDisc(point, mark, color));
  const halo = shape.polygons.length ? haloOf(shape, color, options) : null;
  const parts = [...blurred, ...sharp, ...(halo ? [halo] : [])];
  for (const part of parts) group.addLayer(part);
  const blur = blurred.length ? blurFilter(studio) : null;
  return { mark, shape, discs, parts, blurred, blur, halo };
}

/**
 * @param {DrawnLayer} layer
 * @returns {LayerState}
 */
function stateOf({ state }) {
  return state ?? "dimmed";
}

/**
 * @param {DrawnLayer} layer
 * @param {LayerState | null} state
 */
function setState(layer, state) {
  layer.state = state;
  for (const pane of layer.panes)
    for (const name of ["told", "shown", "dimmed"])
      pane.classList.toggle(`is-${name}`, name === state);
}

/**
 * What is new in a step waits until the map is at rest.
 * @param {DrawnLayer} layer
 * @param {boolean} isNew
 */
function setNew(layer, isNew) {
  for (const pane of layer.panes) pane.classList.toggle("is-new", isNew);
}

/**
 * Give the elements of a layer on the map its state, and what CSS cannot know of them.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {LayerState} state
 * @param {string[]} covered  ids of the marks that a newer layer draws
 */
function dressLayer({ hatched }, layer, state, covered) {
  const { marks, moves } = layer;
  setState(layer, state);
  for (const { move, path } of moves) path.getElement()?.setAttribute("data-mark", move.id);
  for (const { mark, discs, parts, blurred, blur } of marks) {
    const pattern = hatched[mark.group ?? ""];
    const name = (/** @type {Element} */ element) => {
      element.setAttribute("data-mark", mark.id);
      element.setAttribute("data-place", mark.place);
      element.classList.toggle("is-covered", covered.includes(mark.id));
    };
    for (const { element } of discs) name(element);
    for (const part of parts) {
      const element = /** @type {SVGElement | undefined} */ (part.getElement());
      if (!element) continue;
      name(element);
      if (pattern && element.classList.contains("mapstory-area"))
        element.style.fill = `url(#${pattern})`;
      if (blur && blurred.includes(part)) element.setAttribute("filter", `url(#${blur.id})`);
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
  for (const { blur, shape, halo } of layer.marks) {
    if (blur) fitBlur(map, blur, shape);
    halo?.getElement()?.classList.toggle("is-idle", !isTooSmall(map, shape));
  }
  fitMoves(studio, layer, most);
}
