/* Run, edit and check the blocks of this page: begun by the first press of a button. */
import { Block, element } from "./block.js";
import { checker } from "./check.js";

export function begin(cost) {
  const status = element("p", { className: "ol-unseen" });
  status.setAttribute("role", "status");
  document.querySelector("article").append(status);
  const page = { cost, say: (words) => (status.textContent = words) };
  const shown = [...document.querySelectorAll("[data-run]")];
  page.blocks = shown.map((one, number) => new Block(one, number, page));
  page.check = checker(page);
  const playground = document.querySelector(".ol-playground");
  if (playground) import("./playground.js").then(({ open }) => open(playground, page));
  return page;
}
