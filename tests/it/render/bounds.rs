//! Whatever the press writes, no form exceeds its channel's limits.

use proptest::prelude::*;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation as _;
use vigie::digest::{
    Earlier, Highlighted, Notice, Reason, Source, Told, ToldChange, ToldCorrection, ToldStory, ToldTopic,
};
use vigie::model::{Language, MessageId, Priority, StoryId};
use vigie::render::{Medium, html, render, subject, terminal};

use super::{channels, sample};

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧";

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~]{0,120}",
        2 => any::<String>(),
        1 => Just("<!channel> @here @everyone <https://evil.example|click> &amp; *bold* `x`".to_owned()),
        1 => Just("<b onmouseover=alert(1)>&lt;</b>\"'`{{ x }}{% raw %}".to_owned()),
        1 => (1_usize..20_000).prop_map(|n| FAMILY.repeat(n / 20 + 1)),
        1 => (1_usize..50_000).prop_map(|n| "&<>".repeat(n / 3 + 1)),
        1 => Just("é\u{301}".repeat(3_000) + &"\u{301}".repeat(20_000)),
        1 => Just("\u{202e}\u{2066}مرحبا \u{0}\u{1b}[31m\r\nBcc: x@y\u{7f}\u{85}".to_owned()),
        1 => Just("無人機".repeat(5_000)),
    ]
}

fn any_url() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        Just(Some("https://example.org/a?b=c&d=e".to_owned())),
        Just(Some("javascript:alert(1)".to_owned())),
        Just(Some("https://exämple.org/<|>\"' \u{202e}".to_owned())),
        (1_usize..5_000).prop_map(|n| Some(format!("https://example.org/?{}", "&a=1".repeat(n)))),
        any::<String>().prop_map(Some),
    ]
}

/// A text with marks at random places.
fn highlighted() -> impl Strategy<Value = Highlighted> {
    (any_text(), proptest::collection::vec(any::<proptest::sample::Index>(), 0..6)).prop_map(
        |(text, edges)| {
            let mut places: Vec<usize> =
                edges.iter().map(|edge| text.floor_char_boundary(edge.index(text.len() + 1))).collect();
            places.sort_unstable();
            places.dedup();
            let marks = places.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            Highlighted { text, marks }
        },
    )
}

fn any_earlier() -> impl Strategy<Value = Earlier> {
    (any_text(), any_url(), any_text()).prop_map(|(title, url, site)| Earlier {
        id: StoryId::from(2),
        title,
        url,
        site,
        language: Language::from_static("ar"),
        at: sample::time("2025-12-31T22:48:00Z"),
    })
}

fn any_story() -> impl Strategy<Value = ToldStory> {
    let topics = proptest::collection::vec(
        (0_usize..12, any_text(), proptest::collection::vec(any_text(), 0..3)),
        0..4,
    );
    let sources = proptest::collection::vec((any_text(), any_url()), 0..12);
    let language = prop_oneof![Just("en"), Just("ar"), Just("ja"), Just("und")];
    let earlier = proptest::option::weighted(0.3, any_earlier());
    let words = (highlighted(), highlighted(), any_url(), any_text());
    (words, topics, sources, language, earlier, any::<bool>()).prop_map(
        |((title, excerpt, url, site), topics, sources, language, earlier, flag)| ToldStory {
            id: StoryId::from(1),
            title,
            url,
            site,
            language: Language::from_static(language),
            translation: flag.then(|| format!("Über <b>&amp; @everyone {}", "air defence ".repeat(9))),
            snooze: flag.then(|| format!("https://vigie.example.org/snooze/{}", "AbCd_-".repeat(12))),
            published: flag.then(|| sample::time("2026-06-10T22:48:00Z")),
            excerpt,
            topics: topics
                .into_iter()
                .map(|(n, title, terms)| ToldTopic {
                    name: sample::name(&format!("t{n}")),
                    title,
                    priority: if flag { Priority::Urgent } else { Priority::Normal },
                    score: 1.0,
                    terms,
                })
                .collect(),
            sources: sources.into_iter().map(|(site, url)| Source { site, url }).collect(),
            reason: if flag { Reason::Late } else { Reason::New },
            priority: if flag { Priority::Urgent } else { Priority::Normal },
            text_pending: flag,
            correction: None,
            earlier,
            new_outlets: Vec::new(),
        },
    )
}

