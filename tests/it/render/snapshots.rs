//! What people see, word for word.

use vigie::digest::{Notice, Told};
use vigie::render::{Medium, digest_content, html, mail_text, render, subject, terminal};

use super::{channels, sample};

/// Snapshots of rooms stand beside their tests' data.
pub fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../data/render");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn json(notice: &Notice, medium: &Medium) -> String {
    let rendered = render(notice, medium, "wire", "store-1");
    assert_eq!(rendered.len(), 1);
    let value: serde_json::Value = serde_json::from_slice(&rendered[0].bytes).expect("JSON");
    serde_json::to_string_pretty(&value).expect("JSON")
}

fn all() -> [(&'static str, Notice); 5] {
    [
        ("digest", sample::digest()),
        ("alert", sample::alert()),
        ("quiet", sample::quiet()),
        ("operator", sample::operator()),
        ("test", sample::test()),
    ]
}

#[test]
fn the_terminal_reads_like_a_page() {
    for (name, notice) in all() {
        assert_snapshot(&format!("{name}.terminal"), &terminal(&notice, false));
    }
}

#[test]
fn colour_marks_the_hits() {
    assert_snapshot("alert.colour", &terminal(&sample::alert(), true).replace('\u{1b}', "␛"));
}

#[test]
fn the_html_of_a_mail() {
    for (name, notice) in all() {
        assert_snapshot(&format!("{name}.html"), &html(&notice));
    }
}

#[test]
fn slack_gets_blocks() {
    for (name, notice) in all() {
        assert_snapshot(&format!("{name}.slack"), &json(&notice, &Medium::Slack));
    }
}

#[test]
fn chats_get_what_each_of_them_reads() {
    for (medium, kind) in channels::chats() {
        for (name, notice) in
            [("digest", sample::digest()), ("alert", sample::alert()), ("operator", sample::operator())]
        {
            assert_snapshot(&format!("{name}.{kind}"), &json(&notice, &medium));
        }
    }
}

/// What was told and what is said now, in every chat's own dialect.
#[test]
fn every_chat_shows_what_a_correction_changed() {
    for (medium, kind) in channels::all() {
        let text = json(&sample::correction(), &medium);
        for said in ["six", "nine", "Nobody was hurt", "Two divers were taken to hospital"] {
            assert!(text.contains(said), "{kind} does not say `{said}`: {text}");
        }
        assert_snapshot(&format!("correction.{kind}"), &text);
    }
}

#[test]
fn a_webhook_gets_the_contracts_body() {
    for (name, notice) in all() {
        assert_snapshot(&format!("{name}.webhook"), &json(&notice, &Medium::Webhook));
    }
}

#[test]
fn subjects_say_what_is_in_the_message() {
    let lines: Vec<String> =
        all().iter().map(|(name, notice)| format!("{name}: {}", subject(notice))).collect();
    assert_snapshot("subjects", &lines.join("\n"));
}

/// The story that a story goes on from: its headline and its day where people read, its address wherever there are links.
#[test]
fn every_form_names_the_story_that_one_goes_on_from() {
    let (digest, alert) = (sample::digest(), sample::alert());
    let mut texts: Vec<(&str, String)> = Vec::new();
    for notice in [&digest, &alert] {
        texts.extend(channels::all().into_iter().map(|(medium, kind)| (kind, json(notice, &medium))));
        texts.push(("page", html(notice)));
        texts.push(("mail", mail_text(notice)));
        texts.push(("terminal", terminal(notice, false)));
        texts.push(("feed", digest_content(notice)));
    }
    for (kind, text) in texts {
        assert_eq!(text.matches("Earlier: ").count(), 1, "{kind}: {text}");
        let text = text.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
        for words in
            ["À La Haye, les Alliés préparent", "d’une seule séance", "8 June", "le-courrier.example/sommet"]
        {
            assert!(text.contains(words), "{kind} does not say `{words}`: {text}");
        }
    }
}

#[test]
fn the_earlier_storys_day_is_clear_whenever_it_is_read_and_its_link_is_not_needed() {
    let named = |at: &str, url: Option<&str>| {
        let mut notice = sample::alert();
        if let Told::Stories { stories, .. } = &mut notice.told {
            let earlier = stories[0].earlier.as_mut().expect("an earlier story");
            (earlier.at, earlier.url) = (sample::time(at), url.map(str::to_owned));
            earlier.title = "The summit".into();
        }
        let text = terminal(&notice, false);
        let line = text.lines().find(|line| line.contains("Earlier: ")).expect("the line").trim().to_owned();
        (line, html(&notice).contains(">The summit</a>"))
    };
    for (at, shown) in [
        ("2026-06-10T22:30:00Z", "00:30"),
        ("2026-06-10T21:30:00Z", "10 June"),
        ("2025-12-31T23:30:00Z", "1 January"),
        ("2025-12-31T22:30:00Z", "31 December 2025"),
    ] {
        let url = Some("https://le-courrier.example/sommet");
        assert_eq!(named(at, url), (format!("Earlier: The summit, {shown}"), true));
    }
    for url in [None, Some("javascript:alert(1)")] {
        assert_eq!(named("2026-06-08T16:20:00Z", url), ("Earlier: The summit, 8 June".to_owned(), false));
    }
}
