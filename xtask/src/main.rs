//! The project's own commands: `cargo xtask help` lists them.
//!
//! Reading order: `arguments` (what can be asked for), `demo`, `test`, `bench`, `dist` and `seal` (one module per
//! command), then what they stand on: `release` (everything up to a page that starts), `tools` (installs),
//! `page` (Trunk's build), `start_check`, `simulator`, `driver`, `sizes`, and below these `project` (folders and
//! commands) and `running` (children and Ctrl-C).
//!
//! This crate knows nothing of the page's code nor of the simulator's: Trunk's hook runs it in every build,
//! so it must itself be built in seconds.

mod arguments;
mod bench;
mod demo;
mod dist;
mod driver;
mod html;
mod page;
mod project;
mod release;
mod running;
mod seal;
mod simulator;
mod sizes;
mod start_check;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;

use crate::{arguments::Request, project::Project, running::Interrupted};

fn main() -> ExitCode {
    match answer() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn answer() -> Result<()> {
    let request = arguments::parse(std::env::args_os().skip(1))?;
    running::listen_for_interruption()?;
    let project = Project::here()?;
    match request {
        Request::Help(text) => {
            println!("{text}");
            Ok(())
        }
        Request::Demo(options) => demo::run(&project, &options),
        Request::Test(part) => test::run(&project, part),
        Request::Bench(options) => bench::run(&project, &options),
        Request::Dist(config) => dist::run(&project, config.as_deref()),
        Request::Screenshots(folder) => test::screenshots(&project, folder.as_deref()),
        Request::Seal => seal::run_as_hook(&project),
        Request::Tools => tools::ensure_and_list(&project),
    }
}
