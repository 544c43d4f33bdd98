//! What polling costs: 10,000 loopback feeds of 20 entries, 50 topics, `full_text = "never"`.
//!
//! `cargo bench --bench poll [FEEDS]` runs the release binary twice over one store: a cold pass (fetch, parse, store,
//! match) and a pass in which every feed answers 304. Printed: CPU seconds of the whole process (user + system, from
//! the shell's `times`) and its peak memory (`VmHWM`), in the environment that `deploy/vigie.service` sets. The press
//! runs in this process, not in the one measured.
//!
//! `cargo bench --bench poll FEEDS serve FOLDER` only opens the press, writes `FOLDER/vigie.toml` and `FOLDER/urls.txt`
//! (one address a line) and serves until its standard input ends: for profilers, and for `benches/peers/poll.sh`.

#[path = "shared/memory.rs"]
mod memory;
#[path = "shared/process.rs"]
mod process;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use memory::kilobytes;
use process::{pause, unit_environment};

/// Hosts the feeds are spread over: 127.0.0.1 to 127.0.0.100.
const HOSTS: usize = 100;
const ENTRIES: usize = 20;
const TOPICS: usize = 50;
/// After this the feeds that were asked at the end of the pass before are due again, too.
const DUE_AGAIN: Duration = Duration::from_secs(2);

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "minister budget harbour storm council railway election bridge farmers museum school vaccine orchestra drought \
     strike airport court police river factory satellite mayor hospital forest market union border treaty festival \
     engine library pension housing customs reform senate glacier coast mining energy cinema football marathon \
     inflation currency tunnel ferry island parliament teacher nurse engineer painter novel concert archive wheat \
     cattle fishing tourism startup battery reactor telescope"
        .split(' ')
        .collect()
});

#[derive(Debug, Default)]
struct Press {
    full: AtomicU64,
    unchanged: AtomicU64,
}

/// A small generator, so that every run sees the same press.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.roll(WORDS.len())]
    }

    fn headline(&mut self) -> String {
        let (a, b, c, d) = (self.word(), self.word(), self.word(), self.word());
        format!("The {a} {b} was not ready for the {c} of the {d}")
    }

    fn sentence(&mut self) -> String {
        let mut word = || WORDS[self.roll(WORDS.len())];
        format!(
            "On Monday the {} said that its {} {} would have been in the {} by now, but for {} and a {} {}. ",
            word(),
            word(),
            word(),
            word(),
            word(),
            word(),
            word()
        )
    }
}

fn feed_body(number: u64) -> String {
    let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Feed {number}</title>\
         <link>http://127.0.0.1/{number}</link><description>News {number}</description>"
    );
    for entry in 0..ENTRIES {
        let title = dice.headline();
        let summary = dice.sentence() + &dice.sentence();
        let _ = write!(
            xml,
            "<item><title>{title}</title><link>http://news.example/{number}/{entry}</link><guid isPermaLink=\"false\">\
             {number}-{entry}</guid><pubDate>Thu, 11 Jun 2026 07:{entry:02}:00 GMT</pubDate><description>{summary}\
             </description></item>"
        );
    }
    xml + "</channel></rss>"
}

