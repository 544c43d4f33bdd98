//! Translated headlines by a server that answers, fails, hangs, or talks nonsense.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::{Json, Router};
use serde_json::{Value, json};
use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres::on_both;
use crate::support::press::{Answer, Press};
use crate::support::receiver::{Hook, Receiver};

const HEADLINE: &str = "Drone über dem Hafen: niemand weiß, wem die Drohne gehört und woher sie kam";

/// A desk whose feed is German, and the server that translates for it.
struct Desk {
    house: TestApp,
    hand: ManualClock,
    server: Press,
    app: Arc<App>,
}

impl Desk {
    async fn open(store: Option<String>) -> Self {
        Self::open_with(store, |_| {}).await
    }

    /// With more in its configuration.
    async fn open_with(store: Option<String>, more: impl FnOnce(&mut TestApp)) -> Self {
        let (clock, hand) = Clock::manual(time("2026-06-11T10:00:00Z"));
        let mut house = TestApp::under(clock).await;
        if let Some(url) = store {
            house.store = url;
        }
        let server = Press::start().await;
        house.extra = format!(
            "{ALERT}[digests.noon]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"0 12 * * *\"\nzone = \"UTC\"\n\
             [translate]\nurl = \"{}\"\napi_key_file = \"translate-key\"\n",
            server.url("/")
        );
        more(&mut house);
        house.feed_with("wire", "full_text = \"never\"\nlanguage = \"de\"", &[]);
        let folder = house.write();
        std::fs::write(folder.join("translate-key"), "canary-key\n").expect("a file");
        let app = house.open().await;
        Self { house, hand, server, app }
    }

    fn tell(&self, titles: &[&str]) {
        let news = |title: &&str| News::new(*title, title, self.app.clock.now());
        self.house.tell("wire", &titles.iter().map(news).collect::<Vec<_>>());
    }

    async fn pass(&self) {
        self.app.store.make_due(&"wire".parse().unwrap(), self.app.clock.now()).await.expect("it works");
        daemon::once(&self.app).await.expect("the store works");
    }

    fn last(&self) -> Hook {
        self.house.receiver.hooks().pop().expect("a message came")
    }

    async fn close(self) {
        self.app.store.clone().close().await.expect("it closes");
    }
}

fn translated(texts: &[&str]) -> Answer {
    Answer::ok(json!({ "translatedText": texts }).to_string()).content_type("application/json")
}

