//! `vigie topic rematch`: the archive as an edited topic sees it.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::typed::{Compiled, compiled, named, period};
use crate::cli::{Failure, Format, Globals, Outcome, Spinner, beside, block_on, print_json, print_line};
use crate::config::StoreUrl;
use crate::daemon::App;
use crate::model::{ArticleId, IdMint, Name, Timestamp};
use crate::store::{ArchiveQuery, Archived, Judged, Rematched, Store};
use crate::topic::{TopicDefinition, TopicIndex, TopicVersion};

/// Articles written in one transaction: a daemon beside us waits no longer than for one of its own.
const BATCH: usize = 200;
/// Times that articles are read anew whose words changed while they were judged.
const ROUNDS: usize = 3;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The topic
    name: String,
    /// First seen since then: `30d`, `2026-06-01`, `2026-06-01 07:00` or RFC 3339
    #[arg(long, value_name = "TIME")]
    since: String,
    /// First seen before then; a day is included
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Says what would change, and changes nothing
    #[arg(long)]
    dry_run: bool,
}

/// What was done, or would be; the output's one line.
#[derive(Debug, Serialize)]
struct Summary {
    topic: Name,
    version: String,
    since: Timestamp,
    until: Timestamp,
    looked_at: usize,
    matches: usize,
    new: usize,
    updated: usize,
    same: usize,
    lost: usize,
    dry_run: bool,
}

pub(super) fn run(args: &Args, globals: &Globals) -> Outcome {
    block_on(async {
        let mut app = beside::open(globals).await?;
        let setup = app.setup();
        let topic = named(&args.name, &setup.config)?;
        let (now, zone) = (app.clock.now(), setup.config.newsroom.zone);
        let (since, until) = period(Some(&args.since), args.until.as_deref(), now, zone)?;
        let Compiled { index, candidates } = compiled(std::slice::from_ref(&topic), "", &setup.config)?;
        let version = index.versions().first().cloned().expect("the topic that was compiled");
        if !app.store.has_wording(&version).await? {
            beside::close(&app).await?;
            app = brought_up(globals, &topic, &version).await?;
        }
        let work = Work { store: &app.store, index: &index, version: &version, now, writes: !args.dry_run };
        let (looked_at, done) = work.run(ArchiveQuery { since, until, candidates }).await?;
        beside::close(&app).await?;
        let summary = Summary {
            topic: version.name,
            version: version.hash.to_string(),
            since: since.unwrap_or_default(),
            until: until.unwrap_or(now).min(now),
            looked_at,
            matches: done.new + done.updated + done.same,
            new: done.new,
            updated: done.updated,
            same: done.same,
            lost: done.lost,
            dry_run: args.dry_run,
        };
        show(&summary, globals.format)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The store once it has the configuration's wording of a topic: the daemon's to bring, ours where there is none. A daemon
/// that still matches by another wording would undo what we find, and later find it again as news.
async fn brought_up(
    globals: &Globals,
    topic: &TopicDefinition,
    version: &TopicVersion,
) -> Result<std::sync::Arc<App>, Failure> {
    let config = crate::cli::configuration(globals)?;
    if matches!(config.store.url, StoreUrl::Sqlite(_))
        && let Some(alone) = beside::open_alone(globals).await?
    {
        beside::close(&alone).await?;
    }
    let app = beside::open(globals).await?;
    if app.store.has_wording(version).await? {
        return Ok(app);
    }
    beside::close(&app).await?;
    Err(Failure::usage(format!(
        "the daemon has not read this wording of `{}` yet: reload it first (`systemctl reload vigie`, or SIGHUP; where none \
         runs, `vigie run --once`)",
        topic.name
    )))
}

struct Work<'w> {
    store: &'w Store,
    index: &'w TopicIndex,
    version: &'w TopicVersion,
    now: Timestamp,
    writes: bool,
}

impl Work<'_> {
    /// First what may match now, then what matched before and was not found: both are states of the store, so that a run that
    /// was cut short is finished by the next.
    async fn run(&self, query: ArchiveQuery) -> Result<(usize, Rematched), Failure> {
        let from = ArticleId::from(query.since.map_or(0, IdMint::floor));
        let below = ArticleId::from(query.until.map_or(i64::MAX, IdMint::floor));
        let (mut looked, mut done) = (0, Rematched::default());
        let spinner = Spinner::new();
        let mut archive = self.store.archive(query);
        loop {
            let page = archive.next().await?;
            if page.is_empty() {
                break;
            }
            let before = looked;
            looked += page.len();
            let mut found = self.judged(&page)?;
            found.retain(|judged| judged.found.is_some());
            self.write(found, &mut done).await?;
            let progress = format!("{looked} articles looked at: {}", done.new + done.updated + done.same);
            spinner.walked(before, looked, progress + " match");
        }
        self.outdated((from, below), &mut looked, &mut done, &spinner).await?;
        Ok((looked, done))
    }

    async fn outdated(
        &self,
        (from, mut below): (ArticleId, ArticleId),
        looked: &mut usize,
        done: &mut Rematched,
        spinner: &Spinner,
    ) -> Result<(), Failure> {
        loop {
            let ids = self.store.outdated_matches(self.version, (from, below), BATCH).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            below = *last;
            let mut judged = self.judged(&self.store.archived(&ids).await?)?;
            if !self.writes {
                // Those that match were counted in the walk, which did not bring them up to date.
                judged.retain(|judged| judged.found.is_none());
            }
            let before = *looked;
            *looked += judged.len();
            self.write(judged, done).await?;
            spinner.walked(before, *looked, format!("{} no longer match", done.lost));
        }
    }

    fn judged(&self, page: &[Archived]) -> Result<Vec<Judged>, Failure> {
        let judge = |archived: &Archived| {
            let found = self.index.matches(&archived.article()?).matches.pop();
            Ok(Judged { article_id: archived.id, text_version: archived.text_version, found })
        };
        page.iter().map(judge).collect()
    }

    /// Writes what was judged; what got new words meanwhile is judged again.
    async fn write(&self, judged: Vec<Judged>, done: &mut Rematched) -> Result<(), Failure> {
        let mut todo = judged;
        for _ in 0..ROUNDS {
            let mut reworded = Vec::new();
            for batch in todo.chunks(BATCH) {
                let one = self.store.rematch(self.version, batch.to_vec(), self.now, self.writes).await?;
                done.new += one.new;
                done.updated += one.updated;
                done.same += one.same;
                done.lost += one.lost;
                reworded.extend(one.reworded);
            }
            if reworded.is_empty() {
                break;
            }
            todo = self.judged(&self.store.archived(&reworded).await?)?;
        }
        Ok(())
    }
}

fn show(summary: &Summary, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        print_json(summary)?;
        return Ok(());
    }
    let Summary { topic, version, looked_at, matches, new, updated, same, lost, dry_run, .. } = summary;
    let version = version.get(..8).unwrap_or(version);
    let would = if *dry_run { "would be " } else { "" };
    print_line(&format!("{topic} (version {version}): {matches} of {looked_at} articles looked at match"))?;
    print_line(&format!("  {would}new {new}, {would}brought up to date {updated}, as before {same}"))?;
    print_line(&format!("  no longer matching, {would}marked so: {lost}"))?;
    let end = if *dry_run { "nothing was changed" } else { "nobody is told: neither alerts nor digests" };
    print_line(&format!("  {end}"))?;
    Ok(())
}
