//! The page server.

use reqwest::Response;
use simulator::page::Page;
use std::fs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn served(config: &str) -> (Page, tempfile::TempDir) {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("secret.txt"), "secret").unwrap();
    let dist = parent.path().join("dist");
    fs::create_dir(&dist).unwrap();
    for name in ["index.html", "app.js", "app.css", "app.wasm", "icon.svg", "other.json", "config.json"] {
        fs::write(dist.join(name), format!("file {name}")).unwrap();
    }
    (Page::serve(&dist, 0, config.to_owned()).await.unwrap(), parent)
}

async fn get(page: &Page, path: &str) -> Response {
    reqwest::get(format!("{}{path}", page.origin())).await.unwrap()
}

#[tokio::test]
async fn files_have_their_types_and_the_headers_of_a_careful_host() {
    let (page, _dist) = served("{}").await;
    for (path, content_type) in [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/app.js", "text/javascript"),
        ("/app.css", "text/css"),
        ("/app.wasm", "application/wasm"),
        ("/icon.svg", "image/svg+xml"),
        ("/other.json", "application/json"),
        ("/config.json", "application/json"),
    ] {
        let response = get(&page, path).await;
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers();
        assert!(headers["content-type"].to_str().unwrap().starts_with(content_type), "{path}");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(page.url(), format!("{}/", page.origin()));
    assert_eq!(get(&page, "/").await.text().await.unwrap(), "file index.html");
}

#[tokio::test]
async fn the_config_is_the_given_one_and_can_be_changed() {
    let (page, _dist) = served(r#"{"hosts":[]}"#).await;
    assert_eq!(get(&page, "/config.json").await.text().await.unwrap(), r#"{"hosts":[]}"#);
    page.set_config("{}".to_owned());
    assert_eq!(get(&page, "/config.json").await.text().await.unwrap(), "{}");
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let (page, _dist) = served("{}").await;
    let address = page.origin().replace("http://", "");
    for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/..\\secret.txt"]
    {
        // By hand: a client would fold the dots away before sending.
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        assert!(!text.starts_with("HTTP/1.1 200") && !text.ends_with("secret"), "{path}: {text}");
    }
    let missing = get(&page, "/nowhere").await;
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error() {
    let error = Page::serve("/nowhere/at/all".as_ref(), 0, String::new()).await.unwrap_err();
    assert!(error.to_string().contains("/nowhere/at/all"));
}
