//! What a search of the archive costs: 100,000 articles of our own words, a page of 20 at common and at rare terms.
//!
//! `cargo bench --bench search` on SQLite in a temporary folder, or on `VIGIE_BENCH_STORE=postgres://…`;
//! `VIGIE_BENCH_ARTICLES` sets another number. Each query is asked again and again, from its text to its page: the median
//! and the 95th percentile of the times are printed, and the processor's time of this process, which a busy machine does
//! not stretch; with how many articles were looked at. Then the release binary walks the whole archive, as an editor asks it
//! to: `topic rematch`, `suggest` and `backtest`.

#[path = "shared/allocator.rs"]
mod allocator;
#[path = "shared/memory.rs"]
mod memory;
#[path = "shared/process.rs"]
mod process;
#[path = "shared/spread.rs"]
mod spread;
#[path = "shared/time.rs"]
mod time;

use std::path::Path;
use std::time::{Duration, Instant};

use spread::Spread;
use time::seconds_of;
use vigie::clock::Clock;
use vigie::config::{PostgresUrl, StoreConfig, StoreUrl};
use vigie::feed::{Basis, Entry, FeedUpdate, IntervalReason, NewEntry, PollResult, Telling};
use vigie::model::{Article, FeedId, Hash16, Priority, Timestamp};
use vigie::store::{ArchiveQuery, PreparedPoll, Role, Store};
use vigie::topic::{Candidates, Concepts, Query, TopicDefinition, TopicIndex};

const ARTICLES: usize = 100_000;
/// Entries of one poll.
const BATCH: usize = 200;
/// Hits of a page.
const PAGE: usize = 20;
/// Rounds of a query, fewer where they take long.
const ROUNDS: usize = 40;
const LONG: Duration = Duration::from_secs(10);

/// Words that every text of a language is full of, in the order of how common they are.
const FRAMES: [(&str, &str); 4] = [
    ("en", "the of and to in that is was for on with as it at by from they be this are which had not have"),
    (
        "fr",
        "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec",
    ),
    (
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden",
    ),
    ("uk", "і в на що не з до за та як від про це для по але його у був які після є ще"),
];

/// Words of the news, each in a form of every language above; a text of a language has them in proportion to their rank.
const TOPICS: [[&str; 4]; 16] = [
    ["government", "gouvernement", "Regierung", "уряд"],
    ["minister", "ministre", "Minister", "міністр"],
    ["council", "conseil", "Rat", "рада"],
    ["market", "marché", "Markt", "ринок"],
    ["election", "élection", "Wahl", "вибори"],
    ["harbour", "port", "Hafen", "гавань"],
    ["defence", "défense", "Verteidigung", "оборона"],
    ["missile", "missile", "Rakete", "ракета"],
    ["air", "aérienne", "Luft", "повітря"],
    ["Ukraine", "Ukraine", "Ukraine", "Україна"],
    ["railway", "chemin", "Bahn", "залізниця"],
    ["storm", "tempête", "Sturm", "буря"],
    ["museum", "musée", "Museum", "музей"],
    ["drone", "drone", "Drohne", "дрон"],
    ["lighthouse", "phare", "Leuchtturm", "маяк"],
    ["Kyiv", "Kyiv", "Kyjiw", "Київ"],
];

/// A stream of numbers of its own (`SplitMix64`), so that every run has the same archive.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap_or(0)
    }

    /// Small numbers often, large ones seldom.
    fn skewed(&mut self, most: usize) -> usize {
        let one = self.below(most);
        self.below(one + 1)
    }
}

/// A name that a few articles share, made of syllables.
fn name(numbers: &mut Numbers) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "ren", "ko", "lis", "mar", "tu", "vel", "on", "ska", "ri", "dor", "pen", "ya", "sto", "gri",
        "ul", "fa", "ned", "zo", "cha",
    ];
    let rank = numbers.skewed(40_000);
    let mut text = String::new();
    let mut rest = rank + 400;
    while rest > 0 {
        text.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    text[..1].to_uppercase() + &text[1..]
}

