// The checker of edited inputs, in its worker, beside js-yaml in a worker; and the lexer that colours them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { html } from './contenders.mjs';
import { visit } from './browser.mjs';
import { inputs } from './document.mjs';
import { PAGE, each, figure, rounds } from './figures.mjs';

const PEER = 'js-yaml';
const TEXT = inputs(1_200_000);
// Both parse two texts, the original and the edited one: the page's checker compares them.
const EDITED = TEXT.replace('Article 7,', 'Article seven,');

const PEER_WORKER = `
  import { load } from 'js-yaml';
  onmessage = ({ data: [number, original, edited] }) => {
    load(original);
    load(edited);
    postMessage([number]);
  };
  postMessage('ready');`;

// In the page: starts the worker, asks it once, and says how long each took.
const ask = ([url, texts]) => new Promise((done, failed) => {
  const begun = performance.now();
  let started;
  // Its name is where it comes from, as the page's own worker needs it.
  const worker = new Worker(url, { type: 'module', name: new URL(url, location.href).href });
  worker.onerror = failed;
  worker.onmessage = ({ data }) => {
    if (data === 'ready') {
      started = performance.now();
      return worker.postMessage(['1', ...texts, '']);
    }
    done({ start: started - begun, check: performance.now() - started });
    worker.terminate();
  };
});

const lex = async ([text, count]) => {
  const { default: start } = await import('./lexer.js');
  await start();
  countPieces(text);
  const begun = performance.now();
  for (let n = 0; n < count; n++) countPieces(text);
  return (performance.now() - begun) / count;
};

export const measure = async bench => {
  const index = readFileSync(join(bench.dist, 'index.html'), 'utf8');
  const [, worker] = index.match(/name="yaml_worker" content="([^"]+)"/);
  const bundled = await build({
    stdin: { contents: PEER_WORKER, resolveDir: process.cwd() }, bundle: true, minify: true, format: 'esm', write: false,
  });
  bench.server.put(`/${PAGE}/yaml.html`, html(''));
  bench.server.put(`/${PEER}/worker.js`, bundled.outputFiles[0].contents);
  bench.server.put(`/${PEER}/yaml.html`, html(''));
  bench.server.put('/lexer/yaml.html', html(''));
  const urls = { [PAGE]: worker, [PEER]: './worker.js' };
  const path = { path: 'yaml.html' };
  const done = await rounds(bench.runs, [PAGE, PEER], name =>
    visit(bench, name, page => page.evaluate(ask, [urls[name], [TEXT, EDITED]]), path));
  const lexed = await rounds(bench.runs, [PAGE], () =>
    visit(bench, 'lexer', page => page.evaluate(lex, [TEXT, 20]), path));
  const speed = ms => (2 * TEXT.length) / 1000 / ms;
  return [
    figure({
      what: 'edited inputs of 1.2 MB checked', unit: 'ms', samples: each(done, times => times.check),
      targets: [{ most: 1000 }],
    }),
    figure({ what: 'speed of that', unit: 'MB/s', samples: each(done, times => speed(times.check)) }),
    figure({ what: 'start of the worker', unit: 'ms', samples: each(done, times => times.start) }),
    figure({ what: 'lexer', unit: 'MB/s', samples: each(lexed, ms => TEXT.length / 1000 / ms) }),
  ];
};
