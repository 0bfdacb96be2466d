// Makes github-openapi.json, the part of GitHub's description of its API that igml uses, from the whole of it:
//
//   npm pack @octokit/openapi@23.0.2 && tar -xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
//   node trim.mjs package/generated/api.github.com.json github-openapi.json
//
// Kept are the operations below with the schemas that they refer to; left out are examples and descriptions. Added is the one
// limit that GitHub keeps to and does not describe: a comment has at most 65,536 characters.
import fs from 'node:fs';

const operations = {
  '/repos/{owner}/{repo}/actions/artifacts': ['get'],
  '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ['get'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}': ['get'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['post'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ['get'],
  '/repos/{owner}/{repo}/check-runs': ['post'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}': ['patch'],
  '/repos/{owner}/{repo}/collaborators/{username}/permission': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}/check-runs': ['get'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/contents/{path}': ['get'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch', 'delete'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/files': ['get'],
};
const unused = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'deprecated', 'title']);

const [source, target] = process.argv.slice(2);
const whole = JSON.parse(fs.readFileSync(source, 'utf8'));
const kept = { openapi: whole.openapi, info: whole.info, paths: {}, components: {} };

// The members of "properties" and of components are names, whatever they are called; elsewhere prose is dropped.
function slim(node, isMap = false) {
  if (Array.isArray(node)) return node.map(item => slim(item));
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).filter(([name]) => isMap || !(unused.has(name) || name.startsWith('x-')));
  return Object.fromEntries(entries.map(([name, value]) => [name, slim(value, !isMap && (name === 'properties'))]));
}

function take(node) {
  if (Array.isArray(node)) { node.forEach(take); return; }
  if (node === null || typeof node !== 'object') return;
  if (typeof node.$ref === 'string') {
    const [, , kind, name] = node.$ref.split('/');
    kept.components[kind] ??= {};
    if (!(name in kept.components[kind])) {
      kept.components[kind][name] = slim(whole.components[kind][name]);
      take(kept.components[kind][name]);
    }
  }
  Object.values(node).forEach(take);
}

for (const [path, methods] of Object.entries(operations)) {
  kept.paths[path] = {};
  for (const method of methods) {
    const operation = slim(whole.paths[path][method]);
    kept.paths[path][method] = { operationId: operation.operationId, parameters: operation.parameters, requestBody: operation.requestBody,
      responses: operation.responses };
    if (method !== 'get' && path.includes('comments') && operation.requestBody)
      operation.requestBody.content['application/json'].schema.properties.body.maxLength = 65536;
  }
}
take(kept.paths);
fs.writeFileSync(target, JSON.stringify(kept) + '\n');
