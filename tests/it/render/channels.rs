//! Every chat's messages against a strict schema of what it takes, and the limits that no schema states.

use serde_json::Value;
use vigie::digest::{Notice, Told};
use vigie::render::{Medium, render};

use super::sample;
use super::schema::breaches;

/// Every chat but Slack's webhook, with the name of its schema.
pub fn chats() -> [(Medium, &'static str); 6] {
    [
        (Medium::SlackBot { channel: "C0123456789".into() }, "slack-bot"),
        (Medium::Teams, "teams"),
        (Medium::Discord, "discord"),
        (Medium::Mattermost, "mattermost"),
        (Medium::Telegram { chat_id: "-1001234567890".into() }, "telegram"),
        (Medium::Ntfy { topic: "desk-4711".into() }, "ntfy"),
    ]
}

/// Slack's webhook too.
pub fn all() -> Vec<(Medium, &'static str)> {
    [(Medium::Slack, "slack")].into_iter().chain(chats()).collect()
}

pub fn bytes(notice: &Notice, medium: &Medium) -> Vec<u8> {
    render(notice, medium, "wire", "store-1").remove(0).bytes
}

fn schema(kind: &str) -> Value {
    let path = format!("tests/data/render/schemas/{kind}.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON")
}

fn units(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

/// Everything wrong with a message of this kind.
pub fn wrong(kind: &str, bytes: &[u8]) -> Vec<String> {
    let message: Value = serde_json::from_slice(bytes).expect("JSON");
    let schema = schema(kind);
    let mut found = Vec::new();
    breaches(&schema, &schema, &message, "", &mut found);
    let total = match kind {
        "teams" => (bytes.len(), 20_000),
        "ntfy" => (message["message"].as_str().map_or(0, str::len), 4_096),
        "discord" => {
            let embeds = message["embeds"].as_array().into_iter().flatten();
            (
                embeds
                    .map(|embed| {
                        let author = units(&embed["author"]["name"]);
                        author + units(&embed["title"]) + units(&embed["description"])
                    })
                    .sum(),
                6_000,
            )
        }
        _ => (0, 0),
    };
    if total.0 > total.1 {
        found.push(format!("{} in all, over {}", total.0, total.1));
    }
    let text = message.to_string().to_lowercase();
    let mentions = ["@channel", "@here", "@everyone", "@all", "<!channel", "<!here", "<@u0"];
    // Plain text calls nobody in Teams and on phones.
    let calling = mentions.iter().filter(|m| text.contains(**m) && !matches!(kind, "teams" | "ntfy"));
    found.extend(calling.map(|mention| format!("{mention} calls people")));
    found
}

#[test]
fn every_message_keeps_its_chats_schema() {
    for (medium, kind) in all() {
        for notice in [sample::digest(), sample::alert(), sample::quiet(), sample::operator(), sample::test()]
        {
            assert_eq!(
                wrong(kind, &bytes(&notice, &medium)),
                Vec::<String>::new(),
                "{kind}: {}",
                notice.rule
            );
        }
    }
}

#[test]
fn the_schemas_see_what_is_wrong() {
    for (kind, message) in [
        ("slack", r#"{"text":"","blocks":[{"type":"image"}]}"#),
        ("slack-bot", r#"{"channel":"desk","text":"a","blocks":[{"type":"divider","text":"a"}]}"#),
        ("teams", r#"{"type":"message","attachments":[],"text":"a"}"#),
        ("discord", r#"{"content":"@everyone","embeds":[],"allowed_mentions":{"parse":["everyone"]}}"#),
        ("mattermost", r#"{"text":"<!channel>","username":"x"}"#),
        ("telegram", r#"{"chat_id":"desk","text":"a","parse_mode":"Markdown"}"#),
        ("ntfy", r#"{"topic":"a b","title":"t","message":"m","priority":9}"#),
    ] {
        assert_eq!(wrong(kind, message.as_bytes()).len(), 2, "{:?}", wrong(kind, message.as_bytes()));
    }
}

#[test]
fn a_thousand_matches_say_how_many_are_not_shown() {
    let mut notice = sample::digest();
    if let Told::Stories { stories, more, .. } = &mut notice.told {
        let one = stories[1].clone();
        *stories = vec![one; 30];
        *more = 970;
    }
    for (medium, kind) in all() {
        let bytes = bytes(&notice, &medium);
        assert_eq!(wrong(kind, &bytes), Vec::<String>::new(), "{kind}");
        let text = String::from_utf8(bytes).expect("UTF-8");
        // The notification's own line may name the first story again, without its address.
        let shown = text.matches("le-courrier.example/2?from").count();
        let hidden =
            text.split("and ").filter_map(|part| part.split(" more").next()?.parse::<usize>().ok()).max();
        assert!(shown >= 5, "{kind} shows {shown}");
        assert_eq!(hidden, Some(1_000 - shown), "{kind}: shown and counted make a thousand");
    }
}

#[test]
fn a_headline_that_calls_and_marks_up_is_text() {
    let mut notice = sample::alert();
    if let Told::Stories { stories, .. } = &mut notice.told {
        stories[0].title =
            sample::marked("<!channel> @everyone **bold** <b>x</b> <@U0123> {{DATE(2026)}} # 1");
        stories[0].excerpt =
            sample::marked("# Not a heading @[here] and the rest of it, long enough to be shown at all");
    }
    for (medium, kind) in all() {
        let bytes = bytes(&notice, &medium);
        assert_eq!(wrong(kind, &bytes), Vec::<String>::new(), "{kind}");
        let text = String::from_utf8(bytes).expect("UTF-8");
        match kind {
            "telegram" => assert!(text.contains("&lt;b&gt;x&lt;/b&gt;"), "{text}"),
            "discord" | "mattermost" => {
                assert!(text.contains(r"\\*\\*bold\\*\\*") && text.contains(r"\\# Not a heading"), "{text}");
            }
            "teams" => assert!(!text.contains("{{DATE"), "{text}"),
            _ => {}
        }
    }
}

#[test]
fn an_address_that_ends_in_a_backslash_ends_its_link() {
    let mut notice = sample::alert();
    let Told::Stories { stories, .. } = &mut notice.told else { unreachable!() };
    stories[0].url = Some("http://harbour.example/1?x=\\".to_owned());
    let one = stories[0].clone();
    let alone = String::from_utf8(bytes(&notice, &Medium::Mattermost)).expect("UTF-8");
    let Told::Stories { stories, .. } = &mut notice.told else { unreachable!() };
    *stories = vec![one; 30];
    let listed = String::from_utf8(bytes(&notice, &Medium::Discord)).expect("UTF-8");
    for text in [alone, listed] {
        assert!(text.contains("](http://harbour.example/1?x=%5C)**"), "{text}");
    }
}
