// The job itself, with a Harness that answers after 100 ms: what is needed to see an execution (Load), and the
// retry of it from the press to "started". Beside the page: an empty page that makes the page's own calls and nothing
// else, the two curl calls of a shell script, and the same two calls in Swagger UI. Times are in multiples of that delay.

import { execFileSync } from 'node:child_process';
import { description, html } from './contenders.mjs';
import { launch, visit } from './browser.mjs';
import { PAGE, each, figure, rounds } from './figures.mjs';
import { simulated } from './simulator.mjs';

const DELAY = 100;
const BARE = 'bare fetch';
/** Nobody presses before that: the link and the token have to be pasted first. */
const PASTING = 1_000;

/** The parts of an execution's link, and what a person who retries by hand has to know besides. */
const parts = link => {
  const [, account, org, project, pipeline, execution] =
    link.match(/account\/([^/]+)\/.*orgs\/([^/]+)\/projects\/([^/]+)\/pipelines\/([^/]+)\/executions\/([^/]+)/);
  return {
    accountIdentifier: account, orgIdentifier: org, projectIdentifier: project, identifier: pipeline,
    planExecutionId: execution, retryStages: 'deploy_to_production', runAllStages: 'true',
  };
};

// In the page: the time from an act until a selector is there and painted; where it was there before, until it is again.
const CLOCK = `
  globalThis.timed = (act, done) => new Promise(end => {
    const begun = performance.now();
    let wasGone = !document.querySelector(done);
    const look = () => {
      const isThere = document.querySelector(done);
      wasGone ||= !isThere;
      if (!isThere || !wasGone) return false;
      requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = () => end(performance.now() - begun); port.port2.postMessage(0); });
      return true;
    };
    const watch = new MutationObserver(() => { if (look()) watch.disconnect(); });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    act();
  });`;
const timed = (page, act, done) => page.evaluate(([act, done]) => timed(() => eval(act), done), [act, done]);

/** What the page asked of Harness since it was last looked at: the calls, with and without preflights. */
const asked = async ({ record, calls }) => {
  const seen = await record();
  return { count: await calls(), calls: seen.filter(call => call.method !== 'OPTIONS') };
};

/** Leaves in `memory` what the page asked for, so that the bare page can ask the same. */
const byPage = (bench, harness, memory) => {
  const { api, token, link } = harness;
  bench.server.put(`/${PAGE}/config.json`, JSON.stringify({ hosts: [{ origin: api, label: 'Simulator' }] }));
  return visit(bench, PAGE, async page => {
    await page.fill('#link', link);
    await page.fill('#token', token);
    await page.waitForTimeout(PASTING);
    const loading = () => timed(page, "document.querySelector('form [type=submit]').click()",
      'button.large:not([aria-disabled])');
    const load = await loading();
    const loaded = await asked(harness);
    await page.waitForTimeout(PASTING);
    const loadAgain = await loading();
    await harness.calls();
    await page.waitForTimeout(PASTING);
    const retry = await timed(page, "document.querySelector('button.large').click()", '.outcome .note.ok, .ran.started');
    await page.waitForFunction(() => !document.querySelector('form fieldset').disabled);
    const retried = await asked(harness);
    memory.load = [loaded.calls];
    // One after the other: the retry is sent only once it is known that it still can be.
    memory.retry = retried.calls.slice(0, 1 + retried.calls.findIndex(call => call.method === 'POST')).map(call => [call]);
    return { load, loadAgain, retry, loadCalls: loaded.count, retryCalls: retried.count };
  }, { script: CLOCK });
};

/** The page's own calls, in its own waves, and a word on the screen at the end. */
const byBareFetch = (bench, harness, memory) => {
  const { api, token } = harness;
  bench.server.put(`/${BARE}/index.html`, html(''));
  return visit(bench, BARE, async page => {
    await page.waitForTimeout(PASTING);
    const press = async (name, waves) => {
      await page.evaluate(([api, token, waves, name]) => {
        globalThis.go = async () => {
          for (const wave of waves) {
            await Promise.all(wave.map(async ({ method, path, query }) => {
              const headers = { 'x-api-key': token, ...(method === 'POST' && { 'content-type': 'application/yaml' }) };
              const words = { method, headers, body: method === 'POST' ? 'pipeline: {}' : undefined, cache: 'no-store', credentials: 'omit' };
              const answer = await fetch(`${api}${path}?${query}`, words);
              if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
              await answer.text();
            }));
          }
          document.body.insertAdjacentHTML('beforeend', `<p id="${name}">Done`);
        };
      }, [api, token, waves, name]);
      return [await timed(page, 'go()', `#${name}`), await harness.calls()];
    };
    const [load, loadCalls] = await press('load', memory.load);
    const [loadAgain] = await press('again', memory.load);
    const [retry, retryCalls] = await press('retry', memory.retry);
    return { load, loadAgain, retry, loadCalls, retryCalls };
  }, { script: CLOCK });
};

