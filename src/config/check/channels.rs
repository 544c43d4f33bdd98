//! `[channels.NAME.KIND]`: where messages go.

use std::collections::BTreeMap;

use lettre::message::Mailbox;
use url::Url;

use super::Defined;
use super::chats;
use super::shell::is_address;
use super::values::{address, language, mailbox};
use crate::config::findings::Findings;
use crate::config::keys::{KeyUse, keys_of};
use crate::config::names::named;
use crate::config::network::private_host;
use crate::config::secret::{Lines, Secret, SigningKey, Surroundings, variable_for};
use crate::config::section::Section;
use crate::config::settings::{Channel, ChannelKind, FetchConfig, FileFormat, OnUncertain};
use crate::config::source::{Document, Form};
use crate::config::suggest::alternatives;
use crate::config::value::Located;
use crate::model::{Language, Name};

/// The channels of all files.
#[derive(Default)]
pub(super) struct Channels {
    /// Those that can be used.
    pub settings: BTreeMap<Name, Channel>,
    /// Every channel that is defined, well or not.
    pub names: Defined,
}

/// Reads the channels of all files; mail needs `[smtp]`.
pub(super) fn read(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
    smtp: bool,
    fetch: &FetchConfig,
) -> Channels {
    let mut channels = Channels::default();
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        for (name, section) in named(findings, document, "channels", "channels.*") {
            if channels.names.add(findings, &name, "channel") {
                let channel = channel(findings, &name.value, &section, around, smtp);
                if let Some(channel) = &channel {
                    warn_of_private(findings, &section, channel, fetch);
                }
                channels.settings.extend(channel.map(|channel| (name.value, channel)));
            }
        }
    }
    channels.names.refuse_shared_variables(findings, around, "CHANNEL", &["URL", "SECRET", "TOKEN"]);
    channels
}

fn channel(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
    smtp: bool,
) -> Option<Channel> {
    let kinds = || keys_of("channels.*").iter().filter(|key| key.usage == KeyUse::Read).map(|key| key.name);
    let mut given = kinds().filter(|kind| section.has(kind));
    let Some(kind) = given.next() else {
        // An unknown kind has been told already.
        if section.entries().is_empty() && findings.is_whole(section.place.file) {
            let help = format!(
                "write its kind in the header: {}, as in `[channels.{name}.email]`",
                alternatives(kinds())
            );
            findings.error(&section.place, format!("the channel `{name}` has no kind")).help(help);
        }
        return None;
    };
    if let Some(second) = given.next() {
        let first = findings.locate(&section.place_of(kind));
        let message = format!("the channel `{name}` is of two kinds, `{kind}` and `{second}`");
        let help = "make them two channels; a rule may name both";
        findings
            .error(&section.place_of(second), message)
            .label("again here")
            .also(first, "first here")
            .help(help);
    }
    let table = section.table(findings, kind, &format!("channels.*.{kind}"))?;
    let languages = languages(findings, &table);
    let mut on_uncertain = OnUncertain::Resend;
    let kind = match kind {
        "email" => email(findings, &table, smtp),
        "webhook" => webhook(findings, name, &table, around),
        "file" => file(findings, &table, around),
        "stdout" => stdout(findings, &table),
        chat => {
            on_uncertain = chats::on_uncertain(findings, &table);
            let mut hook = |whose| chats::hook(findings, name, &table, around, whose, "");
            match chat {
                "teams" => hook("workflow").map(|url| ChannelKind::Teams { url }),
                "discord" => hook("webhook").map(|url| ChannelKind::Discord { url }),
                "mattermost" => hook("incoming webhook").map(|url| ChannelKind::Mattermost { url }),
                "ntfy" => chats::ntfy(findings, name, &table, around),
                "telegram" => chats::telegram(findings, name, &table, around),
                _ => chats::slack(findings, name, &table, around),
            }
        }
    };
    kind.map(|kind| Channel { name: name.clone(), kind, languages, on_uncertain })
}

