//! Every metric in one table. No metric carries an address, a title or a recipient.
//!
//! | metric | kind | meaning |
//! |---|---|---|
//! | `vigie_polls_total{result}` | counter | polls by result: `new`, `unchanged`, `gone`, `throttled`, `held` (not asked: it or its host wants silence), or the layer that failed (`dns`, `connect`, `tls`, `timeout`, `body`, `too_large`, `redirect`, `status`, `challenge`, `login`, `robots`, `not_a_feed`, `refused` by the guard, `unusable` as written, `internal` for a fault of Vigie's own) |
//! | `vigie_poll_lateness_seconds` | histogram | how long after its due time a poll began |
//! | `vigie_pushes_total{result}` | counter | content that hubs pushed: `taken`, `bad_signature`, `not_a_feed`, `unknown` |
//! | `vigie_articles_total` | counter | articles that were new to the store |
//! | `vigie_pages_total{result}` | counter | page reads: `read`, `unchanged` (304), `robots`, `gone`, `throttled`, `held`, `wrong_kind` (no web page), `internal` (a fault of Vigie's own; tried again), or the layer that failed |
//! | `vigie_rechecks_total{result}` | counter | pages read again after people were told of them: `unchanged`, `cosmetic`, `teaser` (only its beginning is left), `grew`, `live`, `substance` (a correction), `withdrawn`, `failed`, `held` (its host wants silence: put off) |
//! | `vigie_matches_total` | counter | matches found, on the feed's words and on pages |
//! | `vigie_stories_total` | counter | stories begun |
//! | `vigie_messages_total{kind}` | counter | messages composed: `alert`, `digest`, `operator`, `empty` |
//! | `vigie_publish_to_alert_seconds` | histogram | from the publisher's date to the alert's composition |
//! | `vigie_deliveries_total{channel,result}` | counter | delivery attempts: `sent`, `retry`, `uncertain`, `dead` |
//! | `vigie_blocked_addresses_total` | counter | requests refused because they led to a private address |
//! | `vigie_store_errors_total` | counter | store operations that failed |
//! | `vigie_store_usable` | gauge | 1 while the store can be written |
//! | `vigie_feeds` | gauge | feeds that are polled |
//! | `vigie_feeds_blind` | gauge | of them, those whose last poll failed |
//! | `vigie_pages_pending` | gauge | pages still to be read |
//! | `vigie_items_open` | gauge | stories owed and not yet told |
//! | `vigie_outbox_oldest_seconds` | gauge | age of the oldest unsettled delivery, 0 when there is none |
//! | `vigie_dead_letters{channel}` | gauge | deliveries given up |
//! | `vigie_requests_in_flight` | gauge | requests for feeds, pages and robots.txt whose answer is not yet read |
//! | `vigie_requests_waiting` | gauge | requests that wait for their host's turn |
//! | `vigie_store_bytes` | gauge | size of the store |

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Label of a metric that counts by result.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct ByResult {
    /// See the table.
    pub result: &'static str,
}

/// Label of a metric that counts by kind.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct ByKind {
    /// See the table.
    pub kind: &'static str,
}

/// Labels of the deliveries' metric.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct ByChannelAndResult {
    /// Name in the configuration.
    pub channel: String,
    /// See the table.
    pub result: &'static str,
}

/// Label of a metric that counts by channel.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct ByChannel {
    /// Name in the configuration.
    pub channel: String,
}

/// Seconds, for gauges and histograms.
pub type Seconds = Gauge<f64, AtomicU64>;

