//! A morning's digest as a newsroom might get it, and other notices.

use vigie::digest::{
    Alarm, AlarmKind, BlindFeed, Coverage, Earlier, Highlighted, Notice, Reason, SilentTopic, Source, Told,
    ToldChange, ToldCorrection, ToldStory, ToldTopic,
};
use vigie::model::{Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp};

pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

#[track_caller]
pub fn time(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("RFC 3339")
}

/// `[` and `]` around hits.
pub fn marked(text: &str) -> Highlighted {
    let mut shown = Highlighted::default();
    let mut start = 0;
    for c in text.chars() {
        match c {
            '[' => start = shown.text.len(),
            ']' => shown.marks.push(start..shown.text.len()),
            c => shown.text.push(c),
        }
    }
    shown
}

/// `Title: term, term` for each topic; names are the titles in lower case with hyphens.
pub fn topics(texts: &[&str]) -> Vec<ToldTopic> {
    let topic = |text: &&str| {
        let (title, terms) = text.split_once(": ").unwrap_or((text, ""));
        ToldTopic {
            name: name(&title.to_lowercase().replace(' ', "-")),
            title: title.into(),
            priority: Priority::Normal,
            score: 9.5,
            terms: terms.split(", ").filter(|term| !term.is_empty()).map(Into::into).collect(),
        }
    };
    texts.iter().map(topic).collect()
}

pub fn story(
    n: i64,
    language: &'static str,
    site: &str,
    title: &str,
    excerpt: &str,
    about: &[&str],
) -> ToldStory {
    let url = format!("https://{site}/{n}?from=feed&lang={language}");
    ToldStory {
        snooze: None,
        translation: None,
        id: StoryId::from(n),
        title: marked(title),
        url: Some(url.clone()),
        site: site.into(),
        language: Language::from_static(language),
        published: Some(time("2026-06-11T04:12:00Z")),
        excerpt: marked(excerpt),
        topics: topics(about),
        sources: vec![Source { site: site.into(), url: Some(url) }],
        reason: Reason::New,
        priority: Priority::Normal,
        text_pending: false,
        correction: None,
        earlier: None,
        new_outlets: Vec::new(),
    }
}

fn with_sources(mut story: ToldStory, sites: &[&str]) -> ToldStory {
    story.sources.extend(
        sites.iter().map(|site| Source { site: (*site).into(), url: Some(format!("https://{site}/copy")) }),
    );
    story
}

pub fn stories() -> Vec<ToldStory> {
    let mut urgent = story(
        1,
        "en",
        "harbour-times.example",
        "[Drones] close three airports along the coast",
        "Flights stopped shortly before midnight after [unmanned aircraft] were seen over two runways. … “We do not yet know who sent the [drones],” a police spokeswoman said.",
        &["Drones: Drones, unmanned aircraft"],
    );
    urgent.priority = Priority::Urgent;
    urgent.published = Some(time("2026-06-10T22:48:00Z"));
    let mut french = with_sources(
        story(
            2,
            "fr",
            "le-courrier.example",
            "Le chef de l’Otan réclame quatre fois plus de [défense antiaérienne]",
            "Deux semaines avant le sommet de La Haye, il a demandé à Londres une hausse de 400 % de la [défense aérienne et antimissile]. … Les Alliés discutent de porter leurs [dépenses de défense] à 5 % du PIB.",
            &[
                "Air defense: défense antiaérienne, défense aérienne et antimissile",
                "Defence spending: dépenses de défense, 5 % du PIB",
            ],
        ),
        &["rheinblick.example", "ostsee-kurier.example", "il-faro.example"],
    );
    french.earlier = Some(Earlier {
        id: StoryId::from(6),
        title: "À La Haye, les Alliés préparent <un sommet> d’une seule séance".into(),
        url: Some("https://le-courrier.example/sommet?a=1&b=2".into()),
        site: "le-courrier.example".into(),
        language: Language::from_static("fr"),
        at: time("2026-06-08T16:20:00Z"),
    });
    let mut ukrainian = story(
        3,
        "uk",
        "visnyk-dnipra.example",
        "Місто отримає ще дві батареї [ППО] до кінця літа",
        "Про це повідомив міський голова після наради. … За його словами, нові системи [протиповітряної оборони] прикриють енергетику.",
        &["Air defense: ППО, протиповітряної оборони"],
    );
    ukrainian.reason = Reason::Grew;
    let mut arabic = story(
        4,
        "ar",
        "almarsa.example",
        "البرلمان يناقش زيادة [الإنفاق الدفاعي] هذا الأسبوع",
        "قال رئيس اللجنة إن [ميزانية الدفاع] سترتفع بمقدار الخُمس خلال ثلاث سنوات.",
        &["Defence spending: الإنفاق الدفاعي, ميزانية الدفاع"],
    );
    arabic.published = Some(time("2026-06-09T15:30:00Z"));
    arabic.reason = Reason::Late;
    let mut japanese = story(
        5,
        "ja",
        "minato-shimbun.example",
        "港湾警備に[無人機]を導入へ",
        "県は来月から[無人機]による夜間の監視を始めると発表した。",
        &["Drones: 無人機"],
    );
    japanese.text_pending = true;
    vec![urgent, french, ukrainian, arabic, japanese]
}

