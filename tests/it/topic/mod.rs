//! The query language, the index and the packs.

mod agreement;
mod bounds;
mod command;
mod doubts;
mod explaining;
mod hostile;
mod manual;
mod many;
mod matching;
mod oracle;
mod packs;
mod parsing;
mod rematch;
mod search;
mod suggesting;

use std::collections::BTreeMap;

use vigie::model::{Article, Language, Priority};
use vigie::topic::{ConceptDefinition, Concepts, TopicDefinition, TopicIndex};

/// A topic with this query and nothing special.
pub fn topic(name: &str, query: &str) -> TopicDefinition {
    TopicDefinition {
        name: name.parse().unwrap(),
        title: name.to_owned(),
        priority: Priority::Normal,
        query: query.into(),
        must_match: Vec::new(),
        must_not_match: Vec::new(),
    }
}

/// A concept from its lines: language (or `all`) and line.
pub fn concept(lines: &[(&str, &str)]) -> ConceptDefinition {
    let mut concept = ConceptDefinition::default();
    for (language, line) in lines {
        if *language == "all" {
            concept.all.push((*line).to_owned());
        } else {
            let lines: &mut Vec<String> = concept.by_language.entry(language.parse().unwrap()).or_default();
            lines.push((*line).to_owned());
        }
    }
    concept
}

/// An index of one topic without concepts.
#[track_caller]
pub fn index(query: &str) -> TopicIndex {
    index_with(query, &BTreeMap::new())
}

/// An index of one topic.
#[track_caller]
pub fn index_with(query: &str, concepts: &Concepts) -> TopicIndex {
    TopicIndex::compile(&[topic("t", query)], concepts).unwrap_or_else(|errors| panic!("{query}: {errors:?}"))
}

/// An article of a title and a body in a declared language.
pub fn article(language: &str, title: &str, body: &str) -> Article {
    let language: Option<Language> = (!language.is_empty()).then(|| language.parse().unwrap());
    Article { title: title.to_owned(), body: body.to_owned(), language, ..Article::default() }
}
