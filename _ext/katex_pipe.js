// A formula per line comes in, as JSON; its HTML goes out, in a line. When the input
// ends, and so when the build ends or dies, this process ends as well.
const katex = require(process.argv[2]);

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { latex, options } = JSON.parse(line);
    const html = katex.renderToString(latex, options);
    process.stdout.write(JSON.stringify(html) + "\n");
  });
