//! How fast articles are matched against many topics, raw text in: `cargo bench --bench topic`.
//!
//! Articles as feeds send them (40 words, 250 characters) and as pages hold them (500 words), of our own sentences in some
//! thirty languages; with `VIGIE_ARTICLES=FILE` also those of a file of JSON lines, `{"title", "body"}`. `VIGIE_TOPICS`
//! sets other numbers of topics. One thread; language, tokens, stems and matches are all counted. Time is what this
//! thread had of a core, the median of several runs.
//!
//! With `VIGIE_PEERS=DIR` the first set and its topics are written there, with the rate: for `benches/peers/topics.sh`.

#[path = "../shared/allocator.rs"]
mod allocator;
mod generator;
#[path = "../shared/memory.rs"]
mod memory;
#[path = "../shared/spread.rs"]
mod spread;
#[path = "../shared/time.rs"]
mod time;

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use memory::kilobytes;
use spread::Spread;
use time::{Clock, seconds_of};
use vigie::model::Article;
use vigie::topic::{Concepts, TopicDefinition, TopicIndex};

const RUNS: usize = 5;
const SHORT: usize = 8_000;
const LONG: usize = 1_000;

fn main() {
    let mut sets = vec![
        ("feed entries, 40 words", generator::articles(SHORT, 32, 1)),
        ("pages, 500 words", generator::articles(LONG, 490, 2)),
    ];
    if let Some(file) = std::env::var_os("VIGIE_ARTICLES") {
        sets.push(("articles of the file", read(&file)));
    }
    let sizes = std::env::var("VIGIE_TOPICS").unwrap_or_else(|_| "1000 10000 100000".to_owned());
    let peers = std::env::var_os("VIGIE_PEERS").map(PathBuf::from);
    if peers.is_some() {
        sets.truncate(1);
    }
    for size in sizes.split_whitespace().filter_map(|size| size.parse().ok()) {
        for (name, articles) in &sets {
            let vocabulary = generator::vocabulary(articles);
            let topics = generator::topics(size, &vocabulary, 3);
            let rate = report(name, articles, &topics);
            if let Some(folder) = &peers {
                write(folder, articles, &topics, rate).expect("the peers' folder can be written");
            }
        }
    }
}

/// What the peers read: a line a topic, a line an article, and how fast Vigie was.
fn write(folder: &Path, articles: &[Article], topics: &[TopicDefinition], rate: f64) -> std::io::Result<()> {
    let mut lines = String::new();
    for topic in topics {
        lines.extend(topic.query.queries());
        lines.push('\n');
    }
    std::fs::write(folder.join("topics.txt"), lines)?;
    let articles =
        articles.iter().map(|article| serde_json::json!([article.title, article.body]).to_string());
    std::fs::write(folder.join("articles.jsonl"), articles.collect::<Vec<_>>().join("\n"))?;
    std::fs::write(folder.join("rate.txt"), rate.to_string())
}

fn read(file: &std::ffi::OsStr) -> Vec<Article> {
    let file = std::fs::File::open(file).expect("VIGIE_ARTICLES is a readable file");
    let lines = std::io::BufReader::new(file).lines().map(|line| line.expect("UTF-8"));
    lines.map(|line| serde_json::from_str(&line).expect("a line is an article")).collect()
}

/// Prints how fast topics are loaded and articles matched; returns articles a second.
fn report(name: &str, articles: &[Article], topics: &[TopicDefinition]) -> f64 {
    let began = seconds_of(Clock::ThreadCPUTime);
    let index = TopicIndex::compile(topics, &Concepts::new()).expect("the queries are right");
    let load = seconds_of(Clock::ThreadCPUTime) - began;
    let with_places = |article: &Article| index.matches(article).matches.len();
    let without = |article: &Article| index.topics(article).len();
    // In turn, so that a machine that slows down does so for both.
    let (mut rates, mut rates_without, mut matches) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        rates_without.push(rate(articles, without).0);
        let (rate, found) = rate(articles, with_places);
        rates.push(rate);
        matches = found;
    }
    let median = |rates: Vec<f64>| rates.into_iter().collect::<Spread>().at(50);
    let (usual, usual_without) = (median(rates), median(rates_without));
    println!(
        "{:>7} topics  loaded in {:5.2} s  {name:<24} {:7.0} articles/s/core ({:.0} without places)  {:6.2} matches each  peak {} MB",
        topics.len(),
        load,
        usual,
        usual_without,
        matches as f64 / articles.len() as f64,
        kilobytes("self", "VmHWM:").unwrap_or(0) / 1024,
    );
    usual
}

/// Articles a second, and what was found in all.
fn rate(articles: &[Article], matches: impl Fn(&Article) -> usize) -> (f64, usize) {
    let began = seconds_of(Clock::ThreadCPUTime);
    let found = articles.iter().map(matches).sum();
    (articles.len() as f64 / (seconds_of(Clock::ThreadCPUTime) - began), found)
}
