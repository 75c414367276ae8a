/* Run, edit and check the blocks of this page. Nothing is loaded before the first press. */
import { Block, element } from "./block.js";
import { check } from "./check.js";

export function begin(megabytes) {
  const status = element("p", { className: "ol-unseen" });
  status.setAttribute("role", "status");
  const page = {
    cost: `loads Python, ${megabytes} MB, once`,
    say: (words) => (status.textContent = words),
  };
  const shown = [...document.querySelectorAll("[data-run]")];
  page.blocks = shown.map((one, number) => new Block(one, number, page));
  const article = document.querySelector("article");
  const running = page.blocks.filter((one) => one.runs);
  const first = running.find((one) => !one.shown.closest("details")) ?? running[0];
  article?.append(status);
  if (first) {
    first.runs.textContent = `Run: ${page.cost}`;
    article.append(check(page));
  }
  const playground = document.querySelector(".ol-playground");
  if (playground) import("./playground.js").then(({ open }) => open(playground, page));
}
