//! JSON as people and programs of other languages write it: commas too many or too few, comments, single quotes, names
//! without quotes, line breaks inside strings, escapes that JSON does not have; colons, values, brackets and quotes that were
//! lost.

use std::fmt::Write as _;

use super::json_strings::{ends_name, ends_string, is_word, lost_its_quote, unquoted};

/// The same JSON as its grammar wants it; strings keep all they say. One pass, whatever the text.
pub(super) fn repaired(json: &str) -> String {
    Repair::of(json).out
}

/// The same, with what is open at the end closed.
pub(super) fn closed(json: &str) -> String {
    let mut repair = Repair::of(json);
    while let Some(open) = repair.open.last().copied() {
        repair.end(open);
    }
    repair.out
}

/// What was written last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    /// A string, word or number, or the end of a list or object.
    Value,
    /// A name that waits for its colon.
    Name,
    Colon,
    /// The start of a list or object.
    Open,
    Comma,
}

/// What holds values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    List,
    Object,
}

struct Repair {
    out: String,
    last: Last,
    open: Vec<Holder>,
    /// Where the last string was written, if that was written last.
    string_at: Option<usize>,
    /// How much text is left where the next quote, bracket or line break stands.
    behind_stop: usize,
}

impl Repair {
    fn of(json: &str) -> Self {
        let out = String::with_capacity(json.len());
        let mut repair =
            Self { out, last: Last::Start, open: Vec::new(), string_at: None, behind_stop: usize::MAX };
        let mut rest = json;
        while let Some(c) = rest.chars().next() {
            let length = match c {
                '"' | '\'' => repair.string(rest, c),
                '{' => repair.begin(Holder::Object),
                '[' => repair.begin(Holder::List),
                '}' => repair.close(Holder::Object, &rest[1..]),
                ']' => repair.close(Holder::List, &rest[1..]),
                ',' => repair.comma(),
                ':' => repair.colon(),
                '=' if repair.last == Last::Name => repair.colon(),
                c if is_word(c) => repair.word(rest),
                c if c.is_whitespace() => c.len_utf8(),
                c => comment_length(rest).unwrap_or_else(|| {
                    if repair.last == Last::Colon { repair.word(rest) } else { c.len_utf8() }
                }),
            };
            rest = &rest[length..];
        }
        repair
    }

    fn push(&mut self, c: char, last: Last) {
        self.out.push(c);
        (self.last, self.string_at) = (last, None);
    }

    /// Before a value: what stands beside another value lost its comma, beside a name its colon.
    fn separate(&mut self) {
        match self.last {
            Last::Value => self.push(',', Last::Comma),
            Last::Name => self.push(':', Last::Colon),
            _ => {}
        }
    }

    /// Whether what comes next is a name.
    fn is_name_due(&self) -> bool {
        self.open.last() == Some(&Holder::Object) && matches!(self.last, Last::Open | Last::Comma)
    }

    fn begin(&mut self, holder: Holder) -> usize {
        self.separate();
        // An object where a name was due: the one before it in their list lost its end.
        if holder == Holder::Object
            && self.last == Last::Comma
            && self.open.ends_with(&[Holder::List, Holder::Object])
        {
            self.end(Holder::Object);
            self.separate();
        }
        self.open.push(holder);
        self.push(if holder == Holder::Object { '{' } else { '[' }, Last::Open);
        1
    }

    /// Ends what was opened last.
    fn end(&mut self, holder: Holder) {
        match self.last {
            // A comma before an end separates nothing.
            Last::Comma => _ = self.out.pop(),
            Last::Colon => self.out.push_str("null"),
            Last::Name => self.out.push_str(":null"),
            Last::Start | Last::Value | Last::Open => {}
        }
        self.open.pop();
        self.push(if holder == Holder::Object { '}' } else { ']' }, Last::Value);
    }

    fn close(&mut self, holder: Holder, behind: &str) -> usize {
        let place = self.open.iter().rposition(|open| *open == holder);
        // An end of nothing; nor does the document end where it goes on.
        let Some(place) = place.filter(|place| *place > 0 || !behind.trim_start().starts_with(',')) else {
            return 1;
        };
        // What is open within lost its own end.
        while self.open.len() > place
            && let Some(open) = self.open.last().copied()
        {
            self.end(open);
        }
        1
    }

    fn comma(&mut self) -> usize {
        match self.last {
            Last::Name => self.out.push_str(":null"),
            Last::Colon => self.out.push_str("null"),
            Last::Value => {}
            Last::Start | Last::Open | Last::Comma => return 1,
        }
        self.push(',', Last::Comma);
        1
    }

