//! What the walk does about tags that are missing, halved or in the wrong place.

use super::{Kind, Place, Reader, Role, is_local};
use crate::feed::halves;
use crate::feed::names::Space;
use crate::feed::tokens::{Tag, Token, Tokens};

/// Where an entry began whose own tag is missing.
#[derive(Debug, Default)]
pub(super) struct LostEntry {
    /// The first field behind the end of an entry; before all entries, the last headline but the feed's own.
    pub(super) at: Option<usize>,
    pub(super) any_entry: bool,
    pub(super) headlines: u32,
}

impl<'a> Reader<'a> {
    /// Remembers what is wrong with a container or field, and with where it stands.
    pub(super) fn note(&mut self, tag: &Tag<'a>, role: Role) {
        self.repairs.tag(tag.name, tag.attributes, &self.spaces);
        let root = self.open.first().map_or(tag.name, |(_, name)| name);
        self.repairs.spelling(tag.name, root);
        let in_feed = || self.open.iter().any(|(kind, _)| *kind == Kind::Feed);
        match role {
            Role::Entry if self.rooted && !in_feed() && !is_local(root, "rdf") => self.repairs.outside += 1,
            Role::Head(_) if self.place == Place::Behind => self.repairs.more_roots += 1,
            _ => {}
        }
    }

    /// The opening tag of what seems to be text between fields: one that lost its first bracket, or one that is missing before a
    /// text whose closing tag is there. `at`: before the token.
    pub(super) fn whole_tag(&mut self, token: Token<'a>, at: usize) -> Token<'a> {
        let (Token::Text(text) | Token::Cdata(text)) = token else { return token };
        let own = text.trim_ascii_start();
        // A section with an entry in it is none of its fields.
        if !self.rooted || own.is_empty() || ["<item", "<entry"].iter().any(|entry| own.starts_with(entry)) {
            return token;
        }
        if let Token::Text(_) = token
            && let Some((tag, inside)) = halves::opening(text)
        {
            self.repairs.tags += 1;
            self.tokens.back_to(self.tokens.position() - text.len() + inside);
            return Token::Open(tag);
        }
        let Some(Token::Close(name)) = solid(&mut self.tokens.clone()) else { return token };
        let is_open = self.open.iter().any(|(_, open)| open.eq_ignore_ascii_case(name));
        if is_open || !halves::holds_text(name) {
            return token;
        }
        self.repairs.tags += 1;
        self.tokens.back_to(at);
        Token::Open(Tag { name, attributes: "", empty: false })
    }

    /// Whether a text and the closing tag of an element follow that closed itself.
    pub(super) fn text_follows(&self, name: &str) -> bool {
        let mut ahead = self.tokens.clone();
        matches!(solid(&mut ahead), Some(Token::Text(_) | Token::Cdata(_)))
            && matches!(solid(&mut ahead), Some(Token::Close(close)) if close.eq_ignore_ascii_case(name))
    }

    /// Takes the address that follows a link which closed itself: HTML knows no other links, and whoever reads a feed as HTML and writes
    /// it again takes the end of its links away.
    pub(super) fn take_address_behind(&mut self, tag: &Tag<'a>, space: Space, name: &str) {
        if space != Space::Feed || name != "link" || !tag.attributes.trim_ascii().is_empty() {
            return;
        }
        let mut ahead = self.tokens.clone();
        let Some(address @ (Token::Text(text) | Token::Cdata(text))) = ahead.next() else { return };
        let text = text.trim_ascii();
        let is_address = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
        if is_address && !text.contains(char::is_whitespace) {
            self.tokens = ahead;
            self.repairs.tags += 1;
            self.inside.push(address);
        }
    }

    /// Remembers where an entry began, should its opening tag be missing.
    pub(super) fn remember(&mut self, at: usize, space: Space, name: &str) {
        if self.in_entry() {
            return;
        }
        let is_headline = space == Space::Feed && name == "title";
        self.lost.headlines += u32::from(is_headline);
        if self.lost.any_entry {
            self.lost.at.get_or_insert(at);
        } else if is_headline && self.lost.headlines > 1 {
            self.lost.at = Some(at);
        }
    }

    /// Goes back to where an entry began of which only the end has a tag.
    pub(super) fn begins_late(&mut self, name: &'a str) -> bool {
        let is_entry = ["item", "entry"].iter().any(|known| is_local(name, known));
        if !is_entry || !self.rooted || self.in_entry() {
            return false;
        }
        let Some(at) = self.lost.at.take() else { return false };
        self.tokens.back_to(at);
        self.push(Kind::Entry, &Tag { name, attributes: "", empty: false });
        self.lost.any_entry = true;
        true
    }

    /// Whether the next tag is an entry's field: then the entry before it was closed too early.
    pub(super) fn field_follows(&self) -> bool {
        let next = solid(&mut self.tokens.clone());
        matches!(next, Some(Token::Open(tag)) if matches!(self.role(&tag), Role::Field(Space::Feed | Space::Dc, _)))
    }

    /// Takes a closing tag that lost its first bracket off the end of a field's text.
    pub(super) fn drop_half_closing(&mut self, name: &str) {
        if let Some(Token::Text(text)) = self.inside.last_mut()
            && let Some(own) = halves::without_closing(text, name)
        {
            *text = own;
        }
    }
}

/// The next token that is more than white space.
fn solid<'a>(tokens: &mut Tokens<'a>) -> Option<Token<'a>> {
    std::iter::from_fn(|| tokens.next())
        .find(|token| !matches!(token, Token::Text(text) if text.trim_ascii().is_empty()))
}
