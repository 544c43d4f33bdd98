//! Random operations leave both stores in the same state.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use vigie::digest::AlarmSubject;
use vigie::feed::{ChangedEntry, FailureKind, FeedUpdate, PollResult};
use vigie::model::{ArticleId, FeedId, Timestamp};
use vigie::store::{DeliveryFilter, ReadCommit, ReadOutcome};

use super::world::*;

/// One thing that happens to a store.
#[derive(Clone, Debug)]
enum Step {
    Poll { feed: usize, slugs: Vec<u8>, page: bool, topics: u8 },
    Change { feed: usize, slug: u8, topics: u8 },
    Fail { feed: usize, hold: u64 },
    Read { topics: u8, long: bool },
    ReadLater,
    Tell { rules: u8 },
    Compose { digest: bool, people: u8 },
    Send { outcome: u8 },
    Retry,
    Drop,
    Alarm { clear: bool },
    Sync { renamed: bool },
    Sweep,
}

fn steps() -> impl Strategy<Value = Vec<(Step, u16)>> {
    let feed = || 0..2usize;
    let step = prop_oneof![
        4 => (feed(), prop::collection::vec(0..24u8, 0..6), any::<bool>(), 0..4u8)
            .prop_map(|(feed, slugs, page, topics)| Step::Poll { feed, slugs, page, topics }),
        1 => (feed(), 0..24u8, 0..4u8).prop_map(|(feed, slug, topics)| Step::Change { feed, slug, topics }),
        1 => (feed(), 0..400u64).prop_map(|(feed, hold)| Step::Fail { feed, hold }),
        3 => (0..4u8, any::<bool>()).prop_map(|(topics, long)| Step::Read { topics, long }),
        1 => Just(Step::ReadLater),
        4 => (0..4u8).prop_map(|rules| Step::Tell { rules }),
        3 => (any::<bool>(), 0..4u8).prop_map(|(digest, people)| Step::Compose { digest, people }),
        4 => (0..5u8).prop_map(|outcome| Step::Send { outcome }),
        1 => Just(Step::Retry),
        1 => Just(Step::Drop),
        1 => any::<bool>().prop_map(|clear| Step::Alarm { clear }),
        1 => any::<bool>().prop_map(|renamed| Step::Sync { renamed }),
        1 => Just(Step::Sweep),
    ];
    prop::collection::vec((step, 1..600u16), 1..40)
}

fn topics(bits: u8) -> Vec<&'static str> {
    ["storms", "tides"].into_iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, t)| t).collect()
}

fn feed_of(n: usize, renamed: bool) -> &'static str {
    match (n, renamed) {
        (0, false) => "harbour",
        (0, true) => "port",
        _ => "lighthouse",
    }
}

/// Runs the steps; what each of them said.
async fn run(world: &World, steps: &[(Step, u16)]) -> Vec<String> {
    let (mut at, mut renamed, mut said) = (START, false, Vec::new());
    for (step, seconds) in steps {
        at = at + Duration::from_secs(u64::from(*seconds));
        world.clock.advance_to(at);
        said.push(apply(world, step, at, &mut renamed).await);
    }
    said
}

