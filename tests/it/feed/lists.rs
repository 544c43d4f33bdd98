//! OPML in and out.

use proptest::collection::vec;
use proptest::prelude::*;
use vigie::feed::{LeftOut, OpmlFeed, read_any_opml, read_opml, write_opml};

const LIST: &str = r#"<?xml version="1.0"?>
<opml version="2.0"><head><title>Desk</title></head><body>
  <outline text="Europe">
    <outline text="Presse" title="La presse">
      <outline type="rss" text="Le Phare" xmlUrl="https://phare.example/rss?a=1&amp;b=2" htmlUrl="https://phare.example/" language="fr" country="fr"/>
    </outline>
    <OUTLINE text="Leuchtturm &quot;heute&quot;" xmlurl="https://turm.example/feed" />
  </outline>
  <outline xmlUrl="https://alone.example/atom.xml"></outline>
</body></opml>"#;

#[test]
fn folders_are_groups_and_attributes_are_read_in_any_case() {
    let feeds = read_opml(LIST).unwrap();
    let phare = OpmlFeed {
        title: "Le Phare".to_owned(),
        url: "https://phare.example/rss?a=1&b=2".to_owned(),
        site: Some("https://phare.example/".to_owned()),
        language: Some("fr".to_owned()),
        country: Some("fr".to_owned()),
        groups: vec!["Europe".to_owned(), "La presse".to_owned()],
        offset: LIST.find("<outline type").unwrap(),
    };
    assert_eq!(feeds[0], phare);
    assert_eq!(
        (feeds[1].title.as_str(), &feeds[1].groups),
        ("Leuchtturm \"heute\"", &vec!["Europe".to_owned()])
    );
    assert_eq!((feeds[2].title.as_str(), feeds[2].groups.len()), ("https://alone.example/atom.xml", 0));
    assert_eq!(feeds.len(), 3);
}

