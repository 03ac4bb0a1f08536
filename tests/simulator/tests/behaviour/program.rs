//! The program as a person or a script starts it.

use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Everything up to the last example.
async fn lines(child: &mut Child) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut read = Vec::new();
    while let Ok(Ok(Some(line))) = tokio::time::timeout(Duration::from_secs(10), lines.next_line()).await {
        let is_last = line.contains("/sim_inputs_garbage/");
        read.push(line);
        if is_last {
            break;
        }
    }
    read
}

fn value<'line>(lines: &'line [String], name: &str) -> &'line str {
    lines.iter().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap()
}

#[tokio::test]
async fn it_prints_where_everything_is_and_serves_it() {
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), "the page").unwrap();
    let folder = dist.path().to_str().unwrap();
    let mut child = program(&["--port", "0", "--api-port", "0", "--dist", folder]).spawn().unwrap();
    let lines = lines(&mut child).await;
    let (page, api) = (value(&lines, "page"), value(&lines, "api"));
    assert_eq!(reqwest::get(page).await.unwrap().text().await.unwrap(), "the page");
    let config: serde_json::Value = reqwest::get(format!("{page}config.json")).await.unwrap().json().await.unwrap();
    assert_eq!(config, serde_json::json!({"hosts": [{"origin": api, "label": "Simulator"}]}));
    let account = value(&lines, "token").split('.').nth(1).unwrap();
    let request = reqwest::Client::new().get(format!("{api}/ng/api/user/currentUser?accountIdentifier={account}"));
    let request = request.header("x-api-key", value(&lines, "token")).header("origin", page.trim_end_matches('/'));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers().contains_key("access-control-allow-origin"), "the page may call it");
    let examples: Vec<&String> = lines.iter().filter(|line| line.starts_with("example: ")).collect();
    assert!(examples.len() > 50);
    assert!(examples.iter().all(|line| line.contains(&format!(": {api}/ng/account/{account}/all/orgs/default/"))));
}

#[tokio::test]
async fn without_a_folder_there_is_only_the_api() {
    let mut child = program(&["--api-port", "0"]).spawn().unwrap();
    let lines = lines(&mut child).await;
    assert!(lines[0].starts_with("api: "));
}

#[tokio::test]
async fn a_signal_ends_it_cleanly() {
    for signal in ["-TERM", "-INT"] {
        let mut child = program(&["--api-port", "0"]).spawn().unwrap();
        lines(&mut child).await;
        let id = child.id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
        assert_eq!(child.wait().await.unwrap().code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_said_in_one_line_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let dist = tempfile::tempdir().unwrap();
    let folder = dist.path().to_str().unwrap();
    for (arguments, flag) in [
        (vec!["--api-port", &port], "--api-port"),
        (vec!["--api-port", "0", "--port", &port, "--dist", folder], "--port"),
    ] {
        let output = program(&arguments).output().await.unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains(&port) && text.contains(flag), "{text}");
    }
}

#[tokio::test]
async fn a_wrong_command_line_is_refused_and_help_helps() {
    for arguments in [["--prot", "1"], ["--port", "many"], ["--clock-speed", "-1"]] {
        let output = program(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains(arguments[0]));
    }
    let output = program(&["--help"]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("--clock-speed"));
}
