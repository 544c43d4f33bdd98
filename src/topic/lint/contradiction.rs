//! Conditions that cannot hold together.

use std::collections::BTreeSet;

use super::covering::{Covers, covers};
use crate::language::fold;
use crate::topic::ast::{Known, Node, Term, TermKind};

/// Pairs of what is asked for and what is refused that are compared; more say nothing more.
const MOST_PAIRS: usize = 10_000;

/// Why parts of a query do not go together.
pub(super) struct Contradiction {
    pub why: String,
    /// Nothing can match; else some form of a word may.
    pub never: bool,
}

/// Why all of these cannot hold in one article; none when they may.
pub(super) fn of(nodes: &[Node]) -> Option<Contradiction> {
    let refused: Vec<&Node> = nodes
        .iter()
        .filter_map(|node| match node {
            Node::Not(inner) => Some(alternatives(inner)),
            _ => None,
        })
        .flatten()
        .collect();
    let keys: BTreeSet<String> = refused.iter().map(|node| key(node)).collect();
    let mut pairs = MOST_PAIRS;
    for node in nodes.iter().filter(|node| !refused.is_empty() && !matches!(node, Node::Not(_))) {
        let wanted = alternatives(node);
        if wanted.iter().all(|one| keys.contains(&key(one))) {
            return Some(never(format!("`{node}` is asked for and refused")));
        }
        pairs = pairs.saturating_sub(wanted.len() * refused.len());
        let found = (pairs > 0).then(|| wanted.iter().map(|one| refusing(one, &refused)).collect()).flatten();
        let found: Vec<(Covers, &Node)> = found.unwrap_or_default();
        if let Some((_, by)) = found.first() {
            return Some(if found.iter().all(|(covers, _)| *covers == Covers::Always) {
                never(format!("`{node}` is asked for, and `{by}` refuses it"))
            } else {
                let why = format!(
                    "`{node}` is asked for, and `{by}` refuses it but for forms that begin otherwise"
                );
                Contradiction { why, never: false }
            });
        }
    }
    known(nodes).map(never)
}

fn never(why: String) -> Contradiction {
    Contradiction { why, never: true }
}

/// What of the refused holds wherever a part that is asked for does.
fn refusing<'n>(wanted: &Node, refused: &[&'n Node]) -> Option<(Covers, &'n Node)> {
    let found = refused.iter().filter_map(|node| Some((covers(node, wanted)?, *node)));
    found.min_by_key(|(covers, _)| *covers)
}

/// A node, or the sides of an OR.
fn alternatives(node: &Node) -> Vec<&Node> {
    match node {
        Node::Or(nodes) => nodes.iter().collect(),
        node => vec![node],
    }
}

/// What two parts that match the same have in common, as far as that is plain to see.
pub(super) fn key(node: &Node) -> String {
    let each = |nodes: &[Node]| nodes.iter().map(key).collect::<Vec<_>>();
    match node {
        Node::Term(term) if term.kind != TermKind::Exact => {
            let text = fold(&term.text);
            Node::Term(Term { text, ..term.clone() }).to_string()
        }
        Node::And(nodes) => format!("({})", each(nodes).join(" AND ")),
        Node::Or(nodes) => format!("({})", each(nodes).join(" OR ")),
        Node::Not(inner) => format!("NOT {}", key(inner)),
        Node::Near { left, right, nearness } => format!("({} {nearness} {})", key(left), key(right)),
        Node::AtLeast { count, inner } => format!("ATLEAST/{count}({})", key(inner)),
        Node::Within { field, inner } => format!("{field}{}", key(inner)),
        node => node.to_string(),
    }
}

/// What is known of an article once cannot be two things.
fn known(nodes: &[Node]) -> Option<String> {
    let (mut more, mut fewer) = (None::<u32>, None::<u32>);
    let mut choices: Vec<Vec<&Known>> = Vec::new();
    let mut pairs = MOST_PAIRS;
    for node in nodes {
        let each = alternatives(node).into_iter().map(|one| match one {
            Node::Known(known) => Some(known),
            _ => None,
        });
        let Some(choice) = each.collect::<Option<Vec<_>>>() else { continue };
        if let [Known::Words { more: true, than }] = choice.as_slice() {
            more = more.max(Some(*than));
        }
        if let [Known::Words { more: false, than }] = choice.as_slice() {
            fewer = Some(fewer.map_or(*than, |least| least.min(*than)));
        }
        pairs = pairs.saturating_sub(choice.len() * choices.iter().map(Vec::len).sum::<usize>());
        let excludes = |other: &Vec<&Known>| choice.iter().all(|a| other.iter().all(|b| are_apart(a, b)));
        if pairs > 0 && choices.iter().any(excludes) {
            return Some(format!("`{node}` excludes what is asked for beside it"));
        }
        choices.push(choice);
    }
    let (more, fewer) = more.zip(fewer)?;
    (more.saturating_add(1) >= fewer)
        .then(|| format!("no text has more than {more} words and fewer than {fewer}"))
}

/// Whether no article fits both.
fn are_apart(one: &Known, other: &Known) -> bool {
    match (one, other) {
        (Known::Language(_), Known::Language(_)) | (Known::Country(_), Known::Country(_)) => one != other,
        (Known::Site(one), Known::Site(other)) => !is_below(one, other) && !is_below(other, one),
        _ => false,
    }
}

/// Whether a host is another or below it.
pub(super) fn is_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}
