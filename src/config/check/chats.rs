//! The channels that are chats: each with a secret of its own, and what becomes of a message that was perhaps taken.

use url::Url;

use super::channels::secret_address;
use super::values::address;
use crate::config::findings::Findings;
use crate::config::secret::{Lines, Secret, Surroundings, variable_for};
use crate::config::section::Section;
use crate::config::settings::{ChannelKind, OnUncertain};
use crate::config::value::{Mistake, brief};
use crate::model::Name;

/// `on_uncertain`, of every chat.
pub(super) fn on_uncertain(findings: &mut Findings<'_>, section: &Section<'_>) -> OnUncertain {
    let options = [("resend", OnUncertain::Resend), ("hold", OnUncertain::Hold)];
    section.choice(findings, "on_uncertain", &options).unwrap_or_default()
}

/// The address of an incoming webhook; `whose` says what it is called there.
pub(super) fn hook(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
    whose: &str,
    or: &str,
) -> Option<Secret> {
    let url = secret_address(findings, name, section, around);
    if url.is_none() && !section.has("url") {
        let variable = variable_for("CHANNEL", name, "URL");
        let help =
            format!("put the address of the {whose} into a file and name it, or set `${variable}`{or}");
        section.missing(findings, "url_file", &help);
    }
    url
}

/// An incoming webhook, or with `token_file` a bot.
pub(super) fn slack(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<ChannelKind> {
    let token = token(findings, name, section, around);
    if token.is_none() && !section.has("token_file") {
        for key in ["channel", "api_url"].into_iter().filter(|key| section.has(key)) {
            let help = "write `token_file = \"…\"`, or leave it out: a webhook has its channel already";
            findings
                .error(&section.place_of(key), format!("`{key}` is of a bot, and there is no token"))
                .help(help);
        }
        let url = hook(
            findings,
            name,
            section,
            around,
            "incoming webhook",
            "; for a bot write `token_file` and `channel`",
        )?;
        return Some(ChannelKind::Slack { url });
    }
    if section.has("url_file") {
        let message = "a channel is a webhook or a bot, not both";
        let help = "leave `url_file` or `token_file` out";
        findings.error(&section.place_of("url_file"), message).help(help);
    }
    section.missing(
        findings,
        "channel",
        "write the id of the conversation, such as `channel = \"C0123456789\"`, and invite the bot there",
    );
    let channel = section.parsed(findings, "channel", conversation)?.value;
    let api_url = base_address(findings, section, "api_url", "https://slack.com/api")?;
    Some(ChannelKind::SlackBot { api_url, token: token?, channel })
}

/// Slack's ids are capitals and digits; names change and are refused by some of its methods.
fn conversation(text: &str) -> Result<String, Mistake> {
    let is_id = text.len() >= 2 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if is_id || text.starts_with('#') {
        return Ok(text.to_owned());
    }
    let help = "copy its id from the conversation's details, such as `C0123456789`, or write `#name`";
    Err(Mistake::with_help(format!("`{}` is not a conversation", brief(text)), help))
}

pub(super) fn ntfy(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<ChannelKind> {
    section.missing(
        findings,
        "topic",
        "write the topic that phones subscribe to, such as `topic = \"desk-4711\"`",
    );
    let topic = section.parsed(findings, "topic", |text| {
        // As the server checks it.
        let good =
            text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        let message = format!("`{}` is not a topic of ntfy", brief(text));
        let help = "write at most 64 letters, digits, `-` and `_`";
        if good { Ok(text.to_owned()) } else { Err(Mistake::with_help(message, help)) }
    });
    let token = token(findings, name, section, around);
    let url = base_address(findings, section, "url", "https://ntfy.sh")?;
    Some(ChannelKind::Ntfy { url, topic: topic?.value, token })
}

pub(super) fn telegram(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<ChannelKind> {
    let token = token(findings, name, section, around);
    if token.is_none() && !section.has("token") {
        let variable = variable_for("CHANNEL", name, "TOKEN");
        let help =
            format!("put the token that @BotFather gave into a file and name it, or set `${variable}`");
        section.missing(findings, "token_file", &help);
    }
    section.missing(
        findings,
        "chat_id",
        "write the chat's number, such as `chat_id = -1001234567890`, or `\"@channel\"`",
    );
    let chat_id = chat_id(findings, section);
    let api_url = base_address(findings, section, "api_url", "https://api.telegram.org")?;
    let token = token?;
    if !token.reveal().bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-')) {
        let message = "what `token_file` names is not the token of a bot";
        let help = "the file holds one line, such as `123456:ABC-DEF`";
        findings.error(&section.place_of("token_file"), message).help(help);
        return None;
    }
    Some(ChannelKind::Telegram { api_url, token, chat_id: chat_id? })
}

/// A number, or the name of a public channel.
fn chat_id(findings: &mut Findings<'_>, section: &Section<'_>) -> Option<String> {
    if section.value("chat_id")?.get_ref().as_str().is_none() {
        let id = section.signed(findings, "chat_id", i64::MIN / 2..=i64::MAX / 2)?;
        return Some(id.to_string());
    }
    let read = |text: &str| {
        let good = text.parse::<i64>().is_ok() || (text.starts_with('@') && text.len() > 1);
        let help = "write the chat's number, or `@name` of a public channel";
        let wrong = || Mistake::with_help(format!("`{}` is not a chat", brief(text)), help);
        if good { Ok(text.to_owned()) } else { Err(wrong()) }
    };
    section.parsed(findings, "chat_id", read).map(|id| id.value)
}

fn token(
    findings: &mut Findings<'_>,
    name: &Name,
    section: &Section<'_>,
    around: &Surroundings<'_>,
) -> Option<Secret> {
    let variable = variable_for("CHANNEL", name, "TOKEN");
    around.secret(findings, section, "token_file", &variable, Lines::One)?.pop()
}

/// An address that a path is added to.
fn base_address(findings: &mut Findings<'_>, section: &Section<'_>, key: &str, usual: &str) -> Option<Url> {
    if section.has(key) {
        return section.parsed(findings, key, address).map(|url| url.value);
    }
    Some(Url::parse(usual).expect("the usual address is one"))
}
