//! JSON as people and programs of other languages write it: commas too many or too few, comments, single quotes, names
//! without quotes, line breaks inside strings, escapes that JSON does not have.

use std::fmt::Write as _;

/// The same JSON as its grammar wants it; strings keep all they say. One pass, whatever the text.
pub(super) fn repaired(json: &str) -> String {
    let mut repair = Repair { out: String::with_capacity(json.len()), last: Last::Start };
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' | '\'' => repair.string(rest, c),
            '{' | '[' => repair.open(c),
            '}' | ']' => repair.close(c),
            ',' => repair.comma(),
            ':' => repair.push(c, Last::Separator),
            c if is_word(c) => repair.word(rest),
            _ => comment_length(rest).unwrap_or(c.len_utf8()),
        };
        rest = &rest[length..];
    }
    repair.out
}

/// What was written last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    /// A string, word or number, or the end of a list or object.
    Value,
    /// A colon, or the start of a list or object.
    Separator,
    Comma,
}

struct Repair {
    out: String,
    last: Last,
}

impl Repair {
    fn push(&mut self, c: char, last: Last) -> usize {
        self.out.push(c);
        self.last = last;
        c.len_utf8()
    }

    /// Before a value: what stands beside another value lost its comma.
    fn separate(&mut self) {
        if self.last == Last::Value {
            self.out.push(',');
        }
    }

    fn open(&mut self, c: char) -> usize {
        self.separate();
        self.push(c, Last::Separator)
    }

    fn close(&mut self, c: char) -> usize {
        // A comma before an end separates nothing.
        if self.last == Last::Comma {
            self.out.pop();
        }
        self.push(c, Last::Value)
    }

    fn comma(&mut self) -> usize {
        if self.last == Last::Value {
            self.push(',', Last::Comma);
        }
        1
    }

    /// A name, a constant or a number.
    fn word(&mut self, text: &str) -> usize {
        let length = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
        let word = &text[..length];
        self.separate();
        match word {
            "true" | "True" => self.out.push_str("true"),
            "false" | "False" => self.out.push_str("false"),
            "null" | "None" | "undefined" | "NaN" | "Infinity" | "-Infinity" => self.out.push_str("null"),
            number if serde_json::from_str::<serde_json::Number>(number).is_ok() => self.out.push_str(number),
            name => {
                self.out.push('"');
                self.out.push_str(name);
                self.out.push('"');
            }
        }
        self.last = Last::Value;
        length
    }

    fn string(&mut self, text: &str, quote: char) -> usize {
        self.separate();
        self.out.push('"');
        let mut at = 1;
        while let Some(c) = text[at..].chars().next() {
            at += c.len_utf8();
            match c {
                '\\' => at += self.escape(&text[at..]),
                c if c == quote && ends_string(&text[at..]) => break,
                '"' => self.out.push_str("\\\""),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                c if c < ' ' => {}
                c => self.out.push(c),
            }
        }
        self.out.push('"');
        self.last = Last::Value;
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '+' | '-')
}

/// Whether a quote with this behind it ends its string: within a text other words follow it.
fn ends_string(behind: &str) -> bool {
    let next = behind.trim_start();
    let on_its_line = behind.len() - next.len();
    match next.chars().next() {
        None | Some(',' | '}' | ']' | ':' | '/') => true,
        Some(_) => memchr::memchr(b'\n', &behind.as_bytes()[..on_its_line]).is_some(),
    }
}

/// `// …` and `/* … */`, where a value or a comma could stand.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len()));
    }
    let inside = text.strip_prefix("/*")?;
    Some(memchr::memmem::find(inside.as_bytes(), b"*/").map_or(text.len(), |end| end + 4))
}
