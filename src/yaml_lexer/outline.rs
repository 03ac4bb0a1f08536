//! What a text holds: of what kind its values are and how many, and where the stages of a pipeline begin.

use super::{Inside, Kind, State, line};

/// What a value without quotes is.
pub(super) fn kind_of(text: &str) -> Kind {
    let words = ["true", "false", "null", "~", "yes", "no", "on", "off"];
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') if is_number(text) => Kind::Number,
        _ if words.iter().any(|word| word.eq_ignore_ascii_case(text)) => Kind::Word,
        _ => Kind::Text,
    }
}

fn is_number(text: &str) -> bool {
    let all = |text: &str, radix| !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix));
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    match text.split_at_checked(2) {
        Some(("0x", hex)) => all(hex, 16),
        Some(("0o", octal)) => all(octal, 8),
        _ if matches!(unsigned, ".inf" | ".Inf" | ".INF") => true,
        _ if matches!(text, ".nan" | ".NaN" | ".NAN") => true,
        _ if !all(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), 10) => false,
        _ if whole.is_empty() || fraction.is_empty() => all(whole, 10) || all(fraction, 10),
        _ => all(whole, 10) && all(fraction, 10),
    }
}

/// How many values a text holds: its scalars and aliases, keys not counted. A key or a dash with
/// nothing after it and nothing deeper below has one as well, an empty one.
pub fn value_count(text: &str) -> usize {
    let (mut state, mut count) = (State::default(), Count::default());
    for part in parts(text) {
        count.column = 0;
        count.is_carried = count.scalar.is_some();
        count.deep = if state.inside == Inside::Plain && state.flow == 0 { state.deep } else { 0 };
        line(&mut state, part, &mut |kind, text| count.piece(kind, text));
        if !matches!(state.inside, Inside::Plain | Inside::Quotes(_)) {
            count.end_scalar();
        }
    }
    count.end_scalar();
    count.end_empty();
    count.values
}

/// The text in lines. A lone carriage return ends one too.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.trim_start_matches('\u{feff}').split_inclusive(['\n', '\r'])
}

/// The values so far.
#[derive(Default)]
struct Count {
    values: usize,
    column: usize,
    /// Where the scalar that is being read begins and where its last piece ended, and whether it is
    /// known to be a key; it may turn out to be one by its colon.
    scalar: Option<(usize, usize, bool)>,
    /// The scalar is of a line before, and goes on in this line if it stands as deep as this.
    is_carried: bool,
    deep: usize,
    /// The key or dash that has no value yet: its column, and whether it is a dash.
    waits: Option<(usize, bool)>,
}

impl Count {
    fn piece(&mut self, kind: Kind, text: &str) {
        let start = self.column;
        let end = start + text.len();
        self.column = end;
        match kind {
            Kind::Space | Kind::Comment | Kind::Block => return,
            Kind::Mark => self.mark(start, text),
            Kind::Name if !text.starts_with('*') => {}
            _ => {
                let goes_on = self.scalar.filter(|(_, last, _)| match kind {
                    _ if !self.is_carried => *last == start,
                    Kind::Text | Kind::Quoted | Kind::Expression => start >= self.deep,
                    _ => false,
                });
                if goes_on.is_none() {
                    self.end_scalar();
                }
                let (start, _, is_key) = goes_on.unwrap_or((start, end, false));
                self.scalar = Some((start, end, is_key || kind == Kind::Key));
            }
        }
        self.is_carried = false;
    }

    fn mark(&mut self, column: usize, text: &str) {
        if text == ":" {
            match self.scalar.take() {
                Some((start, ..)) => self.begin(start, false),
                // Its key was none of the line's scalars.
                None => self.waits = Some((column, false)),
            }
            return;
        }
        self.end_scalar();
        match text.as_bytes().first() {
            Some(b'-' | b'?') if text.len() == 1 => self.begin(column, text == "-"),
            Some(b'[' | b'{') => self.waits = None,
            Some(b'|' | b'>') => {
                self.values += 1;
                self.waits = None;
            }
            _ => self.end_empty(),
        }
    }

    /// A key or a dash. The one that waits has it for its value if it stands deeper; the dashes of a
    /// key may stand below the key itself.
    fn begin(&mut self, column: usize, is_dash: bool) {
        if self.waits.is_some_and(|(of, was_dash)| column < of || (column == of && (was_dash || !is_dash))) {
            self.values += 1;
        }
        self.waits = Some((column, is_dash));
    }