/// An article of 150 to 750 words.
fn article(n: usize, numbers: &mut Numbers) -> Article {
    // Half of a newsroom's archive is in its own language.
    let language = [0, 0, 0, 0, 1, 1, 2, 3][numbers.below(8)];
    let frame: Vec<&str> = FRAMES[language].1.split(' ').collect();
    let word = |numbers: &mut Numbers| match numbers.below(10) {
        0..5 => frame[numbers.skewed(frame.len())].to_owned(),
        5..8 => TOPICS[numbers.skewed(TOPICS.len())][language].to_owned(),
        8 => name(numbers),
        _ => format!(
            "{}{}",
            TOPICS[numbers.below(TOPICS.len())][language],
            ["s", "e", "en", "er"][numbers.below(4)]
        ),
    };
    let words = 150 + numbers.skewed(600);
    let mut body = String::new();
    for i in 0..words {
        body.push_str(&word(numbers));
        body.push_str(match i % 90 {
            89 => ".\n\n",
            i if i % 15 == 14 => ". ",
            _ => " ",
        });
    }
    let title = (0..8).map(|_| word(numbers)).collect::<Vec<_>>().join(" ");
    let site = format!("paper-{}.example", numbers.skewed(400));
    Article {
        title,
        body,
        url: Some(format!("https://{site}/news/{n}")),
        site: Some(site),
        ..Article::default()
    }
}

fn entry(store: &Store, index: &TopicIndex, article: Article, at: Timestamp) -> NewEntry {
    let url = article.url.clone().unwrap_or_default();
    NewEntry {
        key: Hash16::of(url.as_bytes()),
        article_id: store.ids().next(at),
        entry: Entry { id: Some(url.clone()), link: Some(url.clone()), ..Entry::default() },
        content_hash: Hash16::of(article.body.as_bytes()),
        url_keys: vec![Hash16::of(url.as_bytes())],
        shared: None,
        indexed: Some(index.index(&article)),
        article,
        page: None,
        telling: Telling::All,
    }
}

fn update(feed_id: FeedId, at: Timestamp, new: Vec<NewEntry>) -> FeedUpdate {
    FeedUpdate {
        feed_id,
        basis: Basis::default(),
        at,
        next_poll_at: Some(at + Duration::from_mins(5)),
        interval: Duration::from_mins(5),
        interval_why: IntervalReason::Configured,
        validators: None,
        body_hash: new.first().map(|entry| entry.content_hash),
        came: PollResult::Whole,
        failures: 0,
        reason: None,
        host_not_before: None,
        held_host: None,
        new_url: None,
        moved: None,
        recent: Vec::new(),
        body: None,
        parts: None,
        rhythm: None,
        new,
        changed: Vec::new(),
    }
}

fn definition(query: &str) -> TopicDefinition {
    TopicDefinition {
        name: "search".parse().expect("a name"),
        title: String::new(),
        priority: Priority::Normal,
        query: query.into(),
        must_match: Vec::new(),
        must_not_match: Vec::new(),
    }
}

/// Fills the archive over ninety days; how many bytes of text it was given.
async fn fill(store: &Store, feed: FeedId, articles: usize, now: Timestamp) -> usize {
    let index = TopicIndex::compile(&[], &Concepts::default()).expect("no topics");
    let mut numbers = Numbers(1);
    let (mut bytes, mut n) = (0, 0);
    while n < articles {
        let at = now - Duration::from_secs(90 * 86_400 * (articles - n) as u64 / articles as u64);
        let batch = BATCH.min(articles - n);
        let mut new = Vec::with_capacity(batch);
        for i in 0..batch {
            let article = article(n + i, &mut numbers);
            bytes += article.title.len() + article.body.len();
            new.push(entry(store, &index, article, at));
        }
        n += batch;
        let poll = PreparedPoll::of(update(feed, at, new)).expect("words");
        store.commit_prepared(poll).await.expect("a commit");
    }
    bytes
}

/// A page of hits: how many, and how many articles were looked at.
async fn page(store: &Store, query: &str, all: &Concepts) -> (usize, usize) {
    let is_used = |name: &str| query.contains(&format!("concept:{name}"));
    let used = all.iter().filter(|(name, _)| is_used(name.as_str()));
    let concepts = &used.map(|(name, concept)| (name.clone(), concept.clone())).collect();
    let index = TopicIndex::compile(&[definition(query)], concepts).expect("a query");
    let candidates = Candidates::of(&Query::parse(query).expect("a query"), concepts);
    let mut archive = store.archive(ArchiveQuery { since: None, until: None, candidates });
    let (mut found, mut looked) = (0, 0);
    loop {
        let articles = archive.next().await.expect("the store");
        if articles.is_empty() {
            return (found, looked);
        }
        for archived in articles {
            looked += 1;
            found += index.matches(&archived.article().expect("a text")).matches.len();
            if found == PAGE {
                return (found, looked);
            }
        }
    }
}

