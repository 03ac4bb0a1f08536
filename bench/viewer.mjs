// Shows, jumps in and types into YAML: the page's own editor, CodeMirror 6 and Monaco, in the same Chromium and
// the same run, taking turns. `cargo xtask bench viewer` runs it.
//
// Times are from "the text is in memory" to "the browser has painted it", in milliseconds; frames are not held
// to a display's rate. What counts are the ratios: machines differ.

import { createServer } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const { DIST, CHROMIUM, OUT } = process.env;
const ROUNDS = 9, JUMPS = 40, KEYS = 60;

const article = n => `  - name: "product_${n}"\n    type: "String"\n    value: "Article ${n}, of ${n % 97} kinds, in stock"\n`;
const yaml = bytes => {
  let text = 'pipeline:\n  identifier: "bench"\n  variables:\n';
  for (let n = 0; text.length < bytes; n++) text += article(n);
  return text;
};

const sources = {
  codemirror: `
    import { minimalSetup, EditorView } from 'codemirror';
    import { lineNumbers } from '@codemirror/view';
    import { EditorState } from '@codemirror/state';
    import { yaml } from '@codemirror/lang-yaml';
    let view;
    globalThis.show = (text, editable) => {
      const state = EditorState.create({ doc: text, extensions: [minimalSetup, lineNumbers(), yaml(), EditorState.readOnly.of(!editable)] });
      view = new EditorView({ state, parent: place });
    };
    globalThis.jump = line => view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(line).from, { y: 'start' }) });
    globalThis.edit = () => view.focus();`,
  monaco: `
    import * as monaco from 'monaco-editor/editor.js';
    import 'monaco-editor/languages/definitions/yaml/register.js';
    globalThis.MonacoEnvironment = { getWorker: () => new Worker('/monaco.worker.js', { type: 'module' }) };
    let editor;
    globalThis.show = (text, editable) => {
      editor = monaco.editor.create(place, { value: text, language: 'yaml', readOnly: !editable, minimap: { enabled: false }, automaticLayout: false });
    };
    globalThis.jump = line => editor.revealLineNearTop(line, 1);
    globalThis.edit = () => editor.focus();`,
};

const ours = `
  globalThis.show = (text, editable) => {
    place.dispatchEvent(new CustomEvent('inputs-open', { bubbles: true, detail: [text, 'bench'] }));
    if (editable) place.dispatchEvent(new CustomEvent('inputs-edit', { bubbles: true, detail: [] }));
  };
  globalThis.jump = line => {
    const view = place.querySelector('.yaml');
    view.scrollTop = line * parseFloat(getComputedStyle(view).lineHeight);
  };
  globalThis.edit = () => place.querySelector('textarea').focus();`;

// In the page: the time until what \`act\` does is painted.
const inPage = `
  globalThis.place = document.querySelector('#place');
  globalThis.painted = () => new Promise(done => requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = done; port.port2.postMessage(0); }));
  globalThis.timed = async act => { const begun = performance.now(); await act(); await painted(); return performance.now() - begun; };`;

const box = 'position: relative; width: 900px; height: 384px; overflow: hidden';
const html = (head, script) => `<!doctype html><meta charset="utf-8">${head}<body style="margin: 0"><div id="place" style="${box}"></div><script>${inPage}</script>${script}`;

const work = join(OUT, 'viewer');
mkdirSync(work, { recursive: true });
for (const [name, contents] of Object.entries(sources)) {
  await build({
    stdin: { contents, resolveDir: process.cwd() }, bundle: true, minify: true, format: 'esm', target: 'esnext',
    outfile: join(work, `${name}.js`), loader: { '.ttf': 'dataurl' }, logLevel: 'error',
  });
}
await build({ entryPoints: ['monaco-editor/editor/editor.worker.js'], bundle: true, minify: true, format: 'esm', outfile: join(work, 'monaco.worker.js'), logLevel: 'error' });

const index = readFileSync(join(DIST, 'index.html'), 'utf8');
const one = pattern => index.match(pattern)?.[1] ?? (() => { throw new Error(`index.html has no ${pattern}`); })();
const style = one(/href="\.\/([^"]+\.css)"/), editor = one(/name="inputs_editor" content="\.\/([^"]+)"/), worker = one(/(<meta name="yaml_worker"[^>]+>)/);
const pages = {
  '/page': html(`<link rel="stylesheet" href="/${style}">${worker}`, `<script>${ours}</script><script type="module" src="/${editor}"></script>`),
  '/codemirror': html('', '<script type="module" src="/codemirror.js"></script>'),
  '/monaco': html('<link rel="stylesheet" href="/monaco.css">', '<script type="module" src="/monaco.js"></script>'),
};
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };
const server = createServer((request, answer) => {
  const path = new URL(request.url, 'http://x').pathname;
  if (pages[path]) return answer.setHeader('content-type', 'text/html'), answer.end(pages[path]);
  for (const folder of [DIST, work]) {
    try {
      const content = readFileSync(join(folder, path));
      answer.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
      return answer.end(content);
    } catch { /* in the other folder, or nowhere */ }
  }
  answer.statusCode = 404;
  answer.end();
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-frame-rate-limit', '--disable-background-networking'],
});
const sorted = values => [...values].sort((a, b) => a - b);
const at = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];

