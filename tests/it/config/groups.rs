//! `[groups.*]`: defaults for the feeds of a group.

use std::time::Duration;

use vigie::config::{Config, load_with};
use vigie::feed::FullText;
use vigie::schedule::Cadence;

const FEEDS: &str = r#"
include = ["*.opml"]
[groups.wires]
every = "2m"
full_text = "never"
obey_hints = false
[groups."Press of the coast"]
every = "20m"
language = "fr"
country = "fr"
[feeds.fast]
url = "https://fast.example.org/rss"
groups = ["wires", "Press of the coast"]
[feeds.own]
url = "https://own.example.org/rss"
every = "5m"
language = "en"
full_text = "always"
groups = ["wires", "Press of the coast"]
[feeds.none]
url = "https://none.example.org/rss"
"#;

const LIST: &str = "<opml version='2.0'><body><outline text='Press of the coast'>\
                    <outline text='Listed' xmlUrl='https://listed.example.org/rss'/></outline></body></opml>";

/// The configuration and its warnings as text.
fn read(text: &str) -> (Config, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    std::fs::write(folder.path().join("list.opml"), LIST).unwrap();
    let (config, report) =
        load_with(folder.path(), &|_| None).unwrap_or_else(|report| panic!("{}", report.render(false)));
    (config, report.render(false))
}

fn minutes(n: u64) -> Cadence {
    Cadence::Every(Duration::from_mins(n))
}

#[test]
fn feeds_take_what_they_do_not_say_from_the_first_of_their_groups_that_does() {
    let (config, warnings) = read(FEEDS);
    let feed = |name: &str| &config.feeds[name];
    let language = |name: &str| feed(name).tags.language.map(|l| l.to_string());
    assert_eq!(
        (feed("fast").policy.cadence.clone(), feed("fast").policy.full_text),
        (minutes(2), FullText::Never)
    );
    assert!(!feed("fast").policy.obey_hints && feed("none").policy.obey_hints);
    assert_eq!((language("fast").as_deref(), feed("fast").tags.country.as_deref()), (Some("fr"), Some("fr")));
    assert_eq!(
        (feed("own").policy.cadence.clone(), feed("own").policy.full_text),
        (minutes(5), FullText::Always)
    );
    assert_eq!((language("own").as_deref(), feed("own").tags.country.as_deref()), (Some("en"), Some("fr")));
    assert_eq!(
        (feed("listed").policy.cadence.clone(), language("listed").as_deref()),
        (minutes(20), Some("fr"))
    );
    assert_eq!(feed("none").policy.cadence, minutes(60));
    assert!(
        warnings.contains("`wires` and `Press of the coast` both say when `fast` is polled"),
        "{warnings}"
    );
}

#[test]
fn a_group_without_feeds_and_a_key_that_no_group_has_are_told() {
    let (_, warnings) = read(&format!("{FEEDS}[groups.wirse]\nevery = \"1m\"\n"));
    assert!(
        warnings.contains("no feed is in the group `wirse`") && warnings.contains("did you mean `wires`?"),
        "{warnings}"
    );
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{FEEDS}[groups.more]\nurl = \"https://x.example.org\"\nevery = \"1s\"\n");
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    let report = load_with(folder.path(), &|_| None).unwrap_err().render(false);
    assert!(report.contains("unknown key `url` in `[groups.more]`"), "{report}");
    assert!(report.contains("less than the least interval"), "{report}");
}