async fn apply(world: &World, step: &Step, at: Timestamp, renamed: &mut bool) -> String {
    let store = &world.store;
    match step {
        Step::Poll { feed, .. } | Step::Change { feed, .. } | Step::Fail { feed, .. } => {
            let feed = world.feed(feed_of(*feed, *renamed)).await;
            poll_step(world, step, feed, at).await
        }
        Step::Read { .. } | Step::ReadLater => read_step(world, step, at).await,
        Step::Tell { rules } => {
            let all = ["alert:breaking", "digest:morning"].into_iter().enumerate();
            let rules: Vec<_> = all.filter(|(i, _)| rules >> i & 1 == 1).map(|(_, rule)| rule).collect();
            format!("{:?}", tell(world, at, &rules).await)
        }
        Step::Compose { .. } | Step::Send { .. } | Step::Retry | Step::Drop => {
            outbox_step(world, step, at).await
        }
        Step::Alarm { clear: false } => {
            format!("{:?}", store.raise_alarm(&AlarmSubject::Blind(name("harbour")), "no answer", at).await)
        }
        Step::Alarm { clear: true } => {
            format!("{:?}", store.clear_alarm(&AlarmSubject::Blind(name("harbour")), at).await)
        }
        Step::Sync { renamed: new } => {
            *renamed = *new;
            let toml = if *new { CONFIG.replace("feeds.harbour", "feeds.port") } else { CONFIG.to_owned() };
            world.sync(&toml, at).await;
            "synchronised".to_owned()
        }
        Step::Sweep => format!("{:?}", store.sweep(at - Duration::from_mins(10)).await),
    }
}

async fn poll_step(world: &World, step: &Step, feed: FeedId, at: Timestamp) -> String {
    let store = &world.store;
    let update = match step {
        Step::Poll { slugs, page, topics: bits, .. } => {
            let make = if *page { entry_with_page } else { entry };
            let new = |slug: &u8| {
                let new = make(world, &format!("item-{slug}"), &topics(*bits));
                vigie::feed::NewEntry { article_id: store.ids().next(at), ..new }
            };
            poll(feed, at, slugs.iter().map(new).collect())
        }
        Step::Change { slug, topics: bits, .. } => {
            let slug = format!("item-{slug}");
            let known = store.known_entries(feed, &[key(&slug)]).await.unwrap();
            let Some(known) = known.get(&key(&slug)) else { return "unknown".to_owned() };
            let mut words = article(&slug);
            words.title = format!("{} at {at}", words.title);
            let change = ChangedEntry {
                relinked: None,
                key: key(&slug),
                article_id: known.article_id,
                entry: entry(world, &slug, &[]).entry,
                content_hash: key(&words.title),
                indexed: Some(indexed(&words, &topics(*bits))),
                article: words,
                page: None,
            };
            FeedUpdate { changed: vec![change], ..quiet_poll(feed, at) }
        }
        Step::Fail { hold, .. } => FeedUpdate {
            came: PollResult::Failed(FailureKind::Dns),
            failures: 1,
            reason: Some("timeout: connect".to_owned()),
            host_not_before: Some(at + Duration::from_secs(*hold)),
            held_host: None,
            ..quiet_poll(feed, at)
        },
        _ => return String::new(),
    };
    format!("{:?}", store.commit_poll(update).await)
}

async fn read_step(world: &World, step: &Step, at: Timestamp) -> String {
    let jobs = world.store.claim_pages(at, 3, 2, at + Duration::from_mins(1)).await.unwrap();
    // One of three is never finished: its lease ends.
    for job in jobs.iter().take(2) {
        let commit = match step {
            Step::Read { topics: bits, long } => {
                let body = "The page of the harbour says more than the feed. ";
                page_read(job, at, &body.repeat(if *long { 40 } else { 1 }), &topics(*bits))
            }
            _ => ReadCommit {
                article_id: job.article_id,
                token: job.token,
                at,
                outcome: ReadOutcome::Later {
                    due_at: at + Duration::from_mins(5),
                    reason: "HTTP 500".to_owned(),
                    host_not_before: None,
                    held_host: None,
                },
            },
        };
        world.store.commit_read(commit).await.unwrap();
    }
    format!("{jobs:?}")
}

