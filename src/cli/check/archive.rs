//! `vigie check --archive`: topics that are too common, or too slow, on what was seen lately.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::cli::typed::compiled;
use crate::cli::{Failure, Format, Globals, Spinner, beside, block_on, print_json, print_line};
use crate::config::Config;
use crate::model::{Article, Name};
use crate::store::{ArchiveQuery, Store};
use crate::topic::{Candidates, Concepts, TopicIndex};

/// The newest articles are looked at, so many; of fewer than the second nothing is said.
const NEWEST: usize = 5_000;
const LEAST: usize = 100;
/// A topic that matches more than this share of everything tells an editor nothing.
const COMMON_PERCENT: usize = 10;
/// Articles that each topic is timed on, and how long it may take for one beyond what reading it takes.
const TIMED: usize = 200;
const SLOW: Duration = Duration::from_micros(500);

/// What is said of a topic.
struct Remark {
    topic: Name,
    message: String,
    help: &'static str,
}

/// Says what is remarkable of the configuration's topics on the archive.
///
/// # Errors
/// The store cannot be used.
pub(super) fn run(globals: &Globals) -> Result<(), Failure> {
    block_on(async {
        let app = beside::open(globals).await?;
        let setup = app.setup();
        let newest = Newest::of(&app.store, &setup.config.index).await?;
        beside::close(&app).await?;
        let mut remarks = newest.common();
        remarks.extend(newest.slow(&setup.config)?);
        if globals.format == Format::Json {
            for Remark { topic, message, help } in &remarks {
                print_json(
                    &json!({ "severity": "warning", "topic": topic, "message": message, "help": help }),
                )?;
            }
            return Ok(());
        }
        for Remark { message, help, .. } in &remarks {
            print_line(&format!("warning: {message}\n  help: {help}\n"))?;
        }
        let looked = newest.looked;
        print_line(&match looked {
            0..LEAST => format!("the archive holds {looked} articles: too few to judge the topics by"),
            _ => format!("the topics were tried on the newest {looked} articles of the archive"),
        })?;
        Ok(())
    })
}

/// What the newest articles say.
struct Newest {
    looked: usize,
    hits: BTreeMap<Name, usize>,
    sample: Vec<Article>,
}

impl Newest {
    async fn of(store: &Store, index: &TopicIndex) -> Result<Self, Failure> {
        let mut newest = Self { looked: 0, hits: BTreeMap::new(), sample: Vec::new() };
        let everything = ArchiveQuery { since: None, until: None, candidates: Candidates::Any };
        let (mut archive, spinner) = (store.archive(everything), Spinner::new());
        while newest.looked < NEWEST {
            let page = archive.next().await?;
            if page.is_empty() {
                break;
            }
            let before = newest.looked;
            for archived in page.iter().take(NEWEST - before) {
                let article = archived.article()?;
                newest.looked += 1;
                for topic in index.topics(&article) {
                    *newest.hits.entry(topic).or_default() += 1;
                }
                if newest.looked % (NEWEST / TIMED) == 1 {
                    newest.sample.push(article);
                }
            }
            spinner.walked(before, newest.looked, format!("{} articles looked at", newest.looked));
        }
        Ok(newest)
    }

    fn common(&self) -> Vec<Remark> {
        let too_many = |hits: usize| self.looked >= LEAST && hits * 100 > self.looked * COMMON_PERCENT;
        let common = self.hits.iter().filter(|(_, hits)| too_many(**hits));
        common
            .map(|(topic, hits)| Remark {
                topic: topic.clone(),
                message: format!(
                    "the topic `{topic}` matches {} % of the newest {} articles",
                    hits * 100 / self.looked,
                    self.looked
                ),
                help: "`vigie topic backtest` shows samples of them: join a second word to what hits there by NEAR or AND",
            })
            .collect()
    }

    /// Each topic by itself, against a reading that looks for nothing.
    fn slow(&self, config: &Config) -> Result<Vec<Remark>, Failure> {
        let Ok(nothing) = TopicIndex::compile(&[], &Concepts::new()) else { return Ok(Vec::new()) };
        let reading = self.timed(&nothing);
        let mut remarks = Vec::new();
        for topic in &config.topics {
            let index = compiled(std::slice::from_ref(topic), "", config)?.index;
            let spent = self.timed(&index).saturating_sub(reading);
            let each =
                spent.checked_div(u32::try_from(self.sample.len()).unwrap_or(u32::MAX)).unwrap_or_default();
            if each > SLOW {
                remarks.push(Remark {
                    topic: topic.name.clone(),
                    message: format!("the topic `{}` takes {} µs for an article", topic.name, each.as_micros()),
                    help: "wildcards at a word's start, NEARs of very common words and regular expressions cost the most",
                });
            }
        }
        Ok(remarks)
    }

    /// The best of three: the first fills caches, and another process may be in the way of any.
    fn timed(&self, index: &TopicIndex) -> Duration {
        let once = || {
            let began = Instant::now();
            let hits: usize = self.sample.iter().map(|article| index.matches(article).matches.len()).sum();
            std::hint::black_box(hits);
            began.elapsed()
        };
        [once(), once(), once()].into_iter().min().unwrap_or_default()
    }
}
