//! The command is run in a real shell, with a `curl` that writes down what it was given.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use proptest::prelude::*;

use super::*;
use crate::domain::execution_url::ExecutionUrl;
use crate::domain::retry_plan::Extent;
use crate::domain::runtime_inputs::RuntimeInputs;
use crate::domain::stage_picture::{StagePicture, examples::layout};
use crate::harness::endpoint::examples::{LINK, connection};

fn command(yaml: &str) -> String {
    let url = ExecutionUrl::parse(LINK).unwrap();
    let plan = StagePicture::of_layout(&layout("eu:Failed|us:Success")).plan(0, Extent::OnlyFailed).unwrap();
    let inputs = RuntimeInputs::from_server(Some(yaml.into()));
    curl(
        &connection().retry(&url.pipeline.pipeline, &url.execution.unwrap(), &plan.stages, "it's \"on\" $me!", &inputs),
        "",
    )
}

/// What curl would get: its arguments, the file that `--config` names, and its standard input.
fn run(shell: &str, command: &str) -> (String, String, Vec<u8>) {
    let folder = tempdir();
    let fake = folder.join("curl");
    fs::write(
        &fake,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$OUT/args\"\ncat /dev/fd/3 > \"$OUT/config\"\n\
         case \" $* \" in *@-*) cat > \"$OUT/stdin\";; *) : > \"$OUT/stdin\";; esac\n",
    )
    .unwrap();
    fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let script = folder.join("pasted");
    fs::write(&script, command).unwrap();
    let done = Command::new(shell)
        .arg(&script)
        .env("PATH", path)
        .env("OUT", &folder)
        .env("HARNESS_API_KEY", "pat.ACC.id.secret")
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let got = (text("args"), text("config"), fs::read(folder.join("stdin")).unwrap());
    fs::remove_dir_all(folder).unwrap();
    got
}

fn tempdir() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("pipeline-retry-curl-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn every_byte_reaches_curl_and_the_token_is_on_no_command_line() {
    let long = "x: y\n".repeat(40_000);
    for yaml in [
        "",
        "a: 1\n",
        "a: 1",
        "a: '!'\n",
        "\ttab\n",
        "a\r\nb\n",
        "quote ' \" ` $HOME \\n\n",
        "🚀\n",
        "END_OF_INPUTS\n",
        "END_OF_TOKEN\n",
        "\u{feff}a: 1\n",
        " \n\n\n",
        &long,
    ] {
        for shell in ["sh", "bash"] {
            let (args, config, stdin) = run(shell, &command(yaml));
            assert_eq!(stdin, yaml.as_bytes(), "{shell} {yaml:.40?}");
            assert_eq!(config, "header = \"x-api-key: pat.ACC.id.secret\"\n");
            assert!(!args.contains("secret"));
            assert!(args.contains("retryStages=eu&retryStages=us&runAllStages=false"));
            assert!(args.contains("Content-Type: application/yaml"));
        }
    }
}

#[test]
fn plain_inputs_stay_readable() {
    assert!(command("a: 1\n").contains("\na: 1\nEND_OF_INPUTS\n"));
    assert!(command("a: 1").contains("base64 -d"));
}

#[test]
fn without_a_token_in_the_environment_nothing_is_sent() {
    let done = Command::new("sh")
        .args(["-c", &command("a: 1\n")])
        .env_remove("HARNESS_API_KEY")
        .env("PATH", "/bin:/usr/bin")
        .output()
        .unwrap();
    assert!(!done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains("HARNESS_API_KEY"));
}

#[test]
fn the_text_holds_no_token() {
    assert!(!command("a: 1\n").contains("CANARY"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_arrives_as_it_is(yaml in "[ -~\n\r\t\u{80}-\u{2fff}]{0,300}") {
        prop_assume!(yaml != "null");
        let (_, _, stdin) = run("sh", &command(&yaml));
        prop_assert_eq!(stdin, yaml.as_bytes());
    }
}
