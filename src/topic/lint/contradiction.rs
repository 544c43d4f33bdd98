//! Conditions that cannot hold together.

use std::collections::BTreeSet;

use crate::topic::ast::{Known, Node, Term, TermKind};

/// Why all of these cannot hold in one article; none when they may.
pub(super) fn of(nodes: &[Node]) -> Option<String> {
    let refused: BTreeSet<String> = nodes
        .iter()
        .filter_map(|node| match node {
            Node::Not(inner) => Some(alternatives(inner)),
            _ => None,
        })
        .flatten()
        .map(key)
        .collect();
    let wanted = nodes.iter().filter(|node| !refused.is_empty() && !matches!(node, Node::Not(_)));
    for node in wanted {
        if alternatives(node).into_iter().all(|one| refused.contains(&key(one))) {
            return Some(format!("`{node}` is asked for and refused"));
        }
    }
    known(nodes)
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
    match node {
        Node::Term(term) if term.kind != TermKind::Exact => {
            let text = term.text.to_lowercase();
            Node::Term(Term { text, ..term.clone() }).to_string()
        }
        node => node.to_string(),
    }
}

/// What is known of an article once cannot be two things.
fn known(nodes: &[Node]) -> Option<String> {
    let (mut more, mut fewer) = (None::<u32>, None::<u32>);
    let (mut language, mut country, mut site) = (None, None, None);
    for node in nodes {
        let Node::Known(known) = node else { continue };
        let clash = match known {
            Known::Words { more: true, than } => {
                more = Some(more.map_or(*than, |most| most.max(*than)));
                false
            }
            Known::Words { more: false, than } => {
                fewer = Some(fewer.map_or(*than, |least| least.min(*than)));
                *than == 0
            }
            Known::Language(_) => language.replace(known).is_some_and(|before| before != known),
            Known::Country(_) => country.replace(known).is_some_and(|before| before != known),
            Known::Site(host) => {
                let before = site.replace(host);
                before.is_some_and(|before| !is_below(before, host) && !is_below(host, before))
            }
            Known::Url(_) | Known::Author(_) | Known::Group(_) | Known::Tag(_) => false,
        };
        if clash {
            return Some(format!("`{node}` excludes what is asked for beside it"));
        }
    }
    let (more, fewer) = more.zip(fewer)?;
    (more.saturating_add(1) >= fewer)
        .then(|| format!("no text has more than {more} words and fewer than {fewer}"))
}

fn is_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}