const visit = async (name, use) => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 600 } });
  const problems = [];
  page.on('pageerror', error => problems.push(error.message));
  await page.goto(`${base}/${name}`);
  await page.waitForFunction(`globalThis.show && (${name !== 'page'} || document.adoptedStyleSheets.length > 0)`);
  await page.waitForTimeout(200);
  const result = await use(page);
  if (problems.length) throw new Error(`${name}: ${problems.join('; ')}`);
  await page.close();
  return result;
};

const look = (name, text) => visit(name, async page => {
  await page.evaluate(text => { globalThis.text = text; }, text);
  const shown = await page.evaluate(() => timed(() => show(text, false)));
  const nodes = await page.evaluate(() => document.createNodeIterator(place).root && (() => {
    let count = 0;
    const all = document.createTreeWalker(place, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (all.nextNode()) count++;
    return count;
  })());
  await page.waitForTimeout(300);
  const jumps = await page.evaluate(async ([count, lines]) => {
    const times = [];
    for (let n = 0; n < count; n++) times.push(await timed(() => jump(1 + (n * 7919) % lines)));
    return times;
  }, [JUMPS, text.split('\n').length - 40]);
  return { shown, nodes, jumps };
});

const type = (name, text) => visit(name, async page => {
  await page.evaluate(text => { show(text, true); }, text);
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    edit();
    globalThis.times = [];
    addEventListener('keydown', event => { const begun = event.timeStamp; painted().then(() => times.push(performance.now() - begun)); }, true);
  });
  for (let n = 0; n < KEYS; n++) {
    await page.keyboard.press('a');
    await page.waitForTimeout(60);
  }
  return await page.evaluate(() => times);
});

// What hurts: the longest task of the page's own thread while the text is shown, and while it is edited.
const hostile = {
  'one line of 1.5 MB': `pipeline:\n  a: "${'x '.repeat(750_000)}"\n`,
  '100,000 keys': Array.from({ length: 100_000 }, (_, n) => `k${n}: 1\n`).join(''),
  '1.4 MB of [': '['.repeat(1_400_000),
  '1.4 MB of "': '"'.repeat(1_400_000),
  '1.4 MB of <+': '<+'.repeat(700_000),
  '700,000 empty lines': '\n'.repeat(700_000),
  '1,200 deep': Array.from({ length: 1_200 }, (_, deep) => `${' '.repeat(deep)}a:\n`).join(''),
  '1.2 MB of articles': yaml(1_200_000),
};
const longest = text => visit('page', async page => {
  const measured = act => page.evaluate(async act => {
    let longest = 0;
    const watch = new PerformanceObserver(list => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); });
    watch.observe({ type: 'longtask' });
    await eval(act);
    await new Promise(done => setTimeout(done, 1500));
    watch.disconnect();
    return longest;
  }, act);
  await page.evaluate(text => { globalThis.text = text; }, text);
  const shown = await measured('show(text, false)');
  const opened = await measured("place.dispatchEvent(new CustomEvent('inputs-edit', { bubbles: true, detail: [] }))");
  await page.evaluate(() => edit());
  const typed = await measured("document.execCommand('insertText', false, 'x')");
  return [shown, opened, typed];
});

const names = ['page', 'codemirror', 'monaco'];
const long = yaml(1_200_000), middle = yaml(299_000);
const looks = {}, keys = {};
for (const name of names) looks[name] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (const name of names) looks[name].push(await look(name, long));
}
for (const name of names) keys[name] = { middle: await type(name, middle), long: await type(name, long) };
const tasks = {};
for (const [name, text] of Object.entries(hostile)) tasks[name] = await longest(text);
await browser.close();
server.close();

const lines = long.split('\n').length;
const of = name => ({
  painted: at(looks[name].map(look => look.shown), 0.5),
  spread: [at(looks[name].map(look => look.shown), 0), at(looks[name].map(look => look.shown), 1)],
  nodes: Math.max(...looks[name].map(look => look.nodes)),
  jump: at(looks[name].flatMap(look => look.jumps), 0.95),
  keyMiddle: at(keys[name].middle, 0.95),
  keyLong: at(keys[name].long, 0.95),
});
const results = Object.fromEntries(names.map(name => [name, of(name)]));
writeFileSync(join(OUT, 'viewer.json'), JSON.stringify({ bytes: long.length, lines, rounds: ROUNDS, results, tasks }, null, 2) + '\n');

const ratio = (value, peer) => (value / peer).toFixed(2);
console.log(`${(long.length / 1e6).toFixed(1)} MB of YAML, ${lines} lines, ${ROUNDS} rounds, ms`);
console.log(`${''.padEnd(12)}${['painted', 'least-most', 'nodes', 'jump p95', 'key p95, 0.3 MB', 'key p95, 1.2 MB'].map(head => head.padStart(17)).join('')}`);
for (const name of names) {
  const { painted, spread, nodes, jump, keyMiddle, keyLong } = results[name];
  const cells = [painted.toFixed(1), spread.map(value => value.toFixed(0)).join('-'), nodes, jump.toFixed(1), keyMiddle.toFixed(1), keyLong.toFixed(1)];
  console.log(name.padEnd(12) + cells.map(cell => String(cell).padStart(17)).join(''));
}
for (const peer of ['codemirror', 'monaco']) {
  const { painted, jump } = results[peer];
  console.log(`page / ${peer}: painted ${ratio(results.page.painted, painted)}, jump ${ratio(results.page.jump, jump)}`);
}
console.log('\nlongest task of the page in ms (0: none over 50): shown, opened for editing, after a key');
for (const [name, times] of Object.entries(tasks)) console.log(name.padEnd(24) + times.map(time => time.toFixed(0).padStart(8)).join(''));
