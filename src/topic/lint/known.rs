//! What a query says of the article beside its words, as it is written.

use std::ops::Range;

use crate::topic::ast::Query;
use crate::topic::key::Key;
use crate::topic::lexer::{Lexeme, Lexer};

/// A value behind `site:` and its like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownValue {
    /// `site`, `url`, `author`, `lang`, `country`, `group` or `tag`.
    pub key: &'static str,
    /// As it is written, without quotes.
    pub value: String,
    /// Byte range of the value in the query text.
    pub span: Range<usize>,
}

impl Query {
    /// The values behind keys in a query's text, which must parse; in order.
    ///
    /// ```
    /// use vigie::topic::Query;
    /// let values = Query::known_values("drone lang:(uk OR ua)");
    /// assert_eq!(values[1].value, "ua");
    /// assert_eq!(values[1].span, 18..20);
    /// ```
    #[must_use]
    pub fn known_values(text: &str) -> Vec<KnownValue> {
        let (mut lexer, mut found) = (Lexer::new(text), Vec::new());
        while let Ok(Some((lexeme, _))) = lexer.next() {
            let Lexeme::Key(key) = lexeme else { continue };
            match lexer.value() {
                Ok(Some(value)) => found.push(known(key, value)),
                Ok(None) => several(&mut lexer, |value| found.push(known(key, value))),
                Err(_) => return found,
            }
        }
        found
    }
}

/// Passes the values in brackets, the opening one being next.
pub(super) fn several(lexer: &mut Lexer<'_>, mut see: impl FnMut((String, Range<usize>))) {
    let mut next = lexer.next();
    while matches!(next, Ok(Some((Lexeme::Open | Lexeme::Or, _)))) {
        if let Ok(Some(value)) = lexer.value() {
            see(value);
        }
        next = lexer.next();
    }
}

fn known(key: Key, (value, span): (String, Range<usize>)) -> KnownValue {
    KnownValue { key: key.name(), value, span }
}
