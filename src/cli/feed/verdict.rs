//! One sentence on how a feed is, and what to do about it.

use super::shown::{Health, Shown};
use crate::cli::beside::ago;
use crate::cli::configuration::counted;
use crate::feed::{FailureKind, HELD, PollResult, RecentPoll};
use crate::model::Timestamp;

/// What a failed poll is called, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// In a word or two, for tables.
    pub(super) name: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// A server in trouble that asked for a pause.
const PAUSING: &str = "its server is in trouble and asks for a pause: it is left alone as long as it wishes, and ever more seldom where it wishes for less than `every`";

/// What a poll that was not answered well is called; `None` of one that was.
pub(super) const fn cause(came: PollResult) -> Option<Cause> {
    Some(match came {
        PollResult::Whole | PollResult::Cut | PollResult::Same | PollResult::NotModified => return None,
        PollResult::Throttled(kind @ FailureKind::Server) => Cause { help: PAUSING, ..of_kind(kind) },
        PollResult::Throttled(kind) | PollResult::Failed(kind) => of_kind(kind),
        PollResult::Gone => of_kind(FailureKind::Gone),
        PollResult::Held => Cause {
            name: "held",
            help: "it is asked once the silence that its host wants is over; `vigie feed poll --force` asks at once, if that is a mistake of the host's",
        },
        PollResult::Skipped => Cause {
            name: "skipped",
            help: "it asks to be left alone at this time; `obey_hints = false` in its table asks it all the same",
        },
    })
}

/// A kind a line.
#[rustfmt::skip]
const fn of_kind(kind: FailureKind) -> Cause {
    let (name, help) = match kind {
        FailureKind::Refused => ("refused", "the address leads into a private network: list that network under `allow_private` in `[fetch]` if it is meant"),
        FailureKind::Unusable => ("unusable", "correct the feed's `url`, `headers_file` or `proxy`"),
        FailureKind::Dns => ("DNS", "the host's name is not known: correct `url`, or see whether this machine resolves other names"),
        FailureKind::Resolver => ("DNS", "nobody answers for the host's name: see whether this machine resolves other names; if it does, wait for the site's own name servers"),
        FailureKind::ProxyName => ("proxy", "the proxy's name is not known: correct `proxy`, of the feed or in `[fetch]`"),
        FailureKind::Proxy => ("proxy", "nothing goes through the proxy: see whether it runs, or correct `proxy`, of the feed or in `[fetch]`"),
        FailureKind::ProxyCredentials => ("proxy", "the proxy wants to know who asks: write its address with name and password into a file, and name that as `proxy_file` in `[fetch]` or in the feed's table"),
        FailureKind::Connect => ("connection", "its server takes no connection: if the site opens in a browser elsewhere, something between here and there forbids it"),
        FailureKind::Tls => ("TLS", "its certificate or its encryption is not in order: tell the publisher; Vigie does not ask without"),
        FailureKind::Timeout => ("timeout", "it answers too slowly: raise `timeout` in `[fetch]` if it is as slow in a browser, else wait"),
        FailureKind::Body => ("body", "the answer breaks off or is packed wrongly: nothing to do here but to wait; tell the publisher if it lasts"),
        FailureKind::TooLarge => ("too large", "raise `max_feed_bytes` in `[fetch]` if you trust this source"),
        FailureKind::Redirect => ("redirect", "its redirects lead nowhere good: open the address in a browser and write where it ends into `url`"),
        FailureKind::Credentials => ("HTTP 401", "it wants to know who asks: write `username` and `password_file`, or `headers_file`, into the feed's table"),
        FailureKind::Withheld => ("HTTP 401", "what belongs to one address goes to no other: write the address that it redirects to into `url` if it is the publisher's"),
        FailureKind::Forbidden => ("HTTP 403", "it refuses to answer: a subscription needs `username` and `password_file` or `headers_file`; else ask the publisher to let Vigie pass"),
        FailureKind::NotFound => ("HTTP 404", "there is nothing at this address any more: `vigie feed discover` with the site's address finds the new one"),
        FailureKind::Gone => ("410", "take it out of the configuration, or correct `url`; `vigie feed poll` asks once more all the same"),
        FailureKind::TooMany => ("HTTP 429", "it is asked too often: it is left alone as long as it wishes; a longer `every` keeps it from happening again"),
        FailureKind::Server => ("HTTP 5xx", "its server is in trouble: nothing to do, it is asked again ever more seldom until it answers"),
        FailureKind::Status => ("HTTP error", "open the address in a browser: what it says there is what Vigie hears"),
        FailureKind::Sitemap => ("sitemap", "the index answers, and the sitemap that it names cannot be read: open both in a browser; an index that names a good one, or that one itself, can be written into `url`"),
        FailureKind::Challenge => ("challenge", "the site's guard takes Vigie for a robot: ask the publisher to let its User-Agent pass (`contact_url` says who you are), or find another feed with `vigie feed discover`"),
        FailureKind::Robots => ("robots.txt", "the site forbids robots to read this page: look for a feed of it with `vigie feed discover`"),
        FailureKind::Login => ("login page", "it wants a reader who has signed in: a subscription needs `username` and `password_file` or `headers_file`"),
        FailureKind::Html => ("HTML", "the address leads to a page, not to a feed: `vigie feed discover` with it finds the page's feeds"),
        FailureKind::Empty => ("empty", "it answers with nothing: tell the publisher if it lasts"),
        FailureKind::NotAFeed => ("not a feed", "what comes is no feed of any form: open the address in a browser, and find the feed with `vigie feed discover`"),
        FailureKind::Selectors => ("selectors", "its page gives nothing to `select`: `vigie feed parse --select` tries selectors on the page as a browser saves it, and `vigie feed discover` with its address proposes some"),
        FailureKind::WrongKind => ("wrong kind", "what comes is no web page: correct `url`, or take `select` out if the address is a feed's"),
        FailureKind::Internal => ("internal fault", "Vigie cannot read what it sends, which is Vigie's own mistake: please report it with the feed's address"),
    };
    Cause { name, help }
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
            Some(of_kind(FailureKind::Gone).help.to_owned()),
        ),
        Health::Blind => blind(feed, now, (reason, &next)),
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

