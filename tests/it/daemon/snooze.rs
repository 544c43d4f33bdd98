//! The link that gives a story or a topic a rest, followed by a filter, by a person, and by somebody who guesses.

use std::sync::Arc;
use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};
use vigie::digest::{AlarmKind, AlarmSubject};
use vigie::model::Pausable;
use vigie::store::{Pause, Role};

use super::{get, post, time};
use crate::support::app::{News, Served, TestApp};
use crate::support::browser;
use crate::support::postgres::on_both;
use crate::support::smtp::{Script, SmtpServer};

const BASE: &str = "https://vigie.example.org";

/// A desk that mails at once and at seven in the evening, and has mailed of one drone.
struct Desk {
    house: TestApp,
    hand: ManualClock,
    app: Arc<App>,
    smtp: SmtpServer,
    served: Served,
}

impl Desk {
    async fn open(store: Option<String>) -> Self {
        let smtp = SmtpServer::start(Script::default()).await;
        let (clock, hand) = Clock::manual(time("2026-06-11T10:00:00Z"));
        let mut house = TestApp::under(clock).await;
        if let Some(url) = store {
            house.store = url;
        }
        house.extra = format!(
            "[topics.ports]\ntitle = \"Ports & <quays>\"\nquery = \"quay\"\n\
             [smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Vigie <vigie@desk.example>\"\n\
             [channels.desk.email]\nto = [\"ed@desk.example\"]\n\
             [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"desk\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\
             [digests.evening]\ntopics = [\"*\"]\nchannels = [\"desk\"]\ncron = \"0 19 * * *\"\nzone = \"UTC\"\n",
            smtp.port
        );
        house.feed("wire", &[News::new("one", "Drone lands on the quay", house.clock.now())]);
        let mut config = house.config();
        config.web.base_url = Some(BASE.to_owned());
        let app = App::open(config, Role::Daemon, house.clock.clone()).await.expect("it opens");
        daemon::once(&app).await.expect("the store works");
        let served = Served::of(&app).await;
        Self { house, hand, app, smtp, served }
    }

    /// Plain text and HTML of the latest mail.
    fn mail(&self) -> (String, String) {
        let mail = self.smtp.mails().pop().expect("a mail");
        let read = mail_parser::MessageParser::default().parse(&mail.bytes[..]).expect("a mail");
        let part = |text: Option<std::borrow::Cow<'_, str>>| text.expect("a part").into_owned();
        (part(read.body_text(0)), part(read.body_html(0)))
    }

    /// The page that the latest mail's link leads to, as we are asked for it.
    fn link(&self) -> String {
        let (text, html) = self.mail();
        let rest = text.split_once("Snooze: ").expect("a link").1;
        let url = rest.split_whitespace().next().expect("an address");
        assert!(html.contains(&format!("<a href=\"{url}\"")) && html.contains(">Snooze</a>"), "{html}");
        url.replace(BASE, &self.served.base)
    }

    async fn pauses(&self) -> Vec<(Pausable, bool)> {
        let pauses = self.app.store.pauses(self.app.clock.now()).await.expect("a list");
        pauses.into_iter().map(|pause| (pause.what, pause.until.is_some())).collect()
    }

    /// Subjects of all mails after another pass.
    async fn pass(&self, after: Duration) -> Vec<String> {
        self.hand.advance(after);
        self.app.store.make_due(&"wire".parse().unwrap(), self.app.clock.now()).await.expect("it works");
        daemon::once(&self.app).await.expect("the store works");
        let mails = self.smtp.mails();
        let subject = |bytes: &[u8]| {
            let read = mail_parser::MessageParser::default().parse(bytes).expect("a mail");
            read.subject().unwrap_or_default().to_owned()
        };
        mails.iter().map(|mail| subject(&mail.bytes)).collect()
    }

    async fn close(self) {
        self.served.stop().await;
        self.app.store.clone().close().await.expect("it closes");
    }
}

async fn a_story_rests_and_is_told_again(desk: Desk) {
    let link = desk.link();
    let (code, page) = get(&link, Some("vigie.example.org")).await;
    assert!(code == 200 && page.contains("Drone lands on the quay") && page.contains("1 week"), "{page}");
    assert!(page.contains("Ports &#38; &#60;quays&#62;") && page.contains("topic:drones"), "{page}");
    assert_eq!(desk.pauses().await, [], "looking changes nothing");
    for unclear in
        ["", "what=story", "for=1h", "what=feed&for=1h", "what=topic:other&for=1h", "what=story&for=3h"]
    {
        let (code, page) = post(&link, unclear).await;
        assert!(code == 400 && page.contains("Nothing was changed"), "{unclear}: {page}");
    }
    assert_eq!(desk.pauses().await, []);
    let (code, page) = post(&link, "what=story&for=1d").await;
    assert!(
        code == 200 && page.contains("rests until Friday 12 June 2026, 12:00 CEST") && page.contains("Undo"),
        "{page}"
    );
    assert!(matches!(&desk.pauses().await[..], [(Pausable::Story(_), true)]));
    // At seven in the evening the digest owes it; the rest goes on until noon, and the next evening tells it.
    assert_eq!(desk.pass(Duration::from_hours(10)).await.len(), 1);
    assert_eq!(desk.pass(Duration::from_hours(24)).await.len(), 2);
    post(&link, "what=story&for=open").await;
    assert!(matches!(&desk.pauses().await[..], [(Pausable::Story(_), false)]), "a rest is moved");
    let (code, page) = post(&link, "wake=story").await;
    assert!(code == 200 && page.contains("told again") && !page.contains("rests until"), "{page}");
    assert_eq!(desk.pauses().await, []);
    assert_eq!(post(&link, "wake=story").await.0, 200, "a second time too");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_rests_on_both_stores() {
    on_both(async |store: Option<String>| a_story_rests_and_is_told_again(Desk::open(store).await).await)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_rests_for_everybody_so_the_operator_hears_of_it() {
    let desk = Desk::open(None).await;
    let link = desk.link();
    let (code, page) = post(&link, "what=topic%3Adrones&for=1h").await;
    assert!(code == 200 && page.contains("Topic Drones"), "{page}");
    let alarms = desk.app.store.untold_alarms().await.expect("alarms");
    let alarm = alarms.iter().find(|alarm| alarm.subject.kind() == AlarmKind::Paused).expect("an alarm");
    assert!(
        alarm.subject.to_string() == "drones" && alarm.detail.contains("vigie resume topic drones"),
        "{alarm:?}"
    );
    desk.house.tell("wire", &[News::new("two", "Drone over the lighthouse", desk.app.clock.now())]);
    assert_eq!(desk.pass(Duration::from_secs(1)).await.len(), 1, "it rests");
    post(&link, "wake=topic:drones").await;
    let alarms = desk.app.store.untold_alarms().await.expect("alarms");
    assert!(alarms.iter().all(|alarm| alarm.cleared), "{alarms:?}");
    desk.house.tell("wire", &[News::new("three", "Drone over the pier", desk.app.clock.now())]);
    assert_eq!(desk.pass(Duration::from_secs(1)).await.len(), 2);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_hears_when_a_link_ends_the_operators_own_pause() {
    let desk = Desk::open(None).await;
    let (what, since) = (Pausable::Topic("drones".parse().expect("a name")), desk.app.clock.now());
    let paused = desk.app.store.pause(Pause { what, since, until: None }).await;
    assert!(paused.expect("the store works"));
    let (code, _) = post(&desk.link(), "wake=topic:drones").await;
    assert_eq!((code, desk.pauses().await), (200, vec![]));
    let alarms = desk.app.store.untold_alarms().await.expect("alarms");
    let [alarm] = &alarms[..] else { panic!("{alarms:?}") };
    let paused = AlarmSubject::Paused("drones".parse().expect("a name"));
    assert_eq!((&alarm.subject, alarm.cleared), (&paused, true));
    assert!(alarm.detail.contains("followed the link") && alarm.detail.contains("vigie pause topic drones"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_are_not_ours_open_nothing() {
    let desk = Desk::open(None).await;
    let link = desk.link();
    let (_, html) = desk.mail();
    let (_, rest) = html.split_once(&format!("href=\"{BASE}/unsubscribe/")).expect("a visible link");
    let unsubscribe = rest.split_once('"').expect("its end").0;
    let token = link.rsplit_once('/').expect("a path").1;
    let last = if token.ends_with('A') { "B" } else { "A" };
    let tampered = format!("{}{last}", &token[..token.len() - 1]);
    let first = if token.starts_with('A') { "B" } else { "A" };
    for wrong in [unsubscribe, &tampered, &format!("{first}{}", &token[1..]), "AAAA", &"A".repeat(90)] {
        let url = format!("{}/snooze/{wrong}", desk.served.base);
        for (code, page) in [get(&url, None).await, post(&url, "what=story&for=1h").await] {
            assert!(code == 404 && page.contains("This link is not valid here"), "{wrong}: {page}");
        }
    }
    let (code, _) = get(&format!("{}/unsubscribe/{token}", desk.served.base), None).await;
    assert_eq!(code, 404, "nor does a link to snooze unsubscribe");
    assert_eq!(desk.pauses().await, []);
    let (code, page) = get(&format!("{}/unsubscribe/{unsubscribe}", desk.served.base), None).await;
    assert!(code == 200 && page.contains("ed@desk.example"), "the visible link is the recipient's own");
    let (text, _) = desk.mail();
    assert!(text.trim_end().ends_with(&format!("Unsubscribe: {BASE}/unsubscribe/{unsubscribe}")), "{text}");
    desk.close().await;
}

/// With `VIGIE_LOOK=DIR`, pictures of the page and of the mail are left there for people.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_a_page_to_a_browser() {
    let desk = Desk::open(None).await;
    let link = desk.link();
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("snooze.html");
    std::fs::write(&page, post(&link, "what=story&for=1d").await.1).expect("written");
    let (_, html) = desk.mail();
    desk.close().await;
    let Some(dom) = browser::dump_dom(&page) else { return };
    assert!(dom.contains("name=\"wake\"") && dom.matches("type=\"radio\"").count() == 3, "{dom}");
    if let Some(to) = std::env::var_os("VIGIE_LOOK").map(std::path::PathBuf::from) {
        let mail = folder.path().join("mail.html");
        std::fs::write(&mail, html).expect("written");
        for (name, width) in [("phone", 500), ("wide", 1_000)] {
            browser::screenshot(&page, width, 900, &to.join(format!("snooze-{name}.png")));
            browser::screenshot(&mail, width, 900, &to.join(format!("mail-{name}.png")));
        }
    }
}
