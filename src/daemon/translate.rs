//! Headlines in the newsroom's language, beside the originals, by a LibreTranslate-compatible server.
//!
//! A message never waits long for them and never fails for want of them: what is not there in time is not shown.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use serde::{Deserialize, Serialize};

use crate::config::{Secret, TranslateConfig};
use crate::digest::{Notice, Told, ToldStory};
use crate::model::{Hash16, Language, Timestamp};
use crate::store::StoreError;

use super::app::{App, Setup};
use super::work::is_over;

/// Headlines of one request: servers refuse long lists, and a slow one has some of each language done when the time is up.
const MAX_AT_ONCE: usize = 10;
/// Requests under way at once: a language that the server is slow with holds up no other.
const REQUESTS: usize = 4;
/// Characters of a translation that are kept.
const MAX_CHARS: usize = 600;
/// A server that failed is left alone for this long, so that rule after rule does not wait for it.
const REST: Duration = Duration::from_mins(1);
/// A language that the server refused is asked for again after this: servers learn.
const REFUSED_FOR: Duration = Duration::from_hours(1);

/// What is known of the server that a configuration names.
#[derive(Debug, Default)]
pub(super) struct Translator(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// When it could not be used.
    failed_at: Option<Timestamp>,
    /// When it said of a language that it has none of it.
    refused: BTreeMap<Language, Timestamp>,
    /// When it last translated a language: the one that waits longest is asked for first.
    answered: BTreeMap<Language, Timestamp>,
}

/// A headline with the key of its translation.
type Headline<'a> = (Hash16, &'a str);

/// Headlines that are asked for together.
#[derive(Clone, Copy)]
struct Batch<'a> {
    language: Language,
    headlines: &'a [Headline<'a>],
}

impl Translator {
    /// What may be asked for at `now`, in that order: a first few headlines of every language, then a few more. Nothing while
    /// the server is left alone.
    fn batches<'a>(
        &self,
        wanted: &'a BTreeMap<Language, Vec<Headline<'a>>>,
        now: Timestamp,
    ) -> VecDeque<Batch<'a>> {
        let mut known = self.known();
        if known.failed_at.is_some_and(|at| !is_over(at, REST, now)) {
            return VecDeque::new();
        }
        known.refused.retain(|_, at| !is_over(*at, REFUSED_FOR, now));
        let mut languages: Vec<_> =
            wanted.iter().filter(|(language, _)| !known.refused.contains_key(language)).collect();
        languages.sort_by_key(|(language, _)| known.answered.get(language));
        let mut batches = Vec::new();
        for (&language, headlines) in languages {
            let of_it = headlines.chunks(MAX_AT_ONCE).map(|headlines| Batch { language, headlines });
            batches.extend(of_it.enumerate());
        }
        batches.sort_by_key(|(round, _)| *round);
        batches.into_iter().map(|(_, batch)| batch).collect()
    }

    fn is_refused(&self, language: Language) -> bool {
        self.known().refused.contains_key(&language)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().expect("no panic while held")
    }
}

