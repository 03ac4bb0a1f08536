//! The simulator: a program of its own, which serves the page and stands in for Harness.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::Stdio,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    project::Project,
    running::{GRACE, Interrupted, Process, is_interrupted},
};

const START_LIMIT: Duration = Duration::from_secs(20);

/// Builds the simulator, and says where it is.
pub fn build(project: &Project) -> Result<PathBuf> {
    let mut cargo = project.cargo("build --package simulator --message-format=json-render-diagnostics");
    let mut building = Process::start(cargo.stdout(Stdio::piped()))?;
    let mut program = None;
    for line in BufReader::new(building.output()?).lines() {
        let line = line.context("can't read what cargo says")?;
        program = program_in(&line).or(program);
    }
    let status = building.wait(None)?;
    if !status.success() {
        bail!("the simulator does not build: see cargo's lines above");
    }
    program.context("the package `simulator` has no program `simulator`: give it a src/main.rs")
}

/// The simulator's program, in the message of cargo that tells of it.
fn program_in(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let is_simulator = message.pointer("/target/name")? == "simulator";
    let file = message.get("executable")?.as_str()?;
    is_simulator.then(|| file.into())
}

/// Where a simulator listens, and what it serves.
pub struct Serving<'a> {
    /// The port of the page. For both ports 0 is any free one.
    pub port: u16,
    /// The port of the stand-in for Harness.
    pub api_port: u16,
    /// The built page.
    pub dist: &'a Path,
}

/// A running simulator. It ends when this goes out of scope.
pub struct Simulator {
    process: Process,
    lines: Receiver<String>,
}

impl Simulator {
    /// Starts the program.
    pub fn start(project: &Project, program: &Path, serving: &Serving<'_>) -> Result<Self> {
        let mut command = project.command(program);
        command
            .args(["--port", &serving.port.to_string()])
            .args(["--api-port", &serving.api_port.to_string()])
            .args(["--many", "40"])
            .arg("--dist")
            .arg(serving.dist)
            .stdout(Stdio::piped());
        let mut process = Process::start(&mut command)?;
        let output = BufReader::new(process.output()?);
        let (sender, lines) = mpsc::channel();
        // Reads on when nobody listens any more: a full pipe would stop the simulator.
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Ok(Self { process, lines })
    }

    /// The next line that it prints; nothing when somebody asked to stop.
    pub fn next_line(&mut self) -> Result<Option<String>> {
        loop {
            if is_interrupted() {
                self.process.let_end(GRACE)?;
                return Ok(None);
            }
            match self.lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) => return Ok(Some(line)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.ended().map(|()| None),
            }
        }
    }

    /// Its output has ended, so it has too, or is about to.
    fn ended(&mut self) -> Result<()> {
        self.process.let_end(GRACE)?;
        if is_interrupted() {
            return Ok(());
        }
        match self.process.ended()? {
            Some(status) => bail!("the simulator ended by itself ({status}): see its lines above"),
            None => bail!("the simulator closed its output: start it again"),
        }
    }

    /// Waits until the page is served, and says where.
    pub fn page(&mut self) -> Result<String> {
        let start = Instant::now();
        while start.elapsed() < START_LIMIT {
            match self.lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) => {
                    if let Some(url) = page_in(&line) {
                        return Ok(url.to_owned());
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.ended()?,
            }
            if is_interrupted() {
                return Err(Interrupted.into());
            }
        }
        bail!("the simulator did not say where the page is (`page: …`) in {} s", START_LIMIT.as_secs())
    }
}

/// The address in the line `page: …`.
pub fn page_in(line: &str) -> Option<&str> {
    line.strip_prefix("page: ").map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_program_in_what_cargo_says() {
        let program = r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"simulator"},"executable":"/t/debug/simulator"}"#;
        assert_eq!(program_in(program), Some("/t/debug/simulator".into()));
        for other in [
            r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"simulator"},"executable":null}"#,
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"other"},"executable":"/t/other"}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "not json",
        ] {
            assert_eq!(program_in(other), None, "{other}");
        }
    }

    #[test]
    fn reads_where_the_page_is() {
        assert_eq!(page_in("page: http://127.0.0.1:8080/"), Some("http://127.0.0.1:8080/"));
        assert_eq!(page_in("api: http://127.0.0.1:8081/"), None);
    }

    #[test]
    fn a_simulator_that_ends_by_itself_is_no_success() {
        let project = Project::here().expect("a project");
        let serving = Serving { port: 1, api_port: 2, dist: Path::new("/nowhere") };
        let mut simulator = Simulator::start(&project, Path::new("false"), &serving).expect("starts");
        let error = simulator.page().expect_err("ended").to_string();
        assert!(error.contains("ended by itself"), "{error}");
    }
}
