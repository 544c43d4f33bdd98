//! Names out of the ways feeds write them.

use std::borrow::Cow;

use super::names::Lower;
use super::plain::plain_line;
use super::text::text_of;
use super::tokens::Token;

/// The name in an author's field: of `<name>` inside it, else of its text.
pub(super) fn person(inside: &[Token<'_>]) -> Option<String> {
    let (name, mail) = (child_text(inside, &["name"]), child_text(inside, &["email"]));
    let nested = inside.iter().any(|token| matches!(token, Token::Open(_)));
    let text = if nested { Cow::Owned(name.or(mail).unwrap_or_default()) } else { text_of(inside) };
    name_of(&text)
}

/// The name in `mail (name)`, `name <mail>`, `name (mail)` or plain text; the mail address when that is all there is.
///
/// RSS 2.0 asks for `mail (name)` in `author` and `managingEditor`.
pub(super) fn name_of(text: &str) -> Option<String> {
    let text = plain_line(&text.replace('<', " &lt;"));
    let text = text.trim_matches([',', ';', ' ']);
    if text.is_empty() {
        return None;
    }
    let Some(mail) = text.split([' ', '(', ')', '<', '>', ',', '[', ']']).find(|word| is_mail(word)) else {
        return Some(text.to_owned());
    };
    let rest = text.replacen(mail, "", 1);
    let rest = rest.replace("mailto:", "");
    let name = rest.trim_matches(|c: char| c.is_whitespace() || "()<>[],;\"'-".contains(c));
    Some(if name.is_empty() { mail.trim_start_matches("mailto:") } else { name }.to_owned())
}

/// The text of the first child with one of these names.
pub(super) fn child_text(inside: &[Token<'_>], names: &[&str]) -> Option<String> {
    let start = inside.iter().position(|token| match token {
        Token::Open(tag) => !tag.empty && is_named(tag.name, names),
        _ => false,
    })?;
    let behind = &inside[start + 1..];
    let end = behind.iter().position(|token| matches!(token, Token::Close(name) if is_named(name, names)));
    let text = text_of(&behind[..end.unwrap_or(behind.len())]);
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn is_named(name: &str, names: &[&str]) -> bool {
    names.contains(&Lower::of(name.rsplit(':').next().unwrap_or(name)).as_str())
}

fn is_mail(word: &str) -> bool {
    word.trim_start_matches("mailto:").split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    })
}
