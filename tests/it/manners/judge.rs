//! The judge must be able to find every fault: bad readers, made by hand, and a good one it must not blame.

use std::time::Duration;

use vigie::model::Timestamp;

use crate::support::scoring::board::Manner;
use crate::support::scoring::judge::{FeedRule, Judge, Limits, Said, Seen, Set, What};
use crate::support::scoring::press::headers;

const HOUR: Duration = Duration::from_hours(1);
const AGENT: &str = "Vigie/1.0 (+https://desk.example/vigie)";
const FEED: What = What::Feed { feed: 0, address: 0 };

/// A reader made by hand: what it sends, when.
struct Reader {
    judge: Judge,
    at: Timestamp,
    host: &'static str,
    others: usize,
}

impl Reader {
    /// Of one feed, to be asked every hour, that wants no visit at 04:00.
    fn new() -> Self {
        let skips = |at: Timestamp| at.millis() / 3_600_000 % 24 == 4;
        let rule = FeedRule { every: HOUR, skips, adaptive: None };
        let limits = Limits { gap: Duration::from_secs(1), user_agent: AGENT.to_owned() };
        let at = Timestamp::parse_rfc3339("2026-06-01T10:00:00Z").expect("a time");
        Self { judge: Judge::new(limits, vec![rule, rule]), at, host: "127.0.0.1", others: 0 }
    }

