//! Streams of entries to simulate on: a recorded one, or one made here.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use vigie::model::Timestamp;

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// One entry of a feed.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// When it appeared in the feed.
    pub appeared: i64,
    /// The date it gives itself.
    pub dated: Timestamp,
}

/// A feed, its entries in the order in which they appeared.
#[derive(Debug)]
pub struct Feed {
    pub name: String,
    pub begin: i64,
    pub end: i64,
    pub items: Vec<Item>,
}

/// `SplitMix64`: the same stream on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// In 0..1.
    pub fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The recorded stream. It was collected every few hours, so the moment an entry appeared is the date it gives itself,
/// where that lies between the collection that brought it and the one before; else some moment between the two.
pub fn recorded(folder: &Path) -> Option<Vec<Feed>> {
    let packed = std::fs::File::open(folder.join("news/stream_rss_archive_2026/items.jsonl.gz")).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).ok()?;
    let rows: Vec<(String, Timestamp, Timestamp)> = text
        .lines()
        .filter_map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).ok()?;
            let time = |key: &str| row[key].as_str().and_then(Timestamp::parse_rfc3339);
            Some((row["outlet"].as_str()?.to_owned(), time("published")?, time("seen")?))
        })
        .collect();
    let mut seen: Vec<i64> = rows.iter().map(|(_, _, seen)| seen.millis()).collect();
    seen.sort_unstable();
    // The collector took some seconds for its feeds: what lies close together is one round.
    let mut rounds: Vec<i64> = Vec::new();
    let mut last = i64::MIN;
    for at in seen {
        if at - last > 5 * MINUTE {
            rounds.push(at);
        }
        last = at;
    }
    let end = last;
    let mut dice = Dice(1);
    let mut feeds: BTreeMap<String, Vec<(Item, i64)>> = BTreeMap::new();
    for (outlet, dated, seen) in rows {
        let round = rounds.partition_point(|round| *round <= seen.millis()).saturating_sub(1);
        let before = rounds[round.saturating_sub(1)];
        let roll = dice.roll();
        let appeared = if round == 0 {
            dated.millis().min(seen.millis())
        } else if dated.millis() > before && dated <= seen {
            dated.millis()
        } else {
            before + ((seen.millis() - before) as f64 * roll) as i64
        };
        feeds.entry(outlet).or_default().push((Item { appeared, dated }, seen.millis()));
    }
    Some(
        feeds
            .into_iter()
            .map(|(name, rows)| {
                let begin = rows.iter().map(|(_, seen)| *seen).min().unwrap_or(0);
                let mut items: Vec<Item> = rows.into_iter().map(|(item, _)| item).collect();
                items.sort_by_key(|item| item.appeared);
                Feed { name, begin, end, items }
            })
            .collect(),
    )
}

/// A hundred days of twelve feeds: from a wire to a monthly review, by day and night, with and without weekends, in bursts.
pub fn made() -> Vec<Feed> {
    let begin = Timestamp::parse_rfc3339("2026-01-05T00:00:00Z").map_or(0, Timestamp::millis);
    let end = begin + 100 * DAY;
    let kinds = [
        ("wire", 180.0, 0.5, 0.8, 1.0),
        ("daily paper", 60.0, 0.1, 0.6, 1.0),
        ("evening paper", 40.0, 0.0, 0.3, 1.0),
        ("broadcaster", 25.0, 0.3, 0.7, 1.0),
        ("regional paper", 12.0, 0.05, 0.5, 2.0),
        ("ministry", 6.0, 0.0, 0.0, 2.0),
        ("agency in batches", 30.0, 0.2, 0.6, 8.0),
        ("think tank", 1.5, 0.0, 0.1, 1.0),
        ("institute", 0.7, 0.0, 0.0, 1.0),
        ("weekly", 0.6, 0.1, 0.5, 4.0),
        ("blog", 0.3, 0.4, 1.0, 1.0),
        ("review", 0.1, 0.2, 0.2, 3.0),
    ];
    let mut dice = Dice(7);
    let feeds = kinds.iter().map(|&(name, daily, night, weekend, batch)| {
        let mut items = Vec::new();
        let mut at = begin - 7 * DAY;
        while at < end {
            let (hour, day) = (at.rem_euclid(DAY) / HOUR, (at / DAY + 3).rem_euclid(7));
            let factor =
                if (6..20).contains(&hour) { 1.4 } else { night } * if day > 4 { weekend } else { 1.2 };
            if dice.roll() < daily / batch * factor / 288.0 {
                for _ in 0..=((dice.roll() * 2.0 * (batch - 0.5)) as i64) {
                    let appeared = at + (dice.roll() * 5.0 * MINUTE as f64) as i64;
                    items.push(Item { appeared, dated: Timestamp::from_millis(appeared) });
                }
            }
            at += 5 * MINUTE;
        }
        items.sort_by_key(|item| item.appeared);
        Feed { name: name.to_owned(), begin, end, items }
    });
    feeds.collect()
}
