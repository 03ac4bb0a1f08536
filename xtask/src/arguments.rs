//! What can be asked for on the command line, and the help that says so.

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::{
    bench::{Options as BenchOptions, Subject},
    test::Part,
};

/// One command line, understood.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// Print this text.
    Help(&'static str),
    /// Serve the page beside the simulator.
    Demo(DemoOptions),
    /// Run one part of the tests, or all of them.
    Test(Option<Part>),
    /// Measure one subject, or all of them.
    Bench(BenchOptions),
    /// Make the folder to host, for this config.
    Dist(Option<PathBuf>),
    /// Take pictures of the page: those of the README, or all of them into this folder.
    Screenshots(Option<PathBuf>),
    /// Trunk's hook.
    Seal,
    /// Install what is missing.
    Tools,
}

/// What `demo` can be told.
#[derive(Debug, PartialEq)]
pub struct DemoOptions {
    /// Whether to show the page in the person's browser.
    pub open: bool,
    /// Where the page is served.
    pub port: u16,
    /// Where the stand-in for Harness is served.
    pub api_port: u16,
    /// A build to serve instead of making one.
    pub dist: Option<PathBuf>,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self { open: true, port: 8080, api_port: 8081, dist: None }
    }
}

const HELP: &str = "\
Pipeline Retry's own commands.

    cargo xtask demo          build the page and serve it beside a simulated Harness
    cargo xtask test [PART]   run all tests, or one part of them
    cargo xtask bench [WHAT]  measure against what people would use instead
    cargo xtask dist          make the folder to host, dist/
    cargo xtask screenshots   take the pictures of the README, or of every state
    cargo xtask tools         install the tools that are missing, and say where each is
    cargo xtask seal          Trunk's hook, which runs it: name by content, add integrity
    cargo xtask help          this text

Each takes --help. Tools go into .tools/ in this folder, once; nothing else of yours is changed.";

const HELP_DEMO: &str = "\
cargo xtask demo [--no-open] [--port N] [--api-port N] [--dist FOLDER]

Builds the page for release, and serves it beside a simulated Harness until Ctrl-C.
Prints `page:`, `api:`, `token:` and `example:` lines to start from.

    --no-open        don't show the page in a browser
    --port N         where the page is served (8080)
    --api-port N     where the simulated Harness is served (8081)
    --dist FOLDER    serve this build of the page instead of making one";

const HELP_TEST: &str = "\
cargo xtask test [PART]

Runs all parts in this order, and stops at the first that fails; or runs the one named.

    format     cargo fmt --check
    clippy     clippy, for the host and for WebAssembly, without a warning
    host       unit, architecture and contract tests, and those of the simulator and of xtask
    browser    tests of the browser's edge, in headless Chromium
    build      the release build, started once in headless Chromium
    e2e        journeys through the built page, by WebDriver (builds the page first)
    size       the first load against its budget (builds the page first)

Only when asked for:
    hosting    the page on real nginx and Caddy by the recipes of hosting/, and with five hundred changed bytes
               (builds the page first)
    keys       every journey of e2e by keys alone (builds the page first)
    hosted     every journey of e2e on each of these web servers, some two hours (builds the page first)
    same-bytes `dist` here and in another folder with another home of cargo: the same bytes, a quarter of an hour
    soak       a thousand presses by chance, and a run of many killed 200 times, an hour (builds the page first).
               PIPELINE_RETRY_SEED and PIPELINE_RETRY_ROUNDS replay what it found";

const HELP_BENCH: &str = "\
cargo xtask bench [WHAT] [--runs N] [--publish]

Builds the page, installs its peers from npm into target/bench, and measures them by turns in the same
Chromium. Prints a table and writes target/bench.json; what counts are the ratios. All, or one of:

    size       bytes and requests of a first visit
    startup    to the first control that can be used, on this machine and as on a slow phone
    viewer     a megabyte of YAML shown, jumped in and typed into, beside CodeMirror 6 and Monaco
    job        Load and Retry, beside two curl calls and Swagger UI, with a Harness that takes 100 ms
    bulk       many executions retried, beside a bare loop of the same calls; with a limit of calls; in a hidden tab
    yaml       checker and lexer, beside js-yaml

    --runs N     how often each contender has its turn (9)
    --publish    put the result into README.md, docs/bench.json and docs/bench.svg; needs all of them";

