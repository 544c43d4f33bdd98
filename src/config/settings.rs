//! What a checked configuration holds, section by section.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Cidr, PostgresUrl, Secret, SigningKey};
use crate::article::SiteRule;
use crate::digest::{AlertRule, DigestRule};
use crate::feed::{PollPolicy, Selectors};
use crate::model::{Hash16, Language, Name, RuleName, SourceTags, Zone};
use crate::render::Layout;
use crate::topic::{Concepts, TopicDefinition, TopicIndex};

/// A configuration that passed every check.
#[derive(Debug)]
pub struct Config {
    /// The folder that relative paths and the SQLite file are relative to.
    pub root: PathBuf,
    /// `[newsroom]`
    pub newsroom: Newsroom,
    /// `[operator]`
    pub operator: Operator,
    /// `[store]`
    pub store: StoreConfig,
    /// `[fetch]`
    pub fetch: FetchConfig,
    /// `[web]`
    pub web: WebConfig,
    /// `[smtp]`; present whenever an email channel is.
    pub smtp: Option<SmtpConfig>,
    /// `[feeds.*]` and the feeds of included OPML files.
    pub feeds: BTreeMap<Name, FeedConfig>,
    /// `[topics.*]` in order of name.
    pub topics: Vec<TopicDefinition>,
    /// `[concepts.*]` over the packs' concepts.
    pub concepts: Concepts,
    /// The topics compiled.
    pub index: TopicIndex,
    /// `[channels.*]`
    pub channels: BTreeMap<Name, Channel>,
    /// `[alerts.*]`
    pub alerts: BTreeMap<Name, AlertRule>,
    /// `[digests.*]`
    pub digests: BTreeMap<Name, DigestRule>,
    /// `template` of alerts and digests: how their mails are laid out.
    pub layouts: BTreeMap<RuleName, Arc<Layout>>,
    /// `[sites.*]`: selectors by site.
    pub sites: BTreeMap<String, SiteRule>,
    /// `[translate]`
    pub translate: Option<super::TranslateConfig>,
    /// Hash of every file read, in order.
    pub hash: Hash16,
    /// Every file read, for `check` and reload.
    pub files: Vec<PathBuf>,
}

/// `[newsroom]`
#[derive(Clone, Debug)]
pub struct Newsroom {
    /// Shown in messages.
    pub name: String,
    /// Default of every zone.
    pub zone: Zone,
    /// Of digests and pages.
    pub language: Language,
}

/// `[operator]`
#[derive(Clone, Debug, Default)]
pub struct Operator {
    /// Who hears of blind, silent, dead, full.
    pub channels: Vec<Name>,
    /// Asked with GET once a minute while the daemon is well.
    pub heartbeat_url: Option<Secret>,
}

/// Where the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// `sqlite:PATH`, made absolute against the configuration's folder.
    Sqlite(PathBuf),
    /// `postgres://user@host:port/db?sslmode=…`, password apart.
    Postgres {
        /// The address without a password.
        url: PostgresUrl,
        /// From `password_file`.
        password: Option<Secret>,
    },
}

/// `[store]`
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// Where.
    pub url: StoreUrl,
    /// How long articles are kept.
    pub retain: Duration,
    /// Whether the HTML of matched pages is kept.
    pub keep_pages: bool,
}

/// `[fetch]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchConfig {
    /// In the `User-Agent`.
    pub contact_url: Option<String>,
    /// Requests in flight, all hosts.
    pub concurrency: usize,
    /// Requests in flight, one host.
    pub per_host: usize,
    /// From the end of a request to one host to the next.
    pub per_host_gap: Duration,
    /// Floor of any feed's interval.
    pub min_interval: Duration,
    /// See [`PollPolicy::backlog`].
    pub backlog: Duration,
    /// Of one request, from connect to the last byte.
    pub timeout: Duration,
    /// Decoded bytes.
    pub max_feed_bytes: u64,
    /// Decoded bytes.
    pub max_page_bytes: u64,
    /// Private networks that may be asked.
    pub allow_private: Vec<Cidr>,
    /// Whether robots.txt of article pages is obeyed.
    pub robots: bool,
    /// An HTTP proxy for everything; its address may hold a password.
    pub proxy: Option<Secret>,
}

impl Default for FetchConfig {
    /// What holds where `[fetch]` says nothing.
    fn default() -> Self {
        Self {
            contact_url: None,
            concurrency: 64,
            per_host: 1,
            per_host_gap: Duration::from_secs(1),
            min_interval: Duration::from_secs(10),
            backlog: Duration::from_hours(24),
            timeout: Duration::from_secs(20),
            max_feed_bytes: 8 << 20,
            max_page_bytes: 8 << 20,
            allow_private: Vec::new(),
            robots: true,
            proxy: None,
        }
    }
}

/// `[web]`
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Where `/healthz` and the desk listen; `None` turns it off.
    pub listen: Option<SocketAddr>,
    /// Where `/metrics` listens when not on `listen`.
    pub metrics_listen: Option<SocketAddr>,
    /// How people reach it.
    pub base_url: Option<String>,
}

/// How a mail connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// STARTTLS required.
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// None: loopback and tests.
    None,
}

