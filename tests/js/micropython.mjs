// Judges answers with the page's own Python: `node micropython.mjs FOLDER`, where FOLDER
// holds loader.mjs, micropython.wasm and the checkers' sources; JSON in, JSON out.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = path.resolve(process.argv[2]);
globalThis.self = { location: { href: pathToFileURL(`${folder}/loader.mjs`).href } };
const { loadMicroPython } = await import(self.location.href);
const python = await loadMicroPython({
  url: path.join(folder, "micropython.wasm"),
  heapsize: 16 << 20,
  pystack: 16 << 10,
  stdout: (line) => console.error(line),
});
const base = "/lib/nnfoundations/exercises";
for (const place of ["/lib", "/lib/nnfoundations", base, `${base}/plain`])
  if (!python.FS.analyzePath(place).exists) python.FS.mkdir(place);
for (const place of ["/lib/nnfoundations", base])
  python.FS.writeFile(`${place}/__init__.py`, "");
const { sources, answers } = JSON.parse(fs.readFileSync(0, "utf-8"));
for (const [place, text] of Object.entries(sources))
  python.FS.writeFile(`${base}/${place}`, text);
python.FS.writeFile("/answers.json", JSON.stringify(answers));
python.runPython(`
import json, random
from nnfoundations.exercises.judging import judge
with open("/answers.json") as file:
    answers = json.load(file)
told = []
for module, name, code in answers:
    place = "nnfoundations.exercises.plain." + module
    known = __import__(place, None, None, ["EXERCISES"]).EXERCISES
    exercise = [x for x in known if x.name == name][0]
    random.seed(7)
    verdict = judge(exercise, exercise.function(code), random)
    told.append([verdict.right, verdict.empty, verdict.text])
result = json.dumps(told)
`);
process.stdout.write(python.globals.get("result"));
