// Shows, jumps in and types into YAML: the page's own editor, CodeMirror 6 and Monaco.
//
// Times are from "the text is in memory" to "the browser has painted it".

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from './contenders.mjs';
import { visit } from './browser.mjs';
import { inputs } from './document.mjs';
import { PAGE, at, each, figure, rounds } from './figures.mjs';

const NAMES = [PAGE, 'CodeMirror 6', 'Monaco'];
/** What a browser needs for its own field alone: a page that edits in one can't be quicker. */
const BARE = 'bare textarea';
const JUMPS = 40, KEYS = 40;
const MIDDLE = inputs(299_000), LONG = inputs(1_200_000), HUGE = inputs(12_000_000);

// In the page: the time until what `act` does is painted.
const CLOCK = `
  globalThis.place = document.querySelector('#place');
  globalThis.painted = () => new Promise(done => requestAnimationFrame(() => {
    const port = new MessageChannel();
    port.port1.onmessage = done;
    port.port2.postMessage(0);
  }));
  globalThis.timed = async act => {
    const begun = performance.now();
    await act();
    await painted();
    return performance.now() - begun;
  };`;

// The page's editor is a program of its own, which is told what to do by events (view_model/inputs_edit.rs).
const OURS = `
  const tell = (event, detail) => place.dispatchEvent(new CustomEvent(event, { bubbles: true, detail }));
  globalThis.show = (text, editable) => {
    tell('inputs-open', [text, 'bench']);
    if (editable) tell('inputs-edit', []);
  };
  globalThis.jump = line => {
    const view = place.querySelector('.yaml');
    view.scrollTop = line * parseFloat(getComputedStyle(view).lineHeight);
  };
  globalThis.edit = () => place.querySelector('textarea').focus();`;

/** Pages with nothing in them yet. */
const lay = ({ server, dist }) => {
  const index = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = pattern => {
    const found = index.match(pattern);
    if (!found) throw new Error(`index.html has no ${pattern}`);
    return found[1];
  };
  const style = named(/href="(\.\/[^"]+\.css)"/), worker = named(/<meta name="yaml_worker"[^>]+>/.source.replace('<', '(<') + ')');
  const editor = named(/name="inputs_editor" content="([^"]+)"/);
  const page = (head, scripts) => html(head, `<script>${CLOCK}</script>${scripts}`);
  const put = (name, content) => server.put(`/${name}/viewer.html`, content);
  put(PAGE, page(`<link rel="stylesheet" href="${style}">${worker}`,
    `<script>${OURS}</script><script type="module" src="${editor}"></script>`));
  put(BARE, page('<style>textarea { width: 100%; height: 24rem; white-space: pre; font: 14px monospace; }</style>',
    '<textarea spellcheck="false"></textarea><script>' + `
      const field = document.querySelector('textarea');
      globalThis.show = text => { field.value = text; field.setSelectionRange(0, 0); };
      globalThis.edit = () => field.focus();` + '</script>'));
  put('CodeMirror 6', page('', '<script type="module" src="./main.js"></script>'));
  put('Monaco', page('<link rel="stylesheet" href="./main.css">', '<script type="module" src="./main.js"></script>'));
};

const open = (bench, name, use) => visit(bench, name, async page => {
  // The page's editor has started when it has brought its own style.
  await page.waitForFunction(`globalThis.show && (${name !== PAGE} || document.adoptedStyleSheets.length > 0)`);
  await page.waitForTimeout(200);
  return use(page);
}, { path: 'viewer.html' });

/** Until something is painted; until all of the text is in the document, where it ever is; what holds it then. */
const show = async (page, name, text) => {
  await page.evaluate(text => { globalThis.text = text; }, text);
  return page.evaluate(async isOurs => {
    const begun = performance.now();
    const first = await timed(() => show(text, false));
    while (isOurs && place.querySelector('.yaml').textContent.length < text.length) await painted();
    const whole = performance.now() - begun;
    const all = document.createTreeWalker(place, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    let nodes = 0;
    while (all.nextNode()) nodes++;
    return { painted: first, whole, nodes };
  }, name === PAGE);
};

/** Megabytes that the page holds, workers and WebAssembly included. */
const memory = page => page.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes / 1e6);