pub fn coverage() -> Coverage {
    Coverage {
        sources: 145,
        healthy: 142,
        blind: vec![
            BlindFeed {
                feed: name("le-courrier-sport"),
                since: time("2026-06-11T04:10:00Z"),
                why: "challenge page (HTTP 403)".into(),
            },
            BlindFeed {
                feed: name("ostsee-kurier"),
                since: time("2026-06-10T19:02:00Z"),
                why: "DNS: no such host".into(),
            },
            BlindFeed { feed: name("il-faro"), since: time("2026-05-30T08:00:00Z"), why: "HTTP 500".into() },
        ],
        silent_topics: vec![SilentTopic { topic: name("space-debris"), since: time("2026-06-02T05:30:00Z") }],
        ..Coverage::default()
    }
}

pub fn notice(rule: &str, heading: &str, told: Told) -> Notice {
    let rule: RuleName = rule.parse().expect("a rule");
    Notice {
        id: MessageId::from(427_009_331_200_000_001),
        slot_at: matches!(rule, RuleName::Digest(_)).then(|| time("2026-06-11T05:30:00Z")),
        rule,
        heading: heading.into(),
        at: time("2026-06-11T05:30:02Z"),
        zone: chrono_tz::Europe::Paris,
        newsroom: "The Harbour Desk".into(),
        base_url: Some("https://vigie.example.org".into()),
        held: None,
        told,
    }
}

pub fn digest() -> Notice {
    let told = Told::Stories { stories: stories(), more: 970, coverage: coverage() };
    notice("digest:morning", "Morning digest", told)
}

pub fn alert() -> Notice {
    let told = Told::Stories { stories: stories()[1..2].to_vec(), more: 0, coverage: coverage() };
    notice("alert:breaking", "The Harbour Desk", told)
}

/// The alert's story, corrected by its publisher.
pub fn correction() -> Notice {
    let mut story = stories().swap_remove(1);
    let change = |before: &str, after: &str| ToldChange {
        is_headline: false,
        before: marked(before),
        after: marked(after),
    };
    story.reason = Reason::Correction;
    story.correction = Some(ToldCorrection {
        answers: MessageId::from(427_009_331_200_000_000),
        changes: vec![
            change("The port was shut for [six] hours.", "The port was shut for [nine] hours."),
            change("Nobody was hurt.", ""),
            change("", "Two divers were taken to hospital."),
        ],
        more: 2,
    });
    let told = Told::Stories { stories: vec![story], more: 0, coverage: coverage() };
    notice("alert:breaking", "The Harbour Desk", told)
}

pub fn quiet() -> Notice {
    let coverage = Coverage { sources: 12, healthy: 12, ..Coverage::default() };
    notice("digest:morning", "Morning digest", Told::Stories { stories: Vec::new(), more: 0, coverage })
}

pub fn operator() -> Notice {
    let alarm = |kind, subject: &str, detail: &str, cleared| Alarm {
        subject: crate::support::alarm(kind, subject),
        since: time("2026-06-11T04:10:00Z"),
        detail: detail.into(),
        cleared,
        news_at: time("2026-06-11T04:10:00Z"),
    };
    let alarms = vec![
        alarm(
            AlarmKind::Blind,
            "le-courrier-sport",
            "6 polls failed in a row: challenge page (HTTP 403).",
            false,
        ),
        alarm(
            AlarmKind::Dead,
            "77",
            "given up on channel wire-room: HTTP 400 invalid_blocks <b>&</b>",
            false,
        ),
        alarm(AlarmKind::Disk, "store", "The disk is full: watching stopped until there is room.", true),
    ];
    notice("operator", "The Harbour Desk", Told::Alarms(alarms))
}

pub fn test() -> Notice {
    notice("test", "The Harbour Desk", Told::Test(name("wire")))
}
