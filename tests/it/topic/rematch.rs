//! `vigie topic rematch` in a house with an alert and a digest: the archive is filled, and nobody hears of it.

use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;
use vigie::article::url_key;
use vigie::clock::{Clock, ManualClock};
use vigie::model::Timestamp;

use crate::support::app::{News, TestApp};
use crate::support::postgres;
use crate::support::press::Answer;

const RULES: &str = "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\
                     [digests.morning]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"30 7 * * *\"\n";
/// What is told before any edit.
const TOLD: [&str; 2] = ["Drones over the harbour", "The old quay is closed"];
const NARROW: &str = "[topics.harbour]\nquery = 'quay'\n";
const WIDE: &str = "[topics.harbour]\nquery = 'harbour OR trawler'\n";

struct House {
    app: TestApp,
    hand: ManualClock,
}

impl House {
    /// An article that was told for its drones, one of which only an edit finds, and one whose page is still missing.
    async fn new(store: Option<String>) -> Self {
        let at = Timestamp::parse_rfc3339("2026-06-11T08:00:00+02:00").expect("a time");
        let (clock, hand) = Clock::manual(at);
        let mut app = TestApp::under(clock).await;
        if let Some(url) = store {
            app.store = url;
        }
        app.extra = format!("{RULES}{NARROW}");
        let news = [
            News::new("told", "Drones over the harbour", at),
            News::new("quiet", "A calm day in the harbour", at),
            News::new("late", "The trawler is back", at),
            News::new("lost", "The old quay is closed", at),
        ];
        app.feed_with("wire", "full_text = \"always\"\nlanguage = \"en\"", &news);
        for one in &news[..2] {
            app.page(&one.id, &one.title, BODY);
        }
        app.page("lost", "The old quay is closed", QUAY);
        app.press.answer("/late", Answer::status(503));
        Self { app, hand }
    }

    async fn after(&self, time: Duration) {
        self.hand.advance(time);
        self.app.once().await;
    }

    /// Headlines that people got in messages of a kind, in order of the alphabet.
    fn told(&self, kind: &str) -> Vec<String> {
        let hooks = self.app.receiver.hooks();
        let of_kind = hooks.iter().filter(|hook| hook.kind() == kind);
        let mut titles: Vec<String> = of_kind.flat_map(|hook| hook.titles()).map(str::to_owned).collect();
        titles.sort();
        titles
    }

    async fn vigie(&self, arguments: &[&str]) -> Output {
        let mut command: Command = self.app.vigie(arguments);
        tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("no panic")
    }

