//! What stands first, what is never left out for something lesser, and words in two directions.

use serde_json::Value;
use vigie::digest::{Notice, Reason, Source, Told, ToldChange, ToldCorrection, ToldStory};
use vigie::model::{Language, MessageId, Priority};
use vigie::render::{Medium, html, mail_text};

use super::channels::{all, bytes, wrong};
use super::sample;

/// As in a night with four pressing stories among ordinary ones: each is about the harbour too, which opens the first group.
fn night() -> Notice {
    let story = |n: i64| {
        let about: &[&str] = match n % 2 {
            0 => &["Harbours", "Blasts"],
            _ => &["Harbours", "Tugs"],
        };
        let title = format!("Story {n:02} of the night: ");
        let title = format!("{title}{}", "a long headline about the harbour and its quays ".repeat(3));
        let mut story =
            sample::story(n, "en", "harbour-times.example", title.trim(), &"An excerpt. ".repeat(20), about);
        if n < 4 {
            story.priority = Priority::Urgent;
        }
        story
    };
    let told = Told::Stories { stories: (0..24).map(story).collect(), more: 0, coverage: sample::coverage() };
    sample::notice("alert:breaking", "Desk", told)
}

#[test]
fn no_urgent_story_is_left_out_for_an_ordinary_one() {
    let notice = night();
    for (medium, kind) in all() {
        let bytes = bytes(&notice, &medium);
        assert_eq!(wrong(kind, &bytes), [""; 0], "{kind}");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let shown: Vec<usize> =
            (0..24).filter_map(|n| text.find(&format!("Story {n:02} of the night"))).collect();
        assert!(shown.len() > 4 && shown.is_sorted(), "{kind}: {shown:?}");
        assert!(text.contains("🔴 URGENT · Story 03"), "{kind}: {text}");
    }
    for text in [html(&notice), mail_text(&notice)] {
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
        assert!(at("Story 03 of") < at("Story 04 of"), "{text}");
    }
}

#[test]
fn each_topic_names_its_stories_that_stand_further_down() {
    let story =
        |n, about: &[&str]| sample::story(n, "en", "harbour.example", &format!("Story {n}"), "Text.", about);
    let stories =
        vec![story(1, &["Drones"]), story(2, &["Spending", "Drones"]), story(3, &["Navy", "Drones"])];
    let page = html(&sample::notice(
        "digest:morning",
        "Morning",
        Told::Stories { stories, more: 0, coverage: sample::coverage() },
    ));
    let (_, after) = page.split_once("Also on this").expect("names");
    let (names, _) = after.split_once("<h2").expect("another topic");
    assert!(names.contains("Story 2</a>") && names.contains("Story 3</a>"), "{names}");
    assert!(
        page.contains("Drones</bdi><span class=\"dim\" style=\"font-weight:400;color:#5c6670\"> · 3 stories"),
        "{page}"
    );
}

fn alone(change: impl FnOnce(&mut ToldStory)) -> Notice {
    let mut notice = sample::alert();
    let Told::Stories { stories, .. } = &mut notice.told else { unreachable!() };
    change(&mut stories[0]);
    notice
}

fn json(notice: &Notice, medium: &Medium) -> Value {
    serde_json::from_slice(&bytes(notice, medium)).expect("JSON")
}

#[test]
fn a_phone_shows_of_one_story_how_pressing_it_is_and_what_happened() {
    let notice = alone(|story| story.priority = Priority::Urgent);
    let phone = json(&notice, &Medium::Ntfy { topic: "desk".into() });
    assert_eq!(
        phone["title"],
        "🔴 URGENT · Le chef de l’Otan réclame quatre fois plus de défense antiaérienne"
    );
    let message = phone["message"].as_str().expect("words");
    assert!(
        message.starts_with("Deux semaines avant") && !message.contains("Le chef de l’Otan"),
        "{message}"
    );
    assert!(
        !message.contains("Harbour Desk") && message.contains("le-courrier.example · French · 06:12"),
        "{message}"
    );
    let telegram = json(&notice, &Medium::Telegram { chat_id: "-1".into() });
    let first = telegram["text"].as_str().and_then(|text| text.lines().next()).expect("a line");
    assert!(first.contains("🔴 URGENT · Le chef de l’Otan"), "{first}");
    let page = html(&notice);
    let (before, after) = page.split_once("<h1 ").expect("a headline");
    assert!(
        before.contains("text-transform:uppercase") && before.contains("Air defense, Defence spending</bdi>"),
        "{before}"
    );
    assert!(after.contains("Le chef de l’Otan") && !page.contains("1 story"), "{page}");
    let (_, preview) =
        page.split_once("mso-hide:all\">").expect("what mail programs show beside the subject");
    assert!(preview.starts_with("Deux semaines avant"), "{preview}");
}

