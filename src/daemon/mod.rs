//! The loops that carry an article from its feed to the people: poller, subscriber, reader, clusterer, composer, courier, keeper.
//!
//! Each loop finds its work in the store, does one bounded piece of it ([`work`]) and waits, through the clock only,
//! until the store says that something is due or another loop wakes it. A loop that dies between two transactions
//! loses nothing: the row it leaves is found again. [`once()`] runs the same pieces in order and stops.

mod alarms;
mod answers;
mod app;
mod by_hand;
mod clusterer;
mod compose;
mod composer;
mod courier;
mod cpu;
mod fault;
mod flight;
mod health;
mod keeper;
mod known;
mod late;
mod layout;
mod once;
mod orphans;
mod pauses;
mod poll;
mod poller;
mod push;
mod reach;
mod read;
mod reader;
mod reload;
mod remembered;
mod request;
mod reread;
mod run;
mod shares;
mod sitemap;
mod snooze;
mod source;
mod stuck;
mod syndication;
mod systemd;
mod translate;
mod unsubscribe;
mod websub;
mod work;

pub use app::{App, Setup};
pub use by_hand::{digest_notice, send_digest};
pub use fault::Fault;
pub use health::{LoopName, StoreTrouble};
pub use once::{Pass, deliver_due, once, once_watched};
pub use orphans::{counts_and_stranded, has_rule, stranded, without_stranded};
pub use push::{HubAnswer, is_subscribed, take_push, verify_subscription};
pub use reload::reload;
pub use run::{Beside, Signals, run, serve};
pub use snooze::{Rest, Snoozable, snoozable, snooze, wake_up};
pub use syndication::{Subject, syndicated};
pub use unsubscribe::{Subscription, is_unsubscribed, subscription, unsubscribe};
