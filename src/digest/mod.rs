//! What people are owed and how it is put together: items, verdicts, digests and alerts. Pure.

mod age;
mod alarm;
mod changes;
mod correct;
mod coverage;
mod decide;
mod earlier;
mod held;
mod item;
mod late;
mod owed;
mod rank;
mod readers;
mod rules;
mod sentence;
mod sources;
mod tell;
mod told;

pub use age::Pausing;
pub use alarm::{Alarm, AlarmKind, AlarmSubject, Missing, Sending, Stuck};
pub use changes::{ToldChange, ToldCorrection};
pub use correct::{Corrected, Correction, corrections, corrections_left, one_message, recorrected};
pub use coverage::{BlindFeed, Coverage, PausedFeed, PausedTopic, SilentTopic};
pub use decide::{decide_alert, decide_digest, sendable, whole};
pub use earlier::Earlier;
pub use held::{held, still_about, tellable};
pub use item::{Item, OwedItem, Reason, StoryState};
pub use late::{Aged, Handing, Own, hand_on, overdue, roll_late};
pub use owed::{owed, ready_earlier};
pub use rank::rank;
pub use readers::{Audience, Reader, Showing, Teller, audiences, teller};
pub use rules::{AlertRule, DigestRule, OpenRule, Rules, TopicSelection, Verdict};
pub use sentence::around as sentence;
pub use sources::{answer, outlets};
pub use tell::{passage, tell};
pub use told::{Highlighted, Notice, Source, StoryDetail, Told, ToldStory, ToldTopic};
