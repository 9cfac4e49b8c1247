/* Captions: the story's own names: of its places, with how well each is known, and of its moves. */

const [SHOWN, OLDER] = [10, 20];
/** Pixels: a name can stand beside what reaches no farther. */
const SMALL_RADIUS = 60;

/**
 * Those of now rank below OLDER, and of these the told ones below SHOWN.
 * @typedef {MapName & {rank: number, at: Pixel | null, isArea: boolean, afar: Afar}} Caption
 *   `at`: the point it names
 */
/** @typedef {(size: Size, away?: Pixel) => Spot[]} Afar */
/** @typedef {{free: Box, view: Box, dir: "ltr" | "rtl"}} CaptionRoom */

/**
 * The names of the layers on the map, the weightiest first.
 * @param {Studio} studio
 * @param {DrawnLayer[]} layers
 * @param {string[]} covered
 * @param {Surroundings} around
 * @returns {Caption[]}
 */
function captionsOf(studio, layers, covered, { frame, covers, dir }) {
  const room = { free: largest(freeParts(frame, covers)), view: frame, dir };
  // The latest of the older ones are the likeliest to be looked for.
  const newest = [...layers].reverse();
  return newest
    .flatMap((layer) => [
      ...placeCaptionsOf(studio, layer, covered, room),
      ...moveCaptionsOf(studio, layer, room),
    ])
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 4 * STORY_NAMES);
}

/**
 * Told places say how well they are known; older points keep a small name.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {string[]} covered
 * @param {CaptionRoom} room
 * @returns {Caption[]}
 */
function placeCaptionsOf(studio, layer, covered, room) {
  const { map } = studio;
  const state = stateOf(layer);
  const told =
    state === "told"
      ? layer.marks.flatMap(({ shape }) =>
          shape.polygons.flat().map((ring) => thinned(pixelsOf(map, ring), 3)),
        )
      : [];
  const captions = [];
  for (const { mark, shape } of layer.marks) {
    const isPoint = shape.points.length > 0 && !mark.soft;
    if (covered.includes(mark.id) || (state === "dimmed" && !isPoint)) continue;
    const points = pixelsOf(map, shape.points).filter((at) =>
      liesWithin(boxOn(at, 0), room.view),
    );
    if (isPoint && !points.length) continue;
    const look = captionLook(studio, mark, state, isPoint);
    const write = () => captionElement(look, mark, state, isPoint);
    const where = isPoint
      ? spotsOfPoints(points, DISC_RADIUS[state], room)
      : spotsOfShape(map, { mark, shape }, told, room);
    captions.push({
      id: mark.id,
      text: mark.label,
      look,
      words: [mark.number, mark.words].join(" "),
      write,
      at: isPoint ? points[0] : null,
      isArea: shape.polygons.length > 0,
      rank:
        (state === "told" ? 0 : state === "shown" ? SHOWN : OLDER) +
        (isPoint ? 0 : mark.soft ? 2 : 3),
      ...where,
    });
  }
  return captions;
}

/**
 * @param {Studio} studio
 * @param {Mark} mark
 * @param {LayerState} state
 * @param {boolean} isPoint
 */
function captionLook(studio, mark, state, isPoint) {
  const form = isPoint ? "is-point" : mark.soft ? "is-soft" : "is-area";
  return `mapstory-label is-${state} ${form} ${classOfGroup(studio, mark.group)}`;
}

/**
 * @param {string} look
 * @param {Mark} mark
 * @param {LayerState} state
 * @param {boolean} isPoint
 */
function captionElement(look, mark, state, isPoint) {
  const element = written(
    look,
    mark.label,
    mark.soft && state !== "dimmed" ? mark.words : "",
  );
  element.setAttribute("data-place", mark.place);
  if (mark.number && !isPoint)
    element.firstElementChild?.prepend(numeral(mark.number, "mapstory-pin-number"), " ");
  return element;
}

/**
 * @param {Pixel[]} points
 * @param {number} radius
 * @param {CaptionRoom} room
 * @returns {Pick<Caption, "spots" | "afar">}
 */
function spotsOfPoints(points, radius, { dir }) {
  return {
    spots: (size) => points.flatMap((at) => spotsBeside(at, radius, size, dir)),
    afar: (size, away) => points.flatMap((at) => spotsAfar(at, radius, size, dir, away)),
  };
}

