//! A search finds what the matcher matches among all articles: no more, no less, on either store.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use vigie::feed::NewEntry;
use vigie::model::{Article, Language};
use vigie::store::{ArchiveQuery, Archived};
use vigie::topic::{Candidates, Concepts, Query, TopicIndex};

use super::world::*;
use crate::topic::{concept, topic};

/// Articles of one archive.
const ARTICLES: usize = 240;
/// Queries asked of it.
const QUERIES: usize = 200;

/// Words with their inflections in many languages and scripts; affixes before the stem, apostrophes, ligatures, signs.
const WORDS: [&str; 78] = [
    "missile",
    "missiles",
    "Missile",
    "happy",
    "happiness",
    "the",
    "of",
    "relational",
    "relation",
    "défense",
    "defense",
    "défenses",
    "aérienne",
    "aériennes",
    "l’Otan",
    "Otan",
    "chevaux",
    "cheval",
    "Häuser",
    "Haus",
    "Luftabwehr",
    "luft",
    "geschreven",
    "schrijven",
    "ракеты",
    "ракета",
    "ракетами",
    "рядом",
    "ряд",
    "rządem",
    "rządu",
    "الصواريخ",
    "صواريخ",
    "والصاروخ",
    "صاروخ",
    "memperbarui",
    "baru",
    "perbarui",
    "bhfear",
    "fear",
    "kitaplarımız",
    "kitap",
    "İSTANBUL",
    "istanbul",
    "ISTANBUL",
    "talossa",
    "talo",
    "πόλεμος",
    "πολέμου",
    "ΠΟΛΕΜΟΣ",
    "लड़कियों",
    "लड़की",
    "防空",
    "空",
    "防",
    "ミサイル",
    "ขีปนาวุธ",
    "미사일",
    "미사일을",
    "NATO",
    "nato",
    "#NATO",
    "NATO’nun",
    "IRIS-T",
    "IRIS",
    "5",
    "%",
    "1,5",
    "O’Brien",
    "сім’я",
    "ﬁnal",
    "final",
    "½",
    "ﷺ",
    "Straße",
    "strasse",
    "naïve",
    "𝐀𝐁",
];

const LANGUAGES: [&str; 20] = [
    "en", "fr", "de", "nl", "ru", "uk", "pl", "ar", "id", "ga", "tr", "fi", "el", "hi", "zh", "ja", "th",
    "ko", "it", "",
];

/// Texts that make some languages certain.
const FRAMES: [&str; 4] = [
    "",
    "The ministers said that they would buy it next year and that the cost is shared by all of them.",
    "Les ministres ont dit que les pays vont acheter des appareils et que le coût est partagé entre eux.",
    "Міністри сказали, що країни купують його наступного року і що вартість ділять між собою всі.",
];

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&WORDS[..])
}

fn term() -> impl Strategy<Value = String> {
    let quoted = |words: Vec<&str>, quote: &str| format!("{quote}{}{quote}", words.join(" "));
    prop_oneof![
        8 => word().prop_map(|word| format!("\"{word}\"")),
        2 => prop::collection::vec(word(), 2..4).prop_map(move |words| quoted(words, "\"")),
        2 => word().prop_filter("an apostrophe ends it", |word| !word.contains('’')).prop_map(|word| format!("'{word}'")),
        2 => word().prop_map(|word| format!("=\"{word}\"")),
        3 => (word(), 3..6_usize, any::<bool>(), any::<bool>()).prop_map(|(word, letters, start, any)| {
            let cut: String = word.chars().take(letters).collect();
            format!("\"{}{cut}{}\"", if start { "*" } else { "" }, if any { "?" } else { "*" })
        }),
        2 => Just("concept:c".to_owned()),
    ]
    .prop_filter("a term the parser takes", |term| Query::parse(term).is_ok())
}

fn known() -> impl Strategy<Value = String> {
    let conditions = [
        "site:news.example",
        "site:a.news.example",
        "site:example",
        "lang:en",
        "lang:fr",
        "lang:ar",
        "lang:tr",
        "country:fr",
        "country:FR",
        "group:\"Home Desk\"",
        "tag:\"Air défense\"",
        "tag:sea",
        "author:Quay",
        "author:\"Ada Quay\"",
        "author:\"Quay Ada\"",
        "words>12",
        "words<12",
        "url:news/1",
    ];
    prop::sample::select(conditions.to_vec()).prop_map(str::to_owned)
}

fn query() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        5 => term(),
        1 => (term(), term(), 1..9_u32).prop_map(|(a, b, n)| format!("({a} NEAR/{n} {b})")),
        1 => (prop::sample::select(&["title:", "lead:", "body:", "first/6:"][..]), term()).prop_map(|(f, t)| format!("{f}{t}")),
        2 => known(),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("NOT {part}")),
        ]
    })
    .prop_filter("a query the parser takes", |query| Query::parse(query).is_ok())
}

