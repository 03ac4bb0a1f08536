//! The checker of edited inputs, in a Web Worker: a text that the parser dies or hangs on ends the worker, not
//! the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    use pipeline_retry::browser::worker::serve;
    use pipeline_retry::yaml_check::check;

    serve(|asked| match asked.as_slice() {
        [number, original, edited, pipeline] => {
            let mut fields = vec![number.clone()];
            fields.extend(check(original, edited, pipeline).to_fields());
            fields
        }
        _ => vec![],
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is a part of a web page: `cargo xtask demo` builds it and shows it.");
    std::process::exit(2);
}