/// A channel inside the house gets nothing until its network is allowed: better told here than by dead messages. What a name
/// leads to is known only when it is asked for.
fn warn_of_private(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    channel: &Channel,
    fetch: &FetchConfig,
) {
    let url = match &channel.kind {
        ChannelKind::Slack { url }
        | ChannelKind::Teams { url }
        | ChannelKind::Discord { url }
        | ChannelKind::Mattermost { url }
        | ChannelKind::Webhook { url, .. } => Url::parse(url.reveal()).ok(),
        ChannelKind::SlackBot { api_url: url, .. }
        | ChannelKind::Telegram { api_url: url, .. }
        | ChannelKind::Ntfy { url, .. } => Some(url.clone()),
        ChannelKind::Email { .. } | ChannelKind::File { .. } | ChannelKind::Stdout { .. } => None,
    };
    let Some(class) = url.and_then(|url| private_host(&url, &fetch.allow_private)) else { return };
    let message = format!("nothing will be sent to `{}`: it leads to {class}", channel.name);
    let help =
        "where that is meant, add its network to `allow_private` in `[fetch]`, such as `\"127.0.0.1/32\"`";
    findings.warning(&section.place, message).help(help);
}

/// `languages`, of every kind.
fn languages(findings: &mut Findings<'_>, section: &Section<'_>) -> Vec<Language> {
    let Some(texts) = section.texts(findings, "languages") else { return Vec::new() };
    let help = "write the best first, such as `languages = [\"fr\", \"en\"]`, or leave it out";
    not_empty(findings, section, "languages", help);
    let mut languages = Vec::new();
    for text in &texts {
        match text.parse(findings, language) {
            Some(language) if languages.contains(&language) => {
                let message = format!("`{language}` stands twice in `languages`");
                findings.error(&text.place, message).help("leave one of them out");
            }
            language => languages.extend(language),
        }
    }
    languages
}

fn email(findings: &mut Findings<'_>, section: &Section<'_>, smtp: bool) -> Option<ChannelKind> {
    section.missing(findings, "to", "write who gets the mail, such as `to = [\"desk@example.org\"]`");
    if !smtp {
        let help = "add `[smtp]` with `host` and `from`";
        findings.error(&section.place, "mail cannot be sent: there is no `[smtp]`").help(help);
    }
    let texts = section.texts(findings, "to")?;
    not_empty(findings, section, "to", "write at least one address");
    let mut to: Vec<Mailbox> = Vec::new();
    for text in &texts {
        let Some(mailbox) = text.parse(findings, mailbox) else { continue };
        let key = |mailbox: &Mailbox| mailbox.email.to_string().to_lowercase();
        if to.iter().any(|known| key(known) == key(&mailbox)) {
            let message = format!("`{}` stands twice in `to`: it gets each mail once", mailbox.email);
            findings.warning(&text.place, message).help("leave one of them out");
        } else {
            to.push(mailbox);
        }
    }
    (!to.is_empty()).then_some(ChannelKind::Email { to })
}

fn file(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<ChannelKind> {
    section.missing(
        findings,
        "path",
        "write where, such as `path = \"out/alerts.jsonl\"` or `path = \"out\"`",
    );
    let format = format(findings, section, FileFormat::Jsonl);
    let path = section.text(findings, "path")?;
    let format = format?;
    let path_is = std::path::Path::new(&path.value).extension().and_then(|end| end.to_str());
    if format == FileFormat::Jsonl && path_is.is_none() {
        let help = "write a file, such as `path = \"out/alerts.jsonl\"`; the other formats take a folder";
        findings
            .error(&path.place, "lines of JSON go to a file, and this has the name of a folder")
            .help(help);
    }
    let others = [FileFormat::Jsonl, FileFormat::Json, FileFormat::Html, FileFormat::Text];
    let of_name = others.into_iter().find(|format| path_is == Some(format.extension()));
    // Lines of JSON may well be kept as text or as JSON; a page they are not.
    let is_lines = format == FileFormat::Jsonl && of_name != Some(FileFormat::Html);
    if let Some(other) = of_name.filter(|other| *other != format && !is_lines) {
        let message =
            format!("the name ends in `.{}`, and the messages are {}", other.extension(), in_words(format));
        let folder = if format == FileFormat::Jsonl { "" } else { ", or that of a folder" };
        let (word, own) = (word(other), format.extension());
        let help = format!("write `format = \"{word}\"`, or a name that ends in `.{own}`{folder}");
        findings.error(&path.place, message).help(help);
    }
    Some(ChannelKind::File { path: around.root.join(path.value), format })
}

/// The word of the configuration for a format.
fn word(format: FileFormat) -> &'static str {
    FORMATS.iter().find(|(_, known)| *known == format).map_or("", |(word, _)| *word)
}

