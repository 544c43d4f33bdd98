//! A page read again: what became of it, and what a failure means when its text is in the store already.

use std::time::Duration;

use crate::article::{self, ChangeKind, Edition};
use crate::fetch::PageError;
use crate::model::Timestamp;
use crate::store::{KnownPage, PageText, ReadOutcome};

/// Silence for a host that refuses a page because we are too many, without saying for how long; shorter than after a feed, which is
/// asked again and again.
pub(super) const PAGE_SILENCE: Duration = Duration::from_mins(5);

/// What a page that was read before comes to now.
pub(super) fn became(known: &KnownPage, is_told: bool, mut page: PageText) -> ReadOutcome {
    let validators = page.validators.clone();
    let same = |result| ReadOutcome::Same { validators, is_304: false, result };
    if page.extracted.text.is_none() {
        // A wall or a damaged page: what was read from it stands.
        return missed("there is no text to trust on the page".to_owned());
    }
    if !is_told {
        let is_same = known.title == page.article.title && known.body == page.article.body;
        return if is_same { same("unchanged") } else { ReadOutcome::Text(Box::new(page)) };
    }
    let new =
        Edition { title: &page.article.title, text: &page.article.body, is_live: page.extracted.is_live };
    let before = |title, text| Edition { title, text, is_live: false };
    let since_last = article::compare(&before(&known.title, &known.body), &new);
    if !since_last.kind.is_kept() {
        return same(word(since_last.kind));
    }
    // What grew before was told to nobody: only what was told can be corrected.
    let change = article::compare(&before(&known.base.title, &known.base.body), &new);
    if change.kind == ChangeKind::Teaser {
        return same(word(change.kind));
    }
    page.change = Some((known.base.version, change));
    ReadOutcome::Text(Box::new(page))
}

/// Whether what people were told of an article is taken back.
pub(super) fn is_correction(outcome: &ReadOutcome) -> bool {
    let ReadOutcome::Text(text) = outcome else { return false };
    text.change.as_ref().is_some_and(|(_, change)| change.kind == ChangeKind::Substance)
}

/// The result of a recheck, as `vigie_rechecks_total` counts it.
pub(super) fn result_of(outcome: &ReadOutcome) -> &'static str {
    match outcome {
        ReadOutcome::Text(text) => text.change.as_ref().map_or("failed", |(_, change)| word(change.kind)),
        ReadOutcome::Same { result, .. } => result,
        ReadOutcome::Later { .. } | ReadOutcome::Held { .. } => "held",
        ReadOutcome::Withdrawn { .. } => "withdrawn",
        ReadOutcome::Missed { .. } | ReadOutcome::Never { .. } => "failed",
    }
}

fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::None => "unchanged",
        other => other.as_str(),
    }
}

/// What a failed recheck means: the text stands, and the next recheck tries again. Only a host that was not even asked is asked
/// as soon as it may be.
pub(super) fn failed(error: &PageError, now: Timestamp) -> ReadOutcome {
    let reason = error.to_string();
    match error {
        PageError::Held(left) => ReadOutcome::Held { due_at: now + *left, reason },
        PageError::Gone(status) => ReadOutcome::Withdrawn { reason, for_good: *status == 410 },
        PageError::Throttled { retry_after, host, .. } => {
            let host_not_before = Some(now + retry_after.unwrap_or(PAGE_SILENCE));
            ReadOutcome::Missed { reason, host_not_before, held_host: host.clone() }
        }
        PageError::Robots | PageError::Failed(_) => missed(reason),
    }
}

/// A page that says nothing of its article now: what was read from it stands.
pub(super) fn missed(reason: String) -> ReadOutcome {
    ReadOutcome::Missed { reason, host_not_before: None, held_host: None }
}
