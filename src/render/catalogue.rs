//! Every text that people read in a message: English; German and French to come.

use std::borrow::Cow;

use crate::digest::{AlarmKind, Reason, SilentTopic, ToldStory};
use crate::model::{Language, Name, Timestamp, Zone};

pub(super) const ALL_QUIET: &str = "All quiet";
pub(super) const TEXT_PENDING: &str = "full text pending";
pub(super) const URGENT: &str = "urgent";
pub(super) const COVERAGE: &str = "Coverage";
pub(super) const TEST_SUBJECT: &str = "Test message";
pub(super) const TEST_TEXT: &str =
    "This is a test. If you can read it, messages reach you through this channel.";
/// Before a headline that was told and is not so.
pub(super) const TOLD: &str = "We told you:";
/// Before a sentence of the article that is not so; which of them were told depends on what matched.
pub(super) const SAID: &str = "The article said:";
/// Before what is said instead, of one thing and on its own.
pub(super) const NOW_SAID: &str = "It now says:";
pub(super) const NO_LONGER_SAID: &str = "The article no longer says this.";
pub(super) const CORRECTION: &str = "Correction";
pub(super) const ALSO_ABOUT: &str = "Also on this, told under another topic:";
pub(super) const FROM_THE_LOOKOUT: &str = "From the lookout";
/// Beside a headline that no person translated.
pub(super) const MACHINE: &str = "machine translation";
pub(super) const UNSUBSCRIBE: &str = "Unsubscribe";
/// Before the headline of the story that a story goes on from.
pub(super) const EARLIER: &str = "Earlier:";
/// A link that gives a story a rest, and its topics.
pub(super) const SNOOZE: &str = "Snooze";
pub(super) const OVER: &str = "over";
pub(super) const ALL_OVER: &str = "all over";

/// The badge that says why a story is told, unless it is simply new.
pub(super) fn badge(story: &ToldStory) -> Option<Cow<'static, str>> {
    Some(match story.reason {
        Reason::New => return None,
        Reason::Grew => "new topic".into(),
        Reason::Urgent => "now urgent".into(),
        Reason::Correction => "corrected".into(),
        Reason::Late => "late".into(),
        Reason::Sources => format!("+{}", counted(story.new_outlets, "source", "sources")).into(),
    })
}

pub(super) fn stories(count: usize) -> String {
    counted(count, "story", "stories")
}

pub(super) fn topics(count: usize) -> String {
    counted(count, "topic", "topics")
}

pub(super) fn urgent(count: usize) -> String {
    format!("{} urgent", number(count))
}

/// Where stories were left out and all that are shown are urgent.
pub(super) fn at_least_urgent(count: usize) -> String {
    format!("at least {} urgent", number(count))
}

/// Of several stories.
pub(super) fn corrected(count: usize) -> String {
    format!("{} corrected", number(count))
}

/// Of several stories.
pub(super) fn late(count: usize) -> String {
    format!("{} late", number(count))
}

/// Stands after the first of several names.
pub(super) fn plus_more(count: usize) -> String {
    format!("+ {} more", number(count))
}

pub(super) fn corrections(count: usize) -> String {
    counted(count, "correction", "corrections")
}

/// Stands after what is shown.
pub(super) fn and_more(count: usize) -> String {
    format!("and {} more", number(count))
}

pub(super) fn also_in(outlets: usize) -> String {
    format!("Also in {}:", counted(outlets, "outlet", "outlets"))
}

pub(super) fn alarms(count: usize) -> String {
    counted(count, "notice", "notices")
}

/// What an alarm is about, by its kind.
pub(super) fn alarm(kind: AlarmKind) -> String {
    let words = match kind {
        AlarmKind::Blind => "Source blind",
        AlarmKind::Silent => "Source silent",
        AlarmKind::Gone => "Source gone",
        AlarmKind::Moved => "Source moved",
        AlarmKind::Dead => "Delivery failed",
        AlarmKind::Held => "Delivery held",
        AlarmKind::Disabled => "Channel disabled",
        AlarmKind::Suppressed => "Recipient suppressed",
        AlarmKind::Unheard => "Nobody to tell",
        AlarmKind::Orphaned => "No longer configured",
        AlarmKind::Paused => "Topic paused",
        AlarmKind::Disk => "Disk full",
        AlarmKind::Store => "Store out of order",
        AlarmKind::Template => "Template failed",
        AlarmKind::Stuck => "Put off by a fault",
        AlarmKind::Config => "Configuration refused",
    };
    words.to_owned()
}

