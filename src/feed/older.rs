//! Polls that an older version noted, which had sentences alone: the only place where one is read back. Nothing that is written
//! now comes here; a feed's next poll writes all of them anew.

use serde_json::Value;

use super::recent::RecentPoll;
use super::result::{FailureKind, IntervalReason, PollResult};

/// Its list of polls, newest first. One that this version cannot read is no poll.
pub(super) fn polls(json: &str) -> Vec<RecentPoll> {
    let polls: Vec<Value> = serde_json::from_str(json).unwrap_or_default();
    polls.into_iter().filter_map(poll).collect()
}

fn poll(mut poll: Value) -> Option<RecentPoll> {
    let text = |poll: &Value, key: &str| poll.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (came, result, why) = (text(&poll, "came"), text(&poll, "result"), text(&poll, "why"));
    let fields = poll.as_object_mut()?;
    let came = came.parse().unwrap_or_else(|_| result_of(&result));
    fields.insert("came".to_owned(), came.to_string().into());
    fields.insert("why".to_owned(), reason_of(&why).as_str().into());
    if came.in_words().is_some() {
        fields.remove("result");
    }
    serde_json::from_value(poll).ok()
}

fn reason_of(why: &str) -> IntervalReason {
    why.parse().unwrap_or(match why {
        "body unchanged" => IntervalReason::Unchanged,
        "asked by the feed" => IntervalReason::Feed,
        "asked by the server" => IntervalReason::Server,
        "skipped by the feed" => IntervalReason::Skipped,
        "told to wait" => IntervalReason::Told,
        _ => IntervalReason::Configured,
    })
}

fn result_of(result: &str) -> PollResult {
    match result {
        "200" => PollResult::Whole,
        "200, cut short" => PollResult::Cut,
        "same" => PollResult::Same,
        "304" => PollResult::NotModified,
        "its host asked for silence" => PollResult::Held,
        "skipped by the feed" => PollResult::Skipped,
        "HTTP 410: gone for good" => PollResult::Gone,
        _ if result.ends_with(", told to wait") => PollResult::Throttled(kind_of(result)),
        _ => PollResult::Failed(kind_of(result)),
    }
}

/// How the sentences of failures begin: of those that begin alike, the longer first.
const BEGINNINGS: [(&str, FailureKind); 33] = [
    ("guard", FailureKind::Refused),
    ("unusable request", FailureKind::Unusable),
    ("DNS: no answer", FailureKind::Resolver),
    ("DNS: the proxy", FailureKind::ProxyName),
    ("DNS", FailureKind::Dns),
    ("connection: through the proxy", FailureKind::Proxy),
    ("connection", FailureKind::Connect),
    ("TLS", FailureKind::Tls),
    ("timeout", FailureKind::Timeout),
    ("body", FailureKind::Body),
    ("larger than", FailureKind::TooLarge),
    ("redirect", FailureKind::Redirect),
    ("HTTP 401", FailureKind::Credentials),
    ("HTTP 403", FailureKind::Forbidden),
    ("HTTP 404", FailureKind::NotFound),
    ("HTTP 407", FailureKind::ProxyCredentials),
    ("HTTP 410", FailureKind::Gone),
    ("HTTP 429", FailureKind::TooMany),
    ("HTTP 5", FailureKind::Server),
    ("HTTP", FailureKind::Status),
    ("credentials are not sent", FailureKind::Withheld),
    ("its sitemap", FailureKind::Sitemap),
    ("challenge", FailureKind::Challenge),
    ("robots.txt", FailureKind::Robots),
    ("login page", FailureKind::Login),
    ("internal fault", FailureKind::Internal),
    ("a web page", FailureKind::Html),
    ("the body is empty", FailureKind::Empty),
    ("not a feed", FailureKind::NotAFeed),
    ("`select.", FailureKind::Selectors),
    ("the page is too large", FailureKind::Selectors),
    // A selector, or a media type, between them.
    ("`", FailureKind::Selectors),
    ("", FailureKind::NotAFeed),
];

