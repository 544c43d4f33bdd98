//! What holds of any bytes as a query and a text; the fuzz target and the test that replays its corpus share it.

use std::collections::BTreeMap;
use std::ops::Range;

use vigie::model::{Article, Priority};
use vigie::topic::{Concepts, Field, Query, Span, TopicDefinition, TopicIndex};

/// A longer query may be too long once it is written out in full.
const LONGEST: usize = 20_000;

/// A query, and after the first zero byte a title, and after the next the body.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(3, '\0');
    let query = parts.next().unwrap_or_default();
    let article = Article {
        title: parts.next().unwrap_or_default().to_owned(),
        body: parts.next().unwrap_or_default().to_owned(),
        ..Article::default()
    };
    match Query::parse(query) {
        Err(error) => {
            assert!(!error.message.is_empty());
            assert_within(query, &error.span);
        }
        Ok(parsed) => {
            if query.len() <= LONGEST {
                let written = parsed.to_string();
                assert_eq!(Query::parse(&written).as_ref(), Ok(&parsed), "{query:?} is written {written:?}");
            }
            for doubt in parsed.doubts(query, None) {
                assert_within(query, &doubt.span);
            }
            matched(query, &article);
        }
    }
}

fn assert_within(text: &str, span: &Range<usize>) {
    assert!(text.get(span.clone()).is_some(), "{span:?} is not in {text:?}");
}

fn concepts() -> Concepts {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<String>>();
    let mut concept =
        vigie::topic::ConceptDefinition { all: lines(&["=NATO"]), by_language: BTreeMap::new() };
    concept.by_language.insert("en".parse().expect("a language"), lines(&["missile*", "\"air defence\""]));
    Concepts::from([("a".parse().expect("a name"), concept)])
}

fn matched(query: &str, article: &Article) {
    let topic = TopicDefinition {
        name: "t".parse().expect("a name"),
        title: String::new(),
        priority: Priority::Normal,
        query: query.into(),
        must_match: Vec::new(),
        must_not_match: Vec::new(),
    };
    let index = match TopicIndex::compile(&[topic], &concepts()) {
        Ok(index) => index,
        Err(mistakes) => {
            for mistake in mistakes {
                assert_within(query, &mistake.error.span);
            }
            return;
        }
    };
    let matched = index.matches(article);
    let explained = index.explain("t", article).expect("the topic that was compiled");
    assert_eq!(matched.matches.first(), explained.found.as_ref(), "{query:?}");
    for span in matched.matches.iter().flat_map(|found| &found.spans) {
        assert_eq!(at(article, span), span.text, "{query:?}");
    }
}

/// The characters of an article that a span names.
fn at(article: &Article, span: &Span) -> String {
    let text = match span.field {
        Field::Title => &article.title,
        Field::Body => &article.body,
    };
    text.chars().skip(span.start).take(span.end - span.start).collect()
}
