//! The lexer alone, in a browser: gives the page `countPieces(text)`.

#[cfg(target_arch = "wasm32")]
fn main() {
    use js_sys::JsString;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::closure::Closure;

    let count = Closure::<dyn Fn(JsString) -> u32>::new(|text: JsString| pieces(&String::from(text)));
    // Fails only for what is frozen.
    let _ = js_sys::Reflect::set(&js_sys::global(), &JsValue::from("countPieces"), &count.into_js_value());
}

#[cfg(target_arch = "wasm32")]
fn pieces(text: &str) -> u32 {
    let mut count = 0;
    let mut state = pipeline_retry::yaml_lexer::State::default();
    for line in text.lines() {
        pipeline_retry::yaml_lexer::line(&mut state, line, &mut |_, _| count += 1);
    }
    count
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is measured in a browser: `cargo xtask bench yaml`.");
    std::process::exit(2);
}
