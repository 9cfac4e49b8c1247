/* What a reader could see of a story right now: one call a state, so that many tests can share it. */
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const boxOf = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  const nameOf = (element) =>
    (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ") ||
    element.className;

  /* The corners of a label, turned as it is: the box around a turned one would be too large. */
  const cornersOf = (element) => {
    const turned = element.querySelector("[style*=rotate]") ?? element;
    const { a, b } = new DOMMatrix(getComputedStyle(turned).transform);
    const [left, top, right, bottom] = boxOf(turned);
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const isTurned = turned !== element && Math.abs(b) > 1e-6;
    const [w, h] = isTurned
      ? [turned.offsetWidth / 2, turned.offsetHeight / 2]
      : [(right - left) / 2, (bottom - top) / 2];
    const [cos, sin] = isTurned ? [a, b].map((part) => part / Math.hypot(a, b)) : [1, 0];
    return [[-w, -h], [w, -h], [w, h], [-w, h]].map(([dx, dy]) => [
      x + dx * cos - dy * sin,
      y + dx * sin + dy * cos,
    ]);
  };

  const frame = document.querySelector(".leaflet-container");
  const furniture = all(
    ".mapstory-card, .mapstory-legend, .mapstory-credit, .mapstory-zoom, .mapstory-explore, " +
      ".mapstory-pan, .mapstory-scale, .mapstory-locator",
  ).filter((element) => isSeen(element) && element.getBoundingClientRect().width > 0);
  /* A card that the page scrolls may lie below the map rather than on it: ask what is on top. */
  const liesOn = (element, [x, y]) => element.contains(document.elementFromPoint(x, y));
  const isOnMap = (element) => {
    if (!element.matches(".mapstory-card")) return true;
    const [left, top, right, bottom] = boxOf(element);
    const [l, t, r, b] = boxOf(frame);
    const [x, y] = [[Math.max(left, l), Math.min(right, r)], [Math.max(top, t), Math.min(bottom, b)]];
    return x[0] < x[1] && y[0] < y[1] && liesOn(element, [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2]);
  };
  const controls = all("a[href], button, summary, [tabindex='0']").filter(
    (element) => isSeen(element) && element.getBoundingClientRect().width > 0,
  );
  const heading = all("h1, h2").filter(isSeen);
  const status = document.querySelector("[role=status]");
  return {
    anchor: location.hash.slice(1),
    counter: document.querySelector(".mapstory-counter")?.textContent.trim() ?? "",
    headings: heading.map((element) => element.textContent.trim()),
    announced: status?.textContent.trim() ?? "",
    labels: all(".mapstory-label").filter(isSeen).map((element) => ({
      text: element.textContent.trim().replace(/\s+/g, " "),
      corners: cornersOf(element),
    })),
    frame: frame ? boxOf(frame) : [0, 0, 0, 0],
    furniture: furniture.filter(isOnMap).map((element) => ({ name: element.className, box: boxOf(element) })),
    controls: controls.map((element) => ({
      name: nameOf(element),
      look: element.className,
      isInText: !!element.closest("p, li") && !element.closest("nav"),
      isMain: element.matches(".mapstory-previous, .mapstory-next"),
      box: boxOf(element),
    })),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    shifts: window.shifts ?? [],
  };
}
