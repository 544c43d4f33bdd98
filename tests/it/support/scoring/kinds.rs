//! The ways feeds behave, good and bad; each a function of the day and the hour.

use std::time::Duration;

use vigie::model::Timestamp;

macro_rules! kinds {
    ($($name:ident)*) => {
        /// A way to behave.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($name),* }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

kinds! {
    // Validators.
    Plain EtagOnly WeakEtag ModifiedOnly Bare ChangingEtag FreshOn304 MaxAgeOn200 SameBehind200 OddValidators NoGuid Atom
    // Entries.
    Edited Reordered
    // Answers that are no whole feed.
    Truncated CutConnection WrongLength Html ChallengeStatus ChallengePage LoginPage Empty
    // Refusals.
    Throttled429 Throttled503Date Throttled429Bare ThrottledOtherClock Burst5xx Mute Stalled Closed NotFound Gone
    // Encodings.
    Gzip Brotli Zstd HeaderlessGzip
    // Redirects.
    Moved301 Moved308 Temporary302 Temporary307 TemporaryTurns MovedThenTemporary TemporaryThenMoved Undecided301 LoopADay
    // What feeds ask for.
    Ttl SyUpdate MaxAge Expires NoCache HugeMaxAge TtlWithMaxAge SkipHours SkipDays
    // Rhythms.
    AdaptiveBusy AdaptiveSlow
    // Pages.
    Pages PagesForbidden PagesRobotsDown PagesElsewhere
    // Temptations.
    SetCookie
}

impl Kind {
    /// The configured interval, in minutes.
    pub fn every(self, number: usize) -> u64 {
        match self {
            Self::SameBehind200 | Self::ChangingEtag | Self::Bare => 45,
            Self::SkipHours | Self::SkipDays => 150,
            Self::AdaptiveBusy | Self::AdaptiveSlow => 20,
            _ if self.hint().is_some()
                || matches!(self, Self::MaxAge | Self::MaxAgeOn200 | Self::Expires) =>
            {
                120
            }
            _ => [240, 480, 180, 300][number % 4],
        }
    }

    /// Whether it is polled by its own rhythm.
    pub fn is_adaptive(self) -> bool {
        matches!(self, Self::AdaptiveBusy | Self::AdaptiveSlow)
    }

    /// Whether pages behind the entries are read.
    pub fn reads_pages(self) -> bool {
        matches!(
            self,
            Self::Pages | Self::PagesForbidden | Self::PagesRobotsDown | Self::PagesElsewhere | Self::Edited
        )
    }

    /// What the channel's head asks of readers.
    pub fn asks(self) -> &'static str {
        match self {
            Self::Ttl => "<ttl>420</ttl>",
            Self::TtlWithMaxAge => "<ttl>200</ttl>",
            Self::SyUpdate => {
                "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>3</sy:updateFrequency>"
            }
            Self::SkipHours => {
                "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour><hour>4</hour></skipHours>"
            }
            Self::SkipDays => "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>",
            _ => "",
        }
    }

    /// The same, as a time.
    pub fn hint(self) -> Option<Duration> {
        match self {
            Self::Ttl => Some(Duration::from_hours(7)),
            Self::TtlWithMaxAge => Some(Duration::from_mins(200)),
            Self::SyUpdate => Some(Duration::from_hours(8)),
            _ => None,
        }
    }

    /// Whether the feed asks not to be polled at a time.
    pub fn skips(self) -> fn(Timestamp) -> bool {
        match self {
            Self::SkipHours => |at| at.millis() / 3_600_000 % 24 < 5,
            // 1970 began on a Thursday.
            Self::SkipDays => |at| matches!(at.millis() / 86_400_000 % 7, 2 | 3),
            _ => |_| false,
        }
    }

    /// Whether an address answers with a redirect now, where to, and whether for good.
    pub fn redirect(self, address: usize, day: u64, asked: u32) -> Option<(u16, usize)> {
        let moved = day >= 5;
        match (self, address) {
            (Self::Moved301 | Self::MovedThenTemporary, 0) if moved => Some((301, 1)),
            (Self::Moved308, 0) if moved => Some((308, 1)),
            (Self::Temporary302 | Self::TemporaryThenMoved, 0) => Some((302, 1)),
            (Self::Temporary307, 0) => Some((307, 1)),
            (Self::TemporaryTurns, 0) => Some((302, if day.is_multiple_of(2) { 1 } else { 2 })),
            (Self::MovedThenTemporary, 1) => Some((302, 2)),
            (Self::TemporaryThenMoved, 1) => Some((301, 2)),
            (Self::Undecided301, 0) => Some((301, if asked.is_multiple_of(2) { 1 } else { 2 })),
            (Self::LoopADay, 0) if day % 8 == 5 => Some((302, 1)),
            (Self::LoopADay, 1) if day % 8 == 5 => Some((302, 0)),
            _ => None,
        }
    }

    /// Whether connections are dropped before a word is said.
    pub fn closed(self, day: u64, hour: u64) -> bool {
        self == Self::Closed && day % 7 == 3 && (4..16).contains(&hour)
    }
}