/// Why headlines were not translated.
enum Failure {
    /// The server does not do this language; it may do others.
    Refused(u16),
    /// The server cannot be used.
    Outage(String),
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
/// from the server. Who asked for news in these languages reads them.
///
/// # Errors
/// The store cannot be used.
pub(super) async fn translate(
    app: &App,
    setup: &Setup,
    languages: &[Language],
    notice: &mut Notice,
) -> Result<(), StoreError> {
    let Some(config) = &setup.config.translate else { return Ok(()) };
    let Told::Stories { stories, .. } = &mut notice.told else { return Ok(()) };
    let is_foreign = |story: &ToldStory| is_foreign(story, config.to) && !languages.contains(&story.language);
    let keys: Vec<Option<Hash16>> =
        stories.iter().map(|story| is_foreign(story).then(|| key(story, config.to))).collect();
    let foreign: Vec<Hash16> = keys.iter().flatten().copied().collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let mut known = app.store.translations(&foreign).await?;
    let mut wanted: BTreeMap<Language, Vec<Headline<'_>>> = BTreeMap::new();
    for (story, key) in stories.iter().zip(&keys) {
        if let Some(key) = key.filter(|key| !known.contains_key(key)) {
            wanted.entry(story.language).or_default().push((key, &story.title.text));
        }
    }
    let now = app.clock.now();
    let mut fresh = Vec::new();
    let batches = setup.translator.batches(&wanted, now);
    if !batches.is_empty() {
        let in_time = tokio::select! {
            answered = ask(setup, config, batches, &mut fresh, now) => answered,
            () = app.clock.sleep(config.timeout) => Err("no answer in time".to_owned()),
        };
        if let Err(why) = in_time {
            tracing::warn!("headlines go untranslated: {why}; asking again in a minute");
            setup.translator.known().failed_at = Some(now);
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

/// Asks for the batches, some at once; what came before a failure, or before the time was up, stays in `fresh`.
async fn ask(
    setup: &Setup,
    config: &TranslateConfig,
    mut batches: VecDeque<Batch<'_>>,
    fresh: &mut Vec<(Hash16, String)>,
    now: Timestamp,
) -> Result<(), String> {
    let translator = &setup.translator;
    let mut under_way = FuturesUnordered::new();
    let mut in_use = Ok(());
    loop {
        while in_use.is_ok() && under_way.len() < REQUESTS {
            let Some(batch) = batches.pop_front() else { break };
            if !translator.is_refused(batch.language) {
                under_way.push(async move { (batch.language, translated(setup, config, batch).await) });
            }
        }
        let Some((language, answer)) = under_way.next().await else { return in_use };
        match answer {
            Ok(texts) => {
                translator.known().answered.insert(language, now);
                fresh.extend(texts);
            }
            Err(Failure::Refused(status)) => {
                let first = translator.known().refused.insert(language, now).is_none();
                if first {
                    let language = language.as_str();
                    tracing::warn!(
                        language,
                        "its headlines go untranslated: HTTP {status}; asking again in an hour"
                    );
                }
            }
            // What is under way may still come.
            Err(Failure::Outage(why)) => in_use = in_use.and(Err(why)),
        }
    }
}

/// One request.
async fn translated(
    setup: &Setup,
    config: &TranslateConfig,
    batch: Batch<'_>,
) -> Result<Vec<(Hash16, String)>, Failure> {
    let titles: Vec<&str> = batch.headlines.iter().map(|(_, title)| *title).collect();
    let question = Question {
        q: &titles,
        source: batch.language.as_str(),
        target: config.to.as_str(),
        format: "text",
        api_key: config.api_key.as_ref().map(Secret::reveal),
    };
    let body = serde_json::to_vec(&question).map_err(|why| Failure::Outage(why.to_string()))?;
    let headers = [("content-type", "application/json".to_owned())];
    let answer = setup.client.post(&config.url, &headers, body, config.timeout).await;
    let answer = answer.map_err(|error| Failure::Outage(error.reason.to_string()))?;
    match answer.status {
        200 => {}
        // Too many requests, or one too slow, says nothing of the language.
        status @ (408 | 429) => return Err(Failure::Outage(format!("HTTP {status}"))),
        status @ 400..500 => return Err(Failure::Refused(status)),
        status => return Err(Failure::Outage(format!("HTTP {status}"))),
    }
    let reply: Reply = serde_json::from_str(&answer.body).map_err(|_| {
        Failure::Outage("the answer is not that of a translating server, or too long".to_owned())
    })?;
    if reply.translated.len() != titles.len() {
        let counts = format!("{} answers to {} headlines", reply.translated.len(), titles.len());
        return Err(Failure::Outage(counts));
    }
    let kept = batch.headlines.iter().zip(reply.translated).map(|((key, title), translated)| {
        let text: String = translated.chars().filter(|c| *c != '\0').take(MAX_CHARS).collect();
        // Kept as empty where it says nothing new, so that it is not asked for again.
        let text = text.trim();
        (*key, if text == title.trim() { String::new() } else { text.to_owned() })
    });
    Ok(kept.collect())
}