    fn asks(&mut self, what: What, path: &str, more: &[(&'static str, &str)]) -> &mut Self {
        let mut all = vec![("user-agent", AGENT), ("accept-encoding", "zstd,gzip,deflate,br")];
        all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        all.extend_from_slice(more);
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let headers = headers(&all);
        let (at, host, others_in_flight) = (self.at, self.host, self.others);
        self.judge.asked(&Seen { at, host, path, query, headers: &headers, what, others_in_flight });
        self
    }

    fn polls(&mut self, etag: &str, modified: &str) -> &mut Self {
        let mut sent = Vec::new();
        if !etag.is_empty() {
            sent.push(("if-none-match", etag));
        }
        if !modified.is_empty() {
            sent.push(("if-modified-since", modified));
        }
        self.asks(FEED, "/f/0", &sent)
    }

    fn hears(&mut self, said: &Said) -> &mut Self {
        self.judge.answered(0, 0, self.at, said);
        self
    }

    fn waits(&mut self, time: Duration) -> &mut Self {
        self.at = self.at + time;
        self
    }

    /// The faults found, each manner once.
    fn faults(&self) -> Vec<Manner> {
        Manner::ALL.into_iter().filter(|manner| !self.judge.board.faults(*manner).is_empty()).collect()
    }

    #[track_caller]
    fn is_blamed_for(&self, manners: &[Manner]) {
        assert_eq!(self.faults(), manners, "{}", self.judge.board.examples());
    }
}

fn set(etag: &str, modified: &str) -> Set {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Set { etag: some(etag), modified: some(modified) }
}

fn whole(etag: &str, modified: &str) -> Said {
    Said::Whole { set: set(etag, modified), hint: None, fresh: None, same: false }
}

/// A reader that has read the feed once and whose next poll is due.
fn reader(etag: &str, modified: &str) -> Reader {
    let mut reader = Reader::new();
    reader.polls("", "").hears(&whole(etag, modified)).waits(HOUR);
    reader
}

#[test]
fn a_reader_that_keeps_every_manner_is_not_blamed() {
    let mut reader = reader("\"a\"", "Mon");
    reader.polls("\"a\"", "Mon").hears(&Said::Unchanged { carried: set("\"a\"", ""), fresh: Some(3 * HOUR) });
    reader.waits(3 * HOUR).polls("\"a\"", "Mon").hears(&Said::Failed);
    reader.waits(HOUR).polls("\"a\"", "Mon").hears(&Said::Failed);
    reader.waits(2 * HOUR).polls("\"a\"", "Mon").hears(&whole("\"b\"", ""));
    reader.waits(HOUR).polls("\"b\"", "").hears(&whole("", ""));
    reader.waits(HOUR).polls("", "").hears(&Said::Gone);
    reader.waits(Duration::from_secs(1)).asks(What::Robots, "/robots.txt", &[]);
    reader.is_blamed_for(&[]);
}

#[test]
fn an_unconditional_request_after_the_first_is_found() {
    reader("\"a\"", "Mon").polls("", "").is_blamed_for(&[Manner::Unconditional]);
    reader("", "Mon").polls("", "").is_blamed_for(&[Manner::Unconditional]);
    reader("", "").polls("", "").is_blamed_for(&[]);
}

#[test]
fn rebuilt_and_invented_validators_are_found() {
    reader("W/\"a\"", "").polls("\"a\"", "").is_blamed_for(&[Manner::Verbatim]);
    reader("\"a\"", "").polls("a", "").is_blamed_for(&[Manner::Verbatim]);
    reader("\"a\"", "").polls("\"a\"", "Mon").is_blamed_for(&[Manner::Verbatim]);
    reader("", "").polls("", "Mon").is_blamed_for(&[Manner::Verbatim]);
}

#[test]
fn one_of_two_validators_is_found() {
    reader("\"a\"", "Mon").polls("\"a\"", "").is_blamed_for(&[Manner::Both]);
    reader("\"a\"", "Mon").polls("", "Mon").is_blamed_for(&[Manner::Both]);
}

#[test]
fn validators_of_different_answers_are_found() {
    let mut mixed = reader("\"a\"", "Mon");
    mixed.polls("\"a\"", "Mon").hears(&whole("\"b\"", "Tue")).waits(HOUR);
    mixed.polls("\"a\"", "Tue").is_blamed_for(&[Manner::Sequence]);
    let mut late = reader("\"a\"", "Mon");
    late.polls("\"a\"", "Mon").hears(&whole("\"b\"", "Tue")).waits(HOUR);
    late.polls("\"a\"", "Mon").is_blamed_for(&[Manner::Sequence]);
    let mut kept = reader("\"a\"", "Mon");
    kept.polls("\"a\"", "Mon").hears(&whole("\"b\"", "")).waits(HOUR);
    kept.polls("\"b\"", "Mon").is_blamed_for(&[Manner::Sequence]);
}

#[test]
fn validators_of_what_was_no_whole_feed_are_found() {
    for manner in [Manner::Truncated, Manner::Impostor] {
        let mut bad = reader("\"a\"", "");
        bad.polls("\"a\"", "").hears(&Said::Poison { set: set("\"x\"", ""), manner }).waits(HOUR);
        bad.polls("\"x\"", "").is_blamed_for(&[manner]);
        let mut good = reader("\"a\"", "");
        good.polls("\"a\"", "").hears(&Said::Poison { set: set("\"x\"", ""), manner }).waits(HOUR);
        good.polls("\"a\"", "").is_blamed_for(&[]);
    }
}

#[test]
fn early_polls_are_found_whatever_asked_for_the_wait() {
    let minute = Duration::from_mins(1);
    let told = |hint: Option<Duration>, fresh: Option<Duration>, waited: Duration| {
        let mut reader = Reader::new();
        let said = Said::Whole { set: Set::default(), hint, fresh, same: false };
        reader.polls("", "").hears(&said).waits(waited).polls("", "").faults()
    };
    assert_eq!(told(None, None, HOUR.checked_sub(minute).unwrap()), [Manner::Configured]);
    assert_eq!(told(Some(3 * HOUR), None, (3 * HOUR).checked_sub(minute).unwrap()), [Manner::Hints]);
    assert_eq!(told(None, Some(4 * HOUR), (4 * HOUR).checked_sub(minute).unwrap()), [Manner::Hints]);
    assert_eq!(told(Some(3 * HOUR), Some(2 * HOUR), 2 * HOUR), [Manner::Hints]);
    // No hint holds for more than a day.
    assert_eq!(told(Some(100 * HOUR), None, 24 * HOUR), []);
}

#[test]
fn what_the_body_asked_for_holds_through_a_304() {
    let mut reader = Reader::new();
    let set = set("\"a\"", "");
    reader.polls("", "").hears(&Said::Whole { set, hint: Some(3 * HOUR), fresh: None, same: false });
    reader.waits(3 * HOUR).polls("\"a\"", "");
    reader.hears(&Said::Unchanged { carried: Set::default(), fresh: None });
    reader.waits(HOUR).polls("\"a\"", "").is_blamed_for(&[Manner::Hints]);
}

#[test]
fn how_long_an_answer_holds_is_said_once_and_confirmed_by_a_304_without_a_word() {
    let mut reader = Reader::new();
    let set = set("\"a\"", "");
    reader.polls("", "").hears(&Said::Whole { set, hint: None, fresh: Some(3 * HOUR), same: false });
    reader.waits(3 * HOUR).polls("\"a\"", "");
    reader.hears(&Said::Unchanged { carried: Set::default(), fresh: None });
    reader.waits(HOUR).polls("\"a\"", "").is_blamed_for(&[Manner::Hints]);
}

#[test]
fn a_visit_in_an_hour_to_be_skipped_is_found() {
    reader("\"a\"", "").waits(17 * HOUR).polls("\"a\"", "").is_blamed_for(&[Manner::SkipTimes]);
}

#[test]
fn polls_made_early_by_a_restart_and_first_requests_made_again_are_found() {
    let mut bad = Reader::new();
    bad.polls("", "").hears(&whole("\"a\"", "")).waits(Duration::from_mins(5));
    bad.judge.restarted();
    bad.polls("", "").is_blamed_for(&[Manner::Unconditional, Manner::Configured, Manner::Restart]);
}

#[test]
fn a_reader_killed_in_the_middle_of_a_poll_may_make_it_again_once() {
    let mut reader = reader("\"a\"", "");
    reader.polls("\"a\"", "").hears(&whole("\"b\"", ""));
    reader.judge.killed(reader.at);
    reader.judge.restarted();
    reader.waits(Duration::from_secs(5)).polls("\"a\"", "").hears(&whole("\"b\"", ""));
    reader.waits(Duration::from_mins(5)).polls("\"b\"", "");
    reader.is_blamed_for(&[Manner::Configured, Manner::Restart]);
}

#[test]
fn the_same_body_again_and_again_must_widen_the_interval() {
    let said = Said::Whole { set: Set::default(), hint: None, fresh: None, same: true };
    let rule = FeedRule { every: HOUR / 2, skips: |_| false, adaptive: None };
    let ask = |wait: Duration| {
        let mut reader = Reader::new();
        let limits = Limits { gap: Duration::ZERO, user_agent: AGENT.to_owned() };
        reader.judge = Judge::new(limits, vec![rule]);
        for _ in 0..9 {
            reader.polls("", "").hears(&said).waits(wait);
        }
        reader.faults()
    };
    assert_eq!(ask(HOUR / 2), [Manner::SameBody]);
    assert_eq!(ask(HOUR), []);
}

#[test]
fn requests_inside_a_retry_after_are_found_also_for_another_feed_of_the_host() {
    let mut reader = reader("\"a\"", "");
    let wait = Some(5 * HOUR);
    reader.polls("\"a\"", "").hears(&Said::Throttled { wait });
    reader.judge.silence(reader.host, reader.at, wait);
    reader.waits(4 * HOUR).asks(What::Feed { feed: 1, address: 0 }, "/f/1", &[]);
    reader.is_blamed_for(&[Manner::RetryAfter]);
    let mut other = Reader { host: "127.0.0.2", judge: reader.judge, ..Reader::new() };
    other.waits(9 * HOUR).asks(What::Robots, "/robots.txt", &[]);
    assert_eq!(other.judge.board.faults(Manner::RetryAfter).len(), 1);
}

#[test]
fn a_429_without_a_time_means_long_silence() {
    let mut reader = reader("", "");
    reader.judge.silence(reader.host, reader.at, None);
    reader.waits(Duration::from_mins(5)).asks(What::Robots, "/robots.txt", &[]);
    reader.is_blamed_for(&[Manner::RetryAfter]);
}

/// Two adaptive feeds, one of an entry an hour and one of an entry in nine hours, asked so often for so long.
fn rhythms(busy: Duration, slow: Duration) -> Reader {
    let rule = |period| FeedRule { every: HOUR / 3, skips: |_| false, adaptive: Some(period) };
    let mut reader = Reader::new();
    let limits = Limits { gap: Duration::from_secs(1), user_agent: AGENT.to_owned() };
    reader.judge = Judge::new(limits, vec![rule(HOUR), rule(9 * HOUR)]);
    let began = reader.at;
    let mut next = [began, began + Duration::from_secs(10)];
    while reader.at.since(began) < 24 * HOUR {
        let feed = usize::from(next[1] < next[0]);
        reader.at = next[feed];
        reader.asks(What::Feed { feed, address: 0 }, "/f", &[]);
        reader.judge.answered(feed, 0, reader.at, &whole("", ""));
        next[feed] = reader.at + [busy, slow][feed];
    }
    reader.judge.close(reader.at);
    reader
}

#[test]
fn an_interval_that_does_not_follow_the_rhythm_is_found() {
    rhythms(HOUR, 4 * HOUR).is_blamed_for(&[]);
    rhythms(3 * HOUR, 2 * HOUR).is_blamed_for(&[Manner::Rhythm]);
    rhythms(HOUR, 6 * HOUR).is_blamed_for(&[Manner::Rhythm]);
}

#[test]
fn a_wait_shorter_than_the_interval_excuses_nobody_from_slowing_down() {
    let mut bad = reader("", "");
    let mut good = reader("", "");
    for times in [1, 2, 4] {
        bad.polls("", "").hears(&Said::Throttled { wait: Some(Duration::ZERO) }).waits(HOUR);
        good.polls("", "").hears(&Said::Throttled { wait: Some(Duration::ZERO) }).waits(times * HOUR);
    }
    bad.polls("", "").is_blamed_for(&[Manner::Backoff]);
    good.polls("", "").is_blamed_for(&[]);
    let mut told = reader("", "");
    for _ in 0..3 {
        told.polls("", "").hears(&Said::Throttled { wait: Some(HOUR) }).waits(HOUR);
    }
    told.polls("", "").hears(&Said::Failed).waits(HOUR).polls("", "").is_blamed_for(&[]);
}

#[test]
fn failures_that_do_not_slow_a_reader_down_are_found() {
    let mut reader = reader("", "");
    for _ in 0..3 {
        reader.polls("", "").hears(&Said::Failed).waits(HOUR);
    }
    reader.is_blamed_for(&[Manner::Backoff]);
}

#[test]
fn a_feed_given_up_is_found() {
    let mut reader = reader("", "");
    reader.polls("", "").hears(&Said::Failed).waits(60 * HOUR);
    reader.judge.close(reader.at);
    reader.is_blamed_for(&[Manner::NeverGivenUp]);
}

#[test]
fn two_requests_at_once_and_two_without_a_gap_are_found() {
    let mut reader = reader("", "");
    reader.others = 1;
    reader.polls("", "").is_blamed_for(&[Manner::Concurrency]);
    reader.others = 0;
    reader.waits(Duration::from_millis(900)).asks(What::Robots, "/robots.txt", &[]);
    reader.is_blamed_for(&[Manner::Concurrency, Manner::Gap]);
}

/// Polls once through a redirect from the first address.
fn redirected(reader: &mut Reader, permanent: bool) {
    reader.polls("", "").hears(&Said::Redirect { permanent, to: 1 });
    reader.waits(Duration::from_secs(1)).asks(What::Feed { feed: 0, address: 1 }, "/f/0/1", &[]);
    reader.judge.answered(0, 1, reader.at, &whole("", ""));
    reader.waits(HOUR);
}

#[test]
fn a_move_believed_too_early_too_late_or_never_meant_is_found() {
    let straight =
        |reader: &mut Reader| reader.asks(What::Feed { feed: 0, address: 1 }, "/f/0/1", &[]).faults();
    for (polls, permanent, faults) in [
        (2, true, [Manner::Moved].as_slice()),
        (3, true, &[]),
        (5, false, &[Manner::Moved]),
        (0, true, &[Manner::Moved]),
    ] {
        let mut reader = Reader::new();
        for _ in 0..polls {
            redirected(&mut reader, permanent);
        }
        assert_eq!(straight(&mut reader), faults, "after {polls}, permanent: {permanent}");
    }
    let mut stubborn = Reader::new();
    for _ in 0..4 {
        redirected(&mut stubborn, true);
    }
    stubborn.is_blamed_for(&[Manner::Moved]);
}

#[test]
fn a_loop_that_was_left_does_not_excuse_the_next_poll() {
    let turns = |reader: &mut Reader| {
        reader.polls("", "").hears(&Said::Redirect { permanent: false, to: 1 });
        reader.waits(Duration::from_secs(1)).asks(What::Feed { feed: 0, address: 1 }, "/f/0/1", &[]);
        reader.judge.answered(0, 1, reader.at, &Said::Redirect { permanent: false, to: 0 });
        reader.waits(HOUR);
    };
    let mut reader = Reader::new();
    turns(&mut reader);
    reader.polls("", "").hears(&whole("\"a\"", "")).waits(HOUR / 2).polls("\"a\"", "");
    reader.is_blamed_for(&[Manner::Configured]);
    // Killed in the first poll after the loop, it may have forgotten what it heard.
    let mut killed = Reader::new();
    turns(&mut killed);
    killed.polls("", "").hears(&whole("\"a\"", ""));
    killed.judge.killed(killed.at);
    killed.judge.restarted();
    killed.waits(Duration::from_secs(5)).polls("", "").is_blamed_for(&[]);
}

#[test]
fn asking_for_what_is_gone_is_found() {
    let mut reader = reader("", "");
    reader.polls("", "").hears(&Said::Gone).waits(100 * HOUR).polls("", "");
    assert!(reader.faults().contains(&Manner::Gone), "{}", reader.judge.board.examples());
}

#[test]
fn bad_habits_in_headers_and_addresses_are_found() {
    for (path, sent, manner) in [
        ("/f/0", ("cookie", "visit=1"), Manner::Cookies),
        ("/f/0", ("referer", "https://desk.example/"), Manner::Referer),
        ("/f/0?1718000000", ("accept", "*/*"), Manner::CacheBuster),
        ("/f/0", ("cache-control", "no-cache"), Manner::CacheBuster),
        ("/f/0", ("pragma", "no-cache"), Manner::CacheBuster),
        ("/f/0", ("user-agent", "Mozilla/5.0"), Manner::UserAgent),
        ("/f/0", ("user-agent", "Vigie/1.0"), Manner::UserAgent),
        ("/f/0", ("accept-encoding", "gzip"), Manner::Encoding),
        ("/f/0", ("accept-encoding", "identity"), Manner::Encoding),
    ] {
        let mut reader = Reader::new();
        reader.asks(FEED, path, &[sent]);
        assert_eq!(reader.faults(), [manner], "{path} {sent:?}");
    }
    Reader::new().asks(What::Other, "/favicon.ico", &[]).is_blamed_for(&[Manner::Favicon]);
}

#[test]
fn pages_robots_forbids_pages_read_twice_and_robots_asked_too_often_are_found() {
    let page = |version, forbidden| What::Page { version, forbidden };
    let mut reader = Reader::new();
    reader.asks(page(1, false), "/p/0/1", &[]).is_blamed_for(&[Manner::Robots]);
    let mut reader = Reader::new();
    reader.asks(What::Robots, "/robots.txt", &[]).waits(HOUR);
    reader.asks(page(1, false), "/p/0/1", &[]).waits(HOUR).asks(page(2, false), "/p/0/1", &[]).waits(HOUR);
    reader.is_blamed_for(&[]);
    reader.asks(page(2, false), "/p/0/1", &[]).waits(HOUR).is_blamed_for(&[Manner::PageOnce]);
    reader.asks(page(1, true), "/p/0/2", &[]).waits(HOUR);
    reader.asks(What::Robots, "/robots.txt", &[]);
    reader.is_blamed_for(&[Manner::Robots, Manner::RobotsOnce, Manner::PageOnce]);
}
