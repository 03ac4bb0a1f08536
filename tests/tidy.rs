//! What must stay true of the sources, as far as a search can see it.
#![expect(clippy::unwrap_used, reason = "a test that can't read the sources must fail")]

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder, with its path from the root and its text without its tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name().unwrap() != "tests.rs"
            {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                found.push((path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), code));
            }
        }
    }
    assert!(!found.is_empty(), "no sources below {folder}");
    found
}

/// The lines of code (comments left out) that hold one of the words.
fn lines_with(folder: &str, words: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, code) in sources(folder) {
        for (number, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                lines.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    lines
}

fn assert_none(folders: &[&str], words: &[&str]) {
    let found: Vec<String> = folders.iter().flat_map(|folder| lines_with(folder, words)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn pure_layers_do_no_io_read_no_clock_and_hold_no_signal() {
    let words = [
        "leptos",
        "reactive_graph",
        "web_sys",
        "js_sys",
        "gloo",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::net",
        "RwSignal",
        "async fn",
    ];
    assert_none(&["src/domain", "src/view_model"], &words);
}

#[test]
fn the_domain_names_no_other_layer() {
    assert_none(
        &["src/domain"],
        &["crate::harness", "crate::view_model", "crate::browser", "crate::ui", "crate::json", "serde"],
    );
}

#[test]
fn harness_and_json_know_nothing_of_the_page() {
    assert_none(
        &["src/harness"],
        &["crate::view_model", "crate::browser", "crate::ui", "leptos", "reactive_graph", "web_sys"],
    );
}

#[test]
fn api_paths_are_made_in_one_place() {
    let elsewhere: Vec<String> = lines_with("src", &["pipeline/api", "execute/retry"])
        .into_iter()
        .filter(|line| !line.starts_with("src/harness/endpoint.rs"))
        .collect();
    assert!(elsewhere.is_empty(), "{}", elsewhere.join("\n"));
}

#[test]
fn the_token_is_read_out_for_the_header_and_this_tab_s_storage_alone() {
    let allowed = ["src/browser/fetch.rs", "src/browser/token_of_this_tab.rs", "src/domain/api_token.rs"];
    let elsewhere: Vec<String> = lines_with("src", &["header_value"])
        .into_iter()
        .filter(|line| !allowed.iter().any(|file| line.starts_with(file)))
        .collect();
    assert!(elsewhere.is_empty(), "{}", elsewhere.join("\n"));
}

#[test]
fn nothing_outside_tests_can_panic_on_purpose() {
    assert_none(&["src"], &[".unwrap()", ".expect(", "panic!(", "todo!(", "unreachable!("]);
}

#[test]
fn text_from_outside_never_becomes_markup_or_script() {
    assert_none(&["src"], &["inner_html", "set_inner_html", "insert_adjacent_html", "eval("]);
}

#[test]
fn only_the_person_s_press_sends_a_retry() {
    let senders = lines_with("src", &[".retry(request)"]);
    assert_eq!(senders.len(), 1, "{}", senders.join("\n"));
    assert!(senders.iter().all(|line| line.starts_with("src/ui/round.rs")));
}

#[test]
fn the_simulator_never_imports_the_page() {
    assert_none(&["tests/simulator"], &["pipeline_retry::"]);
}

#[test]
fn files_stay_small_enough_to_read() {
    for (path, code) in sources("src") {
        assert!(code.lines().count() <= 300, "{path} has {} lines", code.lines().count());
    }
}

#[test]
fn the_readme_s_map_names_every_module() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for (path, _) in sources("src") {
        let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        if !["mod", "lib", "main"].contains(&name) {
            assert!(readme.contains(name), "README.md does not name {path}");
        }
    }
}
