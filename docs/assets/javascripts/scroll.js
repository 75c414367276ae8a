/* Let the keyboard into boxes that scroll sideways, and only while they do. */
(() => {
  const boxes = ".ol-formula, .ol-scroll, pre > code";
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth;
      target.toggleAttribute("tabindex", scrolls);
      if (scrolls) target.tabIndex = 0;
    }
  });
  document.querySelectorAll(boxes).forEach((box) => sizes.observe(box));
})();