/// What an editor asks of the whole archive about a topic.
fn editors_work(folder: &Path) {
    let all = ["air-defense", "--since", "91d"];
    for (name, more) in
        [("rematch", &[][..]), ("suggest", &[]), ("backtest", &["--query", "missil* NEAR/9 Ukraine"])]
    {
        let cost = process::vigie(folder, &[&["topic", name], &all[..], more].concat());
        let (cpu, wall, mb) = (cost.cpu_seconds, cost.wall.as_secs_f64(), cost.peak_kb >> 10);
        println!("topic {name}: {cpu:.1} CPU s, {wall:.1} s, peak {mb} MB");
        let said = std::fs::read_to_string(folder.join("out")).unwrap_or_default();
        println!("    {}", said.lines().next().unwrap_or_default());
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (named, url) = match std::env::var("VIGIE_BENCH_STORE") {
        Ok(url) => {
            let read = PostgresUrl::parse(&url, folder.path())?;
            (url, StoreUrl::Postgres { url: read, password: None })
        }
        Err(_) => ("sqlite:vigie.db".to_owned(), StoreUrl::Sqlite(folder.path().join("vigie.db"))),
    };
    let articles = std::env::var("VIGIE_BENCH_ARTICLES").map_or(Ok(ARTICLES), |text| text.parse())?;
    let toml = format!(
        "include = [\"pack:air-defense\"]\n[newsroom]\nname = \"Bench\"\nzone = \"Europe/Paris\"\n\
         [store]\nurl = \"{named}\"\n[feeds.wire]\nurl = \"https://wire.example/rss\"\n"
    );
    std::fs::write(folder.path().join("vigie.toml"), toml)?;
    let (config, _) = vigie::config::load(folder.path()).map_err(|report| report.render(false))?;
    let settings = StoreConfig { url, retain: Duration::from_hours(180 * 24), keep_pages: false };
    let store = Store::open(&settings, Role::Daemon, Clock::system()).await?;
    let now = Clock::system().now();
    store.sync_config(&config, now).await?;
    let feed = store.feed_list().await?[0].id;
    let began = Instant::now();
    let bytes = fill(&store, feed, articles, now).await;
    println!(
        "{articles} articles of {} bytes written in {:.1} s; {} bytes each in the store",
        bytes / articles,
        began.elapsed().as_secs_f64(),
        store.gauges().await?.bytes / i64::try_from(articles)?
    );
    time_queries(&store, &config.concepts).await;
    store.close().await?;
    editors_work(folder.path());
    Ok(())
}

/// What an editor may ask for, each until it was asked often enough.
async fn time_queries(store: &Store, concepts: &Concepts) {
    // The name of an article in the middle of the archive.
    let rare = name(&mut Numbers(7));
    let queries = [
        "government".to_owned(),
        "the".to_owned(),
        "lighthouse Kyiv".to_owned(),
        "\"air defence\" NEAR/8 (Ukraine OR Kyiv)".to_owned(),
        "\"défense aérienne\" NEAR/8 (Ukraine OR Kyiv) lang:fr".to_owned(),
        "missil*".to_owned(),
        format!("{rare} missile"),
        format!("{rare} NEAR/3 {rare}s"),
        "site:paper-7.example".to_owned(),
        "site:paper-399.example".to_owned(),
        "lang:uk ракета".to_owned(),
        "concept:air-defense".to_owned(),
        "drone* -the lang:en".to_owned(),
        "nowhereatall".to_owned(),
    ];
    println!(
        "{:<54} {:>4} {:>6} {:>9} {:>8} {:>8}",
        "query", "hits", "looked", "median ms", "p95 ms", "cpu ms"
    );
    for query in &queries {
        let mut times = Vec::with_capacity(ROUNDS);
        let mut seen = (0, 0);
        let (first, cpu) = (Instant::now(), seconds_of(time::Clock::ProcessCPUTime));
        while times.is_empty() || times.len() < ROUNDS && first.elapsed() < LONG {
            let began = Instant::now();
            seen = page(store, query, concepts).await;
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        let cpu = (seconds_of(time::Clock::ProcessCPUTime) - cpu) * 1000.0 / times.len() as f64;
        let times: Spread = times.into_iter().collect();
        println!(
            "{query:<54} {:>4} {:>6} {:>9.2} {:>8.2} {:>8.2}",
            seen.0,
            seen.1,
            times.at(50),
            times.at(95),
            cpu
        );
    }
}
