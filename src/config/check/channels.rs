//! `[channels.NAME.KIND]`: where messages go.

use std::collections::BTreeMap;

use super::Defined;
use super::chats;
use super::shell::is_address;
use super::values::{address, language, mailbox};
use crate::config::findings::Findings;
use crate::config::keys::{KeyUse, keys_of};
use crate::config::names::named;
use crate::config::secret::{Lines, Secret, SigningKey, Surroundings, variable_for};
use crate::config::section::Section;
use crate::config::settings::{Channel, ChannelKind, FileFormat, OnUncertain};
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
) -> Channels {
    let mut channels = Channels::default();
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        for (name, section) in named(findings, document, "channels", "channels.*") {
            if channels.names.add(findings, &name, "channel") {
                let channel = channel(findings, &name.value, &section, around, smtp);
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

/// `languages`, of every kind.
fn languages(findings: &mut Findings<'_>, section: &Section<'_>) -> Vec<Language> {
    let Some(texts) = section.texts(findings, "languages") else { return Vec::new() };
    if texts.is_empty() {
        let help = "write the best first, such as `languages = [\"fr\", \"en\"]`, or leave it out";
        not_empty(findings, section, "languages", help);
    }
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
    if texts.is_empty() {
        not_empty(findings, section, "to", "write at least one address");
    }
    let to: Vec<_> = texts.iter().filter_map(|text| text.parse(findings, mailbox)).collect();
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
    Some(ChannelKind::File { path: around.root.join(path.value), format })
}

fn stdout(findings: &mut Findings<'_>, section: &Section<'_>) -> Option<ChannelKind> {
    format(findings, section, FileFormat::Text).map(|format| ChannelKind::Stdout { format })
}

fn format(findings: &mut Findings<'_>, section: &Section<'_>, usual: FileFormat) -> Option<FileFormat> {
    const FORMATS: [(&str, FileFormat); 4] = [
        ("jsonl", FileFormat::Jsonl),
        ("json", FileFormat::Json),
        ("html", FileFormat::Html),
        ("text", FileFormat::Text),
    ];
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

/// Notes a list that holds nothing.
pub(super) fn not_empty(findings: &mut Findings<'_>, section: &Section<'_>, key: &str, help: &str) {
    findings.error(&section.place_of(key), format!("`{key}` is empty")).help(help);
}
