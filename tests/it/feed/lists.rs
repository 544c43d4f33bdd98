//! OPML in.

use vigie::feed::{OpmlFeed, read_opml};

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
