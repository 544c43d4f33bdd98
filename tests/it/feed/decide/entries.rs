//! Which entries are new, whom they are told to, and what becomes an article.

use std::time::Duration;

use vigie::feed::{
    Due, Entry, FullText, KnownEntry, PollPolicy, Telling, content_hash, decide, recent_polls,
};
use vigie::model::{ArticleId, Hash16, IdMint, SourceTags};

use super::{HOUR, body, due, entry, failed, kept, new_of, not_modified, now, parsed, policy, update};

/// An entry as the store knows it, with words of another one perhaps.
fn stored_as(article: i64, content_hash: Hash16, entry: &Entry) -> KnownEntry {
    KnownEntry {
        article_id: ArticleId::from(article),
        content_hash,
        title: entry.title_text.clone().unwrap_or_default(),
        link: entry.link.clone(),
        relinked: 0,
    }
}

#[test]
fn known_entries_are_not_new_and_changed_words_are_a_version() {
    let mut read = parsed(vec![entry(1), entry(2), entry(3)]);
    let stored = |n: i64, hash| stored_as(100 + n, hash, &entry(usize::try_from(n).unwrap()));
    read.known.insert(read.keys[0], stored(1, content_hash(&entry(1))));
    read.known.insert(read.keys[1], stored(2, content_hash(&entry(9))));
    let update = update(&due(), &policy(), &body(b"new body"), Some(read));
    assert_eq!(update.new.iter().map(|n| n.entry.clone()).collect::<Vec<_>>(), [entry(3)]);
    assert_eq!(update.changed.len(), 1);
    assert_eq!(
        (update.changed[0].article_id, update.changed[0].content_hash),
        (ArticleId::from(102), content_hash(&entry(2)))
    );
    assert_eq!(update.changed[0].page.as_ref().map(|page| page.host.as_str()), Some("press.example"));
}

#[test]
fn an_entry_given_twice_is_new_once() {
    let update = new_of(&due(), &policy(), vec![entry(1), entry(1), entry(2)]);
    assert_eq!(update.new.len(), 2);
    assert!(update.new.iter().all(|new| new.page.is_some() && new.url_keys.len() == 1));
}

#[test]
fn an_entry_of_nothing_but_an_id_becomes_no_article() {
    let blank = Entry { id: Some("id-2".to_owned()), published: Some(now()), ..Entry::default() };
    let update = new_of(&due(), &policy(), vec![entry(1), blank]);
    assert_eq!(update.new.iter().map(|new| new.entry.clone()).collect::<Vec<_>>(), [entry(1)]);
}

/// What the entries of one poll are told as.
fn telling(due: &Due, ages: &[Option<Duration>]) -> Vec<Telling> {
    let old_entry =
        |(n, age): (usize, &Option<Duration>)| Entry { published: age.map(|age| now() - age), ..entry(n) };
    let entries = ages.iter().enumerate().map(old_entry).collect();
    new_of(due, &policy(), entries).new.into_iter().map(|new| new.telling).collect()
}

#[test]
fn the_first_poll_tells_nothing_old_and_nothing_undated() {
    let first = Due { last_ok_at: None, ..due() };
    let ages = [Some(HOUR), Some(25 * HOUR), None];
    assert_eq!(telling(&first, &ages), [Telling::All, Telling::Nothing, Telling::Nothing]);
    assert_eq!(telling(&due(), &ages), [Telling::All; 3]);
}

#[test]
fn after_a_blind_spell_undated_entries_go_to_digests_only() {
    let blind = Due { last_ok_at: Some(now() - 25 * HOUR), ..due() };
    let ages = [Some(HOUR), Some(25 * HOUR), None];
    assert_eq!(telling(&blind, &ages), [Telling::All, Telling::Nothing, Telling::DigestsOnly]);
}

#[test]
fn a_feed_refilled_at_once_is_treated_as_after_a_blind_spell() {
    let old = Some(30 * HOUR);
    assert_eq!(telling(&due(), &[old; 10]), [Telling::Nothing; 10]);
    assert_eq!(telling(&due(), &[None; 10]), [Telling::DigestsOnly; 10]);
    assert_eq!(telling(&due(), &[Some(HOUR); 10]), [Telling::All; 10]);
    assert_eq!(telling(&due(), &[old; 9]), [Telling::All; 9]);
}

