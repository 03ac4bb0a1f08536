// The end of the script of the worker that checks YAML. `cargo xtask seal` fills in {wasm} and {integrity}, as
// for the page. The page starts it from bytes that it has checked, so its own address is that of a blob, and its
// name is where they came from. When it can't start, the page is told by the worker's own error.

const { instance, module } = await WebAssembly.instantiateStreaming(
  fetch(new URL('{wasm}', self.name), { integrity: '{integrity}' }), __wbg_get_imports(),
);
__wbg_finalize_init(instance, module);
