//! What happened in the demo, and whether it is what should have happened.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::mailbox::Letter;
use super::press::{Piece, Press};
use super::receiver::Received;
use crate::cli::configuration::counted;
use crate::daemon::Pass;
use crate::digest::{Notice, Told, ToldStory};
use crate::model::Name;
use crate::store::MatchRow;

/// The article Vigie was made for: it must stand under both topics, though neither English phrase occurs in it.
const FOUNDING: &str = "le-phare/otan-chatham-house.html";
const FOUNDING_TOPICS: [&str; 2] = ["air-defense", "defence-spending"];
/// What its excerpt must quote: the sentence that makes it one about spending.
const FOUNDING_WORDS: &str = "5 % du PIB";

/// The account of one run.
#[derive(Debug)]
pub(super) struct Account {
    /// Publications and languages of the press.
    press: (usize, usize),
    passes: [Pass; 2],
    /// Articles on the press that were to match, and those that did not under every expected topic.
    wanted: usize,
    missed: Vec<String>,
    /// Hard negatives, and those that matched all the same.
    negatives: usize,
    alarmed: Vec<String>,
    /// Articles that take over another's text.
    copies: Folded,
    /// Articles that tell another's event in their own words.
    events: Folded,
    /// Headlines before and after a correction.
    corrected: Vec<(String, String)>,
    pub(super) digest: Notice,
    pub(super) letters: Vec<Letter>,
    pub(super) slack: Vec<Received>,
    pub(super) webhook: Vec<Received>,
    pub(super) founding_stands: bool,
}

/// Articles that belong to another's story, and how many of them stand in it.
#[derive(Clone, Copy, Debug)]
struct Folded {
    all: usize,
    folded: usize,
}

impl Folded {
    fn of<'p>(
        press: &'p Press,
        stories: &[ToldStory],
        origin: impl Fn(&'p Piece) -> Option<&'p str>,
    ) -> Self {
        let pieces = &press.manifest().articles;
        let pairs = pieces.iter().filter_map(|piece| {
            let file = origin(piece)?;
            Some((piece, pieces.iter().find(|other| other.file == file)?))
        });
        let mut found = Self { all: 0, folded: 0 };
        for (piece, other) in pairs {
            let has = |story: &ToldStory, piece: &Piece| {
                story.sources.iter().any(|source| source.url.as_deref() == Some(&*press.url_of(piece)))
            };
            found.all += 1;
            found.folded += usize::from(stories.iter().any(|story| has(story, piece) && has(story, other)));
        }
        found
    }
}

impl Account {
    pub(super) fn new(
        press: &Press,
        passes: [Pass; 2],
        digest: Notice,
        matches: &[MatchRow],
        letters: Vec<Letter>,
        slack: Vec<Received>,
        webhook: Vec<Received>,
    ) -> Self {
        let mut found: BTreeMap<&str, BTreeSet<&Name>> = BTreeMap::new();
        for row in matches {
            found.entry(&row.url).or_default().insert(&row.matched.topic);
        }
        let pieces = &press.manifest().articles;
        // A corrected article is judged by its last version.
        let is_replaced = |old: &Piece| pieces.iter().any(|new| new.corrects.as_deref() == Some(&*old.file));
        let (positives, negatives): (Vec<&Piece>, Vec<&Piece>) =
            pieces.iter().filter(|piece| !is_replaced(piece)).partition(|piece| !piece.topics.is_empty());
        let topics_of = |piece: &Piece| found.get(press.url_of(piece).as_str()).cloned().unwrap_or_default();
        let missed = positives
            .iter()
            .filter(|piece| !piece.topics.iter().all(|topic| topics_of(piece).contains(topic)))
            .map(|piece| piece.title.clone())
            .collect();
        let alarmed =
            negatives.iter().filter(|p| !topics_of(p).is_empty()).map(|piece| piece.title.clone()).collect();
        let shown: BTreeSet<&str> = matches.iter().map(|row| row.title.as_str()).collect();
        let corrected = pieces
            .iter()
            .filter(|new| shown.contains(new.title.as_str()))
            .filter_map(|new| Some((new.corrects.as_deref()?, new)))
            .filter_map(|(file, new)| {
                pieces.iter().find(|old| old.file == file).map(|old| (old.title.clone(), new.title.clone()))
            })
            .collect();
        let languages: BTreeSet<&str> =
            press.manifest().publications.iter().map(|p| p.language.as_str()).collect();
        let founding_stands = founding_stands(press, stories(&digest));
        Self {
            press: (press.manifest().publications.len(), languages.len()),
            passes,
            wanted: positives.len(),
            missed,
            negatives: negatives.len(),
            alarmed,
            copies: Folded::of(press, stories(&digest), |piece| piece.copy_of.as_deref()),
            events: Folded::of(press, stories(&digest), |piece| piece.event_of.as_deref()),
            corrected,
            digest,
            letters,
            slack,
            webhook,
            founding_stands,
        }
    }

