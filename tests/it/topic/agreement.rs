//! The index never drops or adds a match: it agrees with the plain evaluator on any queries and articles.

use std::collections::BTreeMap;

use proptest::prelude::*;
use vigie::model::{Article, Language};
use vigie::topic::{Concepts, Signal, TopicDefinition, TopicIndex, TopicQuery};

use super::oracle::Oracle;
use super::{concept, topic};

/// Few words, so that queries and articles meet: inflections, accents, hyphens, function words, signs.
const WORDS: [&str; 26] = [
    "missile",
    "missiles",
    "Missile",
    "radar",
    "radars",
    "the",
    "of",
    "drone",
    "drones",
    "défense",
    "defense",
    "NATO",
    "nato",
    "#NATO",
    "l’Otan",
    "Otan",
    "IRIS-T",
    "IRIS",
    "5",
    "%",
    "aérienne",
    "aériennes",
    "防空",
    "空",
    "ракеты",
    "ракета",
];

/// Texts that make a language certain, and none.
const FRAMES: [(&str, &str); 4] = [
    ("en", "The ministers said that they would buy it next year and that the cost is shared by all of them."),
    (
        "fr",
        "Les ministres ont dit que les pays vont acheter des appareils et que le coût est partagé entre eux.",
    ),
    ("it", "I ministri hanno detto che compreranno tutto il prossimo anno e che il costo è diviso tra loro."),
    ("", ""),
];

fn term() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(&WORDS[..]).prop_map(|w| if w.contains(['’', '#', '%']) { "radar".to_owned() } else { w.to_owned() }),
        3 => prop::collection::vec(prop::sample::select(&["missile", "radar", "the", "of", "drone", "défense", "aérienne", "5"][..]), 2..4)
            .prop_map(|words| format!("\"{}\"", words.join(" "))),
        2 => prop::sample::select(&["missil*", "*adar", "*efens*", "mi?sile", "dron?", "\"air?enne* the\"", "défens*", "раке*"][..]).prop_map(str::to_owned),
        2 => prop::sample::select(&["'missiles'", "'drone'", "'defense aerienne'"][..]).prop_map(str::to_owned),
        3 => prop::sample::select(&["=NATO", "=\"IRIS-T\"", "=Otan", "=drones", "=\"the radar\"", "=IRIS"][..]).prop_map(str::to_owned),
        1 => prop::sample::select(&["#NATO", "#NAT*", "#?ato", "\"5 %\"", "防", "空"][..]).prop_map(str::to_owned),
        2 => prop::sample::select(&[r"/radars?/", r"/mis+iles? the/", r"/\bd[er]+[a-z]+e\b/", r"/iris-t/", r"/défen.e/", r"/aeri\w+s/"][..])
            .prop_map(str::to_owned),
        2 => Just("concept:c".to_owned()),
    ]
}

fn nearness() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (1..9_u32).prop_map(|n| format!("NEAR/{n}")),
        2 => (1..9_u32).prop_map(|n| format!("ONEAR/{n}")),
        3 => (1..9_u32).prop_map(|n| format!("NOT NEAR/{n}")),
        1 => Just("SAME/s".to_owned()),
        1 => Just("SAME/p".to_owned()),
    ]
}

/// A part that says where it hits: what may stand beside NEAR.
fn placed() -> impl Strategy<Value = String> {
    term().prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone(), nearness()).prop_map(|(a, b, near)| format!("({a} {near} {b})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            (prop::sample::select(&["title:", "lead:", "body:", "first/6:"][..]), inner)
                .prop_map(|(f, part)| format!("{f}{part}")),
        ]
    })
}

fn known() -> impl Strategy<Value = String> {
    prop::sample::select(
        &["site:a.example", "site:b.example", "lang:en", "lang:fr", "tag:drone", "words>12", "words<12"][..],
    )
    .prop_map(str::to_owned)
}

fn query() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![6 => placed(), 1 => known()];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("NOT {part}")),
            (2..5_u32, placed()).prop_map(|(n, part)| format!("ATLEAST/{n}({part})")),
        ]
    })
    .prop_filter("a query the parser takes", |query| vigie::topic::Query::parse(query).is_ok())
}

/// A query, or signals that add up.
fn asked() -> impl Strategy<Value = TopicQuery> {
    let signal = (query(), prop::sample::select(&[-3, -1, 1, 2, 3][..]));
    let signals = prop::collection::vec(signal.prop_map(|(query, weight)| Signal { query, weight }), 2..5);
    prop_oneof![
        4 => query().prop_map(TopicQuery::Plain),
        1 => (signals, 1..5).prop_map(|(signals, threshold)| TopicQuery::Scored { signals, threshold }),
    ]
}