pub(super) fn since(time: &str) -> String {
    format!("since {time}")
}

/// The footer's first sentence; `None` when nothing is watched.
pub(super) fn healthy(healthy: usize, sources: usize) -> Option<String> {
    (sources > 0).then(|| match number(sources).as_str() {
        "1" if healthy == 1 => "The one source is healthy".into(),
        all => format!("{} of {all} sources healthy", number(healthy)),
    })
}

pub(super) fn blind(feed: &str, since: &str, why: &str) -> String {
    // `challenge page (HTTP 403)`: brackets within brackets are hard to read.
    let why = why.replace(" (", ", ").replace(')', "");
    if why.is_empty() {
        format!("{feed} blind since {since}")
    } else {
        format!("{feed} blind since {since} ({why})")
    }
}

/// Of a feed or a topic: `harbour paused until 14:00`.
pub(super) fn paused(what: &str, until: Option<String>) -> String {
    until.map_or_else(|| format!("{what} paused"), |until| format!("{what} paused until {until}"))
}

pub(super) fn topic(name: &Name) -> String {
    format!("topic {name}")
}

/// Where there is nothing to tell; `paused` names the topics of which nothing would be told anyway, if any.
pub(super) fn no_stories(paused: &str) -> String {
    const NO_STORIES: &str = "Nothing new on the watched topics.";
    if paused.is_empty() {
        return NO_STORIES.to_owned();
    }
    format!("{NO_STORIES} Paused, so that nothing is told of them: {paused}.")
}

pub(super) fn silent(topic: &SilentTopic, now: Timestamp) -> String {
    let days = now.since(topic.since).as_secs() / 86_400;
    format!("topic {} silent for {}", topic.topic, counted(usize::try_from(days).unwrap_or(0), "day", "days"))
}

/// `Thursday 11 June 2026, 07:30 CEST`
pub(super) fn date(at: Timestamp, zone: Zone) -> String {
    at.in_zone(zone).format("%A %-d %B %Y, %H:%M %Z").to_string()
}

/// The shortest clock time that is clear on the day of `now`: `06:12`, `yesterday 22:15`, `9 June 22:15`.
pub(super) fn clock_time(at: Timestamp, now: Timestamp, zone: Zone) -> String {
    let (then, today) = (at.in_zone(zone), now.in_zone(zone));
    let form = if then.date_naive() == today.date_naive() {
        "%H:%M"
    } else if then.date_naive().succ_opt() == Some(today.date_naive()) {
        "yesterday %H:%M"
    } else if then.format("%Y").to_string() == today.format("%Y").to_string() {
        "%-d %B %H:%M"
    } else {
        "%-d %B %Y"
    };
    then.format(form).to_string()
}

/// A day that stays clear to who reads it later, its time where it is the day of `now`: `06:12`, `9 June`, `9 June 2025`.
pub(super) fn day(at: Timestamp, now: Timestamp, zone: Zone) -> String {
    let (then, today) = (at.in_zone(zone), now.in_zone(zone));
    let form = if then.date_naive() == today.date_naive() {
        "%H:%M"
    } else if then.format("%Y").to_string() == today.format("%Y").to_string() {
        "%-d %B"
    } else {
        "%-d %B %Y"
    };
    then.format(form).to_string()
}

/// The English name of a language, its code where the list has none, nothing where it is not known.
pub(super) fn language(language: Language) -> String {
    let code = language.as_str();
    match LANGUAGES.binary_search_by_key(&code, |(code, _)| code) {
        Ok(at) => LANGUAGES[at].1.into(),
        Err(_) if language == Language::UNDETERMINED => String::new(),
        Err(_) => code.into(),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// With a comma at every third digit.
pub(super) fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In order of code.
const LANGUAGES: &[(&str, &str)] = &[
    ("af", "Afrikaans"),
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("az", "Azerbaijani"),
    ("be", "Belarusian"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("bs", "Bosnian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("gl", "Galician"),
    ("gu", "Gujarati"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("kk", "Kazakh"),
    ("km", "Khmer"),
    ("kn", "Kannada"),
    ("ko", "Korean"),
    ("lo", "Lao"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ml", "Malayalam"),
    ("mr", "Marathi"),
    ("ms", "Malay"),
    ("my", "Burmese"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pa", "Punjabi"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("uz", "Uzbek"),
    ("vi", "Vietnamese"),
    ("yi", "Yiddish"),
    ("zh", "Chinese"),
];
