// The page and its peers, each built into a folder of its own, minified.

import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { PAGE } from './figures.mjs';

/** The two calls of the job, as a person would describe them to Swagger UI. `answers` fills in what to try. */
export const description = (server, answers = {}) => {
  const one = (name, where, type) => ({ name, in: where, required: true, schema: { type, default: answers[name] } });
  const scope = ['accountIdentifier', 'orgIdentifier', 'projectIdentifier'].map(name => one(name, 'query', 'string'));
  const ok = { 200: { description: 'as documented' } };
  return {
    openapi: '3.0.3',
    info: { title: 'Retry', version: '1' },
    servers: [{ url: server }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    security: [{ key: [] }],
    paths: {
      '/pipeline/api/pipelines/execution/{planExecutionId}/inputsetV2': {
        get: { operationId: 'inputs', parameters: [one('planExecutionId', 'path', 'string'), ...scope], responses: ok },
      },
      '/pipeline/api/pipeline/execute/retry/{identifier}': {
        post: {
          operationId: 'retry',
          parameters: [
            one('identifier', 'path', 'string'), ...scope, one('planExecutionId', 'query', 'string'),
            one('retryStages', 'query', 'string'), one('runAllStages', 'query', 'boolean'),
          ],
          requestBody: { content: { 'application/yaml': { schema: { type: 'string', example: answers.body } } } },
          responses: ok,
        },
      },
    },
  };
};

const react = `
  import { createElement, useState } from 'react';
  import { createRoot } from 'react-dom/client';
  const Counter = () => {
    const [count, setCount] = useState(0);
    return createElement('button', { onClick: () => setCount(count + 1) }, count);
  };
  createRoot(place).render(createElement(Counter));`;

// Shows a text in \`place\`; jumps to a line; gives it the keyboard.
const codemirror = `
  import { minimalSetup, EditorView } from 'codemirror';
  import { lineNumbers } from '@codemirror/view';
  import { EditorState } from '@codemirror/state';
  import { yaml } from '@codemirror/lang-yaml';
  let view;
  globalThis.show = (text, editable) => {
    const extensions = [minimalSetup, lineNumbers(), yaml(), EditorState.readOnly.of(!editable)];
    view = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent: place });
  };
  globalThis.jump = line =>
    view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(line).from, { y: 'start' }) });
  globalThis.edit = () => view.focus();`;

const monaco = `
  import * as monaco from 'monaco-editor/editor.js';
  import 'monaco-editor/languages/definitions/yaml/register.js';
  globalThis.MonacoEnvironment = { getWorker: () => new Worker('./worker.js', { type: 'module' }) };
  let editor;
  globalThis.show = (text, editable) => {
    editor = monaco.editor.create(place, {
      value: text, language: 'yaml', readOnly: !editable, minimap: { enabled: false }, automaticLayout: false,
    });
  };
  globalThis.jump = line => editor.revealLineNearTop(line, 1);
  globalThis.edit = () => editor.focus();`;

const swagger = `
  import SwaggerUI from 'swagger-ui-dist/swagger-ui-bundle.js';
  globalThis.describe = (spec, token) => {
    const ui = SwaggerUI({ domNode: place, spec, tryItOutEnabled: true, onComplete: () => token && ui.preauthorizeApiKey('key', token) });
  };`;

const BOX = 'position: relative; width: 900px; height: 384px; overflow: hidden';
const EXAMPLE = JSON.stringify('pipeline:\n  identifier: "example"\n');

/** An html document with the place that a contender fills. */
export const html = (head, body = '') =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>${head}<body style="margin: 0"><div id="place" style="${BOX}"></div>${body}`;

const module = (name, then = '') =>
  `<script type="module">import './${name}';${then}</script>`;

/** By name: what shows that its first control can be used, that all can, its html, and the scripts and styles that it loads. */
export const CONTENDERS = {
  // Its link can be pasted before its program has started, and stays.
  [PAGE]: { ready: '#link', whole: 'form [type=submit]' },
  'plain page': { ready: 'input', html: '<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><h1>x</h1><input>' },
  // As much style as the page has, from a file, as a strict policy wants it: what that alone costs.
  'plain page, styled': {
    ready: 'input',
    html: '<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><link rel="stylesheet" href="./page.css"><h1>x</h1><input>',
    hasStyle: true,
  },
  'React counter': { ready: 'button', html: html('', '<script type="module" src="./main.js"></script>'), script: react },
  'CodeMirror 6': { ready: '.cm-content', html: html('', module('main.js', `show(${EXAMPLE}, true)`)), script: codemirror },
  Monaco: {
    ready: '.monaco-editor .view-line',
    html: html('<link rel="stylesheet" href="./main.css">', module('main.js', `show(${EXAMPLE}, true)`)),
    script: monaco,
    worker: 'monaco-editor/editor/editor.worker.js',
  },
  'Swagger UI': {
    ready: '.opblock-post .opblock-summary-control',
    html: html('<link rel="stylesheet" href="./swagger-ui.css">',
      module('main.js', `describe(${JSON.stringify(description('https://app.harness.io'))})`)),
    script: swagger,
    files: ['swagger-ui-dist/swagger-ui.css'],
  },
};

const minified = (input, outfile) => bundle({
  ...input, bundle: true, minify: true, format: 'esm', target: 'esnext', outfile, logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"' }, loader: { '.ttf': 'dataurl' },
});

/** Builds them all anew, and says where each lies. */
export const build = async (dist, out) => {
  rmSync(out, { recursive: true, force: true });
  const folders = { [PAGE]: dist };
  for (const [name, { html, script, worker, hasStyle, files = [] }] of Object.entries(CONTENDERS)) {
    if (!html) continue;
    const folder = folders[name] = join(out, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.html'), html);
    if (script) await minified({ stdin: { contents: script, resolveDir: process.cwd() } }, join(folder, 'main.js'));
    if (worker) await minified({ entryPoints: [worker] }, join(folder, 'worker.js'));
    if (hasStyle) copyFileSync(join(dist, readdirSync(dist).find(name => /^page-.*\.css$/.test(name))), join(folder, 'page.css'));
    for (const file of files) copyFileSync(join('node_modules', file), join(folder, file.split('/').pop()));
  }
  return folders;
};