/// A story or, one in five, what its publisher corrected.
fn any_telling() -> impl Strategy<Value = ToldStory> {
    let changes = proptest::collection::vec((highlighted(), highlighted()), 1..5);
    (any_story(), proptest::option::weighted(0.2, (changes, 0_usize..9))).prop_map(
        |(mut story, correction)| {
            if let Some((changes, more)) = correction {
                let changes = changes
                    .into_iter()
                    .map(|(before, after)| ToldChange { is_headline: false, before, after })
                    .collect();
                story.reason = Reason::Correction;
                story.correction = Some(ToldCorrection { answers: MessageId::from(1), changes, more });
            }
            story
        },
    )
}

/// A notice whose `Debug` fits on a screen.
#[derive(Clone)]
pub struct Any(pub Notice);

impl std::fmt::Debug for Any {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = format!("{:?}", self.0).chars().take(3_000).collect();
        f.write_str(&text)
    }
}

pub fn any_notice() -> impl Strategy<Value = Any> {
    (proptest::collection::vec(any_telling(), 0..36), any_text(), any_text(), 0_usize..2_000).prop_map(
        |(stories, heading, newsroom, more)| {
            let told = Told::Stories { stories, more, coverage: sample::coverage() };
            Any(Notice { newsroom, ..sample::notice("digest:morning", &heading, told) })
        },
    )
}

/// Every text object of a Slack message, with its type.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            if object.get("text").is_some_and(Value::is_string) && object.contains_key("type") {
                found.push(value);
            }
            object.values().for_each(|part| texts(part, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| texts(part, found)),
        _ => {}
    }
}

fn units(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

/// Slack's documented limits, read from the finished JSON.
fn check_slack(notice: &Notice) -> Value {
    let rendered = render(notice, &Medium::Slack, "wire", "s");
    let message: Value = serde_json::from_slice(&rendered[0].bytes).expect("JSON");
    let blocks = message["blocks"].as_array().expect("blocks");
    assert!(!blocks.is_empty() && blocks.len() <= 50, "{} blocks", blocks.len());
    let mut found = Vec::new();
    texts(&message, &mut found);
    let mut total = units(&message["text"]);
    assert!(total > 0, "a fallback text");
    for text in found {
        total += units(&text["text"]);
        assert!(units(&text["text"]) > 0, "an empty text object is refused");
        let (limit, markup) = if text["type"] == "plain_text" { (150, false) } else { (3_000, true) };
        assert!(units(&text["text"]) <= limit, "{} characters in a {}", units(&text["text"]), text["type"]);
        if markup {
            check_mrkdwn(text["text"].as_str().expect("text"));
            assert_eq!(text["verbatim"], true);
        }
    }
    assert!(total <= 12_000, "{total} characters");
    for block in blocks {
        let known =
            ["header", "section", "context", "divider"].contains(&block["type"].as_str().unwrap_or(""));
        assert!(known, "{}", block["type"]);
    }
    message
}

/// Nothing but our own links between angle brackets, no bare ampersand, no mention.
fn check_mrkdwn(text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&']) {
        let tail = &rest[at..];
        let length = if let Some(link) = tail.strip_prefix("<http") {
            let end = link.find('>').expect("a link ends");
            assert!(link[..end].contains('|') && !link[..end].contains('<'), "{tail}");
            // The label's own escapes are checked where it stands.
            let bar = link.find('|').expect("a label");
            check_mrkdwn(&link[bar + 1..end]);
            5 + end + 1
        } else {
            let escape = ["&amp;", "&lt;", "&gt;"].iter().find(|escape| tail.starts_with(**escape));
            escape
                .unwrap_or_else(|| panic!("not escaped: {}", tail.chars().take(40).collect::<String>()))
                .len()
        };
        rest = &tail[length..];
    }
    for mention in ["@channel", "@here", "@everyone", "<!", "<@"] {
        assert!(!text.contains(mention), "{mention}");
    }
}

fn check_mail(notice: &Notice) {
    let page = html(notice);
    // A mail's lines end with two bytes.
    let carried = page.replace('\n', "\r\n").len();
    assert!(carried <= 90_000, "{carried} bytes of HTML");
    assert!(page.ends_with("</html>") || page.trim_end().ends_with("</html>"));
    let medium = Medium::Email {
        from: "Vigie <vigie@desk.example>".parse().expect("a mailbox"),
        to: vec!["ed@desk.example".parse().expect("a mailbox")],
        links: None,
    };
    let rendered = render(notice, &medium, "desk", "s");
    for line in rendered[0].bytes.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 998 + 1, "a line of {} bytes", line.len());
    }
    assert!(rendered[0].bytes.is_ascii());
    let subject = subject(notice);
    assert!(subject.chars().count() <= 160 && !subject.chars().any(char::is_control), "{subject:?}");
    let mail = mail_parser::MessageParser::default().parse(&rendered[0].bytes).expect("a mail");
    assert_eq!(mail.subject().unwrap_or_default(), subject.trim());
}

