//! Checks a deployment's `config.json` on the host, by the page's own rules: `cargo xtask dist --config` runs it.
//!
//! Prints a line for each place that a browser has to be allowed to connect to, `connect https://…`, and one for
//! each Harness that is reached through the page's own site, `proxy /harness https://…`.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    match check() {
        Ok(lines) => {
            print!("{lines}");
            std::process::ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn check() -> Result<String, String> {
    let file = std::env::args_os().nth(1).ok_or("name the file to check")?;
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let config = pipeline_retry::config::Config::parse(&text).map_err(|error| error.to_string())?;
    let connect = config.connect_sources().into_iter().map(|source| format!("connect {source}\n"));
    let proxied = config.hosts.iter().filter_map(|host| {
        let path = host.api.as_deref().filter(|api| api.starts_with('/'))?;
        let source = pipeline_retry::domain::host::AllowedHost { api: None, ..host.clone() }.source()?;
        Some(format!("proxy {path} {source}\n"))
    });
    Ok(connect.chain(proxied).collect())
}
