/* The buttons that run, edit and check. What they do is loaded at the first press; from the disk no
   browser starts Python, and there are none. */
(() => {
  const { src, dataset } = document.currentScript;
  if (location.protocol === "file:") return;
  const cost = `loads Python, ${dataset.megabytes} MB, once`;
  let loaded;
  const load = () =>
    (loaded ??= import(new URL("live.js", src)).then(({ begin }) => begin(cost)));
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const button = (textContent, properties, act) =>
    make("button", {
      type: "button",
      textContent,
      onclick: ({ target }) =>
        load().then(act, () => {
          loaded = undefined;
          target.textContent = "Out of reach. Are you offline?";
        }),
      ...properties,
    });

  const blocks = [...document.querySelectorAll("[data-run]")];
  blocks.forEach((block, number) => {
    const bar = make("div", { className: "ol-live" });
    const { desk } = block.dataset;
    if (desk) bar.append(make("span", { textContent: `Runs only outside the browser: it needs ${desk}` }));
    else {
      bar.append(
        button("Run", { className: "ol-run" }, (page) => page.blocks[number].press()),
        button("Edit", { className: "ol-edit" }, (page) => page.blocks[number].edit()),
      );
    }
    const below = block.nextElementSibling;
    (below?.matches(".no-copy") ? below : block).append(bar);
  });

  const runs = [...document.querySelectorAll(".ol-run")];
  const first = runs.find((one) => !one.closest("details")) ?? runs[0];
  if (first) {
    first.textContent = `Run: ${cost}`;
    const trains = blocks.some((block) => /\btrain\w*\(/.test(block.dataset.copy));
    const words =
      `Your browser can run the ${runs.length} blocks of this page and compare what they print. ` +
      `The first run ${cost}. ` +
      (trains ? "Networks are trained again: it may take minutes." : "It takes some seconds.");
    const section = make("section", { id: "check", className: "ol-check" });
    const start = button("Check this page", { id: "ol-check-page" }, (page) => page.check());
    section.append(make("p", { textContent: words }), start, make("p", { id: "ol-checked" }));
    document.querySelector("article").append(section);
    // The browser has looked for it before it was there.
    if (location.hash === "#check") addEventListener("load", () => start.focus());
  }
  if (document.querySelector(".ol-playground")) load();
})();
