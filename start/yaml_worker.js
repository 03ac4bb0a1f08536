// The end of the script of the worker that checks YAML. `cargo xtask seal` fills in {wasm} and {integrity}, as
// for the page. The page starts it from bytes that it has checked, so its own address is that of a blob, and its
// name is where they came from. When it can't start, the page is told by the worker's own error.

await __wbg_init({
  module_or_path: fetch(new URL('{wasm}', self.name), { integrity: '{integrity}' }),
});