const timedCurl = (words, version) => {
  const begun = performance.now();
  const answer = execFileSync('curl', ['--silent', '--fail', '--insecure', version, ...words], { encoding: 'utf8' });
  return [performance.now() - begun, answer];
};

const query = (names, values) => names.map(name => `${name}=${encodeURIComponent(values[name])}`).join('&');
const SCOPE = ['accountIdentifier', 'orgIdentifier', 'projectIdentifier'];

const byCurl = async ({ api, token, link, calls }) => {
  const values = parts(link), key = ['--header', `x-api-key: ${token}`];
  const version = api.startsWith('https') ? '--http2' : '--http1.1';
  const inputs = `${api}/pipeline/api/pipelines/execution/${values.planExecutionId}/inputsetV2?${query(SCOPE, values)}`;
  const [load, answer] = timedCurl([...key, inputs], version);
  const loadCalls = await calls();
  const yaml = JSON.parse(answer).data.inputSetYaml ?? '';
  const post = `${api}/pipeline/api/pipeline/execute/retry/${values.identifier}?${query([...SCOPE, 'planExecutionId', 'retryStages', 'runAllStages'], values)}`;
  const [retry] = timedCurl([...key, '--header', 'content-type: application/yaml', '--data-binary', yaml, post], version);
  return { load, retry, loadCalls, retryCalls: await calls() };
};

const bySwagger = (bench, { api, token, link, calls }) => {
  bench.server.put('/Swagger UI/job.html', html('<link rel="stylesheet" href="./swagger-ui.css">',
    '<script type="module" src="./main.js"></script>'));
  const values = { ...parts(link), body: 'pipeline: {}' };
  return visit(bench, 'Swagger UI', async page => {
    await page.waitForFunction(() => globalThis.describe);
    await page.evaluate(([spec, token]) => describe(spec, token), [description(api, values), token]);
    await page.waitForTimeout(PASTING);
    const press = async operation => {
      await page.click(`.opblock-${operation} .opblock-summary-control`);
      const execute = `.opblock-${operation} .execute`;
      await page.waitForSelector(execute);
      // It fills its fields a moment after it shows them, and sends nothing while one that is required is empty.
      await page.waitForFunction(block => [...document.querySelectorAll(`${block} :is(input, select, textarea)`)]
        .every(field => field.value), `.opblock-${operation}`);
      await page.waitForTimeout(300);
      const time = await timed(page, `document.querySelector('${execute}').click()`,
        `.opblock-${operation} .live-responses-table .response-col_status`);
      const status = await page.textContent(`.opblock-${operation} .live-responses-table .response .response-col_status`);
      if (!status.startsWith('200')) throw new Error(`Swagger UI got ${status}`);
      return [time, await calls()];
    };
    const [load, loadCalls] = await press('get');
    const [retry, retryCalls] = await press('post');
    return { load, retry, loadCalls, retryCalls };
  }, { path: 'job.html', script: CLOCK });
};

const BY = {
  [PAGE]: byPage,
  [BARE]: byBareFetch,
  curl: (_, harness) => byCurl(harness),
  'Swagger UI': bySwagger,
};

export const measure = async on => {
  // Frames at a display's rate: whatever turns while it waits would otherwise take the whole machine.
  const bench = { ...on, browser: await launch(on.chromium, { isAsOnADisplay: true }) };
  const figures = [];
  for (const [protocol, tls] of [['HTTP/1.1', false], ['HTTP/2', true]]) {
    const memory = {};
    const once = name => simulated(bench.simulator, { origin: bench.server.origin, tls, delay: DELAY },
      harness => BY[name](bench, harness, memory));
    const done = await rounds(bench.runs, Object.keys(BY), once);
    const delays = part => each(done, times => times[part] / DELAY);
    const { [PAGE]: page, [BARE]: bare } = delays('loadAgain');
    figures.push(
      figure({ what: `Load over ${protocol}`, unit: '× delay', samples: delays('load'),
        targets: [{ most: 2.3 }, { peer: BARE, most: 1.15 }] }),
      // The first time, the browser compiles what it has not run yet.
      figure({ what: `Load again over ${protocol}`, unit: '× delay', samples: { [PAGE]: page, [BARE]: bare },
        targets: [{ most: 2.3 }, { peer: BARE, most: 1.15 }] }),
      figure({ what: `Retry over ${protocol}`, unit: '× delay', samples: delays('retry'),
        targets: [{ most: 3.3 }, { peer: BARE, most: 1.1 }] }),
      figure({ what: `calls of Load, ${protocol}`, unit: '', samples: each(done, times => times.loadCalls) }),
      figure({ what: `calls of Retry, ${protocol}`, unit: '', samples: each(done, times => times.retryCalls) }),
    );
  }
  await bench.browser.close();
  return figures;
};
