//! How fast stories are made: `cargo bench --bench story`. One thread, articles of our own making in memory: fingerprints a
//! second for briefs and for long texts, then what one more article costs as the window grows. Time is what this thread had
//! of a core.

#[path = "shared/allocator.rs"]
mod allocator;
#[path = "shared/spread.rs"]
mod spread;
#[path = "shared/time.rs"]
mod time;

use std::time::Duration;

use spread::Spread;
use time::{Clock, seconds_of};
use vigie::model::{Article, StoryId, Timestamp};
use vigie::story::{Fingerprinter, Seen, Window, key_of};

const RUNS: usize = 5;
const ARTICLES: usize = 4_000;
const PLACES: [&str; 12] = [
    "Varnholt", "Belmar", "Orlo", "Kessin", "Tarnau", "Miravel", "Ostrava", "Quimper", "Lindau", "Perast",
    "Sorrel", "Aldeburg",
];
const DEEDS: [&str; 12] = [
    "opens", "closes", "loses", "rebuilds", "sells", "counts", "floods", "elects", "strikes", "saves",
    "moves", "burns",
];
const THINGS: [&str; 12] = [
    "harbour",
    "school",
    "orchard",
    "railway",
    "hospital",
    "theatre",
    "reservoir",
    "bakery",
    "glacier",
    "market",
    "museum",
    "lighthouse",
];

fn main() {
    for (name, sentences) in [("briefs of 30 words", 2), ("texts of 450 words", 30)] {
        let articles: Vec<Article> = (0..ARTICLES).map(|n| article(n, sentences)).collect();
        let rates: Spread = (0..RUNS).map(|_| fingerprints(&articles)).collect();
        println!("{name}: {:.0} fingerprints/s, median of {RUNS}", rates.at(50));
    }
    window();
}

/// An article of so many sentences, unlike the others in most of its words.
fn article(n: usize, sentences: usize) -> Article {
    let word = |list: [&'static str; 12], by: usize| list[(n / by + n * by) % 12];
    let title = format!("{} {} its {} number {n}", word(PLACES, 1), word(DEEDS, 5), word(THINGS, 7));
    let sentence = |at: usize| {
        format!(
            "The {} of {} said on day {at} that keeper {}{} {} the old {} before winter {n}. ",
            word(THINGS, 3 + at),
            word(PLACES, 2 + at),
            ["Mar", "Jon", "Pet", "Sil"][(n + at) % 4],
            ["en", "as", "ra", "va", "ko"][n % 5],
            word(DEEDS, 1 + at),
            word(THINGS, 2 + at),
        )
    };
    let body = (0..sentences).map(sentence).collect();
    Article { title, body, ..Article::default() }
}

fn fingerprints(articles: &[Article]) -> f64 {
    let mut reader = Fingerprinter::default();
    let began = seconds_of(Clock::ThreadCPUTime);
    let terms: usize = articles.iter().map(|article| reader.read(article).terms.len()).sum();
    assert!(terms > articles.len(), "every article has terms");
    articles.len() as f64 / (seconds_of(Clock::ThreadCPUTime) - began)
}

/// The cost of placing stays flat: of each word and shingle only the latest articles are kept.
fn window() {
    let mut reader = Fingerprinter::default();
    let mut window = Window::default();
    let mut stories = 0;
    for step in 1..=5 {
        let seen: Vec<Seen> = (0..ARTICLES).map(|n| seen(&mut reader, step * ARTICLES + n)).collect();
        let began = seconds_of(Clock::ThreadCPUTime);
        for seen in seen {
            window.place(seen, || {
                stories += 1;
                StoryId::from(stories)
            });
        }
        let each = (seconds_of(Clock::ThreadCPUTime) - began) * 1e6 / ARTICLES as f64;
        println!("placed among {:>6} articles: {each:.1} µs each, {stories} stories so far", window.len());
    }
}

fn seen(reader: &mut Fingerprinter, n: usize) -> Seen {
    let at = Timestamp::from_millis(1_780_000_000_000) + Duration::from_secs(n as u64 * 20);
    let site = Some(key_of(PLACES[n % 12].as_bytes()));
    Seen {
        at,
        dated: true,
        site,
        address: None,
        owns_address: true,
        fingerprint: reader.read(&article(n, 6)),
    }
}
