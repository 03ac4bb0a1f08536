// The end of the one script that starts the page. `cargo xtask seal` fills in {wasm} and {integrity}
// and appends this to the wasm-bindgen glue, so that one `integrity` in index.html covers both.

const say = (text) => {
  const message = document.querySelector('#shell-message');
  if (message) {
    message.textContent = text;
    message.className = 'note bad';
  }
};

// Narrows the page's own policy to the hosts that config.json lists: the token can then go nowhere else,
// whatever the program does. Only well-formed sources are let through; the program names the bad ones.
const allowOnly = (hosts) => {
  const source = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:[0-9]+)?$/i;
  const listed = hosts
    .flatMap((host) => [host?.api ?? host?.origin])
    .filter((url) => typeof url === 'string' && !url.startsWith('/'))
    .map((url) => url.match(/^https?:\/\/[^/]+/)?.[0])
    .filter((url) => url && source.test(url));
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src 'self' ${listed.join(' ')}`;
  document.head.append(policy);
};

const readConfig = async () => {
  const response = await fetch(document.querySelector('#config').href);
  if (!response.ok) throw new Error(`config.json can’t be read: the web server answered ${response.status}.`);
  const text = await response.text();
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`config.json is not valid JSON: ${error.message}`);
  }
  if (!Array.isArray(value?.hosts)) throw new Error('config.json has no list "hosts".');
  allowOnly(value.hosts);
  return text;
};

// What is needed once something is loaded: the second part of the same program, on the memory of the first. It is
// fetched when the page stands, and again when that failed.
const restOf = (first, imports) => {
  let coming;
  return () => coming ??= WebAssembly.instantiateStreaming(
    fetch(new URL('{rest}', import.meta.url), { integrity: '{rest integrity}' }), { ...imports, _: first.exports },
  ).catch((error) => {
    coming = undefined;
    throw error;
  });
};

if (!globalThis.WebAssembly?.compileStreaming) {
  say('Pipeline Retry can’t start: this browser has no WebAssembly, or it is switched off. Use a current Chromium, Firefox or Safari, or allow it for this site.');
  throw new Error('There is no WebAssembly.');
}
try {
  const [compiled, config] = await Promise.all([
    WebAssembly.compileStreaming(fetch(new URL('{wasm}', import.meta.url), { integrity: '{integrity}' })),
    readConfig(),
  ]);
  globalThis.pipelineRetryConfig = config;
  const imports = __wbg_get_imports();
  const first = await WebAssembly.instantiate(compiled, imports);
  if ('{rest}') globalThis.pipelineRetryRest = restOf(first, imports);
  __wbg_finalize_init(first, compiled);
} catch (error) {
  say(`Pipeline Retry can’t start. ${error.message.replace(/\.?$/, '.')} Reload the page; if it keeps failing, tell whoever hosts it.`);
  throw error;
}
