/* Below each block of code: copy it, and copy it with the earlier lines that it needs to run. */
(() => {
  const blocks = [...document.querySelectorAll("[data-copy]")];
  const status = document.createElement("p");
  status.className = "ol-unseen";
  status.setAttribute("role", "status");
  document.querySelector("article")?.append(status);

  async function write(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where the page is not served securely there is only the old way.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  function button(label, text) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", async () => {
      await write(text());
      made.textContent = "Copied";
      status.textContent = "Copied";
      setTimeout(() => {
        made.textContent = label;
        status.textContent = "";
      }, 1500);
    });
    return made;
  }

  for (const block of blocks) {
    const { copy, setup } = block.dataset;
    const bar = document.createElement("div");
    bar.className = "ol-copy";
    bar.append(button("Copy", () => copy));
    if (setup) bar.append(button("Copy with set-up", () => `${setup}\n\n${copy}`));
    // Below the reason why a block does not run, or below the output that belongs to it.
    const below = block.closest(".ol-not-run") ?? block.nextElementSibling;
    (below?.matches(".ol-not-run, .no-copy") ? below : block).append(bar);
  }
})();