    fn end_scalar(&mut self) {
        if let Some((_, _, false)) = self.scalar.take() {
            self.values += 1;
            self.waits = None;
        }
    }

    fn end_empty(&mut self) {
        self.values += usize::from(self.waits.take().is_some());
    }
}

/// A place in a pipeline's inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its line, from 1; only a line feed ends one.
    pub line: usize,
    /// A stage's identifier, `stage` where it has none; or the key.
    pub name: String,
}

/// Where the parts of a pipeline begin: each `- stage:`, also those within a stage, and what else
/// stands directly in `pipeline:`, but for its identifier, its name and the list of its stages.
pub fn outline(text: &str) -> Vec<Place> {
    let mut state = State::default();
    let (mut places, mut number) = (Vec::<Place>::new(), 1);
    let mut pipeline: Option<Open> = None;
    let mut stages: Vec<Open> = Vec::new();
    for part in parts(text) {
        let here = number;
        number += usize::from(part.ends_with('\n'));
        let Some(row) = row(&mut state, part) else { continue };
        while stages.pop_if(|stage| row.first <= stage.column).is_some() {}
        pipeline = pipeline.filter(|pipeline| row.first > pipeline.column);
        let Some(key) = row.key else { continue };
        if let Some(stage) = stages.last_mut()
            && stage.has(&row)
        {
            let is_name = key == "identifier" && !row.value.is_empty() && !row.value.starts_with(['|', '>', '[', '{']);
            if let Some(place) = places.get_mut(stage.place).filter(|_| is_name) {
                row.value.clone_into(&mut place.name);
            }
        } else if pipeline.as_mut().is_some_and(|pipeline| pipeline.has(&row))
            && !matches!(key, "identifier" | "name" | "stages")
        {
            places.push(Place { line: here, name: key.to_owned() });
        }
        let open = Open { column: row.column, children: None, place: places.len() };
        if row.is_item && key == "stage" && row.value.is_empty() {
            places.push(Place { line: here, name: key.to_owned() });
            stages.push(open);
        } else if !row.is_item && key == "pipeline" && row.column == 0 {
            pipeline = Some(open);
        }
    }
    places
}

/// A mapping that is being read: the column of its key, that of its children once there was one, and
/// its place if it is a stage.
struct Open {
    column: usize,
    children: Option<usize>,
    place: usize,
}

impl Open {
    /// It has this deeper row's key for a child.
    fn has(&mut self, row: &Row) -> bool {
        *self.children.get_or_insert(row.first) == row.column && !row.is_item
    }
}

/// A line of block style that is not within a scalar.
struct Row<'a> {
    /// Where its first dash, key or value stands.
    first: usize,
    is_item: bool,
    /// Where its key stands, and the key.
    column: usize,
    key: Option<&'a str>,
    /// What follows the key, without quotes.
    value: &'a str,
}

fn row<'a>(state: &mut State, text: &'a str) -> Option<Row<'a>> {
    let is_within = state.flow > 0 || matches!(state.inside, Inside::Quotes(_));
    let (mut at, mut first, mut is_item) = (0, None, false);
    // The key, the colon and what follows it: from and to.
    let (mut key, mut colon, mut value) = (None, None, None);
    let mut is_other = false;
    line(state, text, &mut |kind, piece| {
        let start = at;
        at += piece.len();
        if matches!(kind, Kind::Space | Kind::Comment | Kind::Block) {
            return;
        }
        first.get_or_insert(start);
        match kind {
            Kind::Name => {}
            _ if colon.is_some() => value = Some((value.map_or(start, |(from, _)| from), at)),
            Kind::Mark if piece == ":" => colon = Some(start),
            Kind::Mark if piece == "-" && key.is_none() => is_item = true,
            Kind::Key if key.is_none() => key = Some((start, at)),
            _ => is_other = true,
        }
    });
    let first = first.filter(|_| !is_within)?;
    let read = |(from, to)| unquoted(text.get(from..to).unwrap_or_default());
    let known = key.filter(|_| colon.is_some() && !is_other);
    let column = known.map_or(first, |(from, _)| from);
    Some(Row { first, is_item, column, key: known.map(read), value: value.map(read).unwrap_or_default() })
}

fn unquoted(text: &str) -> &str {
    let within = |quote| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    within('"').or_else(|| within('\'')).unwrap_or(text)
}
