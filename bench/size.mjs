// What a first visit loads until the page can be used: bytes (Brotli) and requests. No time, so one round is all.

import { each, figure } from './figures.mjs';
import { CONTENDERS } from './contenders.mjs';
import { visit } from './browser.mjs';

const loaded = async (bench, name) => {
  bench.server.asked();
  await visit(bench, name, async page => {
    await page.waitForSelector(CONTENDERS[name].ready);
    await page.waitForLoadState('networkidle');
  });
  const asked = bench.server.asked().filter(({ path }) => !path.endsWith('favicon.ico'));
  // The page asks for its second part when the first stands and can be used.
  const first = asked.filter(({ path }) => !path.includes('_rest-'));
  const kilobytes = asked => asked.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  return { first: kilobytes(first), all: kilobytes(asked), requests: first.length };
};

export const measure = async bench => {
  const all = {};
  for (const name of Object.keys(CONTENDERS)) all[name] = [await loaded(bench, name)];
  return [
    figure({
      what: 'first load, Brotli', unit: 'kB', samples: each(all, loaded => loaded.first),
      targets: [{ most: 100 }, { peer: 'Swagger UI', most: 0.25 }],
    }),
    figure({ what: 'with what comes after it', unit: 'kB', samples: each(all, loaded => loaded.all) }),
    figure({ what: 'requests of the first load', unit: '', samples: each(all, loaded => loaded.requests) }),
  ];
};
