//! chromedriver, for as long as the end-to-end tests run.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    project::Project,
    running::{Interrupted, Process, is_interrupted},
};

const START_LIMIT: Duration = Duration::from_secs(30);
const END_LIMIT: Duration = Duration::from_secs(5);
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// A running chromedriver. It and its browsers end when this goes out of scope.
pub struct Driver {
    process: Process,
    port: u16,
}

impl Driver {
    /// Starts it, and waits until it takes sessions.
    pub fn start(project: &Project, program: &Path) -> Result<Self> {
        let port = free_port()?;
        let mut command = project.command(program);
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = Process::start(&mut command)?;
        let start = Instant::now();
        while !ask(port, "/status").is_some_and(|answer| is_ready(&answer)) {
            if is_interrupted() {
                return Err(Interrupted.into());
            }
            if let Some(status) = process.ended()? {
                bail!("`{} --port={port}` ended by itself ({status}): run it to see why", program.display());
            }
            if start.elapsed() > START_LIMIT {
                bail!(
                    "`{} --port={port}` was not ready after {} s: run it to see why",
                    program.display(),
                    START_LIMIT.as_secs()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Self { process, port })
    }

    /// Where tests find it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked this way it ends the browsers that a failed test left open; killed, it would leave them.
        if ask(self.port, "/shutdown").is_some() {
            // It is killed next if it takes too long.
            let _ = self.process.let_end(END_LIMIT);
        }
    }
}

/// A port that nobody listens on now.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("this machine has no free port")?;
    Ok(listener.local_addr().context("can't ask for the number of a port")?.port())
}

/// The answer to a GET, as it comes over the wire.
fn ask(port: u16, path: &str) -> Option<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_LIMIT).ok()?;
    stream.set_read_timeout(Some(ANSWER_LIMIT)).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // The end of the connection is not awaited past the limit: what has come by then is the answer.
    let _ = stream.read_to_end(&mut answer);
    Some(String::from_utf8_lossy(&answer).into_owned())
}

fn is_ready(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 200") && answer.contains("\"ready\":true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_driver_that_says_so_is_ready() {
        assert!(is_ready("HTTP/1.1 200 OK\r\n\r\n{\"value\":{\"message\":\"…\",\"ready\":true}}"));
        assert!(!is_ready("HTTP/1.1 200 OK\r\n\r\n{\"value\":{\"ready\":false}}"));
        assert!(!is_ready("HTTP/1.1 500 \r\n\r\n\"ready\":true"));
        assert!(!is_ready(""));
    }

    #[test]
    fn nobody_answers_on_a_free_port() {
        let port = free_port().expect("a port");
        assert_eq!(ask(port, "/status"), None);
    }
}
