//! A topic is narrowed while what it matched waits for a digest.

use serde_json::Value;
use vigie::clock::Clock;

use super::get;
use crate::support::app::{News, Served, TestApp};

/// A topic of the harbour, one that presses nobody, and a digest that is never due while a test runs.
fn extra(harbour: &str) -> String {
    format!(
        "[topics.harbour]\ntitle = \"Harbour\"\nquery = \"{harbour}\"\n\
         [topics.fog]\ntitle = \"Fog\"\nquery = \"fog\"\npriority = \"low\"\n\
         [alerts.breaking]\ntopics = [\"fog\"]\nchannels = [\"hook\"]\n\
         [digests.evening]\ntopics = [\"drones\", \"harbour\"]\nchannels = [\"hook\"]\ncron = \"30 7 29 2 *\"\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_leaves_out_what_its_topics_no_longer_match_and_why_names_it() {
    let mut house = TestApp::new().await;
    house.extra = extra("harbour");
    let now = Clock::system().now();
    let news = [
        ("one", "Drone seen over the harbour"),
        ("two", "Ships leave the harbour at dawn"),
        ("three", "Thick fog closes the airfield"),
    ];
    house.feed("wire", &news.map(|(id, title)| News::new(id, title, now)));
    house.once().await;
    house.extra = extra("lighthouse");
    house.once().await;
    let run = |arguments: &[&str]| {
        let output = house.vigie(arguments).output().expect("it starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let before = run(&["digest", "preview", "evening"]);
    assert!(before.contains("Ships leave"), "an edit alone judges nothing anew: {before}");
    run(&["topic", "rematch", "harbour", "--since", "30d"]);
    let after = run(&["digest", "preview", "evening"]);
    assert!(after.contains("seen over the harbour"), "{after}");
    assert!(!after.contains("Ships leave") && !after.contains("Harbour"), "{after}");
    let why = run(&["why", &house.press.url("/two")]);
    assert!(
        why.contains("harbour (version ") && why.contains("no longer: the topic was edited since"),
        "{why}"
    );
    let why = run(&["why", &house.press.url("/three")]);
    assert!(why.contains("to nobody for fog: its priority is `low`"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_of_topics_leave_out_what_they_no_longer_match() {
    let mut house = TestApp::new().await;
    house.extra = extra("harbour");
    let now = Clock::system().now();
    let news = [("one", "Drone seen over the harbour"), ("two", "Ships leave the harbour at dawn")];
    house.feed("wire", &news.map(|(id, title)| News::new(id, title, now)));
    house.once().await;
    house.extra = extra("lighthouse");
    house.once().await;
    let listed = async |topic: &str| {
        let app = house.open().await;
        let served = Served::of(&app).await;
        let (_, feed) = get(&format!("{}/topics/{topic}.json", served.base), None).await;
        served.stop().await;
        app.store.clone().close().await.expect("it closes");
        let feed: Value = serde_json::from_str(&feed).expect("JSON");
        let items = feed["items"].as_array().expect("items").iter();
        items.map(|item| item["tags"].as_array().expect("tags").len()).collect::<Vec<_>>()
    };
    let mut before = listed("harbour").await;
    before.sort_unstable();
    assert_eq!((before, listed("drones").await), (vec![1, 2], vec![2]), "an edit alone judges nothing anew");
    house.vigie(&["topic", "rematch", "harbour", "--since", "30d"]).output().expect("it starts");
    assert_eq!((listed("harbour").await, listed("drones").await), (vec![], vec![1]));
}
