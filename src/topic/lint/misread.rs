//! What is read otherwise than it was meant.

use std::ops::Range;

use super::Lint;
use crate::topic::ast::{Known, Node};

impl Lint<'_> {
    /// Of bare words one behind the other a field binds the first alone.
    pub(super) fn bindings(&mut self, nodes: &[Node], from: usize) {
        let words_in = |node: &Node| {
            let mut words = 0;
            node.visit(&mut |node| words += usize::from(matches!(node, Node::Term(_) | Node::Pattern(_))));
            words
        };
        let mut at = from;
        for pair in nodes.windows(2) {
            at += words_in(&pair[0]);
            let [Node::Within { field, inner }, Node::Term(next)] = pair else { continue };
            let Node::Term(first) = inner.as_ref() else { continue };
            let (Some(one), Some(other)) = (self.places.get(at - 1).cloned(), self.places.get(at).cloned())
            else {
                continue;
            };
            let is_bare = |at: &Range<usize>| {
                self.text.get(at.clone()).is_some_and(|text| text.chars().all(char::is_alphanumeric))
            };
            let between = self.text.get(one.end..other.start).unwrap_or("AND");
            if is_bare(&one) && is_bare(&other) && between.trim().is_empty() {
                let message = format!("`{field}` binds to `{first}` alone: `{next}` may stand anywhere");
                let words = format!("{first} {next}");
                let help =
                    format!("write `{field}\"{words}\"` or `{field}({words})`; if it is meant, write AND");
                self.say(one.start..other.end, message, &help, false);
            }
        }
    }

    /// A line that asks for another language than it stands under.
    pub(super) fn languages(&mut self, root: &Node) {
        let Some(own) = self.language else { return };
        let nodes = if let Node::And(nodes) = root { nodes.as_slice() } else { std::slice::from_ref(root) };
        for node in nodes {
            let Node::Known(Known::Language(asked)) = node else { continue };
            if *asked != own {
                let message = format!(
                    "a line under `{own}` asks for `{asked}`: it applies only where the language is uncertain"
                );
                self.say(0..self.text.len(), message, &format!("write it under `{asked}`"), false);
            }
        }
    }
}
