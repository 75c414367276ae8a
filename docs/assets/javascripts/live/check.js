/* Check this page: all its blocks in order, in one namespace, as the build has run them. */
import * as python from "./python.js";
import { element } from "./block.js";

export function checker(page) {
  const blocks = page.blocks.filter((one) => !one.desk);
  const of = blocks.reduce((sum, one) => sum + one.wants.filter(Boolean).length, 0);
  const desk = page.blocks.length - blocks.length;
  const start = document.getElementById("ol-check-page");
  const checked = document.getElementById("ol-checked");
  const list = element("ul");
  checked?.after(list);
  let running = false;

  async function run() {
    running = true;
    start.textContent = "Stop";
    delete checked.dataset.of;
    list.replaceChildren();
    let equal = 0;
    for (const block of blocks) {
      checked.textContent = `${equal} of ${of} outputs agree so far …`;
      const first = block === blocks[0];
      // Where a block runs at the desk alone, the others take what they need of it.
      const before = first || desk ? block.before : null;
      const told = { ...block.request(before), code: block.first, wants: block.wants };
      const answer = await python
        .ask(told, { tell: (said) => first && (checked.textContent = `${said} …`) })
        .catch((error) => error);
      if (answer instanceof Error) {
        finish(answer.name === "AbortError" ? "Stopped." : answer.message);
        return;
      }
      equal += answer.equal;
      if (answer.state === "equal" || answer.state === "ran") continue;
      block.begin();
      block.finish(answer);
      block.shown.id ||= `ol-block-${block.number}`;
      const link = element("a", { href: `#${block.shown.id}`, textContent: "This block" });
      list.append(element("li", {}, link, " gave something else."));
    }
    Object.assign(checked.dataset, { equal, of });
    const { python: version, numpy, library } = python.versions;
    finish(
      `Your browser agrees with ${equal} of ${of} outputs` +
        (desk ? `; ${desk} blocks run only outside the browser` : "") +
        `. Python ${version}, NumPy ${numpy}, ${library}.`,
    );
  }

  function finish(said) {
    running = false;
    start.textContent = "Check this page";
    checked.textContent = said;
    page.say(said);
  }

  return () => (running ? python.stop() : run());
}
