// A formula per line comes in, as JSON; its HTML goes out, in a line. When the input
// ends, and so when the build ends or dies, this process ends as well.
const katex = require(process.argv[2]);

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
