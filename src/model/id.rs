use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use super::Timestamp;

/// 2020-01-01T00:00:00Z in epoch milliseconds: ids count from here.
const EPOCH_2020_MS: i64 = 1_577_836_800_000;
const SLOT_BITS: u32 = 9;
const COUNTER_BITS: u32 = 12;

/// Makes ids that sort by time and never collide between workers.
///
/// An id is `milliseconds since 2020 << 21 | worker slot << 12 | counter`: known before the insert,
/// the same after a copy to another store. A mint that is asked for more than 4,096 ids in one
/// millisecond, or whose clock steps back, borrows from the following milliseconds.
///
/// ```
/// use vigie::model::{ArticleId, IdMint, Timestamp};
/// let mint = IdMint::new(3);
/// let now = Timestamp::from_millis(1_780_000_000_000);
/// let (a, b): (ArticleId, ArticleId) = (mint.next(now), mint.next(now));
/// assert!(a < b);
/// assert_eq!(a.created_at(), now);
/// ```
#[derive(Debug)]
pub struct IdMint {
    slot: i64,
    /// The last `milliseconds << 12 | counter` given out.
    last: AtomicI64,
}

impl IdMint {
    /// A mint for one worker slot, 0 to 511; higher bits of `slot` are ignored.
    #[must_use]
    pub fn new(slot: u16) -> Self {
        Self { slot: i64::from(slot) & ((1 << SLOT_BITS) - 1), last: AtomicI64::new(0) }
    }

    /// The least id that can have been made at `at`: ids below it are older.
    #[must_use]
    pub const fn floor(at: Timestamp) -> i64 {
        let ms = at.millis() - EPOCH_2020_MS;
        (if ms < 0 { 0 } else { ms }) << (SLOT_BITS + COUNTER_BITS)
    }

    /// The next id, never one given out before by this mint.
    pub fn next<T: From<i64>>(&self, now: Timestamp) -> T {
        let floor = (now.millis() - EPOCH_2020_MS).max(0) << COUNTER_BITS;
        let step = |last: i64| Some((last + 1).max(floor));
        let previous =
            self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or_else(|last| last);
        let ticket = (previous + 1).max(floor);
        let (ms, counter) = (ticket >> COUNTER_BITS, ticket & ((1 << COUNTER_BITS) - 1));
        T::from(ms << (SLOT_BITS + COUNTER_BITS) | self.slot << COUNTER_BITS | counter)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        ///
        /// Printed and serialised as a decimal string, because it may exceed 2^53.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The number as the stores hold it.
            #[must_use]
            pub const fn get(self) -> i64 { self.0 }

            /// When the id was made, to the millisecond.
            #[must_use]
            pub const fn created_at(self) -> Timestamp {
                Timestamp::from_millis((self.0 >> (SLOT_BITS + COUNTER_BITS)) + EPOCH_2020_MS)
            }
        }
        impl From<i64> for $name { fn from(id: i64) -> Self { Self(id) } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
    )+};
}

ids! {
    /// A feed, for as long as its configuration name or address is known.
    FeedId
    /// An article: one piece of one publisher, whatever the number of feeds that announce it.
    ArticleId
    /// A topic, through all its versions.
    TopicId
    /// One wording of a topic.
    TopicVersionId
    /// A story: the articles that tell one event.
    StoryId
    /// One story owed to one rule for one reason.
    ItemId
    /// A composed alert or digest.
    MessageId
    /// One message on its way to one recipient of one channel.
    DeliveryId
}