#[test]
fn a_correction_in_another_direction_keeps_its_labels_and_its_words_whole() {
    let change = |before: &str, after: &str| ToldChange {
        is_headline: false,
        before: sample::marked(before),
        after: sample::marked(after),
    };
    let notice = alone(|story| {
        story.language = Language::from_static("ar");
        story.reason = Reason::Correction;
        story.correction = Some(ToldCorrection {
            answers: MessageId::from(1),
            changes: vec![change("قال إن [ستة] أشخاص أصيبوا.", "قال إن [تسعة] أشخاص أصيبوا.")],
            more: 0,
        });
    });
    let page = html(&notice);
    for line in [
        "<b>Before:</b> <bdi lang=\"ar\" dir=\"rtl\">قال إن ",
        "<b>Now:</b> <bdi lang=\"ar\" dir=\"rtl\">قال إن ",
    ] {
        assert!(page.contains(line), "{page}");
    }
    let text = mail_text(&notice);
    for line in [
        "  Before: \u{2068}قال إن *ستة* أشخاص أصيبوا.\u{2069}\n",
        "  Now: \u{2068}قال إن *تسعة* أشخاص أصيبوا.\u{2069}\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let post = json(&notice, &Medium::Mattermost);
    assert!(post["text"].as_str().is_some_and(|text| text.contains("\nNow: \u{2068}قال")), "{post}");
}

#[test]
fn an_answer_links_the_outlets_that_are_new_and_nothing_that_was_told() {
    let notice = alone(|story| {
        story.reason = Reason::Sources;
        story.new_outlets = ["il-faro.example", "<b>.example"]
            .map(|site| Source { site: site.into(), url: Some("https://il-faro.example/copy".into()) })
            .to_vec();
    });
    for (medium, kind) in all() {
        let bytes = bytes(&notice, &medium);
        assert_eq!(wrong(kind, &bytes), [""; 0], "{kind}");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains("+2 SOURCES") && text.contains("Now also in:"), "{kind}: {text}");
        assert!(
            text.contains("https://il-faro.example/copy") && !text.contains("https://le-courrier.example/2"),
            "{kind}: {text}"
        );
    }
    let page = html(&notice);
    assert!(page.contains("Now also in: <bdi><a href=\"https://il-faro.example/copy\""), "{page}");
    assert!(
        mail_text(&notice).contains("Now also in:\n    il-faro.example\n    https://il-faro.example/copy\n")
    );
}

#[test]
fn no_line_of_plain_text_begins_with_what_ends_a_clause() {
    let notice = alone(|story| {
        story.language = Language::from_static("ja");
        story.excerpt = sample::marked(&"港湾警備、無人機を導入。県は来月から、".repeat(12));
    });
    for length in 0..4 {
        let mut notice = notice.clone();
        let Told::Stories { stories, .. } = &mut notice.told else { unreachable!() };
        stories[0].excerpt.text.insert_str(0, &"港".repeat(length));
        let text = mail_text(&notice);
        let begins = |line: &str| line.trim_start().starts_with(['、', '。']);
        assert!(text.contains('、') && !text.lines().any(begins), "{text}");
        assert!(
            text.lines()
                .all(|line| line.contains("://") || unicode_width::UnicodeWidthStr::width(line) <= 76)
        );
    }
}
