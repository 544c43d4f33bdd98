//! `vigie test`.

use std::process::ExitCode;

use serde::Serialize;

use super::configuration::counted;
use super::{Failure, Format, Globals, Outcome, configuration, print_json, print_line};
use crate::model::{Article, Name};
use crate::topic::{TopicDefinition, TopicIndex};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these topics
    #[arg(value_name = "TOPIC")]
    topics: Vec<String>,
}

/// One example of one topic.
#[derive(Serialize)]
struct Tried<'t> {
    topic: &'t Name,
    expected: &'static str,
    ok: bool,
    title: &'t str,
    /// The words that hit; of a wrong match they are why.
    hits: Vec<String>,
}

#[expect(clippy::needless_pass_by_value, reason = "every command takes its arguments by value")]
pub fn run(args: Args, globals: &Globals) -> Outcome {
    let config = configuration(globals)?;
    let known = |name: &String| config.topics.iter().any(|topic| topic.name.as_str() == name);
    if let Some(name) = args.topics.iter().find(|name| !known(name)) {
        return Err(Failure::usage(format!("there is no topic `{name}`: see `vigie topic list`")));
    }
    let chosen = |topic: &&TopicDefinition| {
        args.topics.is_empty() || args.topics.iter().any(|n| n == topic.name.as_str())
    };
    let tried: Vec<Tried<'_>> =
        config.topics.iter().filter(chosen).flat_map(|topic| examples(topic, &config.index)).collect();
    let failed = tried.iter().filter(|one| !one.ok).count();
    for one in &tried {
        if globals.format == Format::Json {
            print_json(one)?;
        } else if !one.ok {
            print_line(&complaint(one))?;
        }
    }
    if globals.format == Format::Text {
        let bare = config
            .topics
            .iter()
            .filter(chosen)
            .filter(|t| t.must_match.is_empty() && t.must_not_match.is_empty());
        for topic in bare {
            print_line(&format!("{}: no examples; `must_match` and `must_not_match` hold them", topic.name))?;
        }
        print_line(&format!("{}, {failed} failed", counted(tried.len(), "example")))?;
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn examples<'t>(topic: &'t TopicDefinition, index: &TopicIndex) -> Vec<Tried<'t>> {
    let one = |article: &'t Article, wanted: bool| {
        let found = index.matches(article).matches.into_iter().find(|found| found.topic == topic.name);
        Tried {
            topic: &topic.name,
            expected: if wanted { "match" } else { "no match" },
            ok: found.is_some() == wanted,
            title: &article.title,
            hits: found.iter().flat_map(|found| &found.spans).map(|span| span.text.clone()).collect(),
        }
    };
    let positive = topic.must_match.iter().map(|article| one(article, true));
    positive.chain(topic.must_not_match.iter().map(|article| one(article, false))).collect()
}

fn complaint(tried: &Tried<'_>) -> String {
    let title = tried.title.replace('\n', " ");
    if tried.expected == "match" {
        format!("{}: does not match, and should: {title}", tried.topic)
    } else {
        let hits: Vec<String> =
            tried.hits.iter().take(6).map(|hit| format!("“{}”", hit.replace('\n', " "))).collect();
        let by = if hits.is_empty() { "what is known of the article".to_owned() } else { hits.join(" ") };
        format!("{}: matches, and should not: {title}\n    by {by}", tried.topic)
    }
}