#[test]
fn seven_new_of_ten_are_no_burst_and_eight_are() {
    let poll = |known: usize| {
        let entries: Vec<Entry> =
            (0..10).map(|n| Entry { published: Some(now() - 30 * HOUR), ..entry(n) }).collect();
        let mut read = parsed(entries);
        for n in 0..known {
            let hash = content_hash(&read.parsed.entries[n]);
            read.known.insert(read.keys[n], stored_as(1, hash, &entry(n)));
        }
        update(&due(), &policy(), &body(b"new body"), Some(read)).new[0].telling
    };
    assert_eq!((poll(3), poll(2)), (Telling::All, Telling::Nothing));
}

/// Whether the page behind an entry is read.
#[track_caller]
fn check_page(full_text: FullText, entry: Entry, read: bool) {
    let update = new_of(&due(), &PollPolicy { full_text, ..policy() }, vec![entry]);
    assert_eq!(update.new[0].page.is_some(), read, "{update:?}");
}

#[test]
fn pages_are_read_as_the_policy_says() {
    let long = |letters: usize| Entry { summary: Some("x".repeat(letters)), ..entry(1) };
    check_page(FullText::Always, long(2000), true);
    check_page(FullText::Never, long(10), false);
    check_page(FullText::WhenShort, long(799), true);
    check_page(FullText::WhenShort, long(800), false);
    // Two short texts are no long one.
    check_page(FullText::WhenShort, Entry { content: Some("y".repeat(500)), ..long(500) }, true);
    check_page(FullText::Always, Entry { link: None, ..entry(1) }, false);
    check_page(
        FullText::Always,
        Entry { link: Some("mailto:desk@press.example".to_owned()), ..entry(1) },
        false,
    );
    check_page(
        FullText::Always,
        Entry { link: Some("https://press.example/".to_owned()), ..entry(1) },
        false,
    );
}

#[test]
fn entries_that_share_a_link_stay_apart_with_the_feeds_words() {
    let shared = |n| Entry { link: Some("https://press.example/live".to_owned()), ..entry(n) };
    let update = new_of(&due(), &policy(), vec![shared(1), shared(2), entry(3)]);
    let pages: Vec<bool> = update.new.iter().map(|new| new.page.is_some()).collect();
    let keys: Vec<usize> = update.new.iter().map(|new| new.url_keys.len()).collect();
    assert_eq!((pages, keys), (vec![false, false, true], vec![0, 0, 1]));
    assert_eq!(update.new[0].article.body, "It is late again.");
}

#[test]
fn an_article_starts_with_the_feeds_words_and_tags() {
    let tags = SourceTags {
        language: Some("fr".parse().unwrap()),
        country: Some("fr".to_owned()),
        groups: vec!["national".to_owned()],
    };
    let read =
        parsed(vec![Entry { content: Some("<p>One.</p><p>Two &amp; three.</p>".to_owned()), ..entry(1) }]);
    let update =
        decide(&due(), &policy(), &tags, &body(b"new body"), Some(read), &IdMint::new(1), now(), 0.5);
    let article = &update.new[0].article;
    assert_eq!(
        (article.title.as_str(), article.body.as_str()),
        ("Ferry 1", "It is late again.\n\nOne.\n\nTwo & three.")
    );
    assert_eq!((article.site.as_deref(), article.published), (Some("press.example"), Some(now() - HOUR)));
    assert_eq!(
        (article.language, &article.country, &article.groups),
        (tags.language, &tags.country, &tags.groups)
    );
}

#[test]
fn twenty_polls_are_remembered_newest_first() {
    let mut due = due();
    for _ in 0..25 {
        due.recent = kept(&update(&due, &policy(), &not_modified(), None).recent);
    }
    due.recent = kept(&new_of(&due, &policy(), vec![entry(1), entry(2)]).recent);
    due.recent = kept(&update(&due, &policy(), &failed("no such host"), None).recent);
    let polls = due.recent;
    assert_eq!(polls.len(), 20);
    assert_eq!(polls[0].result(), "DNS: no such host");
    assert_eq!((polls[1].result(), polls[1].new, polls[1].entries), ("200", 2, 2));
    assert_eq!((polls[2].result(), polls[2].at), ("304", now()));
    assert_eq!(recent_polls("{broken"), []);
}
