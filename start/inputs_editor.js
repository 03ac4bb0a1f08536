// The end of the script that the page loads when inputs are opened (`src/browser/later.rs`). `cargo xtask seal`
// fills in {wasm} and {integrity}, as for the page.

try {
  const answer = fetch(new URL('{wasm}', import.meta.url), { integrity: '{integrity}' });
  const { instance, module } = await WebAssembly.instantiateStreaming(answer, __wbg_get_imports());
  __wbg_finalize_init(instance, module);
} catch {
  document.dispatchEvent(new Event('inputs-editor-error'));
}
