//! Who reads what: languages, and corrections for those who were told.

use std::collections::HashMap;
use std::time::Duration;

use vigie::digest::{Audience, Correction, Item, Reader, Reason, Teller, audiences, rank, teller};
use vigie::model::{ArticleId, ItemId, Language, MessageId, Name, Priority};

use super::{item, name, names, time};

fn languages(codes: &str) -> Vec<Language> {
    codes.split_whitespace().map(|code| code.parse().expect("a language")).collect()
}

/// `id language minute topic…`, with `~` before the language where the full text is not known.
fn article(line: &str) -> Teller {
    let mut words = line.split_whitespace();
    let mut word = || words.next().expect("a word");
    let (id, language, minute): (i64, &str, u64) =
        (word().parse().expect("an id"), word(), word().parse().expect("a minute"));
    Teller {
        article_id: ArticleId::from(id),
        language: language.trim_start_matches('~').parse().expect("a language"),
        has_text: !language.starts_with('~'),
        first_seen_at: time("2026-06-11T10:00:00Z") + Duration::from_secs(60 * minute),
        topics: words.map(name).collect(),
    }
}

/// An item of story 1, made by article 10.
fn owed(topics: &str) -> Item {
    item(1, "digest:morning", 1, topics, Priority::Normal, time("2026-06-11T10:00:00Z"))
}

#[test]
fn a_story_is_told_by_the_earliest_full_text_in_the_best_language_it_has() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str, i64)] = &[
        ("the earliest",                 &["10 en 5 nato", "11 fr 3 nato", "12 de 4 nato"], "",      11),
        ("the earliest in the language", &["10 en 1 nato", "11 fr 3 nato", "12 fr 2 nato"], "fr",    12),
        ("the best language first",      &["10 en 1 nato", "11 de 2 nato", "12 fr 9 nato"], "fr en", 12),
        ("then the next",                &["10 en 3 nato", "11 de 2 nato", "12 uk 1 nato"], "fr en", 10),
        ("then whatever there is",       &["10 en 3 nato", "11 de 2 nato", "12 uk 1 nato"], "ja fr", 12),
        ("a full text before feed words", &["10 ~fr 1 nato", "11 de 2 nato"],               "fr",    11),
        ("feed words where that is all", &["10 ~en 1 nato", "11 ~fr 2 nato"],               "fr",    11),
        ("none about other topics",      &["10 en 1 nato", "11 fr 2 sport"],                "fr",    10),
        ("what made it grow is shown",   &["10 en 3 nato drones", "11 en 1 nato"],          "",      10),
        ("what has most of its topics",  &["10 en 3 nato", "11 en 4 nato drones"],          "",      11),
        ("what is new before most topics", &["10 en 3 drones", "11 en 1 nato un", "12 en 2 nato"], "", 10),
        ("in the reader's language",     &["10 en 3 nato drones", "11 fr 1 nato"],          "fr",    11),
        ("and both where there is one",  &["10 en 3 nato drones", "11 fr 1 nato", "12 fr 4 nato drones"], "fr", 12),
        ("a match that was lost",        &[],                                               "fr",    10),
        ("the first of two at once",     &["12 fr 1 nato", "11 fr 1 nato"],                 "",      11),
    ];
    for (why, articles, liked, shown) in table {
        let articles: Vec<Teller> = articles.iter().map(|line| article(line)).collect();
        let told = teller(&owed("nato drones un"), &articles, &languages(liked));
        assert_eq!(told, ArticleId::from(*shown), "{why}");
    }
}

#[test]
fn a_correction_is_told_by_what_is_corrected() {
    let correction = Some(Correction { from: 1, to: 2, answers: MessageId::from(7) });
    let corrected = Item { correction, ..owed("nato") };
    let articles = [article("10 en 5 nato"), article("11 fr 1 nato")];
    assert_eq!(teller(&corrected, &articles, &languages("fr")), corrected.article_id);
}

#[test]
fn channels_that_are_told_the_same_share_an_edition() {
    let reader = |channel: &str, codes: &str| Reader { channel: name(channel), languages: languages(codes) };
    let readers = [reader("a", ""), reader("b", "fr"), reader("c", ""), reader("d", "fr en")];
    let items = [owed("nato")];
    let parts = audiences(&readers, &items, &HashMap::new());
    let channels: Vec<_> = parts.iter().map(|part| part.channels.clone()).collect();
    assert_eq!(channels, [names("a c"), names("b"), names("d")]);
    assert!(parts.iter().all(|part| part.items == items));
    assert_eq!(audiences(&[], &items, &HashMap::new()), []);
}

#[test]
fn a_correction_is_for_the_channels_that_were_shown_the_article_and_answers_in_each_its_own_message() {
    let correction = Some(Correction { from: 1, to: 2, answers: MessageId::from(7) });
    let corrected = Item { correction, ..owed("nato") };
    let news = item(2, "digest:morning", 2, "nato", Priority::Normal, corrected.created_at);
    let items = [corrected.clone(), news.clone()];
    let readers =
        ["a", "b", "c", "d"].map(|channel| Reader { channel: name(channel), languages: Vec::new() });
    let shown: HashMap<(ItemId, Name), MessageId> = [
        ((corrected.id, name("b")), MessageId::from(7)),
        ((corrected.id, name("d")), MessageId::from(9)),
        ((news.id, name("c")), MessageId::from(7)),
    ]
    .into();
    let answers = |message: i64| {
        let answers = MessageId::from(message);
        Item { correction: Some(Correction { from: 1, to: 2, answers }), ..corrected.clone() }
    };
    let part = |channels: &str, items: &[&Item]| Audience {
        channels: names(channels),
        languages: Vec::new(),
        items: items.iter().map(|item| (*item).clone()).collect(),
    };
    let expected =
        [part("a c", &[&news]), part("b", &[&answers(7), &news]), part("d", &[&answers(9), &news])];
    assert_eq!(audiences(&readers, &items, &shown), expected);
}

#[test]
fn what_was_late_in_one_channel_is_told_late_there_alone() {
    let own = owed("nato");
    let late = |id: i64, story: i64, only: &str| Item {
        reason: Reason::Late,
        only: Some(name(only)),
        ..item(id, "digest:morning", story, "nato", Priority::Normal, own.created_at)
    };
    let items = [own.clone(), late(2, 1, "b"), late(3, 2, "c")];
    let readers = ["a", "b", "c"].map(|channel| Reader { channel: name(channel), languages: Vec::new() });
    let parts = audiences(&readers, &items, &HashMap::new());
    let told = |part: &Audience| {
        let (kept, _) = rank(&part.items, &HashMap::new(), 9);
        let mut told: Vec<_> = kept.iter().map(|item| (item.story_id.get(), item.reason)).collect();
        told.sort_unstable();
        (part.channels.clone(), told)
    };
    let told: Vec<_> = parts.iter().map(told).collect();
    assert_eq!(
        told,
        [
            (names("a"), vec![(1, Reason::New)]),
            (names("b"), vec![(1, Reason::Late)]),
            (names("c"), vec![(1, Reason::New), (2, Reason::Late)]),
        ]
    );
}
