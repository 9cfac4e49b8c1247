/* Plates: the figures of the steps come out on paper, and where the page's own script does not come. */

{
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
