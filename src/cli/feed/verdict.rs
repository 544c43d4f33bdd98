//! One sentence on how a feed is, and what to do about it.

use super::shown::{Health, Shown};
use crate::cli::beside::ago;
use crate::cli::configuration::counted;
use crate::feed::HELD;
use crate::model::Timestamp;

/// What a failed poll is called, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// In a word or two, for tables.
    pub(super) name: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// How the sentences of [`crate::feed::FailureReason`] begin, and what each means for whoever minds the feed.
const CAUSES: &[(&str, Cause)] = &[
    (
        "guard",
        Cause {
            name: "refused",
            help: "the address leads into a private network: list that network under `allow_private` in `[fetch]` if it is meant",
        },
    ),
    (
        "unusable request",
        Cause { name: "unusable", help: "correct the feed's `url`, `headers_file` or `proxy`" },
    ),
    (
        "login page",
        Cause {
            name: "login page",
            help: "it wants a reader who has signed in: a subscription needs `username` and `password_file` or `headers_file`",
        },
    ),
    (
        "internal fault",
        Cause {
            name: "internal fault",
            help: "Vigie cannot read what it sends, which is Vigie's own mistake: please report it with the feed's address",
        },
    ),
    (
        "robots.txt",
        Cause {
            name: "robots.txt",
            help: "the site forbids robots to read this page: look for a feed of it with `vigie feed discover`",
        },
    ),
    (
        "DNS: no answer",
        Cause {
            name: "DNS",
            help: "nobody answers for the host's name: see whether this machine resolves other names; if it does, wait for the site's own name servers",
        },
    ),
    (
        "DNS: the proxy",
        Cause {
            name: "proxy",
            help: "the proxy's name is not known: correct `proxy`, of the feed or in `[fetch]`",
        },
    ),
    (
        "connection: through the proxy",
        Cause {
            name: "proxy",
            help: "nothing goes through the proxy: see whether it runs, or correct `proxy`, of the feed or in `[fetch]`",
        },
    ),
    (
        "DNS",
        Cause {
            name: "DNS",
            help: "the host's name is not known: correct `url`, or see whether this machine resolves other names",
        },
    ),
    (
        "connection",
        Cause {
            name: "connection",
            help: "its server takes no connection: if the site opens in a browser elsewhere, something between here and there forbids it",
        },
    ),
    (
        "TLS",
        Cause {
            name: "TLS",
            help: "its certificate or its encryption is not in order: tell the publisher; Vigie does not ask without",
        },
    ),
    (
        "timeout",
        Cause {
            name: "timeout",
            help: "it answers too slowly: raise `timeout` in `[fetch]` if it is as slow in a browser, else wait",
        },
    ),
    (
        "body",
        Cause {
            name: "body",
            help: "the answer breaks off or is packed wrongly: nothing to do here but to wait; tell the publisher if it lasts",
        },
    ),
    (
        "larger than",
        Cause { name: "too large", help: "raise `max_feed_bytes` in `[fetch]` if you trust this source" },
    ),
    (
        "redirect",
        Cause {
            name: "redirect",
            help: "its redirects lead nowhere good: open the address in a browser and write where it ends into `url`",
        },
    ),
    (
        "challenge",
        Cause {
            name: "challenge",
            help: "the site's guard takes Vigie for a robot: ask the publisher to let its User-Agent pass (`contact_url` says who you are), or find another feed with `vigie feed discover`",
        },
    ),
    (
        "credentials are not sent",
        Cause {
            name: "HTTP 401",
            help: "what belongs to one address goes to no other: write the address that it redirects to into `url` if it is the publisher's",
        },
    ),
    (
        "its sitemap",
        Cause {
            name: "sitemap",
            help: "the index answers, and the sitemap that it names cannot be read: open both in a browser; an index that names a good one, or that one itself, can be written into `url`",
        },
    ),
    (
        "HTTP 401",
        Cause {
            name: "HTTP 401",
            help: "it wants to know who asks: write `username` and `password_file`, or `headers_file`, into the feed's table",
        },
    ),
    (
        "HTTP 403",
        Cause {
            name: "HTTP 403",
            help: "it refuses to answer: a subscription needs `username` and `password_file` or `headers_file`; else ask the publisher to let Vigie pass",
        },
    ),
    (
        "HTTP 404",
        Cause {
            name: "HTTP 404",
            help: "there is nothing at this address any more: `vigie feed discover` with the site's address finds the new one",
        },
    ),
    (
        "HTTP 410",
        Cause {
            name: "410",
            help: "take it out of the configuration, or correct `url`; `vigie feed poll` asks once more all the same",
        },
    ),
    (
        "HTTP 429",
        Cause {
            name: "HTTP 429",
            help: "it is asked too often: it is left alone as long as it wishes; a longer `every` keeps it from happening again",
        },
    ),
    (
        "HTTP 5",
        Cause {
            name: "HTTP 5xx",
            help: "its server is in trouble: nothing to do, it is asked again ever more seldom until it answers",
        },
    ),
    (
        "HTTP",
        Cause {
            name: "HTTP error",
            help: "open the address in a browser: what it says there is what Vigie hears",
        },
    ),
    (
        "a web page",
        Cause {
            name: "HTML",
            help: "the address leads to a page, not to a feed: `vigie feed discover` with it finds the page's feeds",
        },
    ),
    (
        "the body is empty",
        Cause { name: "empty", help: "it answers with nothing: tell the publisher if it lasts" },
    ),
    (
        "not a feed",
        Cause {
            name: "not a feed",
            help: "what comes is no feed of any form: open the address in a browser, and find the feed with `vigie feed discover`",
        },
    ),
];

