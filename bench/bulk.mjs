// Many executions at once: all that failed of a project, ticked, checked and retried. Beside it a bare loop in the same
// browser that makes the same calls, as many at a time: so the floor that the connections set. Then with a Harness that
// takes 400 calls a minute, and in a hidden tab.

import { launch, visit } from './browser.mjs';
import { PAGE, each, figure, rounds } from './figures.mjs';
import { simulated } from './simulator.mjs';

const DELAY = 100;
const AT_ONCE = 3;
const CHAINS = 60;
// So many that more than 400 calls are made.
const CHAINS_LIMITED = 240;
const LIMIT = 400;
// Of them a part has passed or runs by now, and is left out.
const CHAINS_LISTED = 6_000;

/** In the page: all of the list is read and shown. */
const WHOLE = `globalThis.isWhole = () =>
  !document.querySelector('.many').ariaBusy && document.querySelector('.many-end').innerText === '';`;

/** Opens the list of the project `many`, ticks all of it, and waits until every row is checked. */
const ticked = async (bench, page, { api, token, many }) => {
  await page.fill('#link', many);
  await page.fill('#token', token);
  await page.click('form [type=submit]');
  await page.waitForSelector('[data-row]');
  await page.evaluate(WHOLE);
  await page.waitForFunction(() => {
    document.querySelector('.many-end button')?.click();
    return isWhole();
  });
  await page.click('.many-head input');
  await page.waitForFunction(() => !document.querySelector('.bar .tally').innerText.includes('still checking'), null,
    { timeout: 300_000 });
  const count = await page.textContent('.bar .tally b');
  await page.fill('#confirm-many', count);
  return Number(count);
};

/** Presses, and gives the milliseconds until the last row has ended. */
const pressed = async page => {
  const begun = performance.now();
  await page.click('.bar button.primary');
  await page.waitForFunction(() => /Done/.test(document.querySelector('.exec-title')?.innerText), null,
    { timeout: 1_200_000, polling: 50 });
  return performance.now() - begun;
};

/** The page's own policy lets it talk to this simulator and to no other. */
const allow = (bench, { api }) =>
  bench.server.put(`/${PAGE}/config.json`, JSON.stringify({ hosts: [{ origin: api, label: 'Simulator' }] }));

const withPage = (bench, harness, use) => {
  allow(bench, harness);
  return visit(bench, PAGE, async page => use(page, await ticked(bench, page, harness)));
};

const calls = record => record.filter(call => call.method !== 'OPTIONS');

/** What the page asked of Harness from its press on, a list of addresses for each execution. */
const byExecution = record => {
  const rows = new Map();
  for (const { method, path, query } of calls(record)) {
    const named = path.match(/(?:execution\/|retryHistory\/)([\w-]+)/)?.[1];
    const execution = new URLSearchParams(query).get('planExecutionId') ?? named;
    if (!/inputsetV2|retryHistory|execute\/retry/.test(path)) continue;
    rows.set(execution, [...(rows.get(execution) ?? []), { method, url: `${path}?${query}` }]);
  }
  return [...rows.values()];
};

