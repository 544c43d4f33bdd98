//! What can stand where in a query.

use std::ops::Range;

use super::QueryError;
use super::ast::{Nearness, Node, Scope, TextField};
use super::lexer::error;

/// Letters that every match of a regular expression has, unless something else announces it.
const LEAST_LITERAL: usize = 3;

/// What stands beside NEAR must say where it hits.
pub(super) fn check_side(node: &Node, at: &Range<usize>) -> Result<(), QueryError> {
    if node.has_places() {
        return Ok(());
    }
    let (what, help) = if node.any(&|n| matches!(n, Node::AtLeast { .. })) {
        ("ATLEAST", "put it beside: `(a NEAR/5 b) AND ATLEAST/3(c)`")
    } else if node.any(&|n| matches!(n, Node::Not(_))) {
        ("NOT", "negate the whole: `NOT (a NEAR/5 b)`, or put it beside: `(a NEAR/5 b) AND NOT c`")
    } else if node.any(&|n| matches!(n, Node::Known(_))) {
        ("a field of the article", "put it beside: `(a NEAR/5 b) AND site:example.org`")
    } else {
        ("AND", "only words, phrases, OR and NEAR can be near something: `(a NEAR/5 b) AND (a NEAR/5 c)`")
    };
    error(at.clone(), format!("{what} stands inside a NEAR"), help)
}

/// What ATLEAST counts must say where it hits.
pub(super) fn check_counted(node: &Node, at: &Range<usize>) -> Result<(), QueryError> {
    if node.has_places() {
        return Ok(());
    }
    let help =
        "count words, phrases and NEARs joined by OR, and put the rest beside: `ATLEAST/3(a OR b) AND c`";
    error(at.clone(), "only what has a place in the text can be counted", help)
}

/// An expression without a word in it would be tried on every article: something must come before it.
pub(super) fn check_patterns(root: &Node, span: &Range<usize>) -> Result<(), QueryError> {
    let bare = |node: &Node| matches!(node, Node::Pattern(pattern) if pattern.literal < LEAST_LITERAL);
    if !root.any(&bare) || is_announced(root) {
        return Ok(());
    }
    let message = format!("a regular expression has fewer than {LEAST_LITERAL} letters that must be there");
    error(span.clone(), message, "join a word to it by AND or NEAR: `missile AND /\\b[a-z]-?\\d{3}\\b/`")
}

/// Whether the query can only hold where a word, a concept or something known does.
fn is_announced(node: &Node) -> bool {
    match node {
        Node::And(nodes) => nodes.iter().any(is_announced),
        Node::Or(nodes) => nodes.iter().all(is_announced),
        Node::Near { left, nearness: Nearness::Without(_), .. } => is_announced(left),
        Node::Near { left, right, .. } => is_announced(left) || is_announced(right),
        Node::Within { inner, .. } | Node::AtLeast { inner, .. } => is_announced(inner),
        Node::Pattern(pattern) => pattern.literal >= LEAST_LITERAL,
        Node::Not(_) => false,
        Node::Term(_) | Node::Concept { .. } | Node::Known(_) => true,
    }
}

/// A field is about words, and must not lie outside a field around it.
pub(super) fn check_field(field: TextField, inner: &Node, place: &Range<usize>) -> Result<(), QueryError> {
    if inner.any(&|n| matches!(n, Node::Known(_))) {
        return error(
            place.clone(),
            format!("`{field}` needs words, not what is known of the article"),
            "write the two side by side, joined by AND",
        );
    }
    let mut never = false;
    scopes(inner, Scope::ALL.within(field), &mut never);
    if never {
        return error(
            place.clone(),
            format!("`{field}` holds another field that lies outside it: this can never match"),
            "write the two side by side, joined by AND",
        );
    }
    Ok(())
}

fn scopes(node: &Node, scope: Scope, never: &mut bool) {
    match node {
        Node::Within { field, inner } => {
            let scope = scope.within(*field);
            *never |= scope.is_empty();
            scopes(inner, scope, never);
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| scopes(n, scope, never)),
        Node::Not(inner) | Node::AtLeast { inner, .. } => scopes(inner, scope, never),
        Node::Near { left, right, .. } => {
            scopes(left, scope, never);
            scopes(right, scope, never);
        }
        Node::Term(_) | Node::Pattern(_) | Node::Concept { .. } | Node::Known(_) => {}
    }
}

/// Whether something must be present for a node to hold (`wanted`), or not to hold.
pub(super) fn is_positive(node: &Node, wanted: bool) -> bool {
    match node {
        // Of what must all hold one is enough; of alternatives each may be the one. NOT makes either the other.
        Node::And(nodes) | Node::Or(nodes) => {
            let mut parts = nodes.iter();
            if matches!(node, Node::And(_)) == wanted {
                parts.any(|part| is_positive(part, wanted))
            } else {
                parts.all(|part| is_positive(part, wanted))
            }
        }
        Node::Not(inner) => is_positive(inner, !wanted),
        Node::Within { inner, .. } => is_positive(inner, wanted),
        Node::Near { .. }
        | Node::AtLeast { .. }
        | Node::Term(_)
        | Node::Pattern(_)
        | Node::Concept { .. }
        | Node::Known(_) => wanted,
    }
}
