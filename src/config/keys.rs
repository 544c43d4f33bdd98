//! Every key a configuration may hold: what the checker knows and what `config/vigie.toml` shows.

/// What becomes of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// It is read.
    Read,
    /// It belongs to a feature that is not yet in this version, and is refused rather than ignored.
    Later,
    /// It would hold a secret, which is refused; the key to use instead.
    Secret(&'static str),
}

/// A key of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What becomes of it.
    pub usage: KeyUse,
}

/// The keys of one section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionKeys {
    /// `fetch`, or with `*` for a name: `feeds.*`; empty for the top of a file.
    pub section: &'static str,
    /// Its keys, in the order people expect them.
    pub keys: &'static [Key],
}

const fn read(name: &'static str) -> Key {
    Key { name, usage: KeyUse::Read }
}

const fn later(name: &'static str) -> Key {
    Key { name, usage: KeyUse::Later }
}

const fn secret(name: &'static str, instead: &'static str) -> Key {
    Key { name, usage: KeyUse::Secret(instead) }
}

/// All sections of the configuration with all their keys.
///
/// `[concepts.*]` is not here: its keys are `all` and language codes.
pub const KEYS: &[SectionKeys] = &[
    SectionKeys {
        section: "",
        keys: &[
            read("include"),
            read("newsroom"),
            read("operator"),
            read("store"),
            read("fetch"),
            read("web"),
            read("smtp"),
            read("feeds"),
            read("groups"),
            read("topics"),
            read("concepts"),
            read("channels"),
            read("alerts"),
            read("digests"),
            read("sites"),
            read("translate"),
        ],
    },
    SectionKeys { section: "newsroom", keys: &[read("name"), read("zone"), read("language")] },
    SectionKeys {
        section: "operator",
        keys: &[read("channels"), read("heartbeat_url_file"), secret("heartbeat_url", "heartbeat_url_file")],
    },
    SectionKeys {
        section: "store",
        keys: &[
            read("url"),
            read("password_file"),
            read("retain"),
            read("keep_pages"),
            secret("password", "password_file"),
        ],
    },
    SectionKeys {
        section: "fetch",
        keys: &[
            read("contact_url"),
            read("concurrency"),
            read("per_host"),
            read("per_host_gap"),
            read("min_interval"),
            read("backlog"),
            read("timeout"),
            read("max_feed_bytes"),
            read("max_page_bytes"),
            read("allow_private"),
            read("robots"),
            read("proxy"),
            read("proxy_file"),
        ],
    },
    SectionKeys {
        section: "translate",
        keys: &[
            read("url"),
            read("api_key_file"),
            read("to"),
            read("timeout"),
            secret("api_key", "api_key_file"),
        ],
    },
    SectionKeys { section: "web", keys: &[read("listen"), read("metrics_listen"), read("base_url")] },
    SectionKeys {
        section: "smtp",
        keys: &[
            read("host"),
            read("port"),
            read("tls"),
            read("username"),
            read("password_file"),
            read("auth"),
            read("ca_file"),
            read("from"),
            read("dkim"),
            secret("password", "password_file"),
        ],
    },
    SectionKeys {
        section: "smtp.dkim",
        keys: &[read("domain"), read("selector"), read("key_file"), secret("key", "key_file")],
    },
    SectionKeys {
        section: "feeds.*",
        keys: &[
            read("url"),
            read("title"),
            read("site"),
            read("enabled"),
            read("every"),
            read("cron"),
            read("zone"),
            read("obey_hints"),
            read("full_text"),
            read("language"),
            read("country"),
            read("groups"),
            read("username"),
            read("password_file"),
            read("headers_file"),
            read("select"),
            read("websub"),
            read("adaptive"),
            read("proxy"),
            read("proxy_file"),
            later("translate"),
            secret("password", "password_file"),
            secret("headers", "headers_file"),
        ],
    },
    SectionKeys {
        section: "feeds.*.select",
        keys: &[read("item"), read("link"), read("title"), read("summary"), read("date"), read("author")],
    },
    SectionKeys {
        section: "groups.*",
        keys: &[
            read("every"),
            read("cron"),
            read("zone"),
            read("adaptive"),
            read("obey_hints"),
            read("full_text"),
            read("language"),
            read("country"),
        ],
    },
    SectionKeys {
        section: "topics.*",
        keys: &[
            read("title"),
            read("priority"),
            read("query"),
            read("must_match"),
            read("must_not_match"),
            read("signals"),
            read("threshold"),
        ],
    },
    SectionKeys { section: "topics.*.signals", keys: &[read("query"), read("weight")] },
    SectionKeys {
        section: "topics.*.must_match",
        keys: &[
            read("title"),
            read("body"),
            read("url"),
            read("site"),
            read("language"),
            read("authors"),
            read("tags"),
            read("country"),
            read("groups"),
            read("published"),
        ],
    },
    SectionKeys {
        section: "channels.*",
        keys: &[
            read("email"),
            read("slack"),
            read("teams"),
            read("discord"),
            read("mattermost"),
            read("ntfy"),
            read("telegram"),
            read("webhook"),
            read("file"),
            read("stdout"),
        ],
    },
    SectionKeys { section: "channels.*.email", keys: &[read("to"), read("languages")] },
    SectionKeys {
        section: "channels.*.slack",
        keys: &[
            read("url_file"),
            read("token_file"),
            read("channel"),
            read("api_url"),
            read("languages"),
            read("on_uncertain"),
            secret("url", "url_file"),
            secret("token", "token_file"),
        ],
    },
    SectionKeys {
        section: "channels.*.teams",
        keys: &[read("url_file"), read("languages"), read("on_uncertain"), secret("url", "url_file")],
    },
    SectionKeys {
        section: "channels.*.discord",
        keys: &[read("url_file"), read("languages"), read("on_uncertain"), secret("url", "url_file")],
    },
    SectionKeys {
        section: "channels.*.mattermost",
        keys: &[read("url_file"), read("languages"), read("on_uncertain"), secret("url", "url_file")],
    },
    SectionKeys {
        section: "channels.*.ntfy",
        keys: &[
            read("url"),
            read("topic"),
            read("token_file"),
            read("languages"),
            read("on_uncertain"),
            secret("token", "token_file"),
        ],
    },
    SectionKeys {
        section: "channels.*.telegram",
        keys: &[
            read("token_file"),
            read("chat_id"),
            read("api_url"),
            read("languages"),
            read("on_uncertain"),
            secret("token", "token_file"),
        ],
    },
    SectionKeys {
        section: "channels.*.webhook",
        keys: &[
            read("url"),
            read("url_file"),
            read("secret_file"),
            read("languages"),
            secret("secret", "secret_file"),
        ],
    },
    SectionKeys { section: "channels.*.file", keys: &[read("path"), read("format"), read("languages")] },
    SectionKeys { section: "channels.*.stdout", keys: &[read("format"), read("languages")] },
    SectionKeys {
        section: "alerts.*",
        keys: &[
            read("topics"),
            read("channels"),
            read("group_wait"),
            read("group_interval"),
            read("max_items"),
            read("max_age"),
            read("min_priority"),
            read("quiet"),
            read("template"),
        ],
    },
    SectionKeys { section: "alerts.*.template", keys: &[read("html"), read("text")] },
    SectionKeys { section: "alerts.*.quiet", keys: &[read("from"), read("to"), read("zone"), read("days")] },
    SectionKeys {
        section: "digests.*",
        keys: &[
            read("title"),
            read("topics"),
            read("channels"),
            read("cron"),
            read("at"),
            read("days"),
            read("zone"),
            read("when_empty"),
            read("max_items"),
            read("template"),
        ],
    },
    SectionKeys { section: "digests.*.template", keys: &[read("html"), read("text")] },
    SectionKeys { section: "sites.*", keys: &[read("text"), read("drop"), read("author"), read("date")] },
];

/// The keys of a section of [`KEYS`]; none for an unknown one.
pub(super) fn keys_of(section: &str) -> &'static [Key] {
    KEYS.iter().find(|s| s.section == section).map_or(&[], |s| s.keys)
}
