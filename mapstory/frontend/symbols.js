/* Symbols: the glyphs of the kinds of place, the patterns and the swatches, all drawn here. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * Glyphs on a square of 16. `fill` is filled; `line` is stroked with a round pen.
 * @type {Record<string, {fill?: string, line?: string}>}
 */
const GLYPHS = {
  battle: { line: "M3.8 3.8 12 12M12.2 3.8 4 12M3.3 9.4 6.6 12.7M12.7 9.4 9.4 12.7" },
  "air strike": {
    fill: "M8 14 6.9 10.6 2 9V7.6l4.9-.9.3-2.9L5.4 2.6V2h5.2v.6L8.8 3.8l.3 2.9 4.9.9V9l-4.9 1.6z",
  },
  shelling: {
    line: "M2.2 11.4C4 5.4 8 4.4 10.2 8.2M11 9.6v3.8M9.1 11.5h3.8M13.6 8.6l-.9.9M8.4 13.9l.8-.8M13.6 14l-.9-.9",
  },
  camp: { fill: "M8 2.8 14.6 13.2H9.9L8 9.6 6.1 13.2H1.4z" },
  hospital: { fill: "M6.2 2.8h3.6v3.4h3.4v3.6H9.8v3.4H6.2V9.8H2.8V6.2h3.4z" },
  crossing: { line: "M2.8 5.8h9.6M9.8 3.2l2.7 2.6-2.7 2.6M13.2 10.4H3.6M6.2 7.9 3.5 10.4l2.7 2.5" },
  checkpoint: {
    fill: "M1.8 5h3.6L3.9 8.8H1.8zM7 5h3.4L8.9 8.8H5.5zM12 5h2.2v3.8h-3.7zM3.4 9.8h1.8v3.4H3.4zM10.8 9.8h1.8v3.4h-1.8z",
  },
  bridge: { line: "M1.8 6.4h12.4M3.4 6.4v6M12.6 6.4v6M3.4 11.8c.6-4.2 8.6-4.2 9.2 0" },
  town: { fill: "M8 4.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 1 1 0-7.6z" },
  capital: { fill: "M8 2l1.7 3.9 4.3.4-3.2 2.8.9 4.2L8 11.1l-3.7 2.2.9-4.2L2 6.3l4.3-.4z" },
  port: {
    line: "M8 5v8M5.2 7.2h5.6M3 9.4c.3 4.6 9.7 4.6 10 0M8 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 1 0 0 3",
  },
  airport: {
    fill: "M8 1.8c.7 0 1.1.8 1.1 1.8v2.9l5 3.1v1.5l-5-1.5v2.7l1.4 1.1v1L8 13.7l-2.5.7v-1l1.4-1.1V9.6l-5 1.5V9.6l5-3.1V3.6c0-1 .4-1.8 1.1-1.8z",
  },
  school: { fill: "M8 3.4 15 6.8 8 10.2 1 6.8zM4 9.4l4 2 4-2v2.4c-2.4 1.9-5.6 1.9-8 0z" },
  protest: {
    fill: "M2.4 6.2h2.8l5-3v9.6l-5-3H2.4zM4 10.6h2l.7 2.9H4.8z",
    line: "M12.4 5.8c1.4 1.2 1.4 3.2 0 4.4",
  },
  earthquake: { line: "M1.6 8.6h2.6l1.6-4 2.3 8 2.1-6.6 1.2 2.6h3" },
  flood: {
    line: "M2 5.6c1.5-1.8 2.5-1.8 4 0s2.5 1.8 4 0 2.5-1.8 4 0M2 10.4c1.5-1.8 2.5-1.8 4 0s2.5 1.8 4 0 2.5-1.8 4 0",
  },
  fire: {
    fill: "M8.6 1.8c.4 2.6 3.9 4.1 3.9 7.6 0 2.8-2 4.8-4.5 4.8s-4.5-2-4.5-4.6c0-1.9 1-3 1.9-4 .2 1 .6 1.6 1.3 2C6.5 5.4 7.2 3.4 8.6 1.8z",
  },
  place: { fill: "M8 4.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 1 1 0-6.4z" },
};

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {string} kind
 * @returns {SVGElement}
 */
function glyph(kind) {
  const { fill, line } = GLYPHS[kind] ?? GLYPHS.place;
  const paths = [];
  if (fill) paths.push(svg("path", { class: "mapstory-glyph-fill", d: fill }));
  if (line) paths.push(svg("path", { class: "mapstory-glyph-line", d: line }));
  return svg(
    "svg",
    { class: "mapstory-glyph", viewBox: "0 0 16 16", "aria-hidden": "true" },
    ...paths,
  );
}

/**
 * The class that carries the colour of a group; what belongs to no group has the accent.
 * @param {string | null | undefined} color
 */
function colorClass(color) {
  return color ? `mapstory-color-${color}` : "mapstory-color-accent";
}

/**
 * A filling of lines at 45 degrees, 6 pixels apart.
 * @param {string} id
 * @param {string} color
 * @param {number} angle
 */
function hatching(id, color, angle) {
  const size = {
    id,
    width: 6,
    height: 6,
    patternUnits: "userSpaceOnUse",
    patternTransform: `rotate(${angle})`,
  };
  const ground = svg("rect", { class: "mapstory-hatch-ground", width: 6, height: 6 });
  const line = svg("rect", { class: "mapstory-hatch-line", width: 1.6, height: 6 });
  return svg("pattern", { ...size, class: colorClass(color) }, ground, line);
}

/**
 * The sample beside the words of the legend, drawn as the group is drawn on the map.
 * @param {string} look  area, hatched, soft, move, point or line
 * @param {string} color
 * @param {{kind: string, pattern: string}} drawn
 */
function swatch(look, color, { kind, pattern }) {
  const sample = svg("svg", {
    class: `mapstory-swatch ${colorClass(color)}`,
    viewBox: "0 0 24 16",
    "aria-hidden": "true",
  });
  if (look === "move") {
    const points = arrowShape({ x: 1, y: 12.5 }, { x: 23, y: 9 }, 4.5).outline;
    sample.append(
      svg("polygon", {
        class: "mapstory-move",
        points: points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
      }),
    );
  } else if (look === "point") {
    const disc = svg("circle", { class: "mapstory-swatch-disc", cx: 12, cy: 8, r: 8 });
    const sign = glyph(kind);
    for (const [key, value] of Object.entries({ x: 6, y: 2, width: 12, height: 12 }))
      sign.setAttribute(key, String(value));
    sample.append(disc, sign);
  } else if (look === "line") {
    sample.append(svg("path", { class: "mapstory-line", d: "M1 11 8 6l7 4 8-5" }));
  } else {
    const box = svg("rect", {
      class: look === "soft" ? "mapstory-soft-edge" : "mapstory-area",
      x: 1,
      y: 1,
      width: 22,
      height: 14,
    });
    if (look === "hatched") /** @type {SVGElement} */ (box).style.fill = `url(#${pattern})`;
    if (look === "soft")
      sample.append(svg("rect", { class: "mapstory-soft", x: 1, y: 1, width: 22, height: 14 }));
    sample.append(box);
  }
  return sample;
}
