// Measures the page beside what people would use instead: the contests that are named, or all of them.
// `cargo xtask bench` installs what is needed, calls this and shows what it wrote.
//
// One rule for every contest: the contenders take turns in the same Chromium, so that whatever else the machine
// does hits them alike. What counts are therefore the ratios of one run, not the milliseconds.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { launch } from './browser.mjs';
import { build } from './contenders.mjs';
import { serve } from './server.mjs';

const CONTESTS = ['size', 'startup', 'viewer', 'job', 'bulk', 'yaml'];

const { DIST, CHROMIUM, SIMULATOR, LEXER, OUT, RUNS } = process.env;
const chosen = process.argv.slice(2);
const runs = Number(RUNS);

const folders = await build(DIST, `${OUT}/contenders`);
const server = await serve({ ...folders, lexer: LEXER });
const browser = await launch(CHROMIUM);
const bench = { runs, chromium: CHROMIUM, dist: DIST, simulator: SIMULATOR, folders, server, browser };

const figures = [];
for (const name of CONTESTS.filter(name => chosen.length === 0 || chosen.includes(name))) {
  console.error(`      ${name}`);
  const contest = await import(`./${name}.mjs`);
  for (const figure of await contest.measure(bench)) figures.push({ contest: name, ...figure });
}
const processors = `${cpus().length} cores, ${process.arch}, ${process.platform}`;
const machine = `${processors}, Chromium ${browser.version().split('.')[0]}`;
const date = new Date().toISOString().slice(0, 10);
await browser.close();
server.close();
writeFileSync(`${OUT}/bench.json`, JSON.stringify({ date, machine, runs, figures }, null, 1) + '\n');