    async fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let done = self.vigie(&[arguments, &["--format", "json"]].concat()).await;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8(done.stdout).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

const BODY: &str = "The harbour was quiet on Thursday morning for six hours, the authorities said to the press.\n\n\
                    A fisherman had seen 40 gulls above the fuel depot and called the coast guard, who found a wreck.\n\n\
                    Ships had to wait outside until the afternoon, when divers had searched the basin and the piers.";

/// Another article's own words: a page with the same text would be a copy, and its story told once.
const QUAY: &str = "Masons found cracks in three arches last week, and the mayor had a fence put up before the market opened.\n\n\
                    Repairs will take until spring and cost more than the council has set aside for every bridge in town.\n\n\
                    Anglers may use the northern mole of the harbour instead, where a kiosk sells bait and coffee.";

async fn on_both(test: impl AsyncFn(House)) {
    postgres::on_both(async |store: Option<String>| test(House::new(store).await).await).await;
}

const REMATCH: [&str; 5] = ["topic", "rematch", "harbour", "--since", "2026-06-01"];

fn counts(row: &Value) -> [u64; 4] {
    ["new", "updated", "same", "lost"].map(|key| row[key].as_u64().expect("a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_is_matched_again_and_nothing_is_ever_told_of_it() {
    on_both(async |mut house: House| {
        house.app.once().await;
        assert_eq!(house.told("vigie.alert"), TOLD);
        house.app.extra = format!("{RULES}{WIDE}");
        // The daemon reads the edit; what it has stays as it was.
        house.after(Duration::from_mins(2)).await;
        let tried = house.json(&[&REMATCH[..], &["--dry-run"]].concat()).await;
        assert_eq!(
            (counts(&tried[0]), &tried[0]["dry_run"]),
            ([3, 1, 0, 0], &Value::Bool(true)),
            "{tried:?}"
        );
        let done = house.json(&REMATCH).await;
        assert_eq!(counts(&done[0]), [3, 1, 0, 0], "{done:?}");
        let again = house.json(&REMATCH).await;
        assert_eq!(counts(&again[0]), [0, 0, 4, 0], "{again:?}");
        // Search, backtest and why see them.
        let found = house.json(&["search", "--topic", "harbour", "--since", "2026-06-01"]).await;
        assert_eq!(found.len(), 4);
        let backtest = house.json(&["topic", "backtest", "harbour", "--since", "2026-06-01"]).await;
        assert_eq!(backtest[0]["hits"], 4);
        let why = house.json(&["why", &house.app.press.url("/quiet")]).await;
        assert_eq!(
            (&why[0]["matches"][0]["topic"], &why[0]["matches"][0]["quiet"]),
            (&"harbour".into(), &true.into())
        );
        let text = house.vigie(&["why", &house.app.press.url("/quiet")]).await;
        let text = String::from_utf8(text.stdout).expect("UTF-8");
        assert!(
            text.contains("by a rematch: told to nobody") && text.contains("only a rematch found"),
            "{text}"
        );
        // The missing page arrives, the told one changes, the digest's hour comes twice.
        house.app.page("late", "The trawler is back", BODY);
        house.app.page("told", "Drones over the harbour", &BODY.replace("40 gulls", "400 gulls"));
        for _ in 0..4 {
            house.after(Duration::from_hours(13)).await;
        }
        let trail = {
            let app = house.app.open().await;
            let url = house.app.press.url("/late").parse().expect("an address");
            let trail = app.store.trail(url_key(&url)).await.expect("the store works").expect("the article");
            app.store.clone().close().await.expect("it closes");
            trail
        };
        assert_eq!((trail.text_state.as_str(), trail.matches.len()), ("read", 1), "its page was read");
        assert_eq!(house.told("vigie.alert"), TOLD, "nothing but what was told before the edit");
        assert_eq!(house.told("vigie.digest"), TOLD);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edit_loses_is_marked_and_an_older_archive_is_left_alone() {
    on_both(async |mut house: House| {
        house.app.once().await;
        house.app.extra = format!("{RULES}[topics.harbour]\nquery = 'lighthouse'\n");
        house.after(Duration::from_mins(2)).await;
        let later = house.json(&["topic", "rematch", "harbour", "--since", "2026-06-12"]).await;
        assert_eq!(counts(&later[0]), [0, 0, 0, 0]);
        let done = house.json(&REMATCH).await;
        assert_eq!(counts(&done[0]), [0, 0, 0, 1], "{done:?}");
        let why = house.json(&["why", &house.app.press.url("/lost")]).await;
        assert_eq!(why[0]["matches"], Value::Array(Vec::new()));
        house.after(Duration::from_hours(24)).await;
        assert_eq!(house.told("vigie.alert"), TOLD);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_has_not_read_the_edit_comes_first() {
    let mut house = House::new(None).await;
    house.app.once().await;
    let daemon = house.app.serve().await;
    house.app.extra = format!("{RULES}{WIDE}");
    let refused = house.vigie(&REMATCH).await;
    let error = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{error}");
    assert!(error.contains("reload it first"), "{error}");
    daemon.stop().await;
    // Where none runs, the command brings the store up itself.
    let text = house.vigie(&REMATCH).await;
    let text = String::from_utf8(text.stdout).expect("UTF-8");
    assert!(
        text.contains("4 of 4 articles looked at match\n  new 3, brought up to date 1, as before 0"),
        "{text}"
    );
    let unknown = house.vigie(&["topic", "rematch", "harbor", "--since", "30d"]).await;
    assert_eq!(unknown.status.code(), Some(2));
}
