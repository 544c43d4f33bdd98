//! Pages that are answered with 200 and are not the article: walls, front pages, empty shells. On both stores.

use std::time::Duration;

use vigie::article::url_key;
use vigie::clock::{Clock, ManualClock};
use vigie::store::ArticleTrail;

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres::on_both;
use crate::support::press::Answer;

const TITLE: &str = "Drones seen above the salt works";
const BODY: &str = "Four drones circled above the salt works of Brenna for an hour on Tuesday, the foreman said.\n\n\
                    Nobody was hurt, and the pans were not damaged, but the works stay closed until the police have looked at them.";

/// A reader of one entry, whose page is `answer`.
async fn house(store: Option<String>, answer: Answer) -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut app = TestApp::under(clock).await;
    if let Some(url) = store {
        app.store = url;
    }
    app.extra.push_str(ALERT);
    let now = app.clock.now();
    app.press.answer("/salt", answer);
    app.feed_with("wire", "full_text = \"always\"", &[News::new("salt", TITLE, now)]);
    app.once().await;
    (app, hand)
}

async fn trail(app: &TestApp) -> ArticleTrail {
    let house = app.open().await;
    let url = app.press.url("/salt").parse().expect("an address");
    let trail = house.store.trail(url_key(&url)).await.expect("the store works").expect("the article");
    house.store.clone().close().await.expect("it closes");
    trail
}

fn html(title: &str, body: &str) -> Answer {
    let html = format!("<html lang=en><head><title>{title}</title></head><body>{body}</body></html>");
    Answer::ok(html).content_type("text/html; charset=utf-8")
}

fn challenge() -> Answer {
    html(
        "Just a moment...",
        "<h1>brenna.example</h1><p>Verify you are human by completing the action below. brenna.example needs to review the \
         security of your connection before proceeding.</p>",
    )
}

async fn a_wall_falls(store: Option<String>) {
    let (app, hand) = house(store, challenge()).await;
    let first = trail(&app).await;
    assert_eq!((first.title.as_str(), first.text_state.as_str()), (TITLE, "pending"));
    let (_, attempts, reason) = first.job.expect("it is asked for again");
    assert_eq!(
        (attempts, reason.as_deref()),
        (1, Some("the page is an error or a challenge, not an article"))
    );
    app.page("salt", "Drones above the salt works of Brenna", BODY);
    hand.advance(Duration::from_mins(2));
    app.once().await;
    let then = trail(&app).await;
    assert_eq!(
        (then.title.as_str(), then.text_state.as_str()),
        ("Drones above the salt works of Brenna", "read")
    );
    assert!(then.body.contains("the foreman said"), "{}", then.body);
}

async fn a_wall_stands(store: Option<String>) {
    let (app, hand) = house(store, challenge()).await;
    for _ in 0..4 {
        hand.advance(Duration::from_hours(1));
        app.once().await;
    }
    let trail = trail(&app).await;
    assert_eq!((trail.title.as_str(), trail.text_state.as_str()), (TITLE, "blocked"));
    assert_eq!(app.press.requests_for("/salt").len(), 3, "no more than the usual attempts");
    let told = app.receiver.hooks();
    assert_eq!(told.iter().flat_map(|hook| hook.titles()).collect::<Vec<_>>(), [TITLE]);
}

async fn it_leads_home(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut app = TestApp::under(clock).await;
    if let Some(url) = store {
        app.store = url;
    }
    let now = app.clock.now();
    app.press.answer("/salt", Answer::redirect(302, "/"));
    app.press
        .answer("/", html("The Brenna Post", &format!("<h1>The Brenna Post</h1><p>{BODY}</p><p>{BODY}</p>")));
    app.feed_with("wire", "full_text = \"always\"", &[News::new("salt", TITLE, now)]);
    app.once().await;
    for _ in 0..4 {
        hand.advance(Duration::from_hours(1));
        app.once().await;
    }
    let trail = trail(&app).await;
    assert_eq!((trail.title.as_str(), trail.text_state.as_str()), (TITLE, "gone"));
    assert_eq!(trail.text_reason.as_deref(), Some("it leads to the site's front page"));
    assert!(!trail.body.contains("foreman"), "{}", trail.body);
}

/// What `vigie` says, less its colours.
fn says(app: &TestApp, arguments: &[&str]) -> String {
    let output = app.vigie(arguments).output().expect("it starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A page that is not read, what the store calls that, and what is said of it.
async fn it_says_why(store: Option<String>, answer: Answer, state: &str, said: &str) {
    let (app, hand) = house(store, answer).await;
    for _ in 0..4 {
        hand.advance(Duration::from_hours(1));
        app.once().await;
    }
    let trail = trail(&app).await;
    let reason = trail.text_reason.expect("the store knows why");
    assert_eq!((trail.text_state.as_str(), trail.job.is_none()), (state, true), "{reason}");
    let url = app.press.url("/salt");
    for command in ["why", "why-not"] {
        let text = says(&app, &[command, &url]);
        assert!(text.contains(said) && text.contains(&reason), "{text}");
    }
    let of = |command| -> serde_json::Value {
        serde_json::from_str(&says(&app, &["--format", "json", command, &url])).expect("JSON")
    };
    assert_eq!(of("why")["text"]["reason"], reason.as_str());
    assert_eq!(of("why-not")["text_reason"], reason.as_str());
}

async fn an_empty_shell(store: Option<String>) {
    let (app, _) = house(store, html("Brenna Video Player", "<div id=player></div>")).await;
    let trail = trail(&app).await;
    assert_eq!((trail.title.as_str(), trail.text_state.as_str()), (TITLE, "read"));
    assert!(trail.body.contains("as told by our own reporter"), "{}", trail.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_leaves_the_feeds_words_and_the_page_is_asked_for_again() {
    on_both(a_wall_falls).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_that_stays_ends_with_the_feeds_words() {
    on_both(a_wall_stands).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_leads_to_the_front_page_keeps_the_feeds_words() {
    on_both(it_leads_home).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_text_does_not_rename_its_article() {
    on_both(an_empty_shell).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_what_kept_a_page_from_being_read() {
    let stand = "the feed's words stand";
    on_both(async |store| it_says_why(store, Answer::status(403), "blocked", stand).await).await;
    on_both(async |store| it_says_why(store, Answer::status(410), "gone", stand).await).await;
    let shell = || html("Brenna Video Player", "<div id=player></div>");
    on_both(async |store| it_says_why(store, shell(), "read", "page read, but ").await).await;
}
