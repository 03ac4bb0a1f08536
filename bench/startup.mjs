// From the navigation to the first control that can be used, and to the first paint; layout shift.

import { CONTENDERS } from './contenders.mjs';
import { visit } from './browser.mjs';
import { PAGE, each, figure, rounds } from './figures.mjs';

// Runs before the page's own scripts: notes when the first control is there and when all are, in the page's own clock.
const watch = (ready, whole) => `{
  globalThis.seen = { shift: 0 };
  const look = () => {
    if (!seen.ready && document.querySelector(${JSON.stringify(ready)})) seen.ready = performance.now();
    if (!seen.whole && document.querySelector(${JSON.stringify(whole)})) seen.whole = performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  const each = (type, act) => new PerformanceObserver(list => list.getEntries().forEach(act)).observe({ type, buffered: true });
  each('layout-shift', entry => { seen.shift += entry.value; });
  each('paint', entry => { if (entry.name === 'first-contentful-paint') seen.paint = entry.startTime; });
}`;

const start = (bench, name, slow) => visit(bench, name, async page => {
  await page.waitForFunction(() => seen.ready && seen.whole && seen.paint, null, { polling: 50 });
  // What moves does so when what came late is laid out.
  await page.waitForTimeout(slow ? 500 : 200);
  // What is not painted can't be used.
  return page.evaluate(() => ({ ...seen, ready: Math.max(seen.ready, seen.paint) }));
}, { script: watch(CONTENDERS[name].ready, CONTENDERS[name].whole ?? CONTENDERS[name].ready), slow });

export const measure = async bench => {
  const names = Object.keys(CONTENDERS);
  const plain = await rounds(bench.runs, names, name => start(bench, name, false));
  const slow = await rounds(bench.runs, names, name => start(bench, name, true));
  return [
    figure({
      what: 'start to first usable control', unit: 'ms', samples: each(plain, seen => seen.ready),
      targets: [{ peer: 'React counter', most: 0.65 }, { peer: 'Swagger UI', most: 0.12 }],
    }),
    figure({
      what: 'first usable control on a slow phone', unit: 'ms', samples: each(slow, seen => seen.ready),
      targets: [{ peer: 'React counter', most: 1 }],
    }),
    figure({ what: 'start to all controls', unit: 'ms', samples: each(plain, seen => seen.whole) }),
    figure({ what: 'all controls on a slow phone', unit: 'ms', samples: each(slow, seen => seen.whole) }),
    figure({
      what: 'first paint', unit: 'ms', samples: each(plain, seen => seen.paint),
      targets: [{ peer: 'plain page', most: 1.15 }],
    }),
    figure({
      what: 'first paint on a slow phone', unit: 'ms', samples: each(slow, seen => seen.paint),
      targets: [{ peer: 'plain page', most: 1.15 }],
    }),
    figure({
      what: 'layout shift', unit: '', samples: { [PAGE]: plain[PAGE].map(seen => seen.shift) },
      targets: [{ most: 0 }],
    }),
  ];
};
