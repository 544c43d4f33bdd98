//! Text as markup.

use std::borrow::Cow;

/// Text as markup, for the space between tags.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push_escaped(&mut out, text);
    Cow::Owned(out)
}

/// Adds text as markup.
pub(super) fn push_escaped(to: &mut String, text: &str) {
    let mut done = 0;
    for at in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
        to.push_str(&text[done..at]);
        to.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        done = at + 1;
    }
    to.push_str(&text[done..]);
}

/// Adds text as the value of an attribute in double quotes.
pub(super) fn push_escaped_value(to: &mut String, value: &str) {
    let mut done = 0;
    for at in memchr::memchr_iter(b'"', value.as_bytes()) {
        push_escaped(to, &value[done..at]);
        to.push_str("&quot;");
        done = at + 1;
    }
    push_escaped(to, &value[done..]);
}
