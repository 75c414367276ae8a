/* node pack.mjs MEMBERS PACKS GROUPS: run pack.py in the Python that the members make. */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [members, packs, groups] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${members}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${members}/`, env: { PYTHONHASHSEED: "0" } });
python.FS.mkdirTree("/members");
python.FS.mount(python.FS.filesystems.NODEFS, { root: members }, "/members");
python.runPython(readFileSync(new URL("pack.py", import.meta.url), "utf-8"));
const write = (name, content) => {
  writeFileSync(`${packs}/${name}.pack`, gzipSync(content, { level: 9 }));
};
const pack = python.globals.get("pack");
for (const [name, sources] of Object.entries(JSON.parse(groups))) {
  write(name, pack(name, python.toPy(sources)).toJs());
}
write("wasm", readFileSync(`${members}/pyodide.asm.wasm`));