async fn a_headline_is_asked_for_once(desk: Desk) {
    desk.server.answer("/translate", translated(&["Drone over the harbour"]));
    desk.tell(&[HEADLINE]);
    desk.pass().await;
    let story = &desk.last().body["stories"][0];
    assert_eq!(
        (&story["title"], &story["translation"]),
        (&json!(HEADLINE), &json!("Drone over the harbour"))
    );
    let asked: Value = serde_json::from_slice(&desk.server.last().body).expect("JSON");
    let wanted =
        json!({ "q": [HEADLINE], "source": "de", "target": "en", "format": "text", "api_key": "canary-key" });
    assert_eq!(asked, wanted);
    // The digest tells it again, from the store.
    desk.hand.advance(Duration::from_hours(3));
    desk.pass().await;
    let digest = desk.last();
    assert_eq!(
        (digest.kind(), &digest.body["stories"][0]["translation"]),
        ("vigie.digest", &json!("Drone over the harbour"))
    );
    assert_eq!(desk.server.requests().len(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_headline_is_asked_for_once_on_both_stores() {
    on_both(async |store: Option<String>| a_headline_is_asked_for_once(Desk::open(store).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_language_reads_its_headlines_as_they_are() {
    let other = Receiver::start().await;
    let more = |house: &mut TestApp| {
        let channel = format!("[channels.berlin.webhook]\nurl = \"{}\"\nlanguages = [\"de\"]\n", other.url);
        house.extra = house.extra.replacen("[\"hook\"]", "[\"hook\", \"berlin\"]", 1) + &channel;
    };
    let desk = Desk::open_with(None, more).await;
    desk.server.answer("/translate", translated(&["Drone over the harbour"]));
    desk.tell(&[HEADLINE]);
    desk.pass().await;
    assert_eq!(desk.last().body["stories"][0]["translation"], "Drone over the harbour");
    let story = &other.hooks()[0].body["stories"][0];
    assert_eq!((&story["title"], story.get("translation")), (&json!(HEADLINE), None));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_costs_the_translation_and_nothing_else() {
    let long = "{\"translatedText\": [\"".to_owned() + &"x".repeat(60_000);
    let faults = [
        ("an error", Answer::status(500)),
        ("another shape", Answer::ok("{\"error\": \"no such language\"}")),
        ("no JSON", Answer::ok("<html>sign in</html>")),
        ("too few", translated(&[])),
        ("too many", translated(&["one", "two"])),
        ("too large", Answer::endless(long)),
        ("cut short", Answer::cut("{\"translatedText\": [")),
    ];
    let noon = "noon".parse().expect("a name");
    for (fault, answer) in faults {
        let desk = Desk::open(None).await;
        desk.server.answer("/translate", answer);
        desk.tell(&[HEADLINE]);
        desk.pass().await;
        let told = desk.last();
        assert_eq!(told.titles(), [HEADLINE], "{fault}");
        assert_eq!(told.body["stories"][0].get("translation"), None, "{fault}");
        let asked_again = async || {
            daemon::digest_notice(&desk.app, &noon, None, desk.app.clock.now())
                .await
                .expect("the digest to come");
            desk.server.requests().len()
        };
        assert_eq!(asked_again().await, 1, "{fault}: it is left alone for a minute");
        desk.hand.advance(Duration::from_secs(61));
        assert_eq!(asked_again().await, 2, "{fault}: then asked for what is still wanted");
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_delays_a_message_by_no_more_than_its_time() {
    let desk = Desk::open(None).await;
    desk.server.answer("/translate", Answer::mute());
    desk.tell(&[HEADLINE]);
    desk.app.store.make_due(&"wire".parse().unwrap(), desk.app.clock.now()).await.expect("it works");
    let passing = tokio::spawn({
        let app = Arc::clone(&desk.app);
        async move { daemon::once(&app).await }
    });
    while desk.server.requests().is_empty() {
        Clock::system().sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(desk.house.receiver.hooks().len(), 0, "it waits a while");
    desk.hand.advance(Duration::from_secs(3));
    passing.await.expect("no panic").expect("the store works");
    let told = desk.last();
    assert_eq!((told.titles(), told.body["stories"][0].get("translation")), (vec![HEADLINE], None));
    desk.close().await;
}

/// One story in each of these languages, told at once.
const STORIES: [(&str, &str); 5] = [
    ("de", HEADLINE),
    ("es", "Un dron, o drone, sobre el puerto: nadie sabe de quién es ni de dónde vino aquella noche"),
    ("fr", "Un drone au-dessus du port : personne ne sait à qui il appartient ni d’où il est venu"),
    ("it", "Un drone sopra il porto: nessuno sa a chi appartenga e da dove sia venuto quella notte"),
    ("pl", "Drone nad portem: nikt nie wie, do kogo należał ani skąd przyleciał tamtej nocy"),
];

/// What a server says to a language.
#[derive(Clone, Copy)]
enum Says {
    Words,
    Status(u16),
    Nothing,
}

/// A desk of many languages beside a server that knows each as `says` has it; the languages it was asked for, as they came.
async fn of_languages(clock: Clock, says: fn(&str) -> Says) -> (TestApp, Arc<App>, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let answer = move |Json(question): Json<Value>| async move {
        let source = question["source"].as_str().expect("a language").to_owned();
        noted.lock().unwrap().push(source.clone());
        let titles = question["q"].as_array().expect("headlines").iter();
        let words: Vec<String> = titles.map(|title| format!("{source}: {title}")).collect();
        match says(&source) {
            Says::Words => Json(json!({ "translatedText": words })).into_response(),
            Says::Status(code) => StatusCode::from_u16(code).expect("a status").into_response(),
            Says::Nothing => std::future::pending().await,
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut house = TestApp::under(clock).await;
    house.extra = format!(
        "{ALERT}[digests.noon]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"0 12 * * *\"\nzone = \"UTC\"\n\
         [translate]\nurl = \"http://{address}/\"\n"
    );
    for (language, title) in STORIES {
        let news = News::new(language, title, house.clock.now());
        house.feed_with(language, &format!("full_text = \"never\"\nlanguage = \"{language}\""), &[news]);
    }
    let app = house.open().await;
    (house, app, asked)
}

/// Languages of the stories of the last message that were told with a translation.
fn with_translation(house: &TestApp) -> Vec<String> {
    let told = house.receiver.hooks().pop().expect("a message came");
    let stories = told.body["stories"].as_array().expect("stories").clone();
    assert_eq!(stories.len(), STORIES.len());
    let translated = stories.iter().filter_map(|story| story.get("translation")?.as_str()?.get(..2));
    let mut languages: Vec<String> = translated.map(str::to_owned).collect();
    languages.sort();
    languages
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_refused_costs_no_other_its_translation() {
    let (clock, hand) = Clock::manual(time("2026-06-11T10:00:00Z"));
    let says = |language: &str| if language == "de" { Says::Status(400) } else { Says::Words };
    let (house, app, asked) = of_languages(clock, says).await;
    daemon::once(&app).await.expect("the store works");
    assert_eq!(with_translation(&house), ["es", "fr", "it", "pl"]);
    assert_eq!(asked.lock().unwrap().len(), 5);
    let taken = |asked: &Mutex<Vec<String>>| std::mem::take(&mut *asked.lock().unwrap());
    taken(&asked);
    hand.advance(Duration::from_mins(2));
    let news = [
        ("de", "Drone stört den Anflug: der Flughafen der Hauptstadt sperrt beide Pisten für eine Stunde"),
        ("fr", "Des pompiers achètent un drone pour surveiller les forêts pendant la canicule"),
    ];
    for (language, title) in news {
        house.tell(language, &[News::new(title, title, app.clock.now())]);
        app.store.make_due(&language.parse().unwrap(), app.clock.now()).await.expect("it works");
    }
    daemon::once(&app).await.expect("the store works");
    assert_eq!(taken(&asked), ["fr"], "what is refused is remembered");
    hand.advance(Duration::from_hours(1));
    let noon = "noon".parse().expect("a name");
    daemon::digest_notice(&app, &noon, None, app.clock.now()).await.expect("the digest to come");
    assert_eq!(taken(&asked), ["de"], "servers learn");
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_is_asked_for_nothing_more_while_what_is_under_way_may_come() {
    for status in [429, 503] {
        let says = match status {
            429 => |_: &str| Says::Status(429),
            _ => |_: &str| Says::Status(503),
        };
        let (house, app, asked) = of_languages(Clock::manual(time("2026-06-11T10:00:00Z")).0, says).await;
        daemon::once(&app).await.expect("the store works");
        assert_eq!(with_translation(&house), [""; 0]);
        assert_eq!(asked.lock().unwrap().len(), 4, "{status}: as many as are asked for at once");
        app.store.clone().close().await.expect("it closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_the_server_is_slow_with_holds_up_no_other() {
    let says = |language: &str| if language == "de" { Says::Nothing } else { Says::Words };
    let (house, app, _) = of_languages(Clock::system(), says).await;
    daemon::once(&app).await.expect("the store works");
    assert_eq!(with_translation(&house), ["es", "fr", "it", "pl"]);
    app.store.clone().close().await.expect("it closes");
}
