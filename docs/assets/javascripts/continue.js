/* The first page offers the chapter that was read last; the theme remembers it for this site. */
(() => {
  const number = document.querySelector("h1 > .ol-number");
  if (number) __md_set("__chapter", [number.textContent, location.href]);
  const start = document.querySelector(".ol-hero p > a");
  const last = start && __md_get("__chapter");
  if (!last) return;
  const link = document.createElement("a");
  link.textContent = `Continue: chapter ${last[0]}`;
  link.href = last[1];
  start.after(link);
})();
