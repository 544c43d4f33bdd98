//! Corrections, from a page on the press to what `why` shows, on both stores under a clock that the test moves.

use std::time::Duration;

use vigie::article::{ChangeKind, url_key};
use vigie::clock::{Clock, ManualClock};
use vigie::store::{ArticleTrail, Corrects};

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres;
use crate::support::press::Answer;

const HALF_HOUR: Duration = Duration::from_mins(30);

/// A house with an alert and one article whose page can change; its store and its clock.
struct House {
    app: TestApp,
    hand: ManualClock,
}

impl House {
    async fn new(store: Option<String>) -> Self {
        let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
        let mut app = TestApp::under(clock).await;
        if let Some(url) = store {
            app.store = url;
        }
        app.extra.push_str(ALERT);
        Self { app, hand }
    }

    /// The feed, with the page behind its only entry.
    fn feed(&mut self) {
        let news = News::new("one", "Drones over the harbour", self.app.clock.now());
        self.app.feed_with("wire", "full_text = \"always\"", &[news]);
    }

    fn page(&self, tag: &str, title: &str, body: &str) {
        self.app.press.answer("/one", page(title, body, "").header("etag", tag));
    }

    /// Time passes while nothing runs; then one pass of a process that starts anew.
    async fn after(&self, time: Duration) {
        self.hand.advance(time);
        self.app.once().await;
    }

    async fn trail(&self) -> ArticleTrail {
        let app = self.app.open().await;
        let url = self.app.press.url("/one").parse().expect("an address");
        let trail = app.store.trail(url_key(&url)).await.expect("the store works").expect("the article");
        app.store.clone().close().await.expect("it closes");
        trail
    }

    /// How often the page was asked for, and with which tag at last.
    fn asked(&self) -> (usize, String) {
        let requests = self.app.press.requests_for("/one");
        (
            requests.len(),
            requests.last().map_or_else(String::new, |seen| seen.header("if-none-match").to_owned()),
        )
    }
}

fn page(title: &str, body: &str, head: &str) -> Answer {
    let paragraphs = body.replace("\n\n", "</p><p>");
    let html = format!(
        "<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>\
         <p>{paragraphs}</p></article></body></html>"
    );
    Answer::ok(html).content_type("text/html; charset=utf-8")
}

const TITLE: &str = "Drones over the harbour";
const BODY: &str = "The harbour was closed on Thursday morning for six hours, the authorities said.\n\n\
                    A fisherman had seen 40 drones above the fuel depot and called the coast guard, who found a wreck.\n\n\
                    Ships had to wait outside until the afternoon, when divers had searched the basin and the quays.";

