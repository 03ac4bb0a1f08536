// A simulated Harness that takes its time: every answer, a preflight's too, comes after the same delay.

import { spawn } from 'node:child_process';
import { request } from 'node:https';
import { request as plainRequest } from 'node:http';
import { createInterface } from 'node:readline';

const send = (method, url, body) => new Promise((done, failed) => {
  const options = { method, rejectUnauthorized: false, headers: { 'content-type': 'application/json' } };
  const sent = (url.startsWith('https') ? request : plainRequest)(url, options, answer => {
    let text = '';
    answer.on('data', part => { text += part; });
    answer.on('end', () => (answer.statusCode < 300 ? done(text) : failed(new Error(`${method} ${url}: ${answer.statusCode} ${text}`))));
  });
  sent.on('error', failed);
  sent.end(body && JSON.stringify(body));
});

/** Starts one, gives it to `use`, and ends it. `origin` is the page's. */
export const simulated = async (program, { origin, tls, delay, many, limit }, use) => {
  const words = ['--port', '0', '--api-port', '0', '--allow-origin', origin, ...(tls ? ['--tls'] : [])];
  if (many) words.push('--many', `${many}`);
  if (limit) words.push('--calls-a-minute', `${limit}`);
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const told = {};
    for await (const line of createInterface({ input: child.stdout })) {
      const [, name, value] = line.match(/^(\w+): (.*)$/) ?? [];
      if (name === 'example') {
        told.link = value.slice(value.lastIndexOf(': ') + 2);
        break;
      }
      told[name] = value;
    }
    const { api, token, link } = told;
    const record = async () => {
      const all = JSON.parse(await send('GET', `${api}/_simulator/requests`));
      return all.requests ?? all;
    };
    if (delay) await send('POST', `${api}/_simulator/faults`, { call: 'any', fault: 'slow', seconds: delay / 1000, always: true });
    const calls = async () => {
      const all = await record();
      await send('DELETE', `${api}/_simulator/requests`);
      return all.length;
    };
    return await use({ api, token, link, many: told.many, calls, record });
  } finally {
    child.kill();
  }
};
