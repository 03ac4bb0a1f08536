// The job itself, with a Harness that answers after 100 ms: what is needed to see an execution (Load), and the
// retry of it from the press to "started". Beside the page: the two curl calls of a shell script, and the same two
// calls in Swagger UI. Times are in multiples of that delay.

import { execFileSync } from 'node:child_process';
import { description, html } from './contenders.mjs';
import { visit } from './browser.mjs';
import { PAGE, each, figure, rounds } from './figures.mjs';
import { simulated } from './simulator.mjs';

const DELAY = 100;

/** The parts of an execution's link, and what a person who retries by hand has to know besides. */
const parts = link => {
  const [, account, org, project, pipeline, execution] =
    link.match(/account\/([^/]+)\/.*orgs\/([^/]+)\/projects\/([^/]+)\/pipelines\/([^/]+)\/executions\/([^/]+)/);
  return {
    accountIdentifier: account, orgIdentifier: org, projectIdentifier: project, identifier: pipeline,
    planExecutionId: execution, retryStages: 'deploy_to_production', runAllStages: 'true',
  };
};

// In the page: the time from an act until a selector is there and painted.
const CLOCK = `
  globalThis.timed = (act, done) => new Promise(end => {
    const begun = performance.now();
    const look = () => {
      if (!document.querySelector(done)) return false;
      requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = () => end(performance.now() - begun); port.port2.postMessage(0); });
      return true;
    };
    const watch = new MutationObserver(() => { if (look()) watch.disconnect(); });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    act();
  });`;
const timed = (page, act, done) => page.evaluate(([act, done]) => timed(() => eval(act), done), [act, done]);

const byPage = (bench, { api, token, link, calls }) => {
  bench.server.put(`/${PAGE}/config.json`, JSON.stringify({ hosts: [{ origin: api, label: 'Simulator' }] }));
  return visit(bench, PAGE, async page => {
    await page.fill('#link', link);
    await page.fill('#token', token);
    const load = await timed(page, "document.querySelector('form [type=submit]').click()",
      'button.large:not([aria-disabled])');
    const loadCalls = await calls();
    const retry = await timed(page, "document.querySelector('button.large').click()", '.outcome .note.ok, .ran.started');
    await page.waitForFunction(() => !document.querySelector('form fieldset').disabled);
    return { load, retry, loadCalls, retryCalls: await calls() };
  }, { script: CLOCK });
};

const timedCurl = (words, version) => {
  const begun = performance.now();
  const answer = execFileSync('curl', ['--silent', '--fail', '--insecure', version, ...words], { encoding: 'utf8' });
  return [performance.now() - begun, answer];
};

const query = (names, values) => names.map(name => `${name}=${encodeURIComponent(values[name])}`).join('&');
const SCOPE = ['accountIdentifier', 'orgIdentifier', 'projectIdentifier'];

const byCurl = async (tls, { api, token, link, calls }) => {
  const values = parts(link), key = ['--header', `x-api-key: ${token}`], version = tls ? '--http2' : '--http1.1';
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
    const press = async operation => {
      await page.click(`.opblock-${operation} .opblock-summary-control`);
      const execute = `.opblock-${operation} .execute`;
      await page.waitForSelector(execute);
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

const once = (bench, name, tls) =>
  simulated(bench.simulator, { origin: bench.server.origin, tls, delay: DELAY }, harness => {
    if (name === 'curl') return byCurl(tls, harness);
    return name === PAGE ? byPage(bench, harness) : bySwagger(bench, harness);
  });

export const measure = async bench => {
  const figures = [];
  for (const [protocol, tls] of [['HTTP/1.1', false], ['HTTP/2', true]]) {
    const done = await rounds(bench.runs, [PAGE, 'curl', 'Swagger UI'], name => once(bench, name, tls));
    const delays = part => each(done, times => times[part] / DELAY);
    figures.push(
      figure({ what: `Load over ${protocol}`, unit: '× delay', samples: delays('load'), targets: [{ most: 2.3 }] }),
      figure({ what: `Retry over ${protocol}`, unit: '× delay', samples: delays('retry'), targets: [{ most: 3.3 }] }),
      figure({ what: `calls of Load, ${protocol}`, unit: '', samples: each(done, times => times.loadCalls) }),
      figure({ what: `calls of Retry, ${protocol}`, unit: '', samples: each(done, times => times.retryCalls) }),
    );
  }
  return figures;
};
