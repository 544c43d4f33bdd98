//! That more outlets have a story, told in the threads of what told it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::{self, AlertRule, Item, Told};
use crate::model::{MessageId, Name, Timestamp};
use crate::store::StoreError;

use super::app::{App, Setup};
use super::compose::{Edition, View, stories_editions};

/// Answers in the threads of a story that was told: which outlets have it that had not by then. Channels that were told at
/// different times hear of different ones; where there is no thread, or nothing new, nobody hears.
pub(super) async fn answers(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    (id, view): (MessageId, &View),
    rule: &AlertRule,
    items: Vec<Item>,
    now: Timestamp,
) -> Result<Vec<Edition>, StoreError> {
    let Some(story) = items.first().map(|item| item.story_id) else { return Ok(Vec::new()) };
    let mut by_known: BTreeMap<usize, Vec<Name>> = BTreeMap::new();
    for (channel, known) in app.store.threads(&view.rule, story, &rule.threads).await? {
        by_known.entry(known).or_default().push(channel);
    }
    let mut answers = Vec::new();
    for (known, channels) in by_known {
        for mut edition in stories_editions(app, setup, (id, view), &channels, items.clone(), now).await? {
            let outlets = edition.told.first().map_or(0, |told| told.outlets);
            let Told::Stories { stories, .. } = &mut edition.notice.told else { continue };
            if let ([story], true) = (stories.as_mut_slice(), outlets > known) {
                digest::answer(story, &edition.sources, outlets - known);
                answers.push(edition);
            }
        }
    }
    Ok(answers)
}