/// How one signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SmtpAuth {
    /// By `PLAIN` or `LOGIN`, whatever the server offers first.
    #[default]
    Password,
    /// By `XOAUTH2`: the password is an access token.
    Xoauth2,
}

/// A user name and its password: neither is of use alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// `[smtp]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpConfig {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub tls: SmtpTls,
    /// Who signs in; the password may be an access token.
    pub credentials: Option<Credentials>,
    /// How.
    pub auth: SmtpAuth,
    /// A certificate authority beside those of the system, in PEM.
    pub authority: Option<String>,
    /// What signs the mail.
    pub dkim: Option<super::DkimConfig>,
    /// The `From` mailbox.
    pub from: lettre::message::Mailbox,
}

/// `[feeds.NAME]`
#[derive(Clone, Debug)]
pub struct FeedConfig {
    /// Name.
    pub name: Name,
    /// What people call it, in lists and exports; its name where nothing else is said.
    pub title: Option<String>,
    /// Address.
    pub url: url::Url,
    /// The site that it is of.
    pub site: Option<url::Url>,
    /// False: known, not polled.
    pub enabled: bool,
    /// How and how often.
    pub policy: PollPolicy,
    /// What its articles inherit.
    pub tags: SourceTags,
    /// HTTP Basic.
    pub credentials: Option<Credentials>,
    /// Extra headers.
    pub headers: Vec<(String, Secret)>,
    /// The address is a page without a feed, and this is where its entries are.
    pub select: Option<Arc<Selectors>>,
    /// Whether its hub may push it, where `[web] base_url` can be reached.
    pub websub: bool,
    /// An HTTP proxy for this feed and its pages, instead of that of `[fetch]`; its address may hold a password.
    pub proxy: Option<Secret>,
}

/// `[channels.NAME.KIND]`
#[derive(Clone, Debug)]
pub struct Channel {
    /// Name.
    pub name: Name,
    /// Kind and address.
    pub kind: ChannelKind,
    /// What its readers would rather read, best first: which article of a story they are shown.
    pub languages: Vec<Language>,
    /// What becomes of a message that was perhaps taken.
    pub on_uncertain: OnUncertain,
}

/// What becomes of a message whose receiver gave no answer: chats cannot tell a repeat from a new message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUncertain {
    /// It goes out again: perhaps twice, never not at all.
    #[default]
    Resend,
    /// It waits for a person to retry or drop it.
    Hold,
}

impl ChannelKind {
    /// Whether it can answer in the thread of a message it took.
    #[must_use]
    pub const fn has_threads(&self) -> bool {
        matches!(self, Self::SlackBot { .. } | Self::Telegram { .. })
    }
}

/// The kinds of channel.
#[derive(Clone, Debug)]
pub enum ChannelKind {
    /// Mail, one delivery a recipient.
    Email {
        /// At least one.
        to: Vec<lettre::message::Mailbox>,
    },
    /// A Slack incoming webhook.
    Slack {
        /// Its address, a secret.
        url: Secret,
    },
    /// A Slack bot, which can answer in threads.
    SlackBot {
        /// Where Slack's methods stand, `https://slack.com/api` unless written.
        api_url: url::Url,
        /// `xoxb-…`
        token: Secret,
        /// The conversation's id.
        channel: String,
    },
    /// A Workflows webhook of Microsoft Teams.
    Teams {
        /// Its address, a secret.
        url: Secret,
    },
    /// A Discord webhook.
    Discord {
        /// Its address, a secret.
        url: Secret,
    },
    /// A Mattermost incoming webhook.
    Mattermost {
        /// Its address, a secret.
        url: Secret,
    },
    /// A topic of an ntfy server.
    Ntfy {
        /// The server, `https://ntfy.sh` unless written.
        url: url::Url,
        /// The topic.
        topic: String,
        /// Where the topic is protected.
        token: Option<Secret>,
    },
    /// A Telegram bot.
    Telegram {
        /// Where the bot's methods stand, `https://api.telegram.org` unless written.
        api_url: url::Url,
        /// The bot's token.
        token: Secret,
        /// A number, or `@name` of a public channel.
        chat_id: String,
    },
    /// Standard Webhooks.
    Webhook {
        /// Where.
        url: Secret,
        /// Unsigned without; the first signs, the others too while keys rotate.
        secrets: Vec<SigningKey>,
    },
    /// A file, or a folder with a file for each message.
    File {
        /// Absolute.
        path: PathBuf,
        /// What is written.
        format: FileFormat,
    },
    /// The output of the process.
    Stdout {
        /// What is written.
        format: FileFormat,
    },
}

/// What a file or the output is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// A line of JSON for each message, appended.
    Jsonl,
    /// The webhook's JSON.
    Json,
    /// The page that a mail shows.
    Html,
    /// Plain text.
    Text,
}

impl FileFormat {
    /// The end of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }
}

/// Topics and concepts read from files alone, as `vigie topic match --topics` does.
#[derive(Debug)]
pub struct TopicFiles {
    /// In order of name.
    pub topics: Vec<TopicDefinition>,
    /// Over the packs' concepts.
    pub concepts: Concepts,
    /// Compiled.
    pub index: TopicIndex,
}
