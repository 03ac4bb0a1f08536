// The end of the script that the page loads when inputs are opened (`src/browser/later.rs`). `cargo xtask seal`
// fills in {wasm} and {integrity}, as for the page.

try {
  await __wbg_init({
    module_or_path: fetch(new URL('{wasm}', import.meta.url), { integrity: '{integrity}' }),
  });
} catch {
  document.dispatchEvent(new Event('inputs-editor-error'));
}
