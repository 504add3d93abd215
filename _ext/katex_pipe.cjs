// A formula per line comes in, as JSON; its HTML goes out, in a line. When the input
// ends, and so when the build ends or dies, this process ends as well.
const { readFileSync } = require("fs");

// Not `require`: below a package.json of "type": "module" it would not get CommonJS.
const kept = { exports: {} };
new Function("module", "exports", readFileSync(process.argv[2], "utf-8"))(
  kept,
  kept.exports,
);
const katex = kept.exports;

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// Left to itself, KaTeX prints an unknown command in red and says nothing.
const render = (latex, options) => {
  try {
    return katex.renderToString(latex, options);
  } catch (error) {
    const complaint = escape(error.message);
    return `<span class="katex-error" title="${complaint}">${escape(latex)}</span>`;
  }
};

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { latex, options } = JSON.parse(line);
    process.stdout.write(JSON.stringify(render(latex, options)) + "\n");
  });