const HELP_DIST: &str = "\
cargo xtask dist [--config FILE]

Makes the folder to host, dist/: static files with relative links, for any folder of any web server, each with
compressed copies beside it; and archive/: the same packed, with recipes for web servers and checksums.
Prints what a first visit loads, as it is and compressed.

    --config FILE    the config.json of a deployment: checked, put into dist/, and its hosts written into the
                     page's own policy and into the recipes";

const HELP_SCREENSHOTS: &str = "\
cargo xtask screenshots [FOLDER]

Builds the page and takes the pictures that the README shows, into docs/; or, into FOLDER, pictures of every state
in both themes at three widths. From the real page, beside a simulated Harness.";

const HELP_TOOLS: &str = "\
cargo xtask tools

Installs the tools that are missing and says where each is. What is there in the right version is left
alone, and needs no network.";

const HELP_SEAL: &str = "\
cargo xtask seal

Trunk runs this at the end of each build (Trunk.toml, [[hooks]]). Joins its start code to each
program's script, names script and WebAssembly by their content and puts the integrity of both where
browsers check it.";

/// Understands the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Request> {
    let mut words = Parser::from_args(words);
    let command = match words.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Request::Help(HELP)),
        Some(Arg::Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "help" => Ok(Request::Help(HELP)),
        "demo" => demo(words),
        "test" => test(words),
        "bench" => bench(words),
        "dist" => dist(words),
        "screenshots" => screenshots(words),
        "tools" => alone(words, Request::Tools, HELP_TOOLS),
        "seal" => alone(words, Request::Seal, HELP_SEAL),
        _ => bail!("there is no command `{command}`: `cargo xtask help` lists them"),
    }
}