#[track_caller]
fn check_mistake(text: &str, message: &str, at: &str) {
    let (found, offset) = read_opml(text).unwrap_err();
    assert!(found.contains(message), "{found}");
    assert_eq!(offset, text.find(at).unwrap_or(text.len()), "{found}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    check_mistake("<rss version='2.0'></rss>", "the root is `<rss>`, not `<opml>`", "<rss");
    check_mistake("", "no `<opml>` root", "nowhere");
    check_mistake("<opml><body><outline xmlUrl=x/></body></opml>", "a bad attribute", "<outline");
    check_mistake("<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "a document type is not read", "<!DOCTYPE");
    assert!(read_opml("<opml><body><outline text='a'></body></opml>").is_err());
}

#[test]
fn endless_folders_are_refused() {
    let deep = format!("<opml><body>{}", "<outline text='x'>".repeat(100_000));
    assert!(read_opml(&deep).unwrap_err().0.contains("deeper than 64"));
}

#[track_caller]
fn check_read(bytes: &[u8], expected: &[(&str, &str, &[&str])]) {
    let list = read_any_opml(bytes).unwrap();
    let found: Vec<(&str, &str, Vec<&str>)> = list
        .feeds
        .iter()
        .map(|feed| {
            (feed.title.as_str(), feed.url.as_str(), feed.groups.iter().map(String::as_str).collect())
        })
        .collect();
    let expected: Vec<_> =
        expected.iter().map(|(title, url, groups)| (*title, *url, groups.to_vec())).collect();
    assert_eq!(found, expected, "{:?}", list.problems);
}

#[test]
fn lists_of_any_make_are_read() {
    let turm = ("Turm & Kai", "https://turm.example/feed", &["Küste"] as &[&str]);
    check_read(
        b"<opml><body><outline text='K\xc3\xbcste'><outline type=rss title='Turm &amp; Kai' xmlUrl=https://turm.example/feed></outline>",
        &[turm],
    );
    check_read(
        "<OPML><BODY><OUTLINE TEXT=\"K&uuml;ste\"><OUTLINE TITLE=\"Turm & Kai\" XMLURL=\"https://turm.example/feed\"/></OUTLINE>"
            .as_bytes(),
        &[turm],
    );
    check_read(
        b"<?xml version='1.0' encoding='ISO-8859-1'?><!DOCTYPE opml [<!ENTITY x 'y'>]><opml><body><outline text='K\xfcste'>\
          <outline text='Turm &amp; Kai' xmlUrl='https://turm.example/feed'/></outline></body></opml>",
        &[turm],
    );
    check_read(
        "&lt;opml&gt;&lt;body&gt;&lt;outline text=&quot;Küste&quot;&gt;&lt;outline text=&quot;Turm &amp;amp; Kai&quot; \
         xmlUrl=&quot;https://turm.example/feed&quot;/&gt;&lt;/outline&gt;"
            .as_bytes(),
        &[turm],
    );
    check_read(
        "<opml><body><outline text='Turm &amp; Kai' type='rss' url='https://turm.example/feed' category='/Küste'/></body></opml>"
            .as_bytes(),
        &[turm],
    );
    check_read(
        b"<opml><body><outline text='cut' xmlUrl='https://a.example/'/><outline te",
        &[("cut", "https://a.example/", &[])],
    );
}

#[test]
fn a_feed_without_an_address_is_told_and_no_folder() {
    let list = read_any_opml(
        b"<opml><head><title>My\n list</title></head><body><outline type='rss' text='Lost'/>\
        <outline text='Kept' xmlUrl='https://kept.example/'/></body></opml>",
    )
    .unwrap();
    assert_eq!(list.title.as_deref(), Some("My list"));
    assert_eq!(list.left_out, [LeftOut { title: "Lost".to_owned(), why: "it has no `xmlUrl`" }]);
    assert_eq!((list.feeds.len(), list.feeds[0].groups.len()), (1, 0));
    assert!(read_any_opml(b"<html><body>not found</body></html>").is_err());
    assert!(read_any_opml(b"").is_err());
}

#[test]
fn endless_folders_cost_no_more_than_their_bytes() {
    let deep = "<outline text='x'>".repeat(100_000) + "<outline text='f' xmlUrl='https://f.example/'/>";
    let list = read_any_opml(format!("<opml><body>{deep}").as_bytes()).unwrap();
    assert!(list.feeds[0].groups.len() <= 64);
}

/// A text as it stands in a list: one line, nothing at its ends.
fn words() -> impl Strategy<Value = String> {
    // A letter such as Â and a sign behind it are read as one that was encoded twice.
    let is_pair = |(one, two): (char, char)| ('\u{c2}'..='\u{f4}').contains(&one) && !two.is_ascii();
    let pairs = move |text: &str| text.chars().zip(text.chars().skip(1)).any(is_pair);
    "[\\PC&&[^ \u{a0}]]{1,12}".prop_filter("white space, or a pair", move |text| {
        !text.contains(char::is_whitespace) && !pairs(text)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_by_both_readers(
        feeds in vec((words(), words(), proptest::option::of(words()), vec(words(), 0..4)), 0..12),
        title in words(),
    ) {
        let mut feeds: Vec<OpmlFeed> = feeds
            .into_iter()
            .map(|(title, path, country, groups)| OpmlFeed {
                title,
                url: format!("https://example.org/{path}"),
                site: None,
                language: Some("fr".to_owned()),
                country,
                groups,
                offset: 0,
            })
            .collect();
        let xml = write_opml(&title, &feeds);
        let sorted = |mut read: Vec<OpmlFeed>| {
            for feed in &mut read {
                feed.offset = 0;
            }
            read.sort_by(|a, b| format!("{a:?}").cmp(&format!("{b:?}")));
            read
        };
        feeds = sorted(feeds);
        prop_assert_eq!(&sorted(read_opml(&xml).unwrap()), &feeds);
        let list = read_any_opml(xml.as_bytes()).unwrap();
        prop_assert_eq!(&list.problems, &Vec::<String>::new());
        prop_assert_eq!(&sorted(list.feeds), &feeds);
    }

    #[test]
    fn no_bytes_upset_the_reader(bytes in vec(any::<u8>(), 0..600), markup in "(<outline[ a-zA-Z='\"&;/]{0,20}>?){0,40}") {
        let _ = read_any_opml(&bytes);
        let _ = read_any_opml(markup.as_bytes());
    }
}
