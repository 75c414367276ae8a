/* The theme's switch of colours, without its script: that one styles the whole page anew four times
   before anybody has touched it, which takes a phone half a second. */
(() => {
  const switches = [...document.querySelectorAll("[name=__palette]")];
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function show() {
    const chosen = switches.findIndex((one) => one.checked);
    const { mdColorMedia: media } = switches[chosen].dataset;
    const { mdColorScheme: scheme } = switches[chosen || (dark.matches ? 2 : 1)].dataset;
    if (document.body.dataset.mdColorScheme !== scheme) document.body.dataset.mdColorScheme = scheme;
    switches.forEach((one, at) => (one.nextElementSibling.hidden = at !== chosen));
    return { index: chosen, color: { media, scheme } };
  }

  switches.forEach((one, at) => {
    // The theme takes it up before a page is drawn.
    one.addEventListener("change", () => __md_set("__palette", show()));
    one.addEventListener("keydown", ({ key }) => {
      if (key !== "Enter") return;
      const next = switches[(at + 1) % switches.length];
      next.click();
      next.focus();
    });
  });
  dark.addEventListener("change", show);
  (switches[__md_get("__palette")?.index] ?? switches[0]).checked = true;
  show();
})();