fn concepts() -> impl Strategy<Value = Concepts> {
    let key = prop::sample::select(&["all", "en", "fr", "uk", "tr", "ar"][..]);
    let line = term().prop_filter("no concept in a concept", |line| !line.contains("concept:"));
    prop::collection::vec((key, line), 1..6).prop_map(|lines| {
        let lines: Vec<(&str, &str)> = lines.iter().map(|(key, line)| (*key, line.as_str())).collect();
        Concepts::from([("c".parse().unwrap(), concept(&lines))])
    })
}

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let gap = prop::sample::select(&[" ", " ", " ", "-", ", ", ". ", "\n", "\n\n"][..]);
    prop::collection::vec((word(), gap), words)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn any_article() -> impl Strategy<Value = Article> {
    let language = prop::sample::select(&LANGUAGES[..]);
    let frame = prop::sample::select(&FRAMES[..]);
    let site = prop::sample::select(&["a.news.example", "news.example", "www.other.example", ""][..]);
    (text(0..6), text(0..20), frame, language, site, any::<bool>()).prop_map(
        |(title, body, frame, language, site, told)| Article {
            title,
            body: format!("{body}\n\n{frame}"),
            site: (!site.is_empty()).then(|| site.to_owned()),
            language: language.parse::<Language>().ok(),
            authors: if told { vec!["Ada Quay".to_owned(), "Ben".to_owned()] } else { Vec::new() },
            tags: if told { vec!["Air Defense".to_owned()] } else { vec!["Sea".to_owned()] },
            country: told.then(|| "Fr".to_owned()),
            groups: if told { vec!["home desk".to_owned()] } else { Vec::new() },
            ..Article::default()
        },
    )
}

/// Fills the archive: a third in the feed's words with a page to come, a third of those read since.
async fn fill(world: &World, runner: &mut TestRunner) -> Vec<Archived> {
    let index = TopicIndex::compile(&[], &Concepts::new()).unwrap();
    let feed = world.feed("harbour").await;
    let strategy = any_article();
    let mut any = || strategy.new_tree(runner).unwrap().current();
    let new = (0..ARTICLES).map(|n| {
        let slug = format!("news/{n}");
        let new = if n % 3 == 0 { entry_with_page(world, &slug, &[]) } else { entry(world, &slug, &[]) };
        let article = Article { url: new.article.url.clone(), ..any() };
        NewEntry { indexed: Some(index.index(&article)), article, ..new }
    });
    let new: Vec<NewEntry> = new.collect();
    world.store.commit_poll(poll(feed, START, new)).await.unwrap();
    for job in world.store.claim_pages(after(1), ARTICLES / 9, ARTICLES, after(60)).await.unwrap() {
        let mut read = page_read(&job, after(2), "", &[]);
        if let vigie::store::ReadOutcome::Text(text) = &mut read.outcome {
            let words = any();
            text.article = Article { title: words.title, body: words.body, ..job.feed_words.clone() };
            text.indexed = index.index(&text.article);
        }
        world.store.commit_read(read).await.unwrap();
    }
    everything(world, Candidates::Any).await
}

async fn everything(world: &World, candidates: Candidates) -> Vec<Archived> {
    let mut archive = world.store.archive(ArchiveQuery { since: None, until: None, candidates });
    let mut all = Vec::new();
    loop {
        let page = archive.next().await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// The articles of these that a query matches, by id.
fn matching(index: &TopicIndex, articles: &[Archived]) -> Vec<String> {
    let matches = |archived: &&Archived| !index.matches(&archived.article().unwrap()).matches.is_empty();
    articles.iter().filter(matches).map(|archived| archived.id.to_string()).collect()
}

on_both! {
    async fn a_search_finds_what_the_matcher_matches_among_all_articles(world) {
        let mut runner = TestRunner::default();
        let all = fill(world, &mut runner).await;
        assert_eq!(all.len(), ARTICLES);
        let (queries, concepts) = (query(), concepts());
        let (mut hits, mut narrowed) = (0, 0);
        for _ in 0..QUERIES {
            let query = queries.new_tree(&mut runner).unwrap().current();
            let concepts = concepts.new_tree(&mut runner).unwrap().current();
            let index = TopicIndex::compile(&[topic("t", &query)], &concepts).unwrap();
            let candidates = Candidates::of(&Query::parse(&query).unwrap(), &concepts);
            let found = everything(world, candidates.clone()).await;
            let expected = matching(&index, &all);
            assert_eq!(matching(&index, &found), expected, "{query}\n{concepts:?}\n{candidates:?}");
            hits += expected.len();
            narrowed += all.len() - found.len();
        }
        assert!(hits > QUERIES, "the queries find something: {hits}");
        assert!(narrowed > QUERIES * ARTICLES / 4, "the full text spares most articles a look: {narrowed}");
    }
}