/// The metrics of one process; the table above says what each means.
#[derive(Debug)]
#[expect(missing_docs, reason = "the table in the module's documentation describes every field")]
pub struct Metrics {
    registry: Registry,
    pub polls: Family<ByResult, Counter>,
    pub poll_lateness: Histogram,
    pub pushes: Family<ByResult, Counter>,
    pub articles: Counter,
    pub pages: Family<ByResult, Counter>,
    pub rechecks: Family<ByResult, Counter>,
    pub matches: Counter,
    pub stories: Counter,
    pub messages: Family<ByKind, Counter>,
    pub publish_to_alert: Histogram,
    pub deliveries: Family<ByChannelAndResult, Counter>,
    pub blocked_addresses: Counter,
    pub store_errors: Counter,
    pub store_usable: Gauge,
    pub feeds: Gauge,
    pub feeds_blind: Gauge,
    pub pages_pending: Gauge,
    pub items_open: Gauge,
    pub outbox_oldest: Seconds,
    pub dead_letters: Family<ByChannel, Gauge>,
    pub requests_in_flight: Gauge,
    pub requests_waiting: Gauge,
    pub store_bytes: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut all = Self {
            registry: Registry::with_prefix("vigie"),
            polls: Family::default(),
            poll_lateness: Histogram::new([
                0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0,
            ]),
            pushes: Family::default(),
            articles: Counter::default(),
            pages: Family::default(),
            rechecks: Family::default(),
            matches: Counter::default(),
            stories: Counter::default(),
            messages: Family::default(),
            publish_to_alert: Histogram::new([
                5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 21_600.0, 86_400.0,
            ]),
            deliveries: Family::default(),
            blocked_addresses: Counter::default(),
            store_errors: Counter::default(),
            store_usable: Gauge::default(),
            feeds: Gauge::default(),
            feeds_blind: Gauge::default(),
            pages_pending: Gauge::default(),
            items_open: Gauge::default(),
            outbox_oldest: Seconds::default(),
            dead_letters: Family::default(),
            requests_in_flight: Gauge::default(),
            requests_waiting: Gauge::default(),
            store_bytes: Gauge::default(),
        };
        all.store_usable.set(1);
        all.register();
        all
    }
}

impl Metrics {
    /// Names as `/metrics` shows them, less the prefix, the unit of counters (`_total`) and the labels.
    fn register(&mut self) {
        let r = &mut self.registry;
        r.register("polls", "Polls by result", self.polls.clone());
        r.register(
            "poll_lateness_seconds",
            "How long after its due time a poll began",
            self.poll_lateness.clone(),
        );
        r.register("pushes", "Content that hubs pushed, by result", self.pushes.clone());
        r.register("articles", "Articles that were new to the store", self.articles.clone());
        r.register("pages", "Page reads by result", self.pages.clone());
        r.register("rechecks", "Pages read again after people were told of them", self.rechecks.clone());
        r.register("matches", "Matches found", self.matches.clone());
        r.register("stories", "Stories begun", self.stories.clone());
        r.register("messages", "Messages composed, by kind", self.messages.clone());
        r.register(
            "publish_to_alert_seconds",
            "From the publisher's date to the alert's composition",
            self.publish_to_alert.clone(),
        );
        r.register("deliveries", "Delivery attempts by channel and result", self.deliveries.clone());
        r.register(
            "blocked_addresses",
            "Requests refused because they led to a private address",
            self.blocked_addresses.clone(),
        );
        r.register("store_errors", "Store operations that failed", self.store_errors.clone());
        r.register("store_usable", "1 while the store can be written", self.store_usable.clone());
        r.register("feeds", "Feeds that are polled", self.feeds.clone());
        r.register("feeds_blind", "Feeds whose last poll failed", self.feeds_blind.clone());
        r.register("pages_pending", "Pages still to be read", self.pages_pending.clone());
        r.register("items_open", "Stories owed and not yet told", self.items_open.clone());
        r.register(
            "outbox_oldest_seconds",
            "Age of the oldest unsettled delivery",
            self.outbox_oldest.clone(),
        );
        r.register("dead_letters", "Deliveries given up, by channel", self.dead_letters.clone());
        r.register(
            "requests_in_flight",
            "Requests for feeds, pages and robots.txt whose answer is not yet read",
            self.requests_in_flight.clone(),
        );
        r.register(
            "requests_waiting",
            "Requests that wait for their host's turn",
            self.requests_waiting.clone(),
        );
        r.register("store_bytes", "Size of the store in bytes", self.store_bytes.clone());
    }

    /// Everything in the `OpenMetrics` text format.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}
