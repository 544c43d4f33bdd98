//! A mail's own link, followed by a person, by a filter, and by a mail program.

use std::sync::Arc;

use vigie::clock::Clock;
use vigie::daemon::{self, App};
use vigie::digest::AlarmKind;
use vigie::store::Role;

use super::{get, post};
use crate::support::app::{News, Served, TestApp};
use crate::support::smtp::{Script, SmtpServer};

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
/// The same in parts, as different programs write them.
const IN_PARTS: [&str; 5] = [
    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\nContent-Type: text/plain\r\n\r\nOne-Click\r\n--x--\r\n",
    "--x\r\ncontent-type: text/plain; charset=\"utf-8\"\r\ncontent-disposition: form-data; name=List-Unsubscribe\r\n\r\nOne-Click\r\n--x--",
    "--x\nContent-Disposition: form-data;\n name=\"List-Unsubscribe\"\n\nOne-Click\n--x--\n",
    "\r\n--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b;c\\\"\"\r\n\r\n--y\r\n--x\r\n\
     Content-Disposition: form-data; size=3; Name = \"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
];
/// Parts that say something else.
const OTHER_PARTS: [&str; 5] = [
    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click-Not\r\n--x--\r\n",
    "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"; name=List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
    "--x\r\nContent-Disposition: attachment; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
    "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click",
    "--",
];

/// A house whose mails go to two people, and whose pages the world sees as `https://vigie.example.org`.
async fn house(smtp: &SmtpServer) -> (TestApp, Arc<App>) {
    let mut house = TestApp::new().await;
    house.extra = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Vigie <vigie@desk.example>\"\n\
         [channels.desk.email]\nto = [\"ed@desk.example\", \"mo@desk.example\"]\n\
         [alerts.breaking]\ntopics = [\"drones\"]\nchannels = [\"desk\"]\ngroup_interval = \"0s\"\n\
         [digests.evening]\ntitle = \"Evening\"\ntopics = [\"drones\"]\nchannels = [\"desk\"]\ncron = \"0 3 1 1 *\"\n",
        smtp.port
    );
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let mut config = house.config();
    config.web.base_url = Some("https://vigie.example.org".to_owned());
    let app = App::open(config, Role::Daemon, house.clock.clone()).await.expect("it opens");
    (house, app)
}

/// The path of the link in a mail to this recipient.
fn link(smtp: &SmtpServer, to: &str) -> String {
    let mails = smtp.mails();
    let mail = mails.iter().find(|mail| mail.to == [to]).expect("a mail");
    let text = String::from_utf8_lossy(&mail.bytes).replace("\r\n ", " ");
    assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
    let (_, rest) = text.split_once("List-Unsubscribe: <https://vigie.example.org").expect("a link");
    rest.split_once('>').expect("its end").0.to_owned()
}

#[tokio::test]
async fn only_a_post_unsubscribes_and_a_person_can_undo_it() {
    let smtp = SmtpServer::start(Script::default()).await;
    let (house, app) = house(&smtp).await;
    daemon::once(&app).await.expect("the store works");
    let path = link(&smtp, "ed@desk.example");
    assert_ne!(path, link(&smtp, "mo@desk.example"));
    let served = Served::of(&app).await;
    let base = served.base.clone();
    let url = format!("{base}{path}");

    let (code, page) = get(&url, Some("vigie.example.org")).await;
    assert!(
        code == 200 && page.contains("ed@desk.example") && page.contains("<form method=\"post\">"),
        "{page}"
    );
    assert!(page.contains("Stop sending the <bdi>alert “breaking”</bdi>"), "{page}");
    assert!(page.contains("digest “Evening”") && page.contains("name=\"what\" value=\"channel\""), "{page}");
    assert_eq!(post(&url, "anything=else").await.0, 400);
    assert_eq!(
        app.store.suppressions().await.expect("a list"),
        [],
        "neither looking nor guessing unsubscribes"
    );
    assert_eq!(post(&format!("{base}/unsubscribe/AAAA"), ONE_CLICK).await.0, 404);
    assert_eq!(get(&format!("{base}/unsubscribe/{}", "A".repeat(60)), None).await.0, 404);

    for body in OTHER_PARTS {
        assert_eq!(post(&url, body).await.0, 400, "{body}");
    }
    let already = IN_PARTS.map(|body| (body, "already unsubscribed"));
    for (body, words) in
        [(ONE_CLICK, "gets no more of the <bdi>alert “breaking”</bdi>")].into_iter().chain(already)
    {
        let (code, page) = post(&url, body).await;
        assert!(code == 200 && page.contains(words), "a second time too: {page}");
    }
    let (code, page) = get(&url, None).await;
    assert!(
        code == 200 && page.contains("already unsubscribed") && page.matches("<form").count() == 1,
        "{page}"
    );
    let listed = app.store.suppressions().await.expect("a list");
    let shown: Vec<_> = listed
        .iter()
        .map(|s| (s.channel.as_str(), s.recipient.as_str(), s.what.to_string(), s.reason.as_str()))
        .collect();
    assert_eq!(shown, [("desk", "ed@desk.example", "alert:breaking".to_owned(), "unsubscribed")]);
    let alarms = app.store.untold_alarms().await.expect("alarms");
    assert_eq!(
        (alarms.len(), alarms[0].subject.kind(), alarms[0].subject.to_string()),
        (1, AlarmKind::Suppressed, "desk ed@desk.example alert:breaking".to_owned())
    );

    house.tell("wire", &[News::new("two", "Drone seen over the lighthouse", Clock::system().now())]);
    let feed = "wire".parse().expect("a name");
    app.store.make_due(&feed, app.clock.now()).await.expect("the store works");
    daemon::once(&app).await.expect("the store works");
    let to: Vec<String> = smtp.mails().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to, ["ed@desk.example", "mo@desk.example", "mo@desk.example"]);
    let (code, page) = post(&url, "what=channel").await;
    assert!(code == 200 && page.contains("of the alerts and digests that go through channel"), "{page}");
    assert!(!page.contains("<form"), "{page}");
    let listed = app.store.suppressions().await.expect("a list");
    let what: Vec<String> = listed.iter().map(|s| s.what.to_string()).collect();
    assert_eq!(what, ["*", "alert:breaking"]);
    served.stop().await;
    app.store.clone().close().await.expect("it closes");

    let run = |arguments: &[&str]| {
        let output = house.vigie(arguments).output().expect("it starts");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, listed) = run(&["channel", "suppressions", "--format", "json"]);
    assert!(
        code == Some(0) && listed.contains("\"recipient\":\"ed@desk.example\",\"rule\":\"*\""),
        "{listed}"
    );
    let undone = (Some(0), "ed@desk.example gets mail through desk again\n".to_owned());
    assert_eq!(run(&["channel", "unsuppress", "desk", "ed@desk.example", "alert:breaking"]), undone);
    let (_, text) = run(&["channel", "suppressions"]);
    assert!(text.contains("alerts and digests") && !text.contains("alert:breaking"), "{text}");
    assert!(text.contains(" CEST") || text.contains(" CET"), "on the newsroom's clocks: {text}");
    let undone = "ed@desk.example gets mail through desk again\n".to_owned();
    assert_eq!(run(&["channel", "unsuppress", "desk", "Ed@Desk.Example"]), (Some(0), undone));
    assert_eq!(run(&["channel", "suppressions"]), (Some(0), "nobody is suppressed\n".to_owned()));
    assert_eq!(run(&["channel", "unsuppress", "desk", "ed@desk.example"]).0, Some(1));
}