/**
 * @param {L.Map} map
 * @param {{mark: Mark, shape: PlaceShape}} drawn
 * @param {Pixel[][]} told  the areas that the step tells
 * @param {CaptionRoom} room
 * @returns {Pick<Caption, "spots" | "afar">}
 */
function spotsOfShape(map, { mark, shape }, told, { free, view, dir }) {
  const rings = shape.polygons.flat().map((ring) => pixelsOf(map, ring));
  if (rings.length) {
    const box = boxAround(rings.flat());
    const radius = Math.max(HALO_RADIUS, (box.right - box.left) / 2, (box.bottom - box.top) / 2);
    const beside = spotsOfPoints([middleOf(box)], radius, { free, view, dir });
    if (isTooSmall(map, shape)) return beside;
    // A small or thin shape, such as a ring, may have no room within it.
    const isSmall = radius < SMALL_RADIUS;
    return {
      spots: (size) => [
        ...spotsWithin(rings, size, free),
        ...(isSmall ? beside.spots(size) : []),
      ],
      afar: (size) => [...spotsOutOf(rings, size, view), ...(isSmall ? beside.afar(size) : [])],
    };
  }
  const lines = shape.lines.map((line) => pixelsOf(map, line));
  const reach = mark.soft ? 14 : 8;
  return {
    spots: (size) => clearOf(told, spotsAlong(lines, reach, size, free), size),
    afar: (size) => {
      const at = nearestOn(lines, middleOf(free));
      return spotsAfar({ x: at.x, y: at.y }, 4, size, dir);
    },
  };
}

/**
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {CaptionRoom} room
 * @returns {Caption[]}
 */
function moveCaptionsOf(studio, layer, { dir }) {
  const state = stateOf(layer);
  if (state === "dimmed") return [];
  return layer.moves.flatMap(({ move, arrow }) => {
    if (!arrow || !move.label) return [];
    const look = `mapstory-label is-move is-${state} ${classOfGroup(studio, move.group)}`;
    return {
      id: move.id,
      text: move.label,
      look,
      write: () => written(look, move.label, ""),
      at: null,
      isArea: false,
      rank: state === "told" ? 1 : SHOWN + 1,
      spots: (/** @type {Size} */ size) => spotsOutside(arrow, size),
      afar: (/** @type {Size} */ size) => spotsAfar(arrow.apex, 6, size, dir),
    };
  });
}

/**
 * The spots, those first that lie outside the areas: what names a line there would seem to name the area.
 * @param {Pixel[][]} rings
 * @param {Spot[]} spots
 * @param {Size} size
 */
function clearOf(rings, spots, { width, height }) {
  const isWithin = (/** @type {Pixel} */ { x, y }) =>
    isInside(rings, { x: x + width / 2, y: y + height / 2 });
  return [...spots.filter((spot) => !isWithin(spot)), ...spots.filter(isWithin)];
}

/**
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {string[]} covered
 * @returns {Box[]}
 */
function drawnDiscs({ map }, layer, covered) {
  const radius = DISC_RADIUS[stateOf(layer)];
  return layer.marks
    .filter(({ mark }) => !mark.soft && !covered.includes(mark.id))
    .flatMap(({ shape }) => pixelsOf(map, shape.points).map((at) => boxOn(at, radius)));
}

/**
 * @param {DrawnLayer} layer
 * @returns {Box[]}
 */
function arrowBoxes({ moves }) {
  return moves.flatMap(({ arrow }) => (arrow ? arrow.outline.map((at) => boxOn(at, 3)) : []));
}

/**
 * What a name should not stand on: arrows, and lines that are told.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {string[]} covered
 * @returns {Box[]}
 */
function lineBoxes({ map }, layer, covered) {
  const arrows = arrowBoxes(layer);
  if (stateOf(layer) === "dimmed") return arrows;
  const lines = layer.marks
    .filter(({ mark }) => !covered.includes(mark.id))
    .flatMap(({ mark, shape }) =>
      shape.lines.flatMap((line) =>
        beads(pixelsOf(map, line), 12).map((at) => boxOn(at, mark.soft ? 9 : 3)),
      ),
    );
  return [...arrows, ...lines];
}

/**
 * @param {Box[]} boxes
 */
function largest(boxes) {
  const area = (/** @type {Box} */ box) => (box.right - box.left) * (box.bottom - box.top);
  return boxes.reduce((best, box) => (area(box) > area(best) ? box : best));
}