const fn in_words(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Jsonl => "lines of JSON",
        FileFormat::Json => "JSON",
        FileFormat::Html => "pages of HTML",
        FileFormat::Text => "plain text",
    }
}

fn stdout(findings: &mut Findings<'_>, section: &Section<'_>) -> Option<ChannelKind> {
    format(findings, section, FileFormat::Text).map(|format| ChannelKind::Stdout { format })
}

const FORMATS: [(&str, FileFormat); 4] = [
    ("jsonl", FileFormat::Jsonl),
    ("json", FileFormat::Json),
    ("html", FileFormat::Html),
    ("text", FileFormat::Text),
];

fn format(findings: &mut Findings<'_>, section: &Section<'_>, usual: FileFormat) -> Option<FileFormat> {
    if section.has("format") { section.choice(findings, "format", &FORMATS) } else { Some(usual) }
}

fn webhook(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<ChannelKind> {
    let open = section.parsed(findings, "url", address);
    let hidden = secret_address(findings, name, section, around);
    if section.has("url") && section.has("url_file") {
        let other = findings.locate(&section.place_of("url"));
        let message = "`url` and `url_file` cannot both be the address";
        findings
            .error(&section.place_of("url_file"), message)
            .help("leave one of them out")
            .also(other, "and here");
    }
    if hidden.is_none() && !section.has("url_file") {
        section.missing(
            findings,
            "url",
            "write where to post, such as `url = \"https://cms.example.org/hooks/vigie\"`",
        );
    }
    let variable = variable_for("CHANNEL", name, "SECRET");
    let secrets = around.secret(findings, section, "secret_file", &variable, Lines::Several);
    if secrets.is_none() && !section.has("secret_file") && !section.has("secret") {
        let help =
            format!("write `secret_file = \"…\"` or set `${variable}`, so that the receiver can verify them");
        findings.warning(&section.place, format!("messages to `{name}` are not signed")).help(help);
    }
    let mut keys = Vec::new();
    for secret in secrets.unwrap_or_default() {
        match SigningKey::parse(secret.reveal()) {
            Ok(key) => keys.push(key),
            Err(why) => {
                let help = "take the whole secret as the receiver shows it, or make one: `openssl rand -base64 32`, with `whsec_` before it";
                let message = format!("a secret of `{name}` cannot sign: {why}");
                findings.error(&section.place_of("secret_file"), message).help(help);
            }
        }
    }
    let url = hidden.or_else(|| open.map(|Located { value, .. }| Secret::new(value.into())))?;
    Some(ChannelKind::Webhook { url, secrets: keys })
}

/// The address in `url_file` or in the environment.
pub(super) fn secret_address(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<Secret> {
    let variable = variable_for("CHANNEL", name, "URL");
    let mut lines = around.secret(findings, section, "url_file", &variable, Lines::One)?;
    lines.pop().filter(|url| is_address(findings, section, "url_file", url.reveal()))
}

/// Notes a list that holds nothing, not even something wrong.
pub(super) fn not_empty(findings: &mut Findings<'_>, section: &Section<'_>, key: &str, help: &str) {
    let list = section.value(key).and_then(|value| value.get_ref().as_array());
    if list.is_none_or(|list| !list.is_empty()) {
        return;
    }
    findings.error(&section.place_of(key), format!("`{key}` is empty")).help(help);
}