fn demo(mut words: Parser) -> Result<Request> {
    let mut options = DemoOptions::default();
    while let Some(word) = words.next()? {
        match word {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(HELP_DEMO)),
            Arg::Long("no-open") => options.open = false,
            Arg::Long("port") => options.port = words.value()?.parse()?,
            Arg::Long("api-port") => options.api_port = words.value()?.parse()?,
            Arg::Long("dist") => options.dist = Some(words.value()?.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Request::Demo(options))
}

fn dist(mut words: Parser) -> Result<Request> {
    let mut config = None;
    while let Some(word) = words.next()? {
        match word {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(HELP_DIST)),
            Arg::Long("config") => config = Some(words.value()?.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Request::Dist(config))
}

fn screenshots(mut words: Parser) -> Result<Request> {
    let mut folder = None;
    while let Some(word) = words.next()? {
        match word {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(HELP_SCREENSHOTS)),
            Arg::Value(name) if folder.is_none() => folder = Some(name.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Request::Screenshots(folder))
}

fn test(mut words: Parser) -> Result<Request> {
    let mut chosen = None;
    while let Some(word) = words.next()? {
        match word {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(HELP_TEST)),
            Arg::Value(name) if chosen.is_none() => {
                let name = name.string()?;
                let Some(part) = Part::named(&name) else {
                    bail!("the tests have no part `{name}`: `cargo xtask test --help` lists them");
                };
                chosen = Some(part);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Request::Test(chosen))
}

fn bench(mut words: Parser) -> Result<Request> {
    let mut options = BenchOptions::default();
    while let Some(word) = words.next()? {
        match word {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(HELP_BENCH)),
            Arg::Long("runs") => options.runs = words.value()?.parse()?,
            Arg::Long("publish") => options.publish = true,
            Arg::Value(name) if options.subject.is_none() => {
                let name = name.string()?;
                let Some(subject) = Subject::named(&name) else {
                    bail!("`{name}` is nothing that is measured: `cargo xtask bench --help` lists what is");
                };
                options.subject = Some(subject);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if options.publish && options.subject.is_some() {
        bail!("the README shows all that is measured: leave out what to measure, or --publish");
    }
    Ok(Request::Bench(options))
}

/// A command that takes no options.
fn alone(mut words: Parser, request: Request, help: &'static str) -> Result<Request> {
    match words.next()? {
        None => Ok(request),
        Some(Arg::Short('h') | Arg::Long("help")) => Ok(Request::Help(help)),
        Some(other) => Err(other.unexpected().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(words: &str) -> Request {
        parse(words.split_whitespace().map(OsString::from)).expect(words)
    }

    fn refused(words: &str) -> String {
        let error = parse(words.split_whitespace().map(OsString::from)).expect_err(words);
        error.to_string()
    }

    #[test]
    fn demo_without_options_opens_the_page_on_port_8080() {
        assert_eq!(understood("demo"), Request::Demo(DemoOptions::default()));
        assert_eq!(DemoOptions::default().port, 8080);
        assert_eq!(DemoOptions::default().api_port, 8081);
    }

    #[test]
    fn demo_takes_ports_a_build_and_no_open_in_any_order() {
        let expected =
            Request::Demo(DemoOptions { open: false, port: 9000, api_port: 9001, dist: Some("elsewhere/dist".into()) });
        assert_eq!(understood("demo --dist elsewhere/dist --api-port 9001 --no-open --port=9000"), expected);
    }

    #[test]
    fn screenshots_take_a_folder_or_none() {
        assert_eq!(understood("screenshots"), Request::Screenshots(None));
        assert_eq!(understood("screenshots all"), Request::Screenshots(Some("all".into())));
        assert!(refused("screenshots one two").contains("two"));
    }

    #[test]
    fn dist_takes_a_config_or_none() {
        assert_eq!(understood("dist"), Request::Dist(None));
        assert_eq!(understood("dist --config ours.json"), Request::Dist(Some("ours.json".into())));
    }

    #[test]
    fn test_takes_no_part_or_one() {
        assert_eq!(understood("test"), Request::Test(None));
        for part in Part::ALL {
            assert_eq!(understood(&format!("test {}", part.name())), Request::Test(Some(part)));
        }
    }

    #[test]
    fn bench_takes_one_subject_a_number_of_runs_and_publish() {
        assert_eq!(understood("bench"), Request::Bench(BenchOptions { subject: None, runs: 9, publish: false }));
        for subject in Subject::ALL {
            let expected = BenchOptions { subject: Some(subject), runs: 2, publish: false };
            assert_eq!(understood(&format!("bench {} --runs 2", subject.name())), Request::Bench(expected));
            assert!(HELP_BENCH.contains(&format!("\n    {} ", subject.name())));
        }
        assert_eq!(understood("bench --publish"), Request::Bench(BenchOptions { publish: true, ..Default::default() }));
        assert!(refused("bench size --publish").contains("all that is measured"));
    }

    #[test]
    fn every_command_has_help_and_the_list_names_it() {
        for command in ["demo", "test", "bench", "dist", "tools", "seal"] {
            let Request::Help(text) = understood(&format!("{command} --help")) else {
                panic!("{command} --help gives no help");
            };
            assert!(text.starts_with(&format!("cargo xtask {command}")));
            assert!(HELP.contains(&format!("cargo xtask {command} ")));
        }
        assert_eq!(understood(""), Request::Help(HELP));
        assert_eq!(understood("--help"), Request::Help(HELP));
    }

    #[test]
    fn the_help_of_test_names_every_part_in_its_order() {
        let places: Vec<_> = Part::ALL.map(|part| HELP_TEST.find(&format!("\n    {} ", part.name()))).to_vec();
        assert!(places.iter().all(Option::is_some), "{places:?}");
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        assert!(refused("dmo").contains("no command `dmo`"));
        assert!(refused("test unit").contains("no part `unit`"));
        assert!(refused("bench typing").contains("`typing`"));
        assert!(refused("test host size").contains("size"));
        assert!(refused("demo --prot 1").contains("--prot"));
        assert!(refused("demo --port 70000").contains("70000"));
        assert!(refused("dist now").contains("now"));
    }
}
