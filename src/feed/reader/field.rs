//! Reads a field to its end, wherever that is.

use super::Reader;
use crate::feed::html::is_html_name;
use crate::feed::names::{Lower, Space, holds_elements, is_leaf, never_markup};
use crate::feed::tokens::{Tag, Token};

/// Elements open inside a field; deeper markup is kept but its nesting is no longer followed.
const MAX_OPEN: usize = 512;

/// What a tag inside a field says of the field's own end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// It is missing, and was due before this tag.
    Ends,
    /// If it turns out to be missing, it was due before this tag.
    MayEnd,
    Nothing,
}

/// The first tag inside a field that would be a field of its own if the field's end were missing.
#[derive(Clone, Copy, Debug)]
struct NextField {
    at: usize,
    /// Tokens of the field before it.
    before: usize,
    /// Elements of the field that were open around it; it is theirs when one of them ends.
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads what is inside a field.
    pub(super) fn read_field(&mut self, tag: &Tag<'a>, space: Space, name: &str) {
        self.inside.clear();
        if tag.empty {
            self.take_address_behind(tag, space, name);
            return;
        }
        let mut stack: Vec<&'a str> = Vec::new();
        let mut next: Option<NextField> = None;
        loop {
            let at = self.tokens.position();
            let Some(token) = self.tokens.next() else {
                self.tokens.cut_off = true;
                return;
            };
            match token {
                Token::Close(close) => {
                    match stack.iter().rposition(|open| open.eq_ignore_ascii_case(close)) {
                        Some(place) => {
                            stack.truncate(place);
                            self.inside.push(token);
                        }
                        // `</>` closes what was opened last.
                        None if close.is_empty() && stack.pop().is_some() => self.inside.push(token),
                        None if close.is_empty() || close.eq_ignore_ascii_case(tag.name) => {
                            self.repairs.closing(tag.name, close);
                            return;
                        }
                        None if self.open.iter().any(|(_, open)| open.eq_ignore_ascii_case(close)) => {
                            return self.end_early(tag, next, at);
                        }
                        None => self.repairs.tags += 1,
                    }
                    next = next.filter(|next| next.depth <= stack.len());
                }
                Token::Open(inner) => {
                    match self.sign(&inner, tag, space, name, stack.is_empty()) {
                        Sign::Ends => return self.end_early(tag, next, at),
                        Sign::MayEnd if next.is_none() => {
                            next = Some(NextField { at, before: self.inside.len(), depth: stack.len() });
                        }
                        Sign::MayEnd | Sign::Nothing => {}
                    }
                    if !inner.empty && stack.len() < MAX_OPEN {
                        stack.push(inner.name);
                        self.tokens.skip_code(inner.name);
                    }
                    self.inside.push(token);
                }
                Token::Text(text) => {
                    self.repairs.text(text);
                    self.inside.push(token);
                }
                Token::Cdata(_) => self.inside.push(token),
            }
        }
    }

    /// Ends a field whose own end is missing `at` a token at the latest: where the next field began, if one did.
    fn end_early(&mut self, tag: &Tag<'a>, next: Option<NextField>, at: usize) {
        self.repairs.tags += 1;
        let mut end = at;
        if let Some(next) = next
            && let Some(left) = self.again.checked_sub(at - next.at)
        {
            self.again = left;
            self.inside.truncate(next.before);
            end = next.at;
        }
        self.drop_half_closing(tag.name);
        self.tokens.back_to(end);
    }

    /// What a tag inside a field says of the field's end; `direct`: no other element is open in the field.
    fn sign(&self, inner: &Tag<'a>, field: &Tag<'a>, space: Space, name: &str, direct: bool) -> Sign {
        let (inner_space, local) = self.spaces.resolve(inner.name);
        let local = Lower::of(local);
        let local = local.as_str();
        if inner_space == Space::Feed
            && (matches!(local, "item" | "entry") || (local == "url" && self.sitemap))
        {
            // An Atom content may hold a whole entry; an RSS text holds none.
            let holds_it = name == "content" && field.attributes.contains("xml");
            return if holds_it { Sign::Nothing } else { Sign::Ends };
        }
        let is_text = matches!(space, Space::Feed | Space::Dc | Space::Content) && !holds_elements(name);
        let ends = direct
            && is_text
            && match inner_space {
                Space::Xhtml => false,
                // A short text may hold a little HTML, and nothing else.
                _ if is_leaf(name) => !is_html_name(local),
                Space::Rdf | Space::News | Space::Undeclared | Space::Other => false,
                // HTML has titles too.
                Space::Feed => never_markup(local, inner) && local != "title",
                _ => true,
            };
        let may_end = || match inner_space {
            Space::Feed => never_markup(local, inner) || matches!(local, "summary" | "content"),
            Space::Dc | Space::Content => true,
            _ => false,
        };
        match ends {
            true => Sign::Ends,
            false if may_end() => Sign::MayEnd,
            false => Sign::Nothing,
        }
    }
}
