//! The demo's newsroom: a real configuration that points at loopback, and two passes of the real line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

use super::account::Account;
use super::mailbox::Mailbox;
use super::press::Press;
use super::receiver::Receiver;
use crate::clock::Clock;
use crate::config;
use crate::daemon::{self, App};
use crate::model::Name;
use crate::store::Role;

/// More matches than the demo's press can cause.
const ALL: usize = 10_000;
const DIGEST: &str = "morning";

/// Everything the demo runs on.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) app: Arc<App>,
    pub(super) press: Press,
    pub(super) config_path: PathBuf,
    mailbox: Mailbox,
    receiver: Receiver,
}

impl Desk {
    /// Opens the press, the mailbox and the receiver, writes the configuration into `folder` and opens its store.
    pub(super) async fn open(folder: &Path, clock: Clock) -> anyhow::Result<Self> {
        let press = Press::open(clock.now()).await.context("cannot open the press on 127.0.0.1")?;
        let mailbox = Mailbox::open().await.context("cannot open the mail server on 127.0.0.1")?;
        let receiver = Receiver::open().await.context("cannot open the receiver on 127.0.0.1")?;
        let config_path = folder.join("vigie.toml");
        write_secret(&folder.join("slack.url"), &receiver.slack_url())?;
        // Made for this one run on loopback: it guards nothing, and it shows what a signed request looks like.
        write_secret(&folder.join("webhook.secret"), "whsec_dmlnaWUgZGVtbzogbm90aGluZyB0byBndWFyZA==")?;
        std::fs::write(&config_path, configuration(&press, mailbox.port(), &receiver))
            .with_context(|| format!("cannot write `{}`", config_path.display()))?;
        let (config, _) = config::load(&config_path)
            .map_err(|report| anyhow!("the demo's configuration:\n{}", report.render(false)))?;
        let app = App::open(config, Role::Daemon, clock).await?;
        Ok(Self { app, press, config_path, mailbox, receiver })
    }

    /// Polls, reads, matches and tells; goes to press again and does it once more; then sends the digest.
    pub(super) async fn work(&self) -> anyhow::Result<Account> {
        let app = &self.app;
        let first = daemon::once(app).await?;
        self.press.second_round();
        let now = app.clock.now();
        for publication in &self.press.manifest().publications {
            app.store.make_due(&publication.key, now).await?;
        }
        let second = daemon::once(app).await?;
        let name: Name = DIGEST.parse()?;
        // Taken before it is sent: sending closes its items.
        let digest = daemon::digest_notice(app, &name, None, app.clock.now()).await?;
        daemon::send_digest(app, &name).await?;
        daemon::deliver_due(app, &tokio::sync::watch::Sender::default()).await?;
        let matches = app.store.all_matches(ALL).await?;
        Ok(Account::new(
            &self.press,
            [first, second],
            digest,
            &matches,
            self.mailbox.letters(),
            self.receiver.slack(),
            self.receiver.webhook(),
        ))
    }

    /// Closes the store; press, mailbox and receiver close with it.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        Ok(self.app.store.clone().close().await?)
    }
}

/// A file that only its owner reads, as `vigie check` asks of secrets.
fn write_secret(path: &Path, secret: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    open.and_then(|mut file| writeln!(file, "{secret}"))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

/// The configuration, as an operator would write it.
fn configuration(press: &Press, smtp_port: u16, receiver: &Receiver) -> String {
    let settings = format!(
        r#"# What `vigie demo` ran with. Its press, mail server and receiver were on loopback.
include = ["pack:air-defense", "pack:defence-spending", "pack:drones", "pack:nato"]

[newsroom]
name = "Vigie demo"
zone = "Europe/Paris"
language = "en"

[store]
url = "sqlite:vigie.db"

[fetch]
per_host = 2
per_host_gap = "0s"
timeout = "5s"
allow_private = ["127.0.0.0/8"]

[web]
listen = "127.0.0.1:0"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
from = "Vigie demo <vigie@demo.example>"

[channels.desk.email]
to = ["Desk <desk@demo.example>"]
[channels.wire-room.slack]
url_file = "slack.url"
[channels.cms.webhook]
url = "{webhook}"
secret_file = "webhook.secret"

[operator]
channels = ["desk"]

[alerts.breaking]
topics = ["*"]
channels = ["wire-room", "cms"]
group_wait = "10s"

[digests.{DIGEST}]
title = "Morning digest"
topics = ["*"]
channels = ["desk"]
cron = "30 7 * * *"
"#,
        webhook = receiver.webhook_url(),
    );
    settings + &feeds(press)
}

/// The part of it that names the press.
fn feeds(press: &Press) -> String {
    let mut text = String::new();
    for publication in &press.manifest().publications {
        let groups =
            publication.groups.iter().map(|group| format!("\"{group}\"")).collect::<Vec<_>>().join(", ");
        let _ = write!(
            text,
            "\n[feeds.{}]\nurl = \"{}\"\nevery = \"1h\"\nlanguage = \"{}\"\ncountry = \"{}\"\ngroups = [{groups}]\n",
            publication.key,
            press.url(publication, "/feed"),
            publication.language,
            publication.country,
        );
    }
    text
}