fn blind(feed: &Shown<'_>, now: Timestamp, (reason, next): (&str, &str)) -> (String, Option<String>) {
    let (row, name) = (feed.row, &feed.row.name);
    let since = row.last_ok_at.map_or_else(
        || "it never gave a good answer".to_owned(),
        |at| format!("its last good answer came {}", ago(at, now)),
    );
    if let Some(until) = row.unheard_until {
        let sentence = format!("`{name}` is blind: {HELD}, which ends {}; {since}", ago(until, now));
        let help =
            format!("if that is a mistake of the host's, `vigie feed poll {name} --force` asks at once");
        return (sentence, Some(help));
    }
    let polls = counted(row.failures as usize, "poll");
    let sentence = format!("`{name}` is blind: the last {polls} failed ({reason}); {since}, {next}");
    let cause = feed.last_poll().and_then(|poll| cause(poll.came));
    (sentence, cause.map(|cause| cause.help.to_owned()))
}

fn well(feed: &Shown<'_>, now: Timestamp, next: &str) -> String {
    let polls = &feed.row.recent;
    let is_unchanged = |poll: &&RecentPoll| matches!(poll.came, PollResult::NotModified | PollResult::Same);
    let news = polls.iter().filter(|poll| poll.new > 0).count();
    let last = feed.row.last_new_at.map_or_else(String::new, |at| format!(", the last {}", ago(at, now)));
    let name = &feed.row.name;
    format!(
        "`{name}` is well: of its last {}, {news} brought news{last}, {} found nothing changed; {next}",
        counted(polls.len(), "poll"),
        polls.iter().filter(is_unchanged).count(),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_of_failure_has_a_name_that_a_column_holds_and_a_help_of_its_own() {
        let mut helps = HashSet::from([PAUSING]);
        for kind in FailureKind::ALL {
            let Cause { name, help } = of_kind(kind);
            assert!((1..=14).contains(&name.len()), "{kind}: {name}");
            assert!(helps.insert(help) && !help.ends_with('.'), "{kind}: {help}");
        }
    }
}
