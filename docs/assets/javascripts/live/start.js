/* Blocks run in the page where it is served: from the disk no browser starts Python. */
(() => {
  const { src, dataset } = document.currentScript;
  if (location.protocol === "file:") return;
  import(new URL("live.js", src)).then(({ begin }) => begin(dataset.megabytes));
})();
