//! A whole Vigie for a test: a configuration in a folder of its own, a press to poll, a receiver to deliver to, a clock.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vigie::clock::Clock;
use vigie::config::{self, Config};
use vigie::daemon::{self, App};
use vigie::model::Timestamp;
use vigie::store::Role;
use vigie::web;

use super::press::{Answer, Press};
use super::receiver::Receiver;

/// A configuration with its surroundings. Nothing runs yet.
pub struct TestApp {
    pub folder: tempfile::TempDir,
    pub press: Press,
    pub receiver: Receiver,
    pub clock: Clock,
    /// `[store] url`
    pub store: String,
    /// Added to the configuration.
    pub extra: String,
    feeds: Vec<String>,
}

/// Something the press tells.
#[derive(Clone, Debug)]
pub struct News {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub at: Timestamp,
}

impl News {
    pub fn new(id: impl Into<String>, title: &str, at: Timestamp) -> Self {
        Self {
            id: id.into(),
            title: title.to_owned(),
            summary: format!("{title}, as told by our own reporter."),
            at,
        }
    }
}

impl TestApp {
    /// Under the machine's clock.
    pub async fn new() -> Self {
        Self::under(Clock::system()).await
    }

    /// Under a clock that the test moves.
    pub async fn under(clock: Clock) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            press: Press::start().await,
            receiver: Receiver::start().await,
            clock,
            store: "sqlite:vigie.db".to_owned(),
            extra: String::new(),
            feeds: Vec::new(),
        }
    }

    /// Adds a feed at `/NAME.xml`, polled every second, whose own words are its articles.
    pub fn feed(&mut self, name: &str, news: &[News]) {
        self.feed_with(name, "full_text = \"never\"", news);
    }

    /// Adds a feed with keys of its own.
    pub fn feed_with(&mut self, name: &str, keys: &str, news: &[News]) {
        let url = self.press.url(&format!("/{name}.xml"));
        self.feeds.push(format!("[feeds.{name}]\nurl = \"{url}\"\nevery = \"1s\"\n{keys}\n"));
        self.tell(name, news);
    }

    /// What the feed says from now on.
    pub fn tell(&self, name: &str, news: &[News]) {
        self.press
            .answer(&format!("/{name}.xml"), Answer::ok(rss(news, |id| self.press.url(&format!("/{id}")))));
    }

    /// The page behind a piece of news.
    pub fn page(&self, id: &str, title: &str, body: &str) {
        let html = format!(
            "<!doctype html><html lang=en><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>\
             <article><h1>{title}</h1>{}</article></body></html>",
            body.split("\n\n").fold(String::new(), |mut html, paragraph| {
                let _ = write!(html, "<p>{paragraph}</p>");
                html
            })
        );
        self.press.answer(&format!("/{id}"), Answer::ok(html).content_type("text/html; charset=utf-8"));
    }

    /// Writes the configuration; returns its folder.
    pub fn write(&self) -> PathBuf {
        let folder = self.folder.path().join("config");
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = format!(
            "[newsroom]\nname = \"Test desk\"\nzone = \"Europe/Paris\"\n\n[store]\nurl = \"{}\"\n\n[fetch]\n\
             per_host = 8\nper_host_gap = \"0s\"\nmin_interval = \"1s\"\nallow_private = [\"127.0.0.0/8\"]\ntimeout = \"5s\"\n\n\
             [web]\nlisten = \"127.0.0.1:0\"\n\n[topics.drones]\ntitle = \"Drones\"\nquery = \"drone*\"\n\n\
             [channels.hook.webhook]\nurl = \"{}\"\n\n{}\n{}",
            self.store,
            self.receiver.url,
            self.feeds.join("\n"),
            self.extra
        );
        std::fs::write(folder.join("vigie.toml"), text).expect("a configuration");
        folder
    }

    /// The configuration as written, which must be right.
    #[track_caller]
    pub fn config(&self) -> Config {
        match config::load(&self.write()) {
            Ok((config, _)) => config,
            Err(report) => panic!("{}", report.render(false)),
        }
    }

    /// Opens the store and everything around it.
    pub async fn open(&self) -> Arc<App> {
        App::open(self.config(), Role::Daemon, self.clock.clone()).await.expect("it opens")
    }

    /// Opens, runs one pass, closes; returns what the pass did.
    pub async fn once(&self) -> daemon::Pass {
        let app = self.open().await;
        let pass = daemon::once(&app).await.expect("the store works");
        app.store.clone().close().await.expect("it closes");
        pass
    }

    /// Runs the daemon in this process until it is stopped.
    pub async fn serve(&self) -> Running {
        let app = self.open().await;
        let stop = CancellationToken::new();
        let task = tokio::spawn(daemon::serve(Arc::clone(&app), stop.clone()));
        Running { app, stop, task }
    }

    /// The program itself with this configuration.
    pub fn vigie(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.arg("--config").arg(self.write()).args(arguments).env_remove("VIGIE_CONFIG");
        command
    }
}

/// A daemon in this process.
pub struct Running {
    pub app: Arc<App>,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<anyhow::Result<()>>,
}

impl Running {
    /// Ends it as a crash does: nothing is drained, nothing returned.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    /// Drains it and closes its store.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.expect("no panic").expect("it drains");
        self.app.store.clone().close().await.expect("it closes");
    }
}

/// What an app serves on `[web] listen`, under `base`.
pub struct Served {
    pub base: String,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

impl Served {
    pub async fn of(app: &Arc<App>) -> Self {
        let listeners = web::bind(&app.setup().config.web).await.expect("a free port");
        let base = format!("http://{}", listeners.desk_address().expect("it listens"));
        let stop = CancellationToken::new();
        let (app, end) = (Arc::clone(app), stop.clone());
        let server = tokio::spawn(async move { web::serve(app, listeners, end).await.expect("it serves") });
        Self { base, stop, server }
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.server.await.expect("it stops");
    }
}

/// An RSS feed of these news.
pub fn rss(news: &[News], link: impl Fn(&str) -> String) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>Test press</title>\
         <link>http://127.0.0.1/</link><description>News</description>",
    );
    for one in news {
        let _ = write!(
            xml,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate>\
             <description>{}</description></item>",
            one.title,
            link(&one.id),
            one.id,
            one.at.to_utc().to_rfc2822(),
            one.summary
        );
    }
    xml + "</channel></rss>"
}

/// Words that nobody else says, the same for the same seed.
pub fn words(seed: &str, count: usize) -> Vec<String> {
    const SYLLABLES: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "za"];
    let word = |n: usize| {
        let mut hasher = DefaultHasher::new();
        (seed, n).hash(&mut hasher);
        let mut rest = hasher.finish();
        let syllable = |_| {
            let one = SYLLABLES[usize::try_from(rest % 16).expect("below 16")];
            rest /= 16;
            one
        };
        (0..4).map(syllable).collect()
    };
    (0..count).map(word).collect()
}
