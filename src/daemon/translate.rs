//! Headlines in the newsroom's language, beside the originals, by a LibreTranslate-compatible server.
//!
//! A message never waits long for them and never fails for want of them: what is not there in time is not shown.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::{Secret, TranslateConfig};
use crate::digest::{Notice, Told, ToldStory};
use crate::model::{Hash16, Language, Timestamp};
use crate::store::StoreError;

use super::app::{App, Setup};

/// Headlines of one request; servers refuse long lists.
const MAX_AT_ONCE: usize = 50;
/// Characters of a translation that are kept.
const MAX_CHARS: usize = 600;
/// A server that failed is left alone for this long, so that rule after rule does not wait for it.
const REST: Duration = Duration::from_mins(1);

/// Until when the server is left alone, in milliseconds; 0: it may be asked.
#[derive(Debug, Default)]
pub(super) struct Resting(AtomicI64);

impl Resting {
    fn at(&self, now: Timestamp) -> bool {
        now.millis() < self.0.load(Ordering::Relaxed)
    }

    fn from(&self, now: Timestamp) {
        self.0.store((now + REST).millis(), Ordering::Relaxed);
    }
}

#[derive(Serialize)]
struct Question<'a> {
    q: &'a [&'a str],
    source: &'a str,
    target: &'a str,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<&'a str>,
}

#[derive(Deserialize)]
struct Reply {
    #[serde(rename = "translatedText")]
    translated: Vec<String>,
}

/// Gives the stories of a notice their translated headlines, from the store or, within the time the configuration allows,
/// from the server.
///
/// # Errors
/// The store cannot be used.
pub(super) async fn translate(app: &App, setup: &Setup, notice: &mut Notice) -> Result<(), StoreError> {
    let Some(config) = &setup.config.translate else { return Ok(()) };
    let Told::Stories { stories, .. } = &mut notice.told else { return Ok(()) };
    let keys: Vec<Option<Hash16>> =
        stories.iter().map(|story| is_foreign(story, config.to).then(|| key(story, config.to))).collect();
    let foreign: Vec<Hash16> = keys.iter().flatten().copied().collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let mut known = app.store.translations(&foreign).await?;
    let mut wanted: BTreeMap<Language, Vec<(Hash16, &str)>> = BTreeMap::new();
    for (story, key) in stories.iter().zip(&keys) {
        if let Some(key) = key.filter(|key| !known.contains_key(key)) {
            wanted.entry(story.language).or_default().push((key, &story.title.text));
        }
    }
    let now = app.clock.now();
    let mut fresh = Vec::new();
    if !wanted.is_empty() && !app.translator.at(now) {
        let in_time = tokio::select! {
            answered = ask(setup, config, &wanted, &mut fresh) => answered,
            () = app.clock.sleep(config.timeout) => Err("no answer in time".to_owned()),
        };
        if let Err(why) = in_time {
            tracing::warn!("headlines go untranslated: {why}; asking again in a minute");
            app.translator.from(now);
        }
    }
    if !fresh.is_empty() {
        known.extend(fresh.iter().cloned());
        app.store.keep_translations(fresh, now).await?;
    }
    for (story, key) in stories.iter_mut().zip(keys) {
        story.translation = key.and_then(|key| known.get(&key)).filter(|text| !text.is_empty()).cloned();
    }
    Ok(())
}

fn is_foreign(story: &ToldStory, to: Language) -> bool {
    story.language != Language::UNDETERMINED && story.language != to && !story.title.text.is_empty()
}

fn key(story: &ToldStory, to: Language) -> Hash16 {
    Hash16::of_parts(&[
        story.language.as_str().as_bytes(),
        to.as_str().as_bytes(),
        story.title.text.as_bytes(),
    ])
}

/// Asks for what is wanted, language by language; what came before a failure stays in `fresh`.
async fn ask(
    setup: &Setup,
    config: &TranslateConfig,
    wanted: &BTreeMap<Language, Vec<(Hash16, &str)>>,
    fresh: &mut Vec<(Hash16, String)>,
) -> Result<(), String> {
    for (language, headlines) in wanted {
        for some in headlines.chunks(MAX_AT_ONCE) {
            let titles: Vec<&str> = some.iter().map(|(_, title)| *title).collect();
            let question = Question {
                q: &titles,
                source: language.as_str(),
                target: config.to.as_str(),
                format: "text",
                api_key: config.api_key.as_ref().map(Secret::reveal),
            };
            let body = serde_json::to_vec(&question).map_err(|why| why.to_string())?;
            let headers = [("content-type", "application/json".to_owned())];
            let answer = setup.client.post(&config.url, &headers, body, config.timeout).await;
            let answer = answer.map_err(|error| error.reason.to_string())?;
            if answer.status != 200 {
                return Err(format!("HTTP {}", answer.status));
            }
            let reply: Reply = serde_json::from_str(&answer.body)
                .map_err(|_| "the answer is not that of a translating server, or too long".to_owned())?;
            if reply.translated.len() != titles.len() {
                return Err(format!("{} answers to {} headlines", reply.translated.len(), titles.len()));
            }
            for ((key, title), translated) in some.iter().zip(reply.translated) {
                let text: String = translated.chars().filter(|c| *c != '\0').take(MAX_CHARS).collect();
                // Kept as empty where it says nothing new, so that it is not asked for again.
                let text = text.trim();
                fresh.push((*key, if text == title.trim() { String::new() } else { text.to_owned() }));
            }
        }
    }
    Ok(())
}
