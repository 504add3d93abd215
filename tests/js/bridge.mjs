// Calls exported functions of the figures' modules: a JSON line in, a JSON line out.
import readline from "node:readline";
import { pathToFileURL } from "node:url";

// JSON knows no NaN and no infinity; typed arrays become plain ones
function pack(_, value) {
  if (typeof value === "number" && !Number.isFinite(value)) return { number: `${value}` };
  if (ArrayBuffer.isView(value)) return Array.from(value);
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}

function unpack(_, value) {
  const keys = value && typeof value === "object" ? Object.keys(value) : [];
  return keys.length === 1 && keys[0] === "number" && typeof value.number === "string"
    ? Number(value.number)
    : value;
}

async function answer(line) {
  const { file, name, args } = JSON.parse(line, unpack);
  const module = await import(pathToFileURL(file).href);
  if (name === null) return Object.keys(module);
  const found = name.split(".").reduce((part, key) => part?.[key], module);
  return typeof found === "function" ? found(...args) : found;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const reply = await answer(line).then(
    (value) => ({ value }),
    (error) => ({ error: String(error.stack ?? error) }),
  );
  console.log(JSON.stringify(reply, pack));
}
