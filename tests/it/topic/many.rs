//! The topics and articles of `benches/topic` by the plain evaluator: what is measured there is right.

#[path = "../../../benches/topic/generator.rs"]
mod generator;

use vigie::topic::{Concepts, TopicIndex};

use super::oracle::Oracle;

/// `VIGIE_MANY="1000 400"` compares so many topics and articles.
#[test]
fn many_topics_match_what_a_plain_evaluation_finds() {
    let sizes = std::env::var("VIGIE_MANY").unwrap_or_else(|_| "300 30".to_owned());
    let (topics, articles) = sizes.split_once(' ').expect("two numbers");
    let articles = generator::articles(articles.parse().unwrap(), 120, 5);
    let vocabulary = generator::vocabulary(&articles);
    let topics = generator::topics(topics.parse().unwrap(), &vocabulary, 7);
    let concepts = Concepts::new();
    let index = TopicIndex::compile(&topics, &concepts).unwrap();
    let mut matches = 0;
    for article in &articles {
        let found: Vec<String> =
            index.matches(article).matches.into_iter().map(|m| m.topic.to_string()).collect();
        let oracle = Oracle::new(article, &concepts);
        let expected: Vec<String> =
            topics.iter().filter(|t| oracle.matches(&t.query)).map(|t| t.name.to_string()).collect();
        assert_eq!(found, expected, "{article:?}");
        matches += found.len();
    }
    assert!(matches * 4 > articles.len(), "{matches} matches in {} articles tell little", articles.len());
}
