// Serves all contenders alike: each from a folder below one address, compressed with Brotli at its strongest.

import { createServer } from 'node:http';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Length after Brotli at its strongest, which is what a static host sends. */
export const compressed = content => brotliCompressSync(content, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
});

const filesBelow = folder => readdirSync(folder).flatMap(name => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? filesBelow(path) : [path];
});

/** Serves each folder as `/name/`. Other files can be put in the place of what lies there. */
export const serve = async folders => {
  const files = new Map();
  const put = (path, content) =>
    files.set(path, { content: compressed(content), type: TYPES[extname(path)] ?? 'application/octet-stream' });
  for (const [name, folder] of Object.entries(folders)) {
    for (const file of filesBelow(folder)) put(`/${name}/${relative(folder, file)}`, readFileSync(file));
  }
  const asked = [];
  const server = createServer((request, answer) => {
    let path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    if (path.endsWith('/')) path += 'index.html';
    const file = files.get(path);
    asked.push({ path, bytes: file?.content.length ?? 0 });
    // Memory is told only to a page that is isolated.
    answer.setHeader('cross-origin-opener-policy', 'same-origin');
    answer.setHeader('cross-origin-embedder-policy', 'require-corp');
    answer.setHeader('cross-origin-resource-policy', 'same-origin');
    if (!file) {
      answer.statusCode = 404;
      return answer.end();
    }
    answer.setHeader('content-type', file.type);
    answer.setHeader('content-encoding', 'br');
    answer.end(file.content);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: name => `${origin}/${encodeURIComponent(name)}/`,
    put,
    /** What was asked for since the last time. */
    asked: () => asked.splice(0),
    close: () => server.close(),
  };
};