/// A line of a concept that may stand in a NEAR.
fn line() -> impl Strategy<Value = String> {
    let two = || (placed(), placed());
    let line = prop_oneof![
        6 => placed(),
        2 => two().prop_map(|(a, b)| format!("{a} NOT {b}")),
        1 => two().prop_map(|(a, b)| format!("{a} AND {b}")),
        1 => (placed(), two()).prop_map(|(a, (b, c))| format!("{a} OR ({b} AND NOT {c})")),
        1 => (2..4_u32, placed()).prop_map(|(n, part)| format!("ATLEAST/{n}({part})")),
        1 => (placed(), known()).prop_map(|(part, known)| format!("{part} AND {known}")),
    ];
    line.prop_filter("no concept in a concept", |line| {
        !line.contains("concept:") && vigie::topic::Query::parse(line).is_ok()
    })
}

fn concepts() -> impl Strategy<Value = Concepts> {
    let key = prop::sample::select(&["all", "en", "fr", "ru"][..]);
    prop::collection::vec((key, line()), 1..6).prop_map(|lines| {
        let lines: Vec<(&str, &str)> = lines.iter().map(|(key, line)| (*key, line.as_str())).collect();
        BTreeMap::from([("c".parse().unwrap(), concept(&lines))])
    })
}

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let gap = prop::sample::select(&[" ", " ", " ", "  ", "-", ", ", ". ", "\n", "\n\n"][..]);
    prop::collection::vec((prop::sample::select(&WORDS[..]), gap), words)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn article() -> impl Strategy<Value = Article> {
    let frame = prop::sample::select(&FRAMES[..]);
    (text(0..6), text(0..24), frame, any::<bool>(), any::<bool>()).prop_map(
        |(title, body, frame, first, site)| {
            let (code, sentence) = frame;
            let body = if first { format!("{sentence} {body}") } else { format!("{body}\n\n{sentence}") };
            let language: Option<Language> = code.parse().ok();
            let site = site.then(|| "news.a.example".to_owned());
            Article { title, body, language, site, tags: vec!["Drone".to_owned()], ..Article::default() }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn the_index_agrees_with_a_plain_evaluation(
        queries in prop::collection::vec(asked(), 1..8),
        concepts in concepts(),
        articles in prop::collection::vec(article(), 1..4),
    ) {
        let topics: Vec<_> = queries
            .iter()
            .enumerate()
            .map(|(i, query)| TopicDefinition { query: query.clone(), ..topic(&format!("t{i:02}"), "") })
            .collect();
        let index = TopicIndex::compile(&topics, &concepts).unwrap();
        for article in &articles {
            let oracle = Oracle::new(article, &concepts);
            let found: Vec<String> = index.matches(article).matches.iter().map(|m| m.topic.to_string()).collect();
            let named: Vec<String> = index.topics(article).iter().map(ToString::to_string).collect();
            prop_assert_eq!(&named, &found, "what counts and what describes agree");
            let expected: Vec<String> =
                topics.iter().filter(|t| oracle.matches(&t.query)).map(|t| t.name.to_string()).collect();
            prop_assert_eq!(&found, &expected, "{:?}\n{:?}\n{:?}", queries, concepts, article);
        }
    }

    #[test]
    fn an_index_of_many_topics_matches_as_many_indexes_of_one(
        queries in prop::collection::vec(query(), 2..8),
        concepts in concepts(),
        article in article(),
    ) {
        let topics: Vec<_> = queries.iter().enumerate().map(|(i, query)| topic(&format!("t{i:02}"), query)).collect();
        let together = TopicIndex::compile(&topics, &concepts).unwrap().matches(&article).matches;
        let alone: Vec<_> = topics
            .iter()
            .flat_map(|t| TopicIndex::compile(std::slice::from_ref(t), &concepts).unwrap().matches(&article).matches)
            .collect();
        prop_assert_eq!(together, alone);
    }

    #[test]
    fn spans_lie_in_the_text_they_quote(query in query(), concepts in concepts(), article in article()) {
        let index = TopicIndex::compile(&[topic("t", &query)], &concepts).unwrap();
        for span in index.matches(&article).matches.iter().flat_map(|m| &m.spans) {
            let field = match span.field { vigie::topic::Field::Title => &article.title, vigie::topic::Field::Body => &article.body };
            let quoted: String = field.chars().skip(span.start).take(span.end - span.start).collect();
            prop_assert_eq!(&quoted, &span.text);
        }
    }
}
