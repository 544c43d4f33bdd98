//! Whether a part of a query finds whatever another one does.

use super::contradiction::{is_below, key};
use crate::language::fold;
use crate::topic::ast::{Known, Nearness, Node, Scope, Term, TermKind};
use crate::topic::word::Word;

/// In how much of what the narrower part finds the wider one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Covers {
    /// In all of it.
    Always,
    /// In all but forms of a word that begin otherwise, as *parties* does beside `party*`.
    AsWritten,
}

/// Whether the wider part holds in whatever article the narrower one does, as far as that is plain to see.
pub(super) fn covers(wide: &Node, narrow: &Node) -> Option<Covers> {
    within((wide, Scope::ALL), (narrow, Scope::ALL))
}

fn within((wide, wide_in): (&Node, Scope), (narrow, narrow_in): (&Node, Scope)) -> Option<Covers> {
    let deeper = |inner: &Node| within((wide, wide_in), (inner, narrow_in));
    match (wide, narrow) {
        (Node::Within { field, inner }, _) => within((inner, wide_in.within(*field)), (narrow, narrow_in)),
        (_, Node::Within { field, inner }) => within((wide, wide_in), (inner, narrow_in.within(*field))),
        (Node::Term(one), Node::Term(other)) if holds(wide_in, narrow_in) => term(one, other),
        (Node::Known(Known::Site(domain)), Node::Known(Known::Site(host))) => {
            is_below(host, domain).then_some(Covers::Always)
        }
        (_, Node::Near { left, nearness: Nearness::Without(_), .. }) => deeper(left),
        (_, Node::Near { left, right, .. }) => deeper(left).or_else(|| deeper(right)),
        (_, Node::AtLeast { inner, .. }) => deeper(inner),
        (_, Node::And(nodes)) => nodes.iter().filter_map(deeper).min(),
        (_, Node::Or(nodes)) => nodes.iter().map(deeper).collect::<Option<Vec<_>>>()?.into_iter().max(),
        _ => (holds(wide_in, narrow_in) && key(wide) == key(narrow)).then_some(Covers::Always),
    }
}

/// Whether one stretch of an article holds another.
fn holds(wide: Scope, narrow: Scope) -> bool {
    let is_in_body = wide.body
        && wide.first_tokens >= narrow.first_tokens
        && (!wide.first_paragraph || narrow.first_paragraph);
    (wide.title || !narrow.title) && (is_in_body || !narrow.body)
}

/// A word covers its like and the phrases that hold it; a phrase those that hold it whole.
fn term(wide: &Term, narrow: &Term) -> Option<Covers> {
    if wide.kind == TermKind::Exact {
        return (wide == narrow).then_some(Covers::Always);
    }
    let stretches = narrow.words.windows(wide.words.len().max(1));
    let each = stretches.filter_map(|stretch| {
        wide.words.iter().zip(stretch).map(|(one, other)| word(one, other)).collect::<Option<Vec<_>>>()
    });
    each.filter_map(|covers| covers.into_iter().max()).min()
}

fn word(wide: &Word, narrow: &Word) -> Option<Covers> {
    let folded = match narrow {
        Word::Stemmed(written) | Word::Exact(written) => fold(written),
        Word::Folded(folded) | Word::Hashtag(folded) => folded.clone(),
        Word::Wildcard(_) => return (wide == narrow).then_some(Covers::Always),
    };
    match (wide, narrow) {
        // All inflections of the one are those of the other.
        (Word::Stemmed(written), _) => fold(written) == folded,
        (Word::Folded(_), Word::Stemmed(_)) => false,
        (Word::Folded(own), _) | (Word::Hashtag(own), Word::Hashtag(_)) => *own == folded,
        (Word::Wildcard(wildcard), Word::Stemmed(_)) => {
            return (!wildcard.hashtag && wildcard.fits(&folded)).then_some(Covers::AsWritten);
        }
        (Word::Wildcard(wildcard), other) => {
            (!wildcard.hashtag || matches!(other, Word::Hashtag(_))) && wildcard.fits(&folded)
        }
        (Word::Exact(_) | Word::Hashtag(_), _) => wide == narrow,
    }
    .then_some(Covers::Always)
}
