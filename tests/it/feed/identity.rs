//! Which entry is which.

use vigie::feed::{Entry, content_hash, identity_keys};
use vigie::model::Timestamp;

fn entry(id: &str, link: &str, title: &str) -> Entry {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Entry { id: given(id), link: given(link), title_text: given(title), ..Entry::default() }
}

#[track_caller]
fn check(same: bool, one: &Entry, other: &Entry) {
    let key = |entry: &Entry| identity_keys(std::slice::from_ref(entry))[0];
    assert_eq!(key(one) == key(other), same, "{one:?} / {other:?}");
}

#[test]
fn a_guid_outlives_headline_and_link() {
    let before = entry("tag:1", "https://press.example/a", "Ferry late");
    check(true, &before, &entry("tag:1", "https://press.example/a-2", "Ferry very late"));
    check(false, &before, &entry("tag:2", "https://press.example/a", "Ferry late"));
}

#[test]
fn without_a_guid_the_canonical_link_counts() {
    let before = entry("", "https://www.press.example/a?utm_source=rss", "Ferry late");
    check(true, &before, &entry("", "http://press.example/a", "Ferry very late"));
    check(false, &before, &entry("", "https://press.example/b", "Ferry late"));
}

#[test]
fn without_both_title_and_date_count() {
    let dated =
        |title: &str, date: &str| Entry { published: Timestamp::parse_rfc3339(date), ..entry("", "", title) };
    let before = dated("Ferry late", "2026-06-11T07:00:00Z");
    check(true, &before, &dated("Ferry  late", "2026-06-11T07:00:00Z"));
    check(false, &before, &dated("Ferry late", "2026-06-12T07:00:00Z"));
    check(false, &entry("", "", ""), &before);
}

#[test]
fn a_guid_used_twice_is_told_apart_by_its_link() {
    let entries = [
        entry("same", "https://press.example/a", "A"),
        entry("same", "https://press.example/b", "B"),
        entry("own", "", "C"),
    ];
    let keys = identity_keys(&entries);
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[2], identity_keys(&entries[2..])[0]);
}

#[test]
fn only_words_change_an_entry() {
    let of = |summary: &str| {
        content_hash(&Entry { summary: Some(summary.to_owned()), ..entry("1", "", "Ferry late") })
    };
    assert_eq!(
        of("<p>Two  hours <b>late</b></p>"),
        of("<p>Two hours late</p><img src='https://count.example/7'>")
    );
    assert_ne!(of("Two hours late"), of("Three hours late"));
}
