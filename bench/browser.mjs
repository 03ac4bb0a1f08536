// The one Chromium that shows all contenders.

import { chromium } from 'playwright-core';

/**
 * Starts it, and memory can be asked for at once. Frames are not held to a display's rate, so that what takes less than
 * a frame can be told apart; `isAsOnADisplay` for what takes seconds, or whatever turns on the page takes them all.
 */
export const launch = (executablePath, { isAsOnADisplay = false } = {}) => chromium.launch({
  executablePath,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-background-networking',
    '--enable-blink-features=ForceEagerMeasureMemory', ...(isAsOnADisplay ? [] : ['--disable-frame-rate-limit']),
  ],
});

/** A visit as the first ever: nothing is cached. Whatever the page throws fails the measurement. */
export const visit = async ({ browser, server }, name, use, { path = '', script, slow = false } = {}) => {
  // Until the visit before is cleared away.
  await new Promise(done => setTimeout(done, 500));
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', error => problems.push(error.message));
  if (script) await page.addInitScript(script);
  if (slow) await throttle(await context.newCDPSession(page));
  await page.goto(`${server.url(name)}${path}`, { waitUntil: 'commit' });
  const result = await use(page);
  await context.close();
  if (problems.length) throw new Error(`${name}: ${problems.join('; ')}`);
  return result;
};

/** A slow phone: 1.6 Mbit/s, 150 ms to an answer, a processor four times as slow. */
const throttle = async devtools => {
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions',
    { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
};
