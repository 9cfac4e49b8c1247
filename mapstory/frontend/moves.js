/* Moves: the arrows of a layer, drawn again wherever the map comes to rest. */

/**
 * @param {Studio} studio
 * @param {Move[]} moves
 * @param {L.FeatureGroup} group
 * @param {string} pane
 * @returns {DrawnMove[]}
 */
function drawMoves(studio, moves, group, pane) {
  if (!moves.length) return [];
  const renderer = makeRenderer(pane);
  return moves.map((move) => {
    const path = L.polygon([], {
      renderer,
      pane,
      interactive: false,
      className: `mapstory-move ${classOfGroup(studio, move.group)}`,
      smoothFactor: 0.2,
    });
    group.addLayer(path);
    return { move, path, arrow: null };
  });
}

/**
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {number} most  the largest count of any move in the story
 */
function fitMoves(studio, layer, most) {
  const { map } = studio;
  const state = stateOf(layer);
  /** @type {Pixel[]} */
  const taken = [];
  for (const drawn of layer.moves) {
    const { from, to } = endsOf(
      moveEnd(studio, drawn.move.from, state),
      moveEnd(studio, drawn.move.to, state),
      taken,
    );
    taken.push(from, to);
    drawn.arrow = arrowBetween(from, to, state, (length) =>
      arrowWidth(drawn.move.count, most, length),
    );
    drawn.path.setLatLngs(
      (drawn.arrow?.outline ?? []).map(({ x, y }) => map.containerPointToLatLng([x, y])),
    );
  }
}

/**
 * The arrow of a move, if its ends are far enough apart to be told from one another.
 * @param {Pixel} from
 * @param {Pixel} to
 * @param {LayerState} state
 * @param {(length: number) => number} width
 * @returns {ArrowShape | null}
 */
function arrowBetween(from, to, state, width) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < SHORTEST) return null;
  return state === "dimmed" ? trailShape(from, to) : arrowShape(from, to, width(length));
}

/**
 * @param {Studio} studio
 * @param {string} place
 * @param {LayerState} state
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
