//! Links that try to lead a token elsewhere: look-alikes, user names, ports, other schemes, encodings, characters
//! that browsers read differently. The same ones from the same number.

/// `SplitMix64`.
pub struct Chance(pub u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap_or_default()
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// Half of the time the first, which is as it should be: a link has to be good but for one or two things.
    fn mostly_first<'a>(&mut self, of: &[&'a str]) -> &'a str {
        if self.below(2) == 0 { of.first().copied().unwrap_or_default() } else { self.one(of) }
    }
}

const SCHEMES: [&str; 24] = [
    "https://",
    "https://",
    "https://",
    "https://",
    "https://",
    "https://",
    "HTTPS://",
    "http://",
    "",
    "//",
    "https:/",
    "https:",
    "https:///",
    "https:\\\\",
    "https:/\\",
    "javascript://",
    "data:text/html,https://",
    "ftp://",
    "wss://",
    "blob:https://",
    "https://https://",
    "ht\ttps://",
    "\u{1}https://",
    "file://",
];
const USERS: [&str; 16] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "app.harness.io@",
    "app.harness.io:443@",
    "user:pass@",
    "@",
    "app.harness.io%40",
    "app.harness.io\\@",
    "app.harness.io/@",
    "app.harness.io#@",
];
const HOSTS: [&str; 44] = [
    "app.harness.io",
    "app.harness.io",
    "acme.harness.io",
    "a.b.harness.io",
    "evil.example",
    "APP.Harness.IO",
    "app.harness.io.evil.example",
    "app-harness.io",
    "appharness.io",
    "app.harness.io.",
    ".app.harness.io",
    "harness.io",
    "xharness.io",
    "evil-harness.io",
    "harness.io.evil.example",
    "app.harness.i\u{43e}",
    "\u{430}pp.harness.io",
    "app\u{3002}harness\u{3002}io",
    "app.harness.io\u{ff0e}evil.example",
    "evil.example\u{ff0f}.harness.io",
    "evil.example\u{2044}.harness.io",
    "\u{24d0}pp.harness.io",
    "app.har\u{ad}ness.io",
    "app.harness.io\u{200b}",
    "xn--pp-7kc.harness.io",
    "app.harness.io%2eevil.example",
    "app.harness.io%00.evil.example",
    "evil.example%2f.harness.io",
    "evil.example%23.harness.io",
    "evil.example?.harness.io",
    "evil.example#.harness.io",
    "evil.example/.harness.io",
    "evil.example\\.harness.io",
    "evil.example;.harness.io",
    "evil.example\t.harness.io",
    "evil.example .harness.io",
    "evil.example:.harness.io",
    "127.0.0.1",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "[::1]",
    "[::ffff:7f00:1]",
    "localhost",
];
const PORTS: [&str; 14] =
    ["", "", "", "", "", ":443", ":8443", ":0", ":65536", ":", ":4\u{ff14}3", ":443@evil.example", ":443:80", ":evil"];
const PATHS: [&str; 14] = [
    "/ng/",
    "/ng/",
    "/ng/",
    "/ng/#/",
    "/gratis/ng/",
    "/../ng/",
    "/.evil.example/ng/",
    "//evil.example/ng/",
    "/\\evil.example/ng/",
    "/@evil.example/ng/",
    "/%2f%2fevil.example/ng/",
    "/:443/ng/",
    "/%2e%2e/ng/",
    ".evil.example/ng/",
];
const ODD: [&str; 18] = [
    "@", "\\", "/", "#", "?", ":", ".", "%", "%2e", "%40", "%5c", "\t", "\n", "\u{0}", "\u{202e}", "\u{ff0f}", "..",
    ";",
];

/// The next one, for an execution of this account.
pub fn link(chance: &mut Chance, account: &str) -> String {
    let mut link = String::new();
    for part in [&SCHEMES[..], &USERS, &HOSTS, &PORTS, &PATHS] {
        link.push_str(chance.mostly_first(part));
    }
    link.push_str("account/");
    link.push_str(account);
    link.push_str("/all/orgs/default/projects/shop/pipelines/sim_serial/executions/e-1/pipeline");
    // A third as they are; the others with something odd in them.
    for _ in 0..chance.below(3) {
        let places: Vec<usize> = link.char_indices().map(|(at, _)| at).take(60).collect();
        let at = places.get(chance.below(places.len())).copied().unwrap_or_default();
        link.insert_str(at, chance.one(&ODD));
    }
    link
}
