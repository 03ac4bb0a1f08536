//! Pictures of every state: `cargo xtask screenshots FOLDER` for all of them, `cargo xtask screenshots` for those of
//! the README.

use std::path::PathBuf;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::accessible::show_as;
use crate::browser::{in_browser, setting};
use crate::states::{STATES, enter};

/// What a picture is of: a theme, and a width and height in pixels.
type Look = (&'static str, u32, u32);

const ALL: [Look; 6] = [
    ("light", 1280, 900),
    ("dark", 1280, 900),
    ("light", 768, 1000),
    ("dark", 768, 1000),
    ("light", 360, 800),
    ("dark", 360, 800),
];
const FOR_THE_README: [(&str, Look); 4] = [
    ("loaded", ("light", 1280, 860)),
    ("inputs-edited", ("light", 1280, 1100)),
    ("running", ("dark", 1280, 860)),
    ("unknown", ("dark", 1280, 860)),
];

#[ignore = "takes pictures: `cargo xtask screenshots`"]
#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_taken() {
    in_browser(|browser| async move {
        let folder = PathBuf::from(setting("PIPELINE_RETRY_PICTURES"));
        fs::create_dir_all(&folder).expect("the folder can be made");
        let is_of_all = env::var("PIPELINE_RETRY_PICTURES_OF").is_ok_and(|of| of == "all");
        for state in STATES {
            let looks: Vec<Look> = if is_of_all {
                ALL.to_vec()
            } else {
                FOR_THE_README.iter().filter(|(wanted, _)| *wanted == state).map(|(_, look)| *look).collect()
            };
            if looks.is_empty() {
                continue;
            }
            // Entered in a wide window: what is scrolled into view depends on it.
            let (_, (theme, width, height)) = FOR_THE_README[0];
            show_as(&browser, ("prefers-color-scheme", theme), width, height).await;
            let _site = enter(state, &browser).await;
            for (theme, width, height) in looks {
                show_as(&browser, ("prefers-color-scheme", theme), width, height).await;
                let picture = browser.devtools("Page.captureScreenshot", json!({})).await;
                let picture = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
                let name = if is_of_all { format!("{state}-{theme}-{width}.png") } else { format!("{state}.png") };
                fs::write(folder.join(&name), picture).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
        }
    })
    .await;
}
