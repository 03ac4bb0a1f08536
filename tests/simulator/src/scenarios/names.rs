//! Names that try the page.

use super::builder::Scenario;
use super::stages::{build, custom, deploy};
use crate::status::Status::{Failed, NotStarted, Success};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        Scenario::new("sim_hostile_names", "<b>Deploy</b> \u{202e}pohs", "Names with markup and invisible characters")
            .then(build("<script>alert(1)</script>", Success).identifier("script"))
            .then(deploy("EU\u{202e}tset ot\u{202c}", Success).identifier("bidi"))
            .parallel([
                deploy("Pro\u{200b}duc\u{200d}tion\u{feff}", Failed)
                    .identifier("zero_width")
                    .because("<img src=x onerror=alert(2)> \u{202e}desrever\u{202c} \u{200b}\u{7f}end"),
                deploy("Production", Failed).identifier("look_alike").because("\"><svg/onload=alert(3)>"),
            ])
            .then(custom("javascript:alert(4)", NotStarted).identifier("link")),
    ]
}
