//! What relative addresses are relative to.

use std::cell::Cell;
use std::rc::Rc;

use url::Url;

use super::entities::decode_entities;
use crate::model::is_web_address;

/// Room for addresses made absolute, beside a multiple of the document: a long base and a million short links would
/// otherwise become gigabytes.
const SPARE_ROOM: usize = 256 * 1024;

/// A base address, and how many more bytes of addresses may be made with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Base {
    url: Option<Rc<Url>>,
    room: Rc<Cell<usize>>,
}

impl Base {
    /// The base of a document of so many bytes.
    pub(super) fn new(url: Option<&Url>, document_bytes: usize) -> Self {
        Self {
            url: url.filter(|url| !url.cannot_be_a_base()).cloned().map(Rc::new),
            room: Rc::new(Cell::new(document_bytes.saturating_mul(4).saturating_add(SPARE_ROOM))),
        }
    }

    /// The base below this one, as `xml:base` gives it; one that cannot be used changes nothing.
    pub(super) fn below(&self, address: &str) -> Self {
        let address = decode_entities(address.trim());
        let joined = match &self.url {
            Some(base) => {
                self.take(address.len() + base.as_str().len()).then(|| base.join(&address).ok()).flatten()
            }
            None => Url::parse(&address).ok(),
        };
        match joined.filter(|url| matches!(url.scheme(), "http" | "https" | "ftp")) {
            Some(url) => Self { url: Some(Rc::new(url)), room: Rc::clone(&self.room) },
            None => self.clone(),
        }
    }

    pub(super) fn is_known(&self) -> bool {
        self.url.is_some()
    }

    /// An absolute address where that can be told; what is no address at all stays as it stands.
    pub(super) fn absolute(&self, address: &str) -> String {
        let address = address.trim();
        match &self.url {
            Some(base) if !has_scheme(address) && self.take(address.len() + base.as_str().len()) => {
                base.join(address).map_or_else(|_| address.to_owned(), Into::into)
            }
            _ => address.to_owned(),
        }
    }

    /// Takes room for an address; false when there is none left.
    fn take(&self, bytes: usize) -> bool {
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or_default());
        left.is_some()
    }
}

/// Whether an address may be an entry's link: one of the web, or relative to what is not known. Nothing else is ever shown as one.
pub(super) fn is_link(address: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme))
        || is_web_address(address)
        // A browser leaves out the tab of `java\tscript:`, and so does what reads addresses here.
        || (Url::parse(address).is_err() && !has_scheme(address))
}

/// Whether an address begins with a scheme (RFC 3986 section 3.1).
pub(super) fn has_scheme(address: &str) -> bool {
    let Some(colon) = memchr::memchr(b':', address.as_bytes()) else { return false };
    let scheme = &address.as_bytes()[..colon];
    scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}
