//! Feeds to subscribe to, as a stranger's reader and Vigie's own find, read and poll them.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};
use vigie::feed::{ParseHints, parse};

use super::{client, get, time};
use crate::render::independent::{installed, runs, succeeds};
use crate::support::app::{News, Served, TestApp};
use crate::support::postgres::Database;
use crate::support::skip;

const HOUR: Duration = Duration::from_hours(1);

/// A desk that is asked over the wire.
struct Desk {
    app: Arc<App>,
    served: Served,
}

impl Desk {
    async fn open(house: &TestApp) -> Self {
        let app = house.open().await;
        let served = Served::of(&app).await;
        Self { app, served }
    }

    /// Status, headers and body.
    async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        let request = client().get(format!("{}{path}", self.served.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, answer.bytes().await.expect("a body").to_vec())
    }

    async fn body(&self, path: &str) -> Vec<u8> {
        let (status, _, body) = self.ask(path, &[]).await;
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        body
    }

    async fn pass(&self) {
        self.app.store.make_due(&"wire".parse().unwrap(), self.app.clock.now()).await.expect("it works");
        daemon::once(&self.app).await.expect("the store works");
    }

    async fn close(self) {
        self.served.stop().await;
        self.app.store.clone().close().await.expect("it closes");
    }
}

/// At noon, with two stories in the store: one from English and French sites, one of another topic too; and one that is
/// older than the desk.
async fn house(store: Option<String>) -> (TestApp, ManualClock) {
    let at = time("2026-06-11T10:00:00Z");
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    if let Some(url) = store {
        house.store = url;
    }
    house.extra.push_str(
        "[topics.ports]\ntitle = \"Ports & <quays>\"\nquery = \"quay\"\n[topics.quiet]\nquery = \"marmalade\"\n\
         [digests.evening]\ntitle = \"The evening\"\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"0 18 * * *\"\nzone = \"UTC\"\n",
    );
    house.feed(
        "wire",
        &[
            News::new("one", "Drone &amp; &lt;kite&gt; seen over the harbour", at - HOUR),
            News::new("two", "Un drone se pose sur le quai, un autre drone sur le quay", at),
            News::new("old", "Drone of last week", at - 200 * HOUR),
        ],
    );
    (house, hand)
}