/// A server in trouble that asked for a pause.
const PAUSING: Cause = Cause {
    name: "HTTP 5xx",
    help: "its server is in trouble and asks for a pause: it is left alone as long as it wishes, and ever more seldom where it wishes for less than `every`",
};

/// The cause that a failed poll's reason names.
pub(super) fn cause(reason: &str) -> Cause {
    if reason.starts_with("HTTP 5") && reason.ends_with("told to wait") {
        return PAUSING;
    }
    let other = Cause { name: "failed", help: "see the log, or try `vigie feed poll` and look again" };
    CAUSES.iter().find(|(start, _)| reason.starts_with(start)).map_or(other, |(_, cause)| *cause)
}

/// How a feed is, and what to do: nothing when all is well.
pub(super) fn verdict(feed: &Shown<'_>, now: Timestamp) -> (String, Option<String>) {
    let (row, name) = (feed.row, &feed.row.name);
    let reason = row.reason.as_deref().unwrap_or("no answer");
    let next = match row.next_poll_at {
        Some(at) if at <= now => "it is polled next now".to_owned(),
        Some(at) => format!("it is polled next {}", ago(at, now)),
        None => "it is not polled".to_owned(),
    };
    match feed.health {
        Health::Gone => (
            format!("`{name}` is gone: {reason}; it is not asked again"),
            Some(cause("HTTP 410").help.to_owned()),
        ),
        Health::Blind => {
            let since = row.last_ok_at.map_or_else(
                || "it never gave a good answer".to_owned(),
                |at| format!("its last good answer came {}", ago(at, now)),
            );
            if let Some(until) = row.unheard_until {
                let sentence = format!("`{name}` is blind: {HELD}, which ends {}; {since}", ago(until, now));
                let help = format!(
                    "if that is a mistake of the host's, `vigie feed poll {name} --force` asks at once"
                );
                return (sentence, Some(help));
            }
            let polls = counted(row.failures as usize, "poll");
            let sentence = format!("`{name}` is blind: the last {polls} failed ({reason}); {since}, {next}");
            (sentence, Some(cause(reason).help.to_owned()))
        }
        Health::Silent => {
            let since = row
                .last_new_at
                .map_or_else(String::new, |at| format!(", the last news came {}", ago(at, now)));
            let help = "look at the site: if it publishes, its feed was forgotten, and `vigie feed discover` may find another";
            let sentence =
                format!("`{name}` answers, but is silent for longer than its rhythm allows{since}; {next}");
            (sentence, Some(help.to_owned()))
        }
        Health::Lossy => {
            let lost =
                if feed.lost() == 1 { "1 entry".to_owned() } else { format!("{} entries", feed.lost()) };
            let help = "tell the publisher which entries are damaged: `vigie feed parse` on the saved body shows them";
            (
                format!("`{name}` answers, but {lost} of its last body could not be saved; {next}"),
                Some(help.to_owned()),
            )
        }
        Health::New => (format!("`{name}` has not been polled yet; {next}"), None),
        Health::Ok => (well(feed, now, &next), None),
        Health::Paused => {
            let until = feed.paused_until(now);
            let until = until.map_or_else(
                || "it is resumed".to_owned(),
                |at| format!("{} ({})", at.on_clocks(feed.zone), ago(at, now)),
            );
            let help = format!("`vigie resume feed {name}` ends the pause");
            (format!("`{name}` is paused until {until}"), Some(help))
        }
        Health::Off => {
            let help = "write `enabled = true` into its table, or take the key out";
            (format!("`{name}` is switched off in the configuration"), Some(help.to_owned()))
        }
    }
}

fn well(feed: &Shown<'_>, now: Timestamp, next: &str) -> String {
    let polls = &feed.row.recent;
    let count = |result: &str| polls.iter().filter(|poll| poll.result == result).count();
    let news = polls.iter().filter(|poll| poll.new > 0).count();
    let last = feed.row.last_new_at.map_or_else(String::new, |at| format!(", the last {}", ago(at, now)));
    let name = &feed.row.name;
    format!(
        "`{name}` is well: of its last {}, {news} brought news{last}, {} found nothing changed; {next}",
        counted(polls.len(), "poll"),
        count("304") + count("same"),
    )
}