fn check_terminal(notice: &Notice) {
    let plain = terminal(notice, false);
    assert!(!plain.chars().any(|c| c.is_control() && c != '\n'), "controls reach the terminal");
    for line in plain.lines().filter(|line| !line.contains("://")) {
        let width = unicode_width::UnicodeWidthStr::width(line);
        let widest = line.graphemes(true).map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0);
        assert!(width <= 100.max(widest + 4), "{width} columns: {line}");
    }
    let coloured = terminal(notice, true);
    let foreign = coloured.replace("\u{1b}[0m", "").replace("\u{1b}[1m", "").replace("\u{1b}[2m", "");
    let foreign = foreign.replace("\u{1b}[1;30;43m", "");
    assert!(!foreign.contains('\u{1b}'), "no escape but our own");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_form_exceeds_its_limits(any in any_notice()) {
        let notice = any.0;
        check_slack(&notice);
        for (medium, kind) in channels::all() {
            let wrong = channels::wrong(kind, &channels::bytes(&notice, &medium));
            assert!(wrong.is_empty(), "{kind}: {wrong:?}");
        }
        check_mail(&notice);
        check_terminal(&notice);
        let webhook = render(&notice, &Medium::Webhook, "cms", "s");
        serde_json::from_slice::<Value>(&webhook[0].bytes).expect("JSON");
    }
}

fn storm() -> Notice {
    let stories = (0..30)
        .map(|n| {
            sample::story(
                n,
                "en",
                "harbour-times.example",
                "The [navy] says a third vessel has left the harbour without lights or pilot this week",
                &"A [navy] spokesman said the ship had left before dawn with nobody on the bridge. "
                    .repeat(6),
                &["Navy: navy", "Harbours: harbour"],
            )
        })
        .collect();
    sample::notice(
        "alert:breaking",
        "Desk",
        Told::Stories { stories, more: 970, coverage: sample::coverage() },
    )
}

#[test]
fn a_thousand_matches_are_one_message_with_thirty_and_the_rest_counted() {
    let notice = storm();
    assert_eq!(
        subject(&notice),
        "Navy, Harbours: 1,000 stories · The navy says a third vessel has left the harbour without lights or pilot this week — Desk"
    );
    let message = check_slack(&notice);
    let text = message["blocks"].to_string();
    assert_eq!(text.matches("third vessel").count(), 30);
    assert!(text.contains("and 970 more"), "{text}");
    assert!(text.contains("<https://vigie.example.org/stories.html|and 970 more>"));
    let page = html(&notice);
    assert_eq!(page.matches("A <span").count(), 30 * 6);
    assert!(page.contains("and 970 more") && page.len() <= 90_000);
}

#[test]
fn the_earlier_story_takes_no_other_storys_room() {
    let shown = |notice: &Notice, medium: &Medium| {
        let text = String::from_utf8(channels::bytes(notice, medium)).expect("UTF-8");
        (text.matches("?from=feed").count(), text.matches("Earlier: ").count())
    };
    let (before, mut notice) = (storm(), storm());
    if let Told::Stories { stories, .. } = &mut notice.told {
        for story in stories {
            story.earlier = Some(Earlier {
                id: StoryId::from(99),
                title: "The navy loses sight of a second vessel".into(),
                url: Some("https://harbour-times.example/second-vessel".into()),
                site: "harbour-times.example".into(),
                language: Language::from_static("en"),
                at: sample::time("2026-06-08T22:48:00Z"),
            });
        }
    }
    for (medium, kind) in channels::all() {
        let (stories, named) = shown(&notice, &medium);
        assert_eq!(stories, shown(&before, &medium).0, "{kind}");
        assert!(named <= stories, "{kind}");
    }
    assert_eq!(shown(&notice, &Medium::Slack), (30, 30), "Slack has room for all");
}

#[test]
fn what_does_not_fit_is_counted_and_never_cut_in_the_middle() {
    let mut notice = storm();
    if let Told::Stories { stories, .. } = &mut notice.told {
        for (n, story) in stories.iter_mut().enumerate() {
            story.url = Some(format!("https://example.org/{n}?{}", "long=1;".repeat(250)));
            story.sources = (0..40)
                .map(|s| Source { site: format!("outlet{s}.example"), url: story.url.clone() })
                .collect();
        }
    }
    let page = html(&notice);
    let shown = page.matches("padding:18px 32px 20px").count();
    assert!(page.len() <= 90_000 && page.len() > 60_000, "{}", page.len());
    let rest = page.split("and ").filter_map(|part| part.split(" more").next()?.parse::<usize>().ok()).last();
    assert_eq!(rest, Some(1_000 - shown), "shown and counted make a thousand");
    check_slack(&notice);
}
