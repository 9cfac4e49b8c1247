/* The legend's samples: each group as it is drawn on the map in a step. */

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
  const point = of("points");
  const kind = point?.number ? "" : (point?.kind ?? "place");
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
