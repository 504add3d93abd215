// Finds the words in scripts that a reader sees, and puts others into their place.
// In: {texts: {NAME: source}, messages?: {MESSAGE: translation}}, as JSON on stdin.
// Out: {NAME: translated source}, or without messages {NAME: [{text, line, notes}]}.
import fs from "node:fs";
import ts from "typescript";

/** Properties and calls (with the number of the argument) that hold no words. */
const SILENT =
  /^(class|className|type|role|d|transform|viewBox|style|dash|stroke.*|text-anchor|pattern\w+|font.*|fill|scope|shape|part|kind|along|overflow|ink|inputMode|autocomplete|data-.*|aria-(hidden|live|pressed|checked|valuemin|valuemax|valuenow))$/;
const MUTE =
  /^(.*\.)?(addEventListener|querySelector(All)?|getAttribute|hasAttribute|getContext|colour|startsWith|endsWith|includes|indexOf|split|getElementById|createElement(NS)?|matchMedia|closest|matches|removeAttribute|get|on|off|has|add|remove|toggle|mark|clear|rule|line|dots|text|counted|RangeError|TypeError|Error)$/;
/** Calls whose arguments are all names: of what is kept, of what is asked. */
const NAMING = /^(list|add|.*\.postMessage)$/;
/** Properties and calls that hold words, be they as short as `rate`. */
const SPOKEN =
  /^(label|xLabel|yLabel|title|text|words|name|unit|alt|aria-label|aria-roledescription|aria-valuetext|textContent|ariaLabel|placeholder)$/;

/** Words that stand alone in other places. The rest of such are names in the code. */
const ALONE =
  /^(all|bias|chosen|connections|digit|hidden|inputs|local|logit|out|output|outputs|point|probability|released|rheobase|right|saturated|score|step|target|threshold|wrong)$/;

const WORD = /\p{L}{2,}/u;
/** A sentence, or its beginning: words with a blank between, or a capital first. */
const SENTENCE =
  /\p{L}{2,}[,.:;]? +[([\p{L}]|[\p{L})\d] \(?\p{L}{2,}|^ ?\p{Lu}\p{Ll}+[\p{Ll}\W]*$| \p{L}{3,}|\p{L}{3,} [\d(−→]|\p{L}{3,}[.:,;]? $/u;
const TECHNICAL =
  /^\s*import |^[a-z]+[.[]\w|^\w+Error: |(^| )[a-z]{2}-[a-z]|^[\s.#]*([a-z]+(-[\w{}]+)+[\s.]*)+$|^(\.|#|\[|:\w|--|https?:)|^[\w{}]*\(|px\)?$|^Arrow(Left|Right|Up|Down)$|^(Home|End|Enter|Escape|PageUp|PageDown|Tab|Shift|SVG\w*)$/;

const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/** What a literal says; `{0}`, `{1}` stand where a template has a value. */
const said = (node) =>
  ts.isTemplateExpression(node)
    ? node.head.text +
      node.templateSpans.map((span, i) => `{${i}}${span.literal.text}`).join("")
    : node.text;

const nameOf = (node) => node.text ?? node.getText();

/** Where a literal ends up: the property or call that takes it, or `undefined`. */
function place(node) {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent))
    return parent.name === node ? { key: true } : { property: nameOf(parent.name) };
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const call = parent.expression.getText().split("\n").pop();
    return { call, at: parent.arguments?.indexOf(node), parent };
  }
  if (ts.isConditionalExpression(parent))
    return parent.condition === node ? { key: true } : place(parent);
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    if (kind === ts.SyntaxKind.PlusEqualsToken) return {};
    if (kind === ts.SyntaxKind.EqualsToken) {
      const target = parent.left;
      return ts.isPropertyAccessExpression(target)
        ? { property: target.name.text }
        : {};
    }
    const joins = [
      "PlusToken",
      "BarBarToken",
      "QuestionQuestionToken",
      "AmpersandAmpersandToken",
    ];
    return joins.some((each) => ts.SyntaxKind[each] === kind)
      ? place(parent)
      : { key: true };
  }
  if (ts.isVariableDeclaration(parent))
    return { key: parent.name.getText() === "name" && ts.isTemplateExpression(node) };
  if (ts.isParenthesizedExpression(parent)) return place(parent);
  if (ts.isTemplateSpan(parent)) return { ...place(parent.parent), inside: true };
  if (
    ts.isImportDeclaration(parent) ||
    ts.isElementAccessExpression(parent) ||
    ts.isCaseClause(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isMethodDeclaration(parent)
  )
    return { key: true };
  return {};
}

/** Whether a reader sees what this literal says. */
function isSeen(node) {
  const text = said(node).replace(/\{\d+\}/g, "1");
  if (!WORD.test(text) || TECHNICAL.test(said(node))) return false;
  const { key, property, call, at, inside } = place(node);
  if (key || (property && SILENT.test(property))) return false;
  if (call && MUTE.test(call) && at === 0) return false;
  if (call && NAMING.test(call)) return false;
  if (call && /(Error|\.replace(All)?)$/.test(call)) return false;
  if (call && /^(svg|html|make)$/.test(call) && at === 0) return false;
  if (/^(counted|plural)$/.test(call) || (/\.text$/.test(call) && at === 3))
    return true;
  if (ALONE.test(text) && !/^(slider|toggle|select|movable)$/.test(call)) return true;
  return (
    SENTENCE.test(text) ||
    (inside && /^[ ,]*\p{L}{3,}[ .,]*$/u.test(text)) ||
    (property !== undefined && (property === text || SPOKEN.test(property)))
  );
}

/** The words of a source, each with its line and what stands for its values. */
function list(source) {
  const found = [];
  const visit = (node) => {
    if (isText(node) && isSeen(node)) {
      const spans = ts.isTemplateExpression(node) ? node.templateSpans : [];
      const notes = spans.map((span) => span.expression.getText().replace(/\s+/g, " "));
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ text: said(node), line: line + 1, notes });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The source with other words. */
function translate(source, messages) {
  const rewrite = (node, start = node.getStart()) => {
    const words = isText(node) && isSeen(node) ? messages[said(node)] : undefined;
    if (words !== undefined) {
      if (!ts.isTemplateExpression(node)) return JSON.stringify(words);
      const values = node.templateSpans.map((span) => rewrite(span.expression));
      const quoted = words.replace(/[\\`]|\$(?=\{)/g, "\\$&");
      return `\`${quoted.replace(/\{(\d+)\}/g, (_, i) => `\${${values[i]}}`)}\``;
    }
    let [text, at] = ["", start];
    ts.forEachChild(node, (child) => {
      text += source.text.slice(at, child.getStart()) + rewrite(child);
      at = child.end;
    });
    return text + source.text.slice(at, node.end);
  };
  return rewrite(source, 0);
}

const { texts, messages } = JSON.parse(fs.readFileSync(0, "utf-8"));
const parse = ([name, text]) => {
  const source = ts.createSourceFile(`${name}.js`, text, ts.ScriptTarget.Latest, true);
  return [name, messages ? translate(source, messages) : list(source)];
};
console.log(JSON.stringify(Object.fromEntries(Object.entries(texts).map(parse))));
