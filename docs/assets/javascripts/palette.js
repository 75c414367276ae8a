/* The switch of colours below the theme's buttons. The theme's own script styles the whole page anew
   four times before anybody has touched it, which takes a phone half a second. */
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

  for (const one of switches) {
    // With it the theme begins, so that no page is shown in the wrong colours first.
    one.addEventListener("change", () => __md_set("__palette", show()));
    one.addEventListener("keydown", ({ key }) => key === "Enter" && one.nextElementSibling.click());
  }
  dark.addEventListener("change", show);
  switches[__md_get("__palette")?.index ?? 0].checked = true;
  show();
})();