/// What feedparser makes of a feed; `None` where it cannot be installed.
fn feedparser(bytes: &[u8]) -> Option<Value> {
    const PACKAGE: &str = "feedparser==6.0.12";
    const READ: &str = "import feedparser, json, sys\n\
        d = feedparser.parse(sys.stdin.buffer.read())\n\
        print(json.dumps({'bozo': bool(d.bozo), 'version': d.version, 'feed': d.feed.get('title'), 'entries': [\n\
          {k: e.get(k) for k in ('id', 'title', 'link', 'published', 'updated')}\n\
          | {'content': e.content[0].value, 'language': e.content[0].language, 'author': e.get('author'),\n\
             'tags': [[t.term, t.label] for t in e.get('tags', [])]} for e in d.entries]}))\n";
    if !runs("python3") {
        skip("no python3 on PATH: apt-get install python3-venv");
        return None;
    }
    let folder = installed("feedparser", PACKAGE, |folder: &Path| {
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        let mut pip = Command::new(folder.join("bin/pip"));
        succeeds(pip.args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))
    });
    let folder = match folder {
        Ok(folder) => folder,
        Err(why) => {
            skip(&format!("feedparser cannot be installed: {why}"));
            return None;
        }
    };
    let mut running = Command::new(folder.join("bin/python"))
        .args(["-c", READ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    running.stdin.take().expect("it reads").write_all(bytes).expect("it reads to the end");
    let output = running.wait_with_output().expect("it ends");
    Some(serde_json::from_slice(&output.stdout).expect("a verdict"))
}

async fn told_by(store: Option<String>) -> Vec<Vec<String>> {
    let (house, hand) = house(store).await;
    let desk = Desk::open(&house).await;
    desk.pass().await;
    hand.advance(9 * HOUR);
    desk.pass().await;
    let mut all = Vec::new();
    for path in ["/topics/drones", "/topics/ports", "/topics/quiet", "/digests/evening", "/stories"] {
        let mut forms = Vec::new();
        for form in ["atom", "json"] {
            let body = desk.body(&format!("{path}.{form}")).await;
            let feed = parse(&body, ParseHints::default()).expect("a feed");
            assert_eq!(feed.problems, Vec::<String>::new(), "{path}.{form}");
            assert_eq!(feed_rs::parser::parse(&body[..]).expect("feed-rs").entries.len(), feed.entries.len());
            forms.push(
                feed.entries
                    .iter()
                    .map(|entry| entry.title_text.clone().unwrap_or_default())
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(forms[0], forms[1], "{path}");
        let page = String::from_utf8(desk.body(&format!("{path}.html")).await).expect("UTF-8");
        let page = scraper::Html::parse_document(&page);
        let headlines = scraper::Selector::parse("article > h2:first-child").expect("a selector");
        let shown: Vec<String> = page.select(&headlines).map(|title| title.text().collect()).collect();
        assert_eq!(shown, forms[0], "{path}");
        all.push(forms.remove(0));
    }
    desk.close().await;
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_and_digests_are_feeds_on_both_stores() {
    let harbour = "Drone & <kite> seen over the harbour".to_owned();
    let quay = "Un drone se pose sur le quai, un autre drone sur le quay".to_owned();
    let told = told_by(None).await;
    let mut drones = told[0].clone();
    drones.sort();
    assert_eq!(drones, [harbour, quay.clone()], "what is older than the desk was nobody's news");
    assert_eq!(told[1..3], [vec![quay], vec![]]);
    assert_eq!(told[3].len(), 1, "the evening's digest: {:?}", told[3]);
    assert_eq!(told[4], told[0], "a story of two topics stands once among all");
    let Some(database) = Database::create().await else { return };
    let by_postgres = told_by(Some(database.url())).await;
    assert_eq!(by_postgres[1..], told[1..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_reader_finds_language_author_topics_and_the_marked_sentence() {
    let (house, hand) = house(None).await;
    let desk = Desk::open(&house).await;
    desk.pass().await;
    hand.advance(9 * HOUR);
    desk.pass().await;
    let (atom, digests) = (desk.body("/topics/ports.atom").await, desk.body("/digests/evening.atom").await);
    let json: Value = serde_json::from_slice(&desk.body("/topics/ports.json").await).expect("JSON");
    desk.close().await;
    let item = &json["items"][0];
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["title"], "Ports & <quays> · Test desk");
    assert_eq!((&item["language"], &item["tags"]), (&json!("fr"), &json!(["Drones", "Ports & <quays>"])));
    assert!(item["content_html"].as_str().unwrap().contains("<mark>quay</mark>"), "{item}");
    let Some(theirs) = feedparser(&atom) else { return };
    assert_eq!((&theirs["bozo"], &theirs["version"]), (&json!(false), &json!("atom10")), "{theirs:#}");
    let entry = &theirs["entries"][0];
    assert_eq!(entry["id"], item["id"], "one id in both forms");
    assert_eq!((&entry["link"], &entry["language"]), (&item["url"], &json!("fr")));
    assert_eq!(entry["published"], "2026-06-11T10:00:00Z");
    assert_eq!(entry["author"], "127.0.0.1");
    assert_eq!(entry["tags"], json!([["drones", "Drones"], ["ports", "Ports & <quays>"]]));
    // feedparser takes out what it does not trust, `mark` among it.
    assert!(entry["content"].as_str().unwrap().contains("Ports &#38; &#60;quays&#62;"), "{entry:#}");
    let theirs = feedparser(&digests).expect("installed by now");
    assert_eq!(theirs["bozo"], json!(false), "{theirs:#}");
    let content = theirs["entries"][0]["content"].as_str().unwrap();
    assert!(content.contains("Drone &#38; &#60;kite&#62;") && content.contains("healthy"), "{content}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_stays_as_it_went_out() {
    let (house, hand) = house(None).await;
    let desk = Desk::open(&house).await;
    desk.pass().await;
    hand.advance(9 * HOUR);
    desk.pass().await;
    let first = desk.body("/digests/evening.json").await;
    let before: Value = serde_json::from_slice(&first).expect("JSON");
    let at = house.clock.now();
    house.tell(
        "wire",
        &[News::new("one", "Kite seen over the harbour", at), News::new("three", "A drone lands", at)],
    );
    hand.advance(24 * HOUR);
    desk.pass().await;
    let after: Value = serde_json::from_slice(&desk.body("/digests/evening.json").await).expect("JSON");
    assert_eq!(after["items"].as_array().unwrap().len(), 2);
    assert_eq!(after["items"][1], before["items"][0], "the older stands below, word for word");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_feed_is_told_so_in_a_few_bytes() {
    let (house, hand) = house(None).await;
    let desk = Desk::open(&house).await;
    desk.pass().await;
    for path in ["/topics/drones.atom", "/topics/drones.json", "/digests/evening.atom", "/stories.html"] {
        let (status, headers, body) = desk.ask(path, &[]).await;
        let text = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert!(status == 200 && !body.is_empty());
        assert_eq!(text("cache-control"), "private, max-age=60");
        let kind = match path.rsplit('.').next() {
            Some("atom") => "application/atom+xml",
            Some("json") => "application/feed+json",
            _ => "text/html",
        };
        assert_eq!(text("content-type"), format!("{kind}; charset=utf-8"));
        let (etag, date) = (text("etag"), text("last-modified"));
        let weak = format!("\"other\", W/{etag}");
        for brought in [
            vec![("if-none-match", etag.as_str())],
            vec![("if-none-match", weak.as_str())],
            vec![("if-none-match", "*")],
            vec![("if-modified-since", date.as_str())],
            vec![("if-none-match", etag.as_str()), ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT")],
        ] {
            let (status, headers, body) = desk.ask(path, &brought).await;
            assert_eq!(
                (status, body.len(), headers["etag"].to_str().unwrap()),
                (304, 0, &*etag),
                "{brought:?}"
            );
        }
        for brought in [
            vec![("if-none-match", "\"other\""), ("if-modified-since", date.as_str())],
            vec![("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT")],
            vec![("if-modified-since", "soon")],
        ] {
            assert_eq!(desk.ask(path, &brought).await.0, 200, "{brought:?}");
        }
        // Something changes, within the second: nobody is told that it did not.
        let old = time("2026-06-11T10:00:00Z");
        if path == "/topics/drones.atom" {
            house.tell("wire", &[News::new("new", "One more drone", old)]);
            desk.pass().await;
            let (status, headers, _) = desk.ask(path, &[("if-modified-since", &date)]).await;
            assert_eq!((status, headers.get("last-modified")), (200, None));
            hand.advance(Duration::from_secs(1));
            let (status, headers, _) = desk.ask(path, &[("if-modified-since", &date)]).await;
            assert!(status == 200 && headers["last-modified"].to_str().unwrap() > &*date);
        }
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_lists_them_and_strangers_names_are_refused() {
    let (house, _) = house(None).await;
    let desk = Desk::open(&house).await;
    let page = String::from_utf8(desk.body("/").await).expect("UTF-8");
    for path in ["/stories", "/topics/drones", "/topics/ports", "/digests/evening"] {
        assert!(page.contains(&format!("href=\"{path}.html\">")), "{page}");
        for (form, kind) in [("atom", "application/atom+xml"), ("json", "application/feed+json")] {
            assert!(page.contains(&format!("href=\"{path}.{form}\">")), "{page}");
            let link = format!("<link rel=\"alternate\" type=\"{kind}\"");
            assert!(page.contains(&link), "{page}");
        }
    }
    let output = house
        .vigie(&["feed", "discover", &desk.served.base, "--format", "json"])
        .output()
        .expect("it starts");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && found.contains("/digests/evening.atom"), "{found}");
    for path in [
        "/topics/kites.atom",
        "/topics/drones.rss",
        "/topics/drones",
        "/topics/..atom",
        "/digests/drones.atom",
        "/stories",
        "/stories.rss",
    ] {
        assert_eq!(desk.ask(path, &[]).await.0, 404, "{path}");
    }
    let (code, _) = get(&format!("{}/topics/drones.atom", desk.served.base), Some("rebound.example")).await;
    assert_eq!(code, 421, "a name that is not ours does not show the feeds either");
    desk.close().await;
}