/// Runs a test on both stores.
async fn on_both(test: impl AsyncFn(House)) {
    postgres::on_both(async |store: Option<String>| test(House::new(store).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_told_page_is_read_again_conditionally_and_its_correction_is_marked() {
    on_both(async |mut house: House| {
        house.feed();
        house.page("\"v1\"", TITLE, BODY);
        house.app.once().await;
        assert_eq!(house.app.receiver.hooks().len(), 1);
        assert_eq!(house.asked(), (1, String::new()));
        house.after(Duration::from_mins(29)).await;
        assert_eq!(house.asked().0, 1, "not before its time");
        // Half an hour after it was told: a 304.
        house.after(Duration::from_mins(1)).await;
        assert_eq!(house.asked(), (2, "\"v1\"".to_owned()));
        let trail = house.trail().await;
        assert_eq!(trail.watch.expect("it was told").last.expect("a recheck").1, "unchanged");
        // Three hours after: the number was wrong.
        house.page("\"v2\"", TITLE, &BODY.replace("40 drones", "400 drones"));
        house.after(HALF_HOUR * 5).await;
        assert_eq!(house.asked(), (3, "\"v1\"".to_owned()));
        let trail = house.trail().await;
        let corrected = trail.editions.last().expect("versions");
        let (_, change) = corrected.change.as_ref().expect("a change");
        assert_eq!(
            (change.kind, corrected.corrects),
            (ChangeKind::Substance, Corrects::Told(house.app.clock.now()))
        );
        assert_eq!(
            (change.numbers.old.as_slice(), change.numbers.new.as_slice()),
            (["40".to_owned()].as_slice(), ["400".to_owned()].as_slice())
        );
        assert!(trail.body.contains("400 drones"));
        // Whoever was told the old number hears of the new one, as an answer to the same message.
        let hooks = house.app.receiver.hooks();
        let [told, correction] = hooks.as_slice() else { panic!("{hooks:?}") };
        assert_eq!(
            (correction.body["type"].as_str(), correction.titles()),
            (Some("vigie.correction"), vec![TITLE])
        );
        assert_eq!(correction.body["answers"], told.body["id"]);
        assert_eq!(correction.body["stories"][0]["reason"], "correction");
        let changes = correction.body["stories"][0]["changes"].as_array().expect("changes");
        assert_eq!(changes.len(), 1);
        assert!(changes[0]["before"].as_str().expect("text").contains("seen 40 drones"));
        assert!(changes[0]["after"].as_str().expect("text").contains("seen 400 drones"));
        // A day after: the page is gone, its words are not.
        house.app.press.answer("/one", Answer::status(410));
        house.after(HALF_HOUR * 42).await;
        assert_eq!(house.asked(), (4, "\"v2\"".to_owned()));
        let trail = house.trail().await;
        assert_eq!(trail.text_state.as_str(), "read");
        let watch = trail.watch.expect("it was told");
        assert_eq!((watch.withdrawn_at, watch.next_at, watch.reads), (Some(house.app.clock.now()), None, 3));
        for _ in 0..3 {
            house.after(Duration::from_hours(24)).await;
        }
        assert_eq!(house.asked().0, 4, "three times, then no more");
        assert_eq!(house.app.receiver.hooks().len(), 2, "and it is told once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_correction_is_told_once_and_a_digest_tells_what_came_of_all() {
    on_both(async |mut house: House| {
        let digest =
            "[digests.daily]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"08:00\"]\nzone = \"UTC\"\n";
        house.app.extra.push_str(digest);
        house.feed();
        house.page("\"v1\"", TITLE, BODY);
        house.app.once().await;
        // The digest of the day before the corrections tells the story too.
        house.after(Duration::from_hours(2)).await;
        let count =
            |kind: &str| house.app.receiver.hooks().iter().filter(|hook| hook.body["type"] == kind).count();
        assert_eq!((count("vigie.alert"), count("vigie.digest"), count("vigie.correction")), (1, 1, 0));
        for (drones, hours) in [("400 drones", 1), ("4 drones", 21)] {
            house.page(drones, TITLE, &BODY.replace("40 drones", drones));
            house.after(Duration::from_hours(hours)).await;
        }
        assert_eq!((count("vigie.alert"), count("vigie.correction")), (1, 2), "one for each version");
        house.after(Duration::from_hours(2)).await;
        let hooks = house.app.receiver.hooks();
        let last = &hooks.last().expect("a digest").body;
        assert_eq!(
            (&last["rule"], last["stories"].as_array().map(Vec::len)),
            (&"digest:daily".into(), Some(1))
        );
        let change = &last["stories"][0]["changes"][0];
        assert!(change["before"].as_str().expect("text").contains("seen 40 drones"), "{change}");
        assert!(change["after"].as_str().expect("text").contains("seen 4 drones"), "{change}");
        let count = hooks.len();
        house.after(Duration::from_hours(24)).await;
        assert_eq!(house.app.receiver.hooks().len(), count);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_at_a_recheck_costs_nothing() {
    on_both(async |mut house: House| {
        house.feed();
        house.page("\"v1\"", TITLE, BODY);
        house.app.once().await;
        house.app.press.answer("/one", Answer::status(500));
        house.after(HALF_HOUR).await;
        // A cookie wall: no text to trust.
        house.app.press.answer("/one", page(TITLE, "", ""));
        house.after(HALF_HOUR * 5).await;
        let trail = house.trail().await;
        assert_eq!((trail.text_state.as_str(), trail.editions.len()), ("read", 2));
        assert!(trail.body.contains("fuel depot"));
        let watch = trail.watch.expect("it was told");
        assert_eq!((watch.reads, watch.last.expect("a recheck").1.as_str()), (2, "failed"));
        // It moved to another address, and says the same.
        house.app.press.answer("/one", Answer::redirect(301, "/archive/one"));
        house.app.press.answer("/archive/one", page(TITLE, BODY, "").header("etag", "\"v1\""));
        house.after(HALF_HOUR * 42).await;
        let seen = house.app.press.requests_for("/archive/one");
        assert_eq!(
            seen.last().expect("it was asked").header("if-none-match"),
            "",
            "another address's validators"
        );
        let trail = house.trail().await;
        assert_eq!(trail.watch.expect("it was told").last.expect("a recheck").1, "unchanged");
        assert_eq!(trail.editions.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_grew_or_is_live_is_the_newest_version_and_no_correction() {
    on_both(async |mut house: House| {
        house.feed();
        house.page("\"v1\"", TITLE, BODY);
        house.app.once().await;
        let grown = format!("{BODY}\n\nIn the evening the harbour master, Ada Quay, opened the port to 12 ships again.");
        house.page("\"v2\"", TITLE, &grown);
        house.after(HALF_HOUR).await;
        let live = r#"<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Drones over the harbour"}</script>"#;
        let answer = page(TITLE, &grown.replace("six hours", "nine hours"), live);
        house.app.press.answer("/one", answer.header("etag", "\"v3\""));
        house.after(HALF_HOUR * 5).await;
        let trail = house.trail().await;
        let kinds: Vec<_> = trail
            .editions
            .iter()
            .filter_map(|edition| Some((edition.change.as_ref()?.1.kind, edition.corrects)))
            .collect();
        assert_eq!(kinds, [(ChangeKind::Grew, Corrects::Nothing), (ChangeKind::Live, Corrects::Nothing)]);
        assert!(trail.body.contains("nine hours"));
        // Furniture alone makes no version.
        let stamped = format!("{}\n\nUpdated at 14:05\n\n12 comments", grown.replace("six hours", "nine hours"));
        house.app.press.answer("/one", page(TITLE, &stamped, live));
        house.after(HALF_HOUR * 42).await;
        assert_eq!(house.trail().await.editions.len(), trail.editions.len());
        assert_eq!(house.app.receiver.hooks().len(), 1, "a developing story corrects nothing");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_headline_edit_reads_the_page_again_as_a_recheck() {
    on_both(async |mut house: House| {
        house.feed();
        house.page("\"v1\"", TITLE, BODY);
        house.app.once().await;
        house.page("\"v2\"", "Balloons over the harbour", BODY);
        let edited = News::new("one", "Balloons over the harbour", house.app.clock.now());
        house.app.tell("wire", &[edited]);
        house.after(Duration::from_mins(10)).await;
        assert_eq!(house.asked(), (2, "\"v1\"".to_owned()));
        let trail = house.trail().await;
        assert_eq!(trail.title, "Balloons over the harbour");
        assert_eq!(trail.editions.last().expect("versions").corrects, Corrects::Told(house.app.clock.now()));
        house.after(Duration::from_mins(20)).await;
        assert_eq!(house.asked(), (3, "\"v2\"".to_owned()), "the recheck of that time comes all the same");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_kept_as_evidence_and_why_shows_what_changed() {
    let mut house = House::new(None).await;
    house.app.store = "sqlite:vigie.db\"\nkeep_pages = \"matched".to_owned();
    house.feed();
    house.page("\"v1\"", TITLE, BODY);
    house.app.once().await;
    house.page("\"v2\"", TITLE, &BODY.replace("40 drones", "400 drones"));
    house.after(HALF_HOUR).await;
    let url = house.app.press.url("/one");
    let run = |arguments: &[&str]| {
        let output = house.app.vigie(arguments).output().expect("it runs");
        (
            output.status.code(),
            String::from_utf8(output.stdout).expect("text"),
            String::from_utf8(output.stderr).expect("text"),
        )
    };
    let (code, text, error) = run(&["why", &url]);
    assert_eq!(code, Some(0), "{error}");
    for part in [
        "seen [-40-]{+400+} drones above",
        "against version 2: a correction: number 40 → 400; 1 sentence reworded or gone (33 % of what there was); told",
        "page read again 1 time, last at 2026-06-11 08:30:00 CEST: substance; next 2026-06-11 11:00:00 CEST",
        "page of version 2 kept, read at 2026-06-11 08:00:00 CEST",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours where there is no terminal");
    let (_, text, _) = run(&["--format", "json", "why", &url]);
    let path: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(path["versions"][2]["change"]["numbers"]["new"][0], "400");
    assert_eq!(path["versions"][2]["is_correction"], true);

    let out = house.app.folder.path().join("evidence.html");
    let file = out.to_str().expect("a path");
    let (code, text, error) =
        run(&["--format", "json", "article", "evidence", &url, "--version", "2", "--out", file]);
    assert_eq!(code, Some(0), "{error}");
    let row: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let html = std::fs::read(&out).expect("the page");
    assert!(String::from_utf8_lossy(&html).contains("seen 40 drones"));
    let hash = vigie::model::sha256(&html).map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(row["sha256"], hash);
    assert_eq!(path["versions"][1]["page_sha256"], hash);
    let (code, _, error) = run(&["article", "evidence", &url, "--out", file]);
    assert_eq!(code, Some(1));
    assert!(error.contains("evidence.html"), "what is there is not overwritten: {error}");
    let (code, text, _) = run(&["article", "evidence", &house.app.press.url("/two")]);
    assert_eq!(code, Some(1));
    assert!(text.contains("no page of"), "{text}");
}