    fn colon(&mut self) -> usize {
        match (self.last, self.string_at) {
            (Last::Name, _) => self.push(':', Last::Colon),
            // A name in a list: its object lost its beginning.
            (Last::Value, Some(at)) if self.open.last() == Some(&Holder::List) => {
                self.out.insert(at, '{');
                self.open.push(Holder::Object);
                self.push(':', Last::Colon);
            }
            _ => {}
        }
        1
    }

    /// After a value that may be a name, which begins at a place of what was written.
    fn written(&mut self, is_name: bool, at: Option<usize>) {
        (self.last, self.string_at) = (if is_name { Last::Name } else { Last::Value }, at);
    }

    /// A name, a constant, a number, or a string without its first quote; returns how much of the text that took.
    fn word(&mut self, text: &str) -> usize {
        let length = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
        let word = &text[..length];
        self.separate();
        let is_name = self.is_name_due();
        let is_number = || serde_json::from_str::<serde_json::Number>(word).is_ok();
        match word {
            "true" | "True" if !is_name => self.out.push_str("true"),
            "false" | "False" if !is_name => self.out.push_str("false"),
            "null" | "None" | "undefined" | "NaN" | "Infinity" | "-Infinity" if !is_name => {
                self.out.push_str("null");
            }
            number if !is_name && is_number() => self.out.push_str(number),
            _ if self.last == Last::Colon
                && let Some(length) = unquoted(text, &mut self.behind_stop) =>
            {
                let quoted = format!("\"{}", &text[..length]);
                return self.string(&quoted, '"') - 1;
            }
            "" => return text.chars().next().map_or(1, char::len_utf8),
            name => {
                self.out.push('"');
                self.out.push_str(name);
                self.out.push('"');
            }
        }
        self.written(is_name, None);
        length
    }

    fn string(&mut self, text: &str, quote: char) -> usize {
        self.separate();
        let (is_name, start) = (self.is_name_due(), self.out.len());
        let in_list = self.open.last() == Some(&Holder::List);
        self.out.push('"');
        let mut at = 1;
        while let Some(c) = text[at..].chars().next() {
            at += c.len_utf8();
            match c {
                '\\' => at += self.escape(&text[at..]),
                c if c == quote && ends_string(&text[at..]) => break,
                // No text of a list goes on with an object.
                c if c == quote && in_list && text[at..].trim_start().starts_with('{') => break,
                c if c == quote && is_name && ends_name(&text[1..at - 1], &text[at..]) => break,
                ',' | '\n' if lost_its_quote(&text[at - 1..], quote) => {
                    at -= 1;
                    break;
                }
                '"' => self.out.push_str("\\\""),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                c if c < ' ' => {}
                c => self.out.push(c),
            }
        }
        self.out.push('"');
        self.written(is_name, Some(start));
        at
    }

    /// What stands behind a backslash; returns how much of it that took.
    fn escape(&mut self, behind: &str) -> usize {
        let Some(c) = behind.chars().next() else { return 0 };
        match c {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {
                self.out.push('\\');
                self.out.push(c);
                1
            }
            'u' => self.character(behind),
            'x' => match hexadecimal(&behind[1..], 2) {
                Some(code) => {
                    self.unicode(code);
                    3
                }
                None => 1,
            },
            // A line that goes on, and a quote that needed no escape.
            '\n' => 1,
            c => {
                if c >= ' ' {
                    self.out.push(c);
                }
                c.len_utf8()
            }
        }
    }

    /// `u` and four digits; half a character is none.
    fn character(&mut self, behind: &str) -> usize {
        let Some(code) = hexadecimal(&behind[1..], 4) else { return 1 };
        let low = behind[5..].strip_prefix("\\u").and_then(|low| hexadecimal(low, 4));
        match (code, low) {
            (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
                self.unicode(code);
                self.unicode(low);
                11
            }
            (0xd800..0xe000, _) => {
                self.unicode(0xfffd);
                5
            }
            _ => {
                self.unicode(code);
                5
            }
        }
    }

    fn unicode(&mut self, code: u32) {
        // Writing to a String cannot fail.
        let _ = write!(self.out, "\\u{code:04x}");
    }
}

fn hexadecimal(text: &str, digits: usize) -> Option<u32> {
    let digits = text.get(..digits).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// `// …`, `# …` and `/* … */`, where a value or a comma could stand.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") || text.starts_with('#') {
        return Some(memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len()));
    }
    let inside = text.strip_prefix("/*")?;
    Some(memchr::memmem::find(inside.as_bytes(), b"*/").map_or(text.len(), |end| end + 4))
}
