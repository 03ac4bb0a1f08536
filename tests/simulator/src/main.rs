//! Runs the simulator, and the page beside it, for a demo or tests by hand.

use simulator::page::Page;
use simulator::{Example, Options, Simulator};
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

const HELP: &str = "\
A stand-in for Harness's HTTP API, with the page beside it.

Usage: simulator [--dist DIR] [--port PORT] [--api-port PORT] [--clock-speed X]
                 [--allow-origin ORIGIN]... [--tls] [--many N] [--calls-a-minute N]

  --dist DIR             serve the built page in this folder; without it only the API
  --port PORT            port of the page (default 8080; 0 takes any free one)
  --api-port PORT        port of the API (default 8081; 0 takes any free one)
  --clock-speed X        how fast simulated time runs (default 1; 60 is a minute a second)
  --allow-origin ORIGIN  let a page from this origin call the API too
  --tls                  the API speaks TLS with a certificate made at the start, and offers HTTP/2
  --many N               adds a project `many` with so many chains of failed executions
  --calls-a-minute N     answers more calls in any minute with 429 (default: no limit)
  --help                 this text
";

/// What the command line said.
struct Arguments {
    dist: Option<PathBuf>,
    page_port: u16,
    options: Options,
    /// Chains in the project `many`.
    many: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).peekable();
    if words.peek().is_some_and(|word| word == "--help" || word == "-h") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let done = match read(words) {
        Ok(arguments) => run(arguments).await,
        Err(problem) => Err(format!("{problem}; see --help")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments =
        Arguments { dist: None, page_port: 8080, options: Options { api_port: 8081, ..Options::default() }, many: 0 };
    while let Some(flag) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{flag} needs a value"));
        match flag.as_str() {
            "--dist" => arguments.dist = Some(PathBuf::from(value()?)),
            "--port" => arguments.page_port = number(&flag, &value()?)?,
            "--api-port" => arguments.options.api_port = number(&flag, &value()?)?,
            "--clock-speed" => {
                let speed: f64 = number(&flag, &value()?)?;
                if !speed.is_finite() || speed < 0.0 {
                    return Err("--clock-speed can't be negative or infinite".to_owned());
                }
                arguments.options.clock_speed = speed;
            }
            "--tls" => arguments.options.tls = true,
            "--many" => arguments.many = number(&flag, &value()?)?,
            "--calls-a-minute" => arguments.options.calls_a_minute = Some(number(&flag, &value()?)?),
            "--allow-origin" => arguments.options.allowed_origins.push(value()?),
            _ => return Err(format!("{flag} is not known")),
        }
    }
    Ok(arguments)
}

fn number<Number: std::str::FromStr>(flag: &str, text: &str) -> Result<Number, String> {
    text.parse().map_err(|_| format!("{flag} does not take {text:?}"))
}

async fn run(arguments: Arguments) -> Result<(), String> {
    // Asked for before anything is printed: whoever reads the lines may send a signal at once.
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;

    // The API must know the page's origin, and the page's config the API's address.
    let page = match &arguments.dist {
        Some(dist) => {
            let port = arguments.page_port;
            let served = Page::serve(dist, port, "{}".to_owned()).await;
            Some(served.map_err(|error| could_not_start("page", &error, port, "--port"))?)
        }
        None => None,
    };
    let mut options = arguments.options;
    options.allowed_origins.extend(page.as_ref().map(Page::origin));
    let port = options.api_port;
    let started = Simulator::start(options).await;
    let simulator = started.map_err(|error| could_not_start("API", &error, port, "--api-port"))?;
    if let Some(page) = &page {
        page.set_config(config(&simulator.api_url()));
    }

    let examples = simulator.examples();
    let many = (arguments.many > 0).then(|| simulator.add_many(arguments.many));
    print(page.as_ref(), &simulator, &examples, many.as_deref()).map_err(|error| error.to_string())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    simulator.stop().await;
    Ok(())
}

fn could_not_start(what: &str, error: &io::Error, port: u16, flag: &str) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            format!("Port {port} is in use: choose another for the {what} with {flag}")
        }
        ErrorKind::PermissionDenied => {
            format!("Port {port} is not permitted: choose another for the {what} with {flag}")
        }
        _ => format!("The {what} could not start: {error}"),
    }
}

fn config(api_url: &str) -> String {
    format!(r#"{{"hosts":[{{"origin":"{api_url}","label":"Simulator"}}]}}"#)
}

/// One line each, for people and for scripts.
fn print(page: Option<&Page>, simulator: &Simulator, examples: &[Example], many: Option<&str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if let Some(page) = page {
        writeln!(out, "page: {}", page.url())?;
    }
    writeln!(out, "api: {}", simulator.api_url())?;
    writeln!(out, "token: {}", simulator.token())?;
    if let Some(many) = many {
        writeln!(out, "many: {many}")?;
    }
    for example in examples {
        writeln!(out, "example: {}: {}", example.shows, example.link)?;
    }
    out.flush()
}