/** The same calls by a bare loop: the rows three at a time, the calls of a row one after the other. */
const bare = (bench, harness, rows) => {
  allow(bench, harness);
  const { api, token } = harness;
  return visit(bench, PAGE, page => page.evaluate(async ([api, token, rows, atOnce]) => {
    const begun = performance.now();
    const lane = async () => {
      for (let row = rows.shift(); row; row = rows.shift()) {
        for (const { method, url } of row) {
          const headers = { 'x-api-key': token, ...(method === 'POST' && { 'content-type': 'application/yaml' }) };
          const body = method === 'POST' ? 'pipeline: {}' : undefined;
          const answer = await fetch(api + url, { method, headers, body, cache: 'no-store', credentials: 'omit' });
          await answer.arrayBuffer();
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return performance.now() - begun;
  }, [api, token, rows, AT_ONCE]));
};

/** So that it begins where the page's own press did: nothing is known of these addresses yet. */
const both = async (bench, name, memory) =>
  simulated(bench.simulator, { origin: bench.server.origin, delay: DELAY, many: CHAINS }, async harness => {
    if (name !== PAGE) return (await bare(bench, harness, structuredClone(memory.rows))) / 1_000;
    return withPage(bench, harness, async page => {
      await harness.calls();
      const time = await pressed(page);
      memory.rows = byExecution(await harness.record());
      return time / 1_000;
    });
  });

/** When each call of a whole visit came, from the list to the end of the run, in milliseconds from the first. */
const visited = (bench, limit) =>
  simulated(bench.simulator, { origin: bench.server.origin, many: CHAINS_LIMITED, limit }, harness =>
    withPage(bench, harness, async page => {
      await pressed(page);
      const record = calls(await harness.record());
      const times = record.map(call => call.atMs - record[0].atMs);
      return { times, refused: record.filter(call => call.status === 429).length };
    }));

/** As early as a limit takes these calls: each as long after the one before as it came, or when a minute is over. */
const floorOf = times => {
  const floor = [];
  for (const [n, time] of times.entries()) {
    const next = n === 0 ? 0 : floor[n - 1] + time - times[n - 1];
    floor.push(n < LIMIT ? next : Math.max(next, floor[n - LIMIT] + 60_000));
  }
  return floor.at(-1);
};

/** With a limit: how long it took, in multiples of what the limit allows, and how often Harness said no. */
const limited = async bench => {
  const { times: free } = await visited(bench);
  const { times, refused } = await visited(bench, LIMIT);
  return { ratio: times.at(-1) / floorOf(free), refused };
};

/** In a tab behind another one, whose own timers the browser runs once a second or less. */
const hidden = (bench, isHidden) =>
  simulated(bench.simulator, { origin: bench.server.origin, delay: DELAY, many: CHAINS }, harness =>
    withPage(bench, harness, async page => {
      if (isHidden) {
        await page.evaluate(() => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
          const slow = window.setTimeout;
          window.setTimeout = (act, ms, ...rest) => slow(act, Math.ceil((ms + 1) / 60_000) * 60_000, ...rest);
          document.dispatchEvent(new Event('visibilitychange'));
        });
      }
      return (await pressed(page)) / 1_000;
    }));

/** From the answer with the list to the first rows on the screen; with all of them, what scrolling through them takes. */
const listed = (bench, chains, isWhole) =>
  simulated(bench.simulator, { origin: bench.server.origin, many: chains }, harness => {
    allow(bench, harness);
    return visit(bench, PAGE, async page => {
      await page.fill('#link', harness.many);
      await page.fill('#token', harness.token);
      const first = await page.evaluate(() => new Promise(painted => {
        new MutationObserver((_, seen) => {
          if (!document.querySelector('[data-row]')) return;
          seen.disconnect();
          requestAnimationFrame(() => setTimeout(() => {
            const now = performance.now();
            const answers = performance.getEntriesByType('resource').filter(entry => entry.name.includes('/execution/summary'));
            painted(now - Math.min(...answers.map(answer => answer.responseEnd)));
          }));
        }).observe(document, { subtree: true, childList: true });
        document.querySelector('form [type=submit]').click();
      }));
      if (!isWhole) return { first };
      await page.evaluate(WHOLE);
      await page.click('.many-end button');
      await page.waitForFunction(() => isWhole(), null, { timeout: 300_000 });
      const [rows, longest] = await page.evaluate(async () => {
        let longest = 0;
        const watch = new PerformanceObserver(list => {
          for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        });
        watch.observe({ type: 'longtask' });
        const frame = () => new Promise(requestAnimationFrame);
        for (let at = 0; at < document.body.scrollHeight; at += innerHeight / 2) {
          scrollTo(0, at);
          await frame();
        }
        // What took long is told a moment later.
        await new Promise(told => setTimeout(told, 200));
        return [document.querySelectorAll('[data-row]').length, longest];
      });
      const { bytes } = await page.evaluate(() => performance.measureUserAgentSpecificMemory());
      return { first, rows, longest, memory: bytes / 1e6 };
    });
  });

export const measure = async on => {
  const bench = { ...on, browser: await launch(on.chromium, { isAsOnADisplay: true }) };
  const figures = await measured(bench);
  await bench.browser.close();
  return figures;
};

const measured = async bench => {
  const memory = {};
  // The loop makes the calls that the page made, so the page goes first.
  const times = { [PAGE]: [], 'bare loop': [] };
  for (let round = 0; round < bench.runs; round++) {
    for (const name of Object.keys(times)) times[name].push(await both(bench, name, memory));
  }
  const pair = await rounds(Math.min(bench.runs, 3), [PAGE, 'seen'], name => hidden(bench, name === PAGE));
  const within = await limited(bench);
  const lists = await rounds(Math.min(bench.runs, 5), [PAGE, 'the same with 50'], name =>
    listed(bench, name === PAGE ? CHAINS_LISTED : 50, name === PAGE));
  const whole = lists[PAGE];
  return [
    figure({ what: `${CHAINS} chains retried over HTTP/1.1`, unit: 's', samples: times, targets: [{ peer: 'bare loop', most: 1.1 }] }),
    figure({ what: 'the same in a hidden tab', unit: 's', samples: pair, targets: [{ peer: 'seen', most: 1 / 0.95 }] }),
    figure({ what: `${CHAINS_LIMITED} chains at ${LIMIT} calls a minute, of the limit’s own floor`, unit: '×',
      samples: { [PAGE]: [within.ratio] }, targets: [{ most: 1.05 }] }),
    figure({ what: `first rows of ${whole[0].rows} listed`, unit: 'ms', samples: each(lists, list => list.first),
      targets: [{ peer: 'the same with 50', most: 1.1 }] }),
    figure({ what: 'longest task while all of them are scrolled through', unit: 'ms',
      samples: { [PAGE]: whole.map(list => list.longest) }, targets: [{ most: 50 }] }),
    figure({ what: 'memory with them', unit: 'MB', samples: { [PAGE]: whole.map(list => list.memory) } }),
    figure({ what: 'answers of 429', unit: '', samples: { [PAGE]: [within.refused] }, targets: [{ most: 0 }] }),
  ];
};
