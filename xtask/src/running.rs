//! Child processes: waited for, and never left behind.

use std::{
    error::Error,
    fmt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

const GLANCE: Duration = Duration::from_millis(50);
/// How long a child that got the same Ctrl-C may take to end by itself.
pub const GRACE: Duration = Duration::from_secs(1);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A person (or the system) asked to stop.
#[derive(Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("interrupted")
    }
}

impl Error for Interrupted {}

/// From here on Ctrl-C and a request to terminate end the waiting in this module instead of the process,
/// so that children are ended first.
pub fn listen_for_interruption() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed)).context("can't listen for Ctrl-C")
}

/// Whether somebody asked to stop.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Runs a command to its end, with its output passed through.
pub fn run(command: &mut Command) -> Result<()> {
    let what = in_words(command);
    let status = Process::start(command)?.wait(None)?;
    ensure!(status.success(), "`{what}` failed ({status}): see its lines above");
    Ok(())
}

/// What a short command prints, or nothing where it can't be run or fails.
pub fn printed(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command as a person would type it.
fn in_words(command: &Command) -> String {
    let mut words = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        words.push(' ');
        words.push_str(&argument.to_string_lossy());
    }
    words
}

/// A running child. It is ended when this goes out of scope.
pub struct Process {
    child: Child,
    what: String,
}

impl Process {
    /// Starts a command that reads nothing from the terminal.
    pub fn start(command: &mut Command) -> Result<Self> {
        let what = in_words(command);
        let child = command.stdin(Stdio::null()).spawn().with_context(|| format!("can't start `{what}`"))?;
        Ok(Self { child, what })
    }

    /// The child's output, where the command asked for a pipe.
    pub fn output(&mut self) -> Result<std::process::ChildStdout> {
        let output = self.child.stdout.take();
        output.with_context(|| format!("`{}` has no output to read", self.what))
    }

    /// How the child ended, if it did.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait();
        status.with_context(|| format!("can't wait for `{}`", self.what))
    }

    /// Waits for the end: not past the limit, and not past an interruption.
    pub fn wait(&mut self, limit: Option<Duration>) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                // A child that an interruption ended has not failed.
                return if is_interrupted() { Err(Interrupted.into()) } else { Ok(status) };
            }
            if is_interrupted() {
                self.let_end(GRACE)?;
                return Err(Interrupted.into());
            }
            if limit.is_some_and(|limit| start.elapsed() > limit) {
                bail!("`{}` had not ended after {} s", self.what, start.elapsed().as_secs());
            }
            thread::sleep(GLANCE);
        }
    }

    /// Gives a child that was asked to stop the time to do so. What is left is ended on drop.
    pub fn let_end(&mut self, limit: Duration) -> Result<()> {
        let start = Instant::now();
        while self.ended()?.is_none() && start.elapsed() < limit {
            thread::sleep(GLANCE);
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named() {
        let error = run(Command::new("false").arg("--really")).expect_err("fails");
        assert!(error.to_string().contains("`false --really` failed"));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("no-such-program")).expect_err("fails");
        assert!(error.to_string().contains("can't start `no-such-program`"));
        assert_eq!(printed(&mut Command::new("no-such-program")), None);
    }

    #[test]
    fn a_child_past_its_limit_is_ended() {
        let mut sleeper = Process::start(Command::new("sleep").arg("600")).expect("starts");
        let error = sleeper.wait(Some(Duration::from_millis(60))).expect_err("takes too long");
        assert!(error.to_string().contains("had not ended"));
        let id = sleeper.child.id();
        drop(sleeper);
        assert!(printed(Command::new("kill").args(["-0", &id.to_string()])).is_none());
    }
}
