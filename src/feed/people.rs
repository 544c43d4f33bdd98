//! Names out of the ways feeds write them.

use std::borrow::Cow;

use super::names::Lower;
use super::plain::plain_line;
use super::text::text_of;
use super::tokens::Token;

/// The names in an author's field: of `<name>` inside it, else of its text.
pub(super) fn people(inside: &[Token<'_>]) -> Vec<String> {
    let (name, mail) = (child_text(inside, &["name"]), child_text(inside, &["email"]));
    let nested = inside.iter().any(|token| matches!(token, Token::Open(_)));
    let text = if nested { Cow::Owned(name.or(mail).unwrap_or_default()) } else { text_of(inside) };
    names_of(&text)
}

/// The names of a list in which several have their mail addresses; anything else is one name, whatever commas it has.
fn names_of(text: &str) -> Vec<String> {
    let pieces = pieces(text);
    if pieces.iter().filter(|piece| mail_in(piece).is_some()).count() < 2 {
        return name_of(text).into_iter().collect();
    }
    let (mut names, mut before) = (Vec::new(), String::new());
    for piece in pieces {
        let Some(mail) = mail_in(piece) else {
            before = format!("{before}{piece},");
            continue;
        };
        // `Roe, Jane <jane@…>` is one name, `AFP, jane@… (Jane Roe)` are two.
        if piece.trim_start().starts_with(mail) {
            names.extend(name_of(&before));
            before.clear();
        }
        names.extend(name_of(&format!("{before}{piece}")));
        before.clear();
    }
    names.extend(name_of(&before));
    names
}

/// What stands between commas and semicolons, but for those in brackets.
fn pieces(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(move |c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    })
    .collect()
}

fn mail_in(text: &str) -> Option<&str> {
    text.split([' ', '(', ')', '<', '>', ',', ';', '[', ']']).find(|word| is_mail(word))
}

/// The name in `mail (name)`, `name <mail>`, `name (mail)` or plain text; the mail address when that is all there is.
///
/// RSS 2.0 asks for `mail (name)` in `author` and `managingEditor`.
fn name_of(text: &str) -> Option<String> {
    let text = plain_line(&text.replace('<', " &lt;"));
    let text = text.trim_matches([',', ';', ' ']);
    if text.is_empty() {
        return None;
    }
    let Some(mail) = mail_in(text) else {
        return Some(text.to_owned());
    };
    let rest = text.replacen(mail, "", 1);
    let rest = rest.replace("mailto:", "");
    let name = first_in_brackets(rest.trim_start());
    let name = name.trim_matches(|c: char| c.is_whitespace() || "()<>[],;\"'-".contains(c));
    if name.is_empty() {
        return Some(mail.trim_start_matches("mailto:").to_owned());
    }
    let is_open = name.rfind('(') > name.rfind(')');
    Some(if is_open { format!("{name})") } else { name.to_owned() })
}

/// What the brackets at the start of a text hold, where more follows: `(Jane Roe) (AFP)`.
fn first_in_brackets(text: &str) -> &str {
    let mut depth = 0_usize;
    let end = text.find(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    match end {
        Some(end @ 1..) if !text[1..end].trim().is_empty() => &text[1..end],
        _ => text,
    }
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