fn kind_of(sentence: &str) -> FailureKind {
    let kind = BEGINNINGS.iter().find(|(beginning, _)| sentence.starts_with(beginning));
    kind.map_or(FailureKind::NotAFeed, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::recent_polls;

    #[test]
    fn the_sentences_of_an_older_version_keep_their_meaning() {
        for (sentence, kind) in [
            ("guard: only http and https are spoken", FailureKind::Refused),
            ("unusable request: it is not an address", FailureKind::Unusable),
            ("DNS: no such host", FailureKind::Dns),
            ("DNS: no answer from the resolver", FailureKind::Resolver),
            ("DNS: the proxy's name: no such host", FailureKind::ProxyName),
            ("connection: through the proxy: refused", FailureKind::Proxy),
            ("connection: refused", FailureKind::Connect),
            ("TLS: the certificate has expired", FailureKind::Tls),
            ("timeout: no connection in time", FailureKind::Timeout),
            ("body: cut short or its encoding is broken", FailureKind::Body),
            ("larger than 9 bytes", FailureKind::TooLarge),
            ("redirect: it leads in a circle", FailureKind::Redirect),
            ("HTTP 401: credentials are missing or wrong", FailureKind::Credentials),
            ("HTTP 403: forbidden", FailureKind::Forbidden),
            ("HTTP 404: not found", FailureKind::NotFound),
            ("HTTP 407: the proxy asks for credentials", FailureKind::ProxyCredentials),
            ("HTTP 410: gone for good where it had moved to", FailureKind::Gone),
            ("HTTP 429", FailureKind::TooMany),
            ("HTTP 503", FailureKind::Server),
            ("HTTP 418", FailureKind::Status),
            ("credentials are not sent to https://other.example, where it redirects", FailureKind::Withheld),
            ("its sitemap https://press.example/a.xml: HTTP 500", FailureKind::Sitemap),
            ("challenge page (HTTP 403)", FailureKind::Challenge),
            ("robots.txt forbids it", FailureKind::Robots),
            ("login page (HTTP 200)", FailureKind::Login),
            ("internal fault while reading what it sent", FailureKind::Internal),
            ("a web page came where a feed was due", FailureKind::Html),
            ("the body is empty", FailureKind::Empty),
            ("not a feed: a picture", FailureKind::NotAFeed),
            ("`select.item` matches nothing on the page", FailureKind::Selectors),
            ("`select.link` finds no address in the 3 items of the page", FailureKind::Selectors),
            ("the page is too large, too deep or has too many elements", FailureKind::Selectors),
        ] {
            assert_eq!(result_of(sentence), PollResult::Failed(kind), "{sentence}");
            let told = format!("{sentence}, told to wait");
            assert_eq!(result_of(&told), PollResult::Throttled(kind), "{told}");
        }
        for (sentence, result) in [
            ("200", PollResult::Whole),
            ("200, cut short", PollResult::Cut),
            ("same", PollResult::Same),
            ("304", PollResult::NotModified),
            ("its host asked for silence", PollResult::Held),
            ("skipped by the feed", PollResult::Skipped),
            ("HTTP 410: gone for good", PollResult::Gone),
        ] {
            assert_eq!(result_of(sentence), result, "{sentence}");
        }
    }

    #[test]
    fn the_polls_that_an_older_version_noted_are_read() {
        let polls = recent_polls(
            r#"[{"at":"2026-06-11T07:00:00Z","result":"HTTP 429, told to wait","next_s":60,"why":"told to wait"},
                {"at":"2026-06-11T06:00:00Z","result":"304","why":"asked by the feed"},
                {"at":"2026-06-11T05:00:00Z","result":"200","new":2}, "nothing"]"#,
        );
        let read: Vec<_> = polls.iter().map(|poll| (poll.came, poll.result(), poll.why, poll.new)).collect();
        let expected = [
            (PollResult::Throttled(FailureKind::TooMany), "HTTP 429, told to wait", IntervalReason::Told, 0),
            (PollResult::NotModified, "304", IntervalReason::Feed, 0),
            (PollResult::Whole, "200", IntervalReason::Configured, 2),
        ];
        assert_eq!(read, expected);
    }
}
