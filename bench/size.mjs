// What a first visit loads until the page can be used: bytes (Brotli) and requests. No time, so one round is all.

import { PAGE, figure } from './figures.mjs';
import { CONTENDERS } from './contenders.mjs';
import { visit } from './browser.mjs';

const loaded = async (bench, name) => {
  bench.server.asked();
  await visit(bench, name, async page => {
    await page.waitForSelector(CONTENDERS[name].ready);
    await page.waitForLoadState('networkidle');
  });
  const asked = bench.server.asked().filter(({ path }) => !path.endsWith('favicon.ico'));
  return { bytes: asked.reduce((sum, { bytes }) => sum + bytes, 0) / 1000, requests: asked.length };
};

export const measure = async bench => {
  const bytes = {}, requests = {};
  for (const name of Object.keys(CONTENDERS)) {
    const all = await loaded(bench, name);
    bytes[name] = [all.bytes];
    requests[name] = [all.requests];
  }
  return [
    figure({
      what: 'first load, Brotli', unit: 'kB', samples: bytes,
      targets: [{ most: 100 }, { peer: 'Swagger UI', most: 0.25 }],
    }),
    figure({ what: 'requests of the first load', unit: '', samples: requests }),
  ];
};