const look = (bench, name) => open(bench, name, async page => {
  const shown = await show(page, name, LONG);
  await page.waitForTimeout(300);
  const jumps = await page.evaluate(async ([count, lines]) => {
    const times = [];
    for (let n = 0; n < count; n++) times.push(await timed(() => jump(1 + (n * 7919) % lines)));
    return times;
  }, [JUMPS, LONG.split('\n').length - 40]);
  return { ...shown, jump: at(jumps, 0.95), memory: await memory(page) };
});

const lookAtHuge = (bench, name) => open(bench, name, page => show(page, name, HUGE));

const type = (bench, name, text) => open(bench, name, async page => {
  await page.evaluate(text => { show(text, true); }, text);
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    edit();
    globalThis.times = [];
    addEventListener('keydown', event => {
      const begun = event.timeStamp;
      painted().then(() => times.push(performance.now() - begun));
    }, true);
  });
  for (let n = 0; n < KEYS; n++) {
    await page.keyboard.press('a');
    await page.waitForTimeout(60);
  }
  return at(await page.evaluate(() => times), 0.95);
});

// What hurts: the longest task of the page's own thread while the text is shown, opened for editing and typed into.
const HOSTILE = {
  'one line of 1.5 MB': `pipeline:\n  a: "${'x '.repeat(750_000)}"\n`,
  '100,000 keys': Array.from({ length: 100_000 }, (_, n) => `k${n}: 1\n`).join(''),
  '1.4 MB of [': '['.repeat(1_400_000),
  '1.4 MB of "': '"'.repeat(1_400_000),
  '1.4 MB of <+': '<+'.repeat(700_000),
  '700,000 empty lines': '\n'.repeat(700_000),
  '1,200 deep': Array.from({ length: 1_200 }, (_, deep) => `${' '.repeat(deep)}a:\n`).join(''),
  '1.2 MB of articles': LONG,
};

const longestTask = (bench, text) => open(bench, PAGE, async page => {
  const measured = act => page.evaluate(async act => {
    let longest = 0;
    const watch = new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    watch.observe({ type: 'longtask' });
    eval(act);
    await new Promise(done => setTimeout(done, 1500));
    watch.disconnect();
    return longest;
  }, act);
  await page.evaluate(text => { globalThis.text = text; }, text);
  const acts = ['show(text, false)', "tell('inputs-edit', [])", "edit(); document.execCommand('insertText', false, 'x')"];
  const times = [];
  for (const act of acts) times.push(await measured(act));
  return Math.max(...times);
});

export const measure = async bench => {
  lay(bench);
  const looks = await rounds(bench.runs, NAMES, name => look(bench, name));
  const huge = await rounds(bench.runs, NAMES, name => lookAtHuge(bench, name));
  const middle = await rounds(bench.runs, [...NAMES, BARE], name => type(bench, name, MIDDLE));
  const long = await rounds(bench.runs, NAMES, name => type(bench, name, LONG));
  const tasks = [];
  for (const text of Object.values(HOSTILE)) tasks.push(await longestTask(bench, text));
  return [
    figure({
      what: '1.2 MB of YAML painted', unit: 'ms', samples: each(looks, look => look.painted),
      targets: [{ peer: 'CodeMirror 6', most: 0.5 }],
    }),
    // The others never have more than a window of it: no Find, Select all or Copy of the browser's own.
    figure({ what: 'all of it in the document', unit: 'ms', samples: { [PAGE]: looks[PAGE].map(look => look.whole) } }),
    figure({
      what: 'nodes for it', unit: '', samples: each(looks, look => look.nodes), targets: [{ most: 1000 }],
    }),
    figure({
      what: 'a jump in it, p95', unit: 'ms', samples: each(looks, look => look.jump),
      targets: [{ peer: 'CodeMirror 6', most: 0.55 }],
    }),
    figure({ what: 'memory with it', unit: 'MB', samples: each(looks, look => look.memory) }),
    figure({ what: '12 MB of YAML painted', unit: 'ms', samples: each(huge, look => look.painted) }),
    figure({ what: 'all of those in the document', unit: 'ms', samples: { [PAGE]: huge[PAGE].map(look => look.whole) } }),
    figure({ what: 'a key in 0.3 MB, p95', unit: 'ms', samples: middle,
      targets: [{ most: 50 }, { peer: BARE, most: 1.15 }] }),
    figure({ what: 'a key in 1.2 MB, p95', unit: 'ms', samples: long, targets: [{ most: 50 }] }),
    figure({ what: `longest task for any of ${tasks.length} hostile texts`, unit: 'ms', samples: { [PAGE]: tasks } }),
  ];
};
