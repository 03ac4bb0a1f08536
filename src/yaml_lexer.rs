//! What the pieces of a YAML text are, for their colours. It judges nothing and can't fail.
//!
//! It reads line by line and keeps little from one line to the next, so that it can begin at any line
//! for which that is known. A byte is looked at a fixed number of times at most.

mod outline;

use outline::kind_of;
pub use outline::{Place, outline, value_count};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// White space and line ends.
    Space,
    /// A scalar that a colon follows.
    Key,
    /// A scalar without quotes.
    Text,
    /// A scalar in quotes, with them.
    Quoted,
    /// A number, as the core schema of YAML 1.2 has them.
    Number,
    /// `true`, `false`, `null`, `~`, `yes`, `no`, `on` and `off`.
    Word,
    /// The content of a `|` or `>` scalar.
    Block,
    /// A comment, from its `#`.
    Comment,
    /// What gives the text its structure: `- : ? , [ ] { } | >`, `---`, `...` and directives.
    Mark,
    /// `&anchor`, `*alias` or `!tag`.
    Name,
    /// `<+...>`, wherever it stands in a scalar.
    Expression,
}

/// What the next line needs to know of the lines before; the default stands before the first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    inside: Inside,
    /// The least indent of the further lines of a value: one more than its key or dash has.
    deep: usize,
    /// How many `[` and `{` are open.
    flow: usize,
}

/// The scalar that the end of a line left open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    /// It goes on if the next line is indented.
    Plain,
    /// In these quotes.
    Quotes(u8),
    /// A block scalar, of this indent; or its first line will say it.
    Block(Option<usize>),
}

/// The pieces of one line, its line end included, in order: joined they are the line.
pub fn line(state: &mut State, line: &str, piece: &mut dyn FnMut(Kind, &str)) {
    // Between a carriage return and its line feed stands an empty line, which changes nothing.
    for part in line.split_inclusive(['\n', '\r']) {
        let text = part.trim_end_matches(['\n', '\r']);
        // A byte order mark takes no column.
        let inner = text.trim_start_matches('\u{feff}');
        Line { text, at: 0, state, piece }.emit(Kind::Space, text.len() - inner.len());
        Line { text: inner, at: 0, state, piece }.read();
        Line { text: part, at: text.len(), state, piece }.emit(Kind::Space, part.len());
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}

/// A line without its end, on the way through it.
struct Line<'a> {
    text: &'a str,
    at: usize,
    state: &'a mut State,
    piece: &'a mut dyn FnMut(Kind, &str),
}

