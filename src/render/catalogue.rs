//! Every text that people read in a message: English; German and French to come.

use std::borrow::Cow;

use crate::digest::{AlarmKind, Reason, SilentTopic, ToldStory};
use crate::model::{Language, Name, RuleName, Timestamp, Zone};

/// Where every source was read, and of no other silence.
pub(super) const ALL_QUIET: &str = "All quiet";
pub(super) const NO_STORIES: &str = "Nothing new on the watched topics.";
pub(super) const NOTHING_NEW: &str = "Nothing new";
pub(super) const NOTHING_READ: &str = "Nothing could be read";
pub(super) const NOTHING_READ_YET: &str = "No source has been read yet";
pub(super) const ALL_PAUSED: &str = "Every source is paused";
pub(super) const TEXT_PENDING: &str = "full text pending";
pub(super) const URGENT: &str = "urgent";
/// Of one story, and above several that would stand apart from each other.
pub(super) const URGENT_STORIES: &str = "Urgent";
pub(super) const COVERAGE: &str = "Coverage";
pub(super) const TEST_SUBJECT: &str = "Test message";
/// Before a sentence of the article that is not so, and before what it says instead.
pub(super) const BEFORE: &str = "Before:";
pub(super) const NOW: &str = "Now:";
/// The same of the headline.
pub(super) const HEADLINE_BEFORE: &str = "Headline before:";
pub(super) const HEADLINE_NOW: &str = "Headline now:";
/// Before a sentence that takes the place of none.
pub(super) const ADDED: &str = "Added:";
pub(super) const NO_LONGER_SAID: &str = "Now: the article no longer says this.";
pub(super) const CORRECTION: &str = "Correction";
pub(super) const ALSO_ABOUT: &str = "Also on this, elsewhere in this message:";
pub(super) const OPERATOR_NOTICE: &str = "Operator notice";
/// Before the outlets that are the news.
pub(super) const NOW_ALSO_IN: &str = "Now also in:";
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
        Reason::Sources => format!("+{}", counted(story.new_outlets.len(), "source", "sources")).into(),
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

/// All that a test message says.
pub(super) fn test_text(channel: &Name) -> String {
    format!("This is a test of channel ‘{channel}’. If you can read it, messages reach you through it.")
}

/// `at least 2 urgent of 10`
pub(super) fn of_all(some: &str, all: usize) -> String {
    format!("{some} of {}", number(all))
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

/// Of what quiet hours held.
pub(super) fn held(from: &str, to: &str) -> String {
    format!("held from {from} to {to}")
}

/// Before the subject of what was held: over a night, or on one day.
pub(super) const OVERNIGHT: &str = "Overnight: ";
pub(super) const HELD: &str = "Held: ";

/// Of what is over.
pub(super) fn from_to(from: &str, to: &str) -> String {
    format!("from {from} to {to}")
}

/// Above a story that moved up because it was corrected.
pub(super) fn corrected_at(corrected: &str, published: &str) -> String {
    format!("Corrected {corrected} · published {published}")
}

pub(super) fn since(time: &str) -> String {
    format!("since {time}")
}

/// The last line of a mail: why it came, and to which of its reader's addresses.
pub(super) fn why_sent(rule: &RuleName, recipient: Option<&str>) -> String {
    let why = match rule {
        RuleName::Alert(name) => format!("because of the alert ‘{name}’"),
        RuleName::Digest(name) => format!("because of the digest ‘{name}’"),
        RuleName::Operator => "because you look after this newsroom’s Vigie".to_owned(),
        RuleName::Test => "because somebody tests this channel".to_owned(),
    };
    match recipient {
        Some(recipient) => format!("You get this as {recipient} {why}"),
        None => format!("You get this {why}"),
    }
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
    let why = why.replace(" (", ", ").replace(')', "").replace(": ", " ");
    if why.is_empty() {
        format!("{feed} could not be read since {since}")
    } else {
        format!("{feed} could not be read since {since} ({why})")
    }
}

/// Of a feed or a topic: `harbour paused until 14:00`.
pub(super) fn paused(what: &str, until: Option<String>) -> String {
    until.map_or_else(|| format!("{what} paused"), |until| format!("{what} paused until {until}"))
}

pub(super) fn topic(name: &Name) -> String {
    format!("topic {name}")
}

/// `3 of 25 sources could not be read`; `None` where all could.
pub(super) fn unread(unread: usize, sources: usize) -> Option<String> {
    (unread > 0).then(|| {
        let all = counted(sources, "source", "sources");
        format!("{} of {all} could not be read", number(unread))
    })
}

/// Where not one of some sources was read.
pub(super) fn none_read(sources: usize) -> String {
    match sources {
        1 => "The one source could not be read, so nobody knows whether there is news.".to_owned(),
        all => {
            format!("None of {} sources could be read, so nobody knows whether there is news.", number(all))
        }
    }
}

/// `2 sources are paused`; `None` where none is.
pub(super) fn paused_sources(count: usize) -> Option<String> {
    (count > 0).then(|| counted(count, "source is paused", "sources are paused"))
}

/// In a subject; `None` where no topic is.
pub(super) fn paused_topics(names: &str) -> Option<String> {
    (!names.is_empty()).then(|| format!("paused: {names}"))
}

/// In a sentence: the topics of which nothing would be told anyway.
pub(super) fn untold(names: &str) -> String {
    format!("Paused, so that nothing is told of them: {names}.")
}

pub(super) fn silent(topic: &SilentTopic, now: Timestamp) -> String {
    let days = now.since(topic.since).as_secs() / 86_400;
    format!("topic {} silent for {}", topic.topic, counted(usize::try_from(days).unwrap_or(0), "day", "days"))
}

/// `Thursday 11 June 2026, 07:30 CEST`
pub(super) fn date(at: Timestamp, zone: Zone) -> String {
    at.written(zone, "%A %-d %B %Y, %H:%M %Z")
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
    ("nb", "Norwegian"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
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
