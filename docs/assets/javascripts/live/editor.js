/* A plain field for a block's code: Tab indents, Escape and then Tab leaves, Ctrl+Enter runs. */
const INDENT = "    ";

export class Editor {
  constructor(text, changed, run) {
    this.first = text;
    this.area = document.createElement("textarea");
    const { area } = this;
    Object.assign(area, { className: "ol-editor", value: text, spellcheck: false, wrap: "off" });
    area.setAttribute("autocapitalize", "off");
    area.setAttribute("aria-label", "Code of this block. Escape, then Tab, leaves the field.");
    this.changed = () => {
      area.rows = area.value.split("\n").length;
      changed(area.value);
    };
    let leaving = false;
    area.addEventListener("input", this.changed);
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run();
      } else if (event.key === "Tab" && !event.shiftKey && !leaving) {
        event.preventDefault();
        // So it can be undone.
        document.execCommand("insertText", false, INDENT);
      }
      leaving = event.key === "Escape";
      // The theme's own keys turn pages.
      event.stopPropagation();
    });
  }

  open() {
    this.changed();
    this.area.focus();
    this.area.setSelectionRange(0, 0);
  }

  set(text) {
    this.area.value = text;
    this.changed();
  }

  reset() {
    this.set(this.first);
    this.area.focus();
  }
}