impl Line<'_> {
    fn read(mut self) {
        if (self.text.starts_with("---") || self.text.starts_with("...")) && is_blank(self.byte(3)) {
            *self.state = State::default();
            self.emit(Kind::Mark, 3);
        } else {
            self.go_on();
        }
        self.tokens();
    }

    /// The rest of the scalar that the line before left open.
    fn go_on(&mut self) {
        let (first, indent) = (self.past_blanks(0), self.text.len() - self.text.trim_start_matches(' ').len());
        let State { inside, deep, flow } = *self.state;
        self.state.inside = Inside::Nothing;
        match inside {
            _ if first == self.text.len() => self.state.inside = inside,
            Inside::Plain => {
                let stop = self.plain_stop(first);
                // With a colon it is a key after all: one value too many above a block leaves its colours.
                if (flow > 0 || indent >= deep) && stop > first && self.byte(stop) != b':' {
                    self.emit(Kind::Space, first);
                    self.plain(stop, Some(Kind::Text));
                }
            }
            Inside::Quotes(quote) => {
                self.emit(Kind::Space, first);
                self.quoted(quote, first, Kind::Quoted);
            }
            Inside::Block(known) if indent >= known.unwrap_or(deep) => {
                let indent = known.unwrap_or(indent);
                self.state.inside = Inside::Block(Some(indent));
                self.emit(Kind::Space, indent);
                self.scalar(Kind::Block, self.text.len());
            }
            Inside::Nothing | Inside::Block(_) => {}
        }
    }

    fn tokens(&mut self) {
        // Where the line's first key or value begins, and the first byte of the last token.
        let (mut node, mut last) = (None, 0);
        loop {
            self.emit(Kind::Space, self.past_blanks(self.at));
            let (at, end) = (self.at, self.text.len());
            if at == end {
                return;
            }
            let (before, byte) = (last, self.byte(at));
            last = byte;
            let is_after_closed = at > 0 && matches!(self.byte(at - 1), b'"' | b'\'' | b']' | b'}');
            match byte {
                b'#' => self.emit(Kind::Comment, end),
                b'%' if at == 0 && self.state.flow == 0 => self.emit(Kind::Mark, end),
                b'-' | b'?' | b':' if is_blank(self.byte(at + 1)) || self.is_colon(at, is_after_closed) => {
                    if self.state.flow == 0 {
                        self.state.deep = node.unwrap_or(at) + 1;
                    }
                    self.emit(Kind::Mark, at + 1);
                }
                _ => {
                    node.get_or_insert(at);
                    self.token(byte, (before == b'?').then_some(Kind::Key));
                }
            }
        }
    }

    /// One that may begin a key or a value, of this kind if it is a scalar.
    fn token(&mut self, byte: u8, kind: Option<Kind>) {
        let mut end = self.at + 1;
        match byte {
            b'[' | b'{' | b']' | b'}' | b',' => {
                self.emit(Kind::Mark, end);
                self.state.flow = match byte {
                    b',' => self.state.flow,
                    b'[' | b'{' => self.state.flow + 1,
                    _ => self.state.flow.saturating_sub(1),
                };
            }
            b'&' | b'*' | b'!' => {
                while !is_blank(self.byte(end)) && !self.is_flow_mark(end) {
                    end += 1;
                }
                self.emit(Kind::Name, end);
            }
            b'"' | b'\'' => self.quoted(byte, end, kind.unwrap_or(Kind::Quoted)),
            b'|' | b'>' if self.state.flow == 0 && self.header() => {}
            _ => {
                let stop = self.plain_stop(self.at);
                self.plain(stop, if self.byte(stop) == b':' { Some(Kind::Key) } else { kind });
            }
        }
    }

    /// `|` or `>` with what may follow it; false, and nothing done, if anything else follows.
    fn header(&mut self) -> bool {
        let (mut end, mut indent) = (self.at + 1, None);
        while let byte @ (b'+' | b'-' | b'1'..=b'9') = self.byte(end) {
            end += 1;
            if byte > b'-' {
                indent = Some(self.state.deep.saturating_sub(1) + usize::from(byte - b'0'));
            }
        }
        let after = self.past_blanks(end);
        let is_header = after == self.text.len() || (after > end && self.byte(after) == b'#');
        if is_header {
            self.state.inside = Inside::Block(indent);
            self.emit(Kind::Mark, end);
        }
        is_header
    }

    /// A scalar in quotes from here on, looked through from `end`.
    fn quoted(&mut self, quote: u8, mut end: usize, kind: Kind) {
        while end < self.text.len() {
            let byte = self.byte(end);
            end += 1;
            let is_escape = if quote == b'"' { byte == b'\\' } else { byte == quote && self.byte(end) == quote };
            if is_escape {
                end += 1;
            } else if byte == quote {
                let after = self.past_blanks(end);
                return self.scalar(if self.is_colon(after, after == end) { Kind::Key } else { kind }, end);
            }
        }
        self.state.inside = Inside::Quotes(quote);
        self.scalar(kind, self.text.len());
    }

    /// A scalar without quotes; what kind it is if none is given.
    fn plain(&mut self, stop: usize, kind: Option<Kind>) {
        if stop == self.text.len() {
            self.state.inside = Inside::Plain;
        }
        let text = self.text.get(self.at..stop).unwrap_or_default().trim_end_matches([' ', '\t']);
        let (kind, end) = (kind.unwrap_or_else(|| kind_of(text)), self.at + text.len());
        self.scalar(kind, end);
    }

    /// What ends a scalar without quotes: its colon, a comment, a mark in flow context, or the line.
    fn plain_stop(&self, from: usize) -> usize {
        let (mut at, mut before) = (from, b' ');
        while at < self.text.len() {
            let byte = self.byte(at);
            if self.is_flow_mark(at) || self.is_colon(at, false) || (byte == b'#' && is_blank(before)) {
                break;
            }
            (at, before) = (at + 1, byte);
        }
        at
    }

    /// Up to `end`, with the expressions in it.
    fn scalar(&mut self, kind: Kind, end: usize) {
        let (mut at, mut start, mut depth) = (self.at, self.at, 0_usize);
        // Once one was found that never ends, only those with no other inside count: no third look.
        let mut is_flat = false;
        while at < end || (depth > 0 && !is_flat) {
            if at >= end {
                (at, depth, is_flat) = (start, 0, true);
            }
            match self.byte(at) {
                b'<' if self.byte(at + 1) == b'+' => {
                    if depth == 0 || is_flat {
                        start = at;
                    }
                    depth = if is_flat { 1 } else { depth + 1 };
                    at += 1;
                }
                b'>' if depth > 0 => {
                    depth -= 1;
                    if depth == 0 {
                        self.emit(kind, start);
                        self.emit(Kind::Expression, at + 1);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.emit(kind, end);
    }

    fn emit(&mut self, kind: Kind, end: usize) {
        if end > self.at {
            (self.piece)(kind, self.text.get(self.at..end).unwrap_or_default());
            self.at = end;
        }
    }

    fn past_blanks(&self, mut at: usize) -> usize {
        while at < self.text.len() && is_blank(self.byte(at)) {
            at += 1;
        }
        at
    }

    fn is_colon(&self, at: usize, is_after_closed: bool) -> bool {
        let is_end = |next| is_blank(self.byte(next)) || self.is_flow_mark(next);
        self.byte(at) == b':' && (is_end(at + 1) || (is_after_closed && self.state.flow > 0))
    }

    fn is_flow_mark(&self, at: usize) -> bool {
        self.state.flow > 0 && matches!(self.byte(at), b',' | b'[' | b']' | b'{' | b'}')
    }

    /// A line end behind the last one.
    fn byte(&self, at: usize) -> u8 {
        #[cfg(test)]
        tests::count_a_look();
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }
}

#[cfg(test)]
mod tests;
