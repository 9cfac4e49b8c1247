/* Early: what the page needs before its own script is there, and where that never comes. */

{
  const root = document.documentElement;

  // A link to a step: the words wait for it, and do not show the opening first.
  if (/^#(step-|end$)/.test(window.location.hash)) root.classList.add("mapstory-linked");

  // The names on the first figure come a frame after its shapes: the words do not wait for them.
  root.classList.add("mapstory-early");
  const showNames = () => {
    const isThere = document.readyState !== "loading" || document.querySelector(".mapstory-poster");
    requestAnimationFrame(isThere ? () => root.classList.remove("mapstory-early") : showNames);
  };
  requestAnimationFrame(showNames);

  // The figures of the steps come out on paper, and in place of what the script would draw.
  const bringOut = () => {
    for (const held of document.querySelectorAll(".mapstory-plate noscript")) {
      const drawn = new DOMParser().parseFromString(held.textContent ?? "", "text/html");
      held.replaceWith(...drawn.body.childNodes);
    }
  };
  window.addEventListener("beforeprint", bringOut);
  window.matchMedia("print").addEventListener("change", bringOut);
  document.addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement)) return;
      if (document.readyState !== "loading") bringOut();
      else document.addEventListener("DOMContentLoaded", bringOut);
    },
    true,
  );
}
