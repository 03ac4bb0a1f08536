//! The program that shows and edits inputs, loaded by the page when they are opened.

#[cfg(target_arch = "wasm32")]
fn main() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    pipeline_retry::ui::editor::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is a part of a web page: `cargo xtask demo` builds it and shows it.");
    std::process::exit(2);
}