async fn serve_feed(
    State(press): State<Arc<Press>>,
    UrlPath(number): UrlPath<u64>,
    headers: HeaderMap,
) -> Response {
    let etag = format!("\"feed-{number}-1\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == etag.as_bytes()) {
        press.unchanged.fetch_add(1, Ordering::Relaxed);
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    press.full.fetch_add(1, Ordering::Relaxed);
    let kind = "application/rss+xml; charset=utf-8".to_owned();
    ([(header::ETAG, etag), (header::CONTENT_TYPE, kind)], feed_body(number)).into_response()
}

/// How many answers were whole and how many 304, for whoever measures another program.
async fn serve_counts(State(press): State<Arc<Press>>) -> String {
    let (full, unchanged) = (&press.full, &press.unchanged);
    format!(
        "{{\"full\":{},\"unchanged\":{}}}",
        full.load(Ordering::Relaxed),
        unchanged.load(Ordering::Relaxed)
    )
}

/// Listens on every host and returns the port they share.
async fn open_press(press: Arc<Press>) -> std::io::Result<u16> {
    let router = Router::new()
        .route("/feed/{number}", get(serve_feed))
        .route("/counts", get(serve_counts))
        .with_state(press);
    let first = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    for host in 2..=HOSTS {
        let address: SocketAddr = format!("127.0.0.{host}:{port}").parse().expect("an address");
        listeners.push(tokio::net::TcpListener::bind(address).await?);
    }
    for listener in listeners {
        let router = router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    Ok(port)
}

/// The configuration, and the same addresses in a plain list for other programs.
fn write_configuration(folder: &Path, feeds: usize, port: u16) -> std::io::Result<()> {
    let mut text = String::from(
        "[newsroom]\nname = \"Bench\"\n[store]\nurl = \"sqlite:bench.db\"\n[fetch]\nallow_private = [\"127.0.0.0/8\"]\n\
         min_interval = \"1s\"\nper_host = 8\nper_host_gap = \"0s\"\n[web]\nlisten = \"127.0.0.1:0\"\n",
    );
    let mut urls = String::new();
    for number in 0..feeds {
        let url = format!("http://127.0.0.{}:{port}/feed/{number}", number % HOSTS + 1);
        let _ = write!(
            text,
            "[feeds.f{number}]\nurl = \"{url}\"\nevery = \"1s\"\nfull_text = \"never\"\nlanguage = \"en\"\n"
        );
        let _ = writeln!(urls, "{url}");
    }
    let mut dice = Dice(7);
    for topic in 0..TOPICS {
        let (a, b, c) = (dice.word(), dice.word(), dice.word());
        let _ = writeln!(
            text,
            "[topics.t{topic}]\ntitle = \"Topic {topic}\"\nquery = '\"{a} {b}\" AND ({c} NEAR/3 {a})'"
        );
    }
    std::fs::write(folder.join("urls.txt"), urls)?;
    std::fs::write(folder.join("vigie.toml"), text)
}

/// Memory of the daemon once it has asked every feed and has nothing to do.
fn rest(folder: &Path, feeds: usize, press: &Press) -> std::io::Result<(u64, u64)> {
    let text = std::fs::read_to_string(folder.join("vigie.toml"))?;
    std::fs::write(folder.join("vigie.toml"), text.replace("every = \"1s\"", "every = \"1h\""))?;
    let asked = || press.full.load(Ordering::Relaxed) + press.unchanged.load(Ordering::Relaxed);
    let before = asked();
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["--log", "error", "--config"])
        .arg(folder)
        .arg("run")
        .envs(unit_environment())
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(folder.join("log"))?)
        .spawn()?;
    let pid = child.id().to_string();
    while asked() < before + feeds as u64 && kilobytes(&pid, "VmRSS:").is_some() {
        pause(Duration::from_millis(100));
    }
    pause(Duration::from_secs(5));
    let now = (kilobytes(&pid, "VmRSS:").unwrap_or(0), kilobytes(&pid, "VmHWM:").unwrap_or(0));
    child.kill()?;
    child.wait()?;
    Ok(now)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let feeds = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(10_000);
    let press = Arc::new(Press::default());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let port = runtime.block_on(open_press(Arc::clone(&press)))?;
    if let Some(folder) = std::env::args().skip_while(|arg| arg != "serve").nth(1) {
        write_configuration(Path::new(&folder), feeds, port)?;
        println!("ready");
        std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    write_configuration(folder.path(), feeds, port)?;
    for (name, counter) in [("cold", &press.full), ("all 304", &press.unchanged)] {
        pause(DUE_AGAIN);
        let before = counter.load(Ordering::Relaxed);
        let cost = process::vigie(folder.path(), &["run", "--once"]);
        println!(
            "{name}: {feeds} feeds, {} answered so, {:.2} CPU s, peak {} MB, {:.1} s wall",
            counter.load(Ordering::Relaxed) - before,
            cost.cpu_seconds,
            cost.peak_kb / 1024,
            cost.wall.as_secs_f64()
        );
    }
    pause(DUE_AGAIN);
    let (kb, peak_kb) = rest(folder.path(), feeds, &press)?;
    println!("daemon at rest: {feeds} feeds, {} MB, peak {} MB", kb / 1024, peak_kb / 1024);
    Ok(())
}
