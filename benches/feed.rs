//! How fast feeds are read: `cargo bench --bench feed`, and with `VIGIE_DATA=DIR` on the captures in `DIR/feeds/real`.
//!
//! Clean feeds and feeds that need repairs are measured apart, each beside `feed-rs` alone on those of the same bytes
//! that it reads without an error. One thread, input in memory; the median of several runs over the whole set. Time is
//! what this thread had of a core, so that a busy machine does not blur it.

#[path = "shared/allocator.rs"]
mod allocator;
#[path = "../tests/it/feed/corpus/mod.rs"]
#[expect(dead_code, reason = "the tests look at more of it")]
mod corpus;
#[path = "../tests/it/feed/recipes/mod.rs"]
#[expect(dead_code, reason = "the tests look at more of it")]
mod recipes;
#[path = "shared/spread.rs"]
mod spread;
#[path = "shared/time.rs"]
mod time;

use std::path::Path;

use spread::Spread;
use time::{Clock, seconds_of};
use vigie::feed::{ParseHints, parse};

const RUNS: usize = 9;
/// A run takes the set again until it has read this much.
const RUN_BYTES: usize = 24 << 20;
const ENTRIES: usize = 60;

fn main() {
    // `feed-rs` panics on some declarations of UTF-16; that is caught, and nobody needs to read of it.
    std::panic::set_hook(Box::new(|_| {}));
    let (clean, repaired) = apart(own_feeds());
    report("own feeds, clean", &clean);
    report("own feeds, damaged", &repaired);
    let Some(data) = std::env::var_os("VIGIE_DATA") else {
        println!("captures: skipped, VIGIE_DATA is not set");
        return;
    };
    let captures = files(&Path::new(&data).join("feeds/real"));
    report("captures, all", &captures);
    let (clean, repaired) = apart(captures);
    report("captures, clean", &clean);
    report("captures, repaired", &repaired);
}

/// Every form of our own, and every fourth recipe of damage done to each.
fn own_feeds() -> Vec<Vec<u8>> {
    let mut feeds = Vec::new();
    for (n, sample) in corpus::samples(ENTRIES).into_iter().enumerate() {
        feeds.extend(recipes::all().skip(n % 4).step_by(4).filter_map(|recipe| recipe.damage(&sample.text)));
        feeds.push(sample.text.into_bytes());
    }
    feeds
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let list = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = list.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let feed = |path: &Path| path.extension().is_none_or(|ending| ending != "tsv");
    paths.iter().filter(|path| feed(path)).map(|path| std::fs::read(path).expect("a file")).collect()
}

/// Feeds without problems, and those that needed a repair.
fn apart(feeds: Vec<Vec<u8>>) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    feeds
        .into_iter()
        .partition(|bytes| parse(bytes, ParseHints::default()).is_ok_and(|feed| feed.problems.is_empty()))
}

fn report(name: &str, feeds: &[Vec<u8>]) {
    let ours = speed(feeds, |bytes| parse(bytes, ParseHints::default()).map_or(0, |feed| feed.entries.len()));
    let strict = |bytes: &[u8]| vigie::feed::strict_view(bytes).ok();
    let readable: Vec<Vec<u8>> = feeds.iter().filter(|bytes| strict(bytes).is_some()).cloned().collect();
    let theirs = speed(&readable, |bytes| strict(bytes).unwrap_or(0));
    println!("{name:<20} {:>4} feeds {:>6.1} MB  vigie {ours}", feeds.len(), megabytes(feeds));
    println!("{:<20} {:>4} feeds {:>6.1} MB  feed-rs {theirs}", "", readable.len(), megabytes(&readable));
}

fn megabytes(feeds: &[Vec<u8>]) -> f64 {
    feeds.iter().map(Vec::len).sum::<usize>() as f64 / 1e6
}

/// Median, slowest and fastest MB/s of several runs, and the entries of one pass.
fn speed(feeds: &[Vec<u8>], read: impl Fn(&[u8]) -> usize) -> String {
    let total: usize = feeds.iter().map(Vec::len).sum();
    if total == 0 {
        return "-".to_owned();
    }
    let passes = RUN_BYTES.div_ceil(total);
    let one_pass = || feeds.iter().map(|bytes| read(bytes)).sum::<usize>();
    let entries = one_pass();
    let speeds: Spread = (0..RUNS)
        .map(|_| {
            let began = seconds_of(Clock::ThreadCPUTime);
            for _ in 0..passes {
                assert_eq!(std::hint::black_box(one_pass()), entries);
            }
            (total * passes) as f64 / 1e6 / (seconds_of(Clock::ThreadCPUTime) - began)
        })
        .collect();
    format!("{:>6.1} MB/s ({:.1} to {:.1}), {entries} entries", speeds.at(50), speeds.at(0), speeds.at(100))
}