async fn outbox_step(world: &World, step: &Step, at: Timestamp) -> String {
    let store = &world.store;
    match step {
        Step::Compose { digest, people } => {
            let to = [("desk", "a@x.example"), ("desk", "b@x.example"), ("hook", "")];
            let to = &to[..usize::from(*people)];
            let of = if *digest { "digest:morning" } else { "alert:breaking" };
            let mut commit = message(world, of, at, to).await;
            commit.slot_at = digest.then_some(at);
            if to.is_empty() {
                commit.deliveries = None;
            }
            format!("{:?}", store.commit_message(commit).await)
        }
        Step::Send { outcome } => {
            let channels = [name("desk"), name("hook")];
            let claims = store.claim_deliveries(&channels, at, at + Duration::from_secs(90)).await.unwrap();
            for claim in &claims {
                let Some(state) = ["sent", "retry", "uncertain", "dead"].get(usize::from(*outcome)) else {
                    break;
                };
                let mut settlement = settled(claim, state, at);
                settlement.next_at = (*state == "retry").then(|| at + Duration::from_secs(30));
                settlement.suppress =
                    (*state == "dead" && !claim.recipient.is_empty()).then(|| "bounce".to_owned());
                store.settle_delivery(settlement).await.unwrap();
            }
            format!("{claims:?}")
        }
        _ => {
            let rows = store.deliveries(&DeliveryFilter::default()).await.unwrap();
            let Some(row) = rows.last() else { return "none".to_owned() };
            let retry = matches!(step, Step::Retry);
            let done = if retry {
                store.retry_delivery(row.id, at).await
            } else {
                store.drop_delivery(row.id, at).await
            };
            format!("{done:?}")
        }
    }
}

/// Everything that can be seen of a store.
async fn view(world: &World) -> Vec<String> {
    let store = &world.store;
    let mut counts = store.counts().await.unwrap();
    counts.gauges.bytes = 0;
    let far = START + Duration::from_secs(1_000_000);
    let mut seen = vec![
        format!("{counts:#?}"),
        format!("{:#?}", store.feed_list().await),
        format!("{:#?}", store.due_feeds(far, 100).await),
        format!("{:#?}", store.next_due().await),
        format!("{:#?}", store.held_hosts(START).await),
        format!("{:#?}", store.open_rules().await),
        format!("{:#?}", store.coverage(far).await),
        format!("{:#?}", store.deliveries(&DeliveryFilter::default()).await),
        format!("{:#?}", store.suppressions().await),
        format!("{:#?}", store.untold_alarms().await),
        format!("{:#?}", store.all_matches(1000).await),
    ];
    for of in ["alert:breaking", "digest:morning"] {
        let items = store.open_items(&rule(of), far).await.unwrap();
        seen.push(format!("{:#?}", store.story_details(&items).await));
    }
    let candidates = store.candidates(far, 100).await.unwrap();
    let mut by_content: Vec<_> = store.stories_by_content(&candidates).await.unwrap().into_iter().collect();
    by_content.sort();
    seen.push(format!("{candidates:#?} {by_content:#?}"));
    for slug in 0..24 {
        seen.push(format!("{:#?}", store.trail(url_key(&format!("item-{slug}"))).await));
    }
    for row in store.deliveries(&DeliveryFilter::default()).await.unwrap() {
        seen.push(format!("{:#?}", store.delivery(row.id).await));
    }
    seen
}

#[test]
fn the_same_operations_leave_both_stores_in_the_same_state() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
    runner
        .run(&steps(), |steps| {
            runtime.block_on(async {
                let one = World::new(Kind::Sqlite).await.unwrap();
                let Some(two) = World::new(Kind::Postgres).await else { return Ok(()) };
                // Both make the same ids: the same worker slot, the same time.
                prop_assert_eq!(
                    one.store.ids().next::<ArticleId>(START),
                    two.store.ids().next::<ArticleId>(START)
                );
                let (said, also) = (run(&one, &steps).await, run(&two, &steps).await);
                for (i, (one, two)) in said.iter().zip(&also).enumerate() {
                    prop_assert_eq!(one, two, "step {}", i);
                }
                for (one, two) in view(&one).await.iter().zip(&view(&two).await) {
                    prop_assert_eq!(one, two);
                }
                Ok(())
            })
        })
        .unwrap();
}
