// The end of the script of the worker that checks YAML. `cargo xtask seal` fills in {wasm} and {integrity}, as
// for the page. When it can't start, the page is told by the worker's own error.

await __wbg_init({
  module_or_path: fetch(new URL('{wasm}', import.meta.url), { integrity: '{integrity}' }),
});
