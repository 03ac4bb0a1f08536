//! The page's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    // A release has no panic messages (`xtask/src/page.rs`): there a panic is a trap in the console.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    pipeline_retry::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Pipeline Retry is a web page: `cargo xtask demo` builds it and shows it.");
    std::process::exit(2);
}