    /// What happened, in a few lines.
    pub(super) fn story(&self) -> String {
        let mut text = format!(
            "{} in {} on loopback; nothing leaves this machine.\n",
            counted(self.press.0, "fictional publication"),
            counted(self.press.1, "language"),
        );
        for (ordinal, pass) in ["First", "Second"].into_iter().zip(&self.passes) {
            let _ = write!(
                text,
                "{ordinal} poll: {}, {}, {} read",
                counted(pass.feeds, "feed"),
                counted(pass.articles, "new article"),
                counted(pass.pages, "page"),
            );
            if pass.pages_failed > 0 {
                let _ = write!(text, ", {} put off (the feed's words stand in)", pass.pages_failed);
            }
            text.push_str(".\n");
        }
        let _ = writeln!(
            text,
            "Matched: {} of {} articles that should; {} of {} hard negatives stayed out.",
            self.wanted - self.missed.len(),
            self.wanted,
            self.negatives - self.alarmed.len(),
            self.negatives,
        );
        for title in &self.missed {
            let _ = writeln!(text, "  missed a topic of: {title}");
        }
        for title in &self.alarmed {
            let _ = writeln!(text, "  wrongly matched: {title}");
        }
        let _ = writeln!(
            text,
            "Folded: {} of {} wire copies, {} of {} other reports of an event; {} in the digest.",
            self.copies.folded,
            self.copies.all,
            self.events.folded,
            self.events.all,
            counted(stories(&self.digest).len(), "story"),
        );
        for (before, after) in &self.corrected {
            let _ = writeln!(text, "Corrected by its publisher: “{before}” is now “{after}”.");
        }
        let _ = writeln!(
            text,
            "Delivered: {}, {}, {}.",
            counted(self.letters.len(), "mail"),
            counted(self.slack.len(), "Slack message"),
            counted(self.webhook.len(), "webhook call"),
        );
        text
    }

    /// The mail as the mail server saw it.
    pub(super) fn envelope(&self) -> String {
        let mut text = String::new();
        for letter in &self.letters {
            let _ = writeln!(text, "MAIL FROM:<{}>", letter.from);
            for to in &letter.to {
                let _ = writeln!(text, "RCPT TO:<{to}>");
            }
            let _ = writeln!(text, "DATA ({} bytes)", letter.bytes.len());
        }
        text
    }

    pub(super) fn verdict(&self) -> &'static str {
        if self.founding_stands {
            "The French article stands under Air defense and Defence spending."
        } else {
            "The French article does not stand under Air defense and Defence spending with its 5 % of GDP quoted: this build is not sound."
        }
    }

    /// The account as JSON.
    pub(super) fn figures(&self, out: &Path, written: &[String]) -> serde_json::Value {
        json!({
            "publications": self.press.0,
            "languages": self.press.1,
            "polls": self.passes,
            "wanted": self.wanted,
            "missed": self.missed,
            "hard_negatives": self.negatives,
            "wrongly_matched": self.alarmed,
            "stories": stories(&self.digest).len(),
            "copies": self.copies.all,
            "copies_folded": self.copies.folded,
            "events": self.events.all,
            "events_folded": self.events.folded,
            "corrected": self.corrected.iter().map(|(before, after)| json!({"before": before, "after": after})).collect::<Vec<_>>(),
            "delivered": {"mail": self.letters.len(), "slack": self.slack.len(), "webhook": self.webhook.len()},
            "out": out.display().to_string(),
            "files": written,
            "ok": self.founding_stands,
        })
    }
}

fn stories(notice: &Notice) -> &[ToldStory] {
    match &notice.told {
        Told::Stories { stories, .. } => stories,
        Told::Alarms(_) | Told::Test(_) => &[],
    }
}

fn founding_stands(press: &Press, stories: &[ToldStory]) -> bool {
    let piece = press.manifest().articles.iter().find(|piece| piece.file == FOUNDING);
    piece.is_some_and(|piece| {
        let url = press.url_of(piece);
        stories.iter().any(|story| {
            story.sources.iter().any(|source| source.url.as_deref() == Some(url.as_str()))
                && story.excerpt.text.contains(FOUNDING_WORDS)
                && FOUNDING_TOPICS.iter().all(|t| story.topics.iter().any(|told| told.name.as_str() == *t))
        })
    })
}
