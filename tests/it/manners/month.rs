//! Thirty days of all kinds of feeds, judged.
//!
//! `VIGIE_MANNERS_FEEDS` says how many feeds there are (each kind once when not set; the release is tried with
//! 1,000).

use super::life::Life;
use crate::support::scoring::board::{Manner, thousands};

const DAYS: u64 = 30;

fn feeds() -> usize {
    std::env::var("VIGIE_MANNERS_FEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_days_without_a_fault_an_entry_lost_or_an_article_twice() {
    let mut life = Life::begin(feeds()).await;
    life.month(DAYS).await;
    let (lost, doubled, entries) = life.lost_and_doubled();
    let judge = life.press.judge();
    println!(
        "{} feeds, {DAYS} days, {} starts of which {} after a kill, {} requests, {} entries\n\n{}\nentries lost: {}\n\
         articles twice: {}\nfaults: {}\n",
        life.press.floor.stands.len(),
        life.starts,
        life.kills,
        thousands(judge.board.judged(Manner::Gap)),
        thousands(u64::try_from(entries).expect("a count")),
        judge.board.table(),
        lost.len(),
        doubled.len(),
        judge.board.total_faults()
    );
    assert_eq!(lost, [""; 0], "entries lost\n{}", judge.board.examples());
    assert_eq!(judge.board.total_faults(), 0, "\n{}", judge.board.examples());
    assert_eq!(doubled, [""; 0], "articles twice");
    for manner in Manner::ALL {
        assert!(judge.board.judged(manner) > 0, "nothing was judged by {manner:?}");
    }
}
