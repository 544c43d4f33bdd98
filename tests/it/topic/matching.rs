//! What each form of the query language matches.

use std::collections::BTreeMap;

use vigie::model::{Article, Hash16};
use vigie::topic::{Concepts, Match, Signal, TopicDefinition, TopicIndex, TopicQuery};

use super::{article, concept, index, index_with, topic};

/// English words before the text under test, so that its language is certain.
const ENGLISH: &str =
    "The following is what they have said about it, and that was all there was to be said.\n\n";

#[track_caller]
fn hits(query: &str, text: &str) -> Vec<String> {
    let found = index(query).matches(&article("en", "", &format!("{ENGLISH}{text}")));
    assert_eq!(found.language.as_str(), "en");
    found.matches.into_iter().flat_map(|m: Match| m.spans).map(|span| span.text).collect()
}

/// What the query hits in an English text.
#[track_caller]
fn check(query: &str, text: &str, expected: &[&str]) {
    assert_eq!(hits(query, text), expected, "{query} in {text:?}");
}

#[track_caller]
fn matches(query: &str, article: &Article, expected: bool) {
    assert_eq!(!index(query).matches(article).matches.is_empty(), expected, "{query}");
}

#[test]
fn a_word_matches_its_inflections_any_case_and_without_accents() {
    check("missile", "MISSILES fell; a missile.", &["MISSILES", "missile"]);
    check("zürich", "In Zurich", &["Zurich"]);
    check("missile", "rockets", &[]);
}

#[test]
fn a_phrase_matches_words_in_a_row_across_hyphens_and_line_breaks() {
    check("\"air defence\"", "air-defence, air\ndefences", &["air-defence", "air\ndefences"]);
    check("air-defence", "an air defence", &["air defence"]);
    check("\"air defence\"", "air and defence", &[]);
    check("\"air defence\"", "air\n\ndefence", &[]);
}

#[test]
fn wildcards_match_forms_not_stems() {
    check("\"air defen?e*\"", "air defense air defences", &["air defense", "air defences"]);
    check("missil*", "missiles missilery miss", &["missiles", "missilery"]);
    check("*abwehr", "Luftabwehr abwehren", &["Luftabwehr"]);
    check("*fensi*", "defensive", &["defensive"]);
    check("defen?e", "defene", &[]);
}

#[test]
fn a_near_is_one_hit_of_two_sides_and_programs_see_the_one() {
    let text = "The drone was, they said, a cheap toy; a cheap drone.";
    let found = index("drone NEAR/9 toy").matches(&article("en", "", &format!("{ENGLISH}{text}")));
    let [span, ..] = &found.matches[0].spans[..] else { panic!("{found:?}") };
    let from = span.start;
    let sides: Vec<_> = span.stretches().map(|(start, end)| (start - from, end - from)).collect();
    assert_eq!((span.text.as_str(), sides), ("drone was, they said, a cheap toy", vec![(0, 5), (30, 33)]));
    let shown = serde_json::to_value(span).expect("JSON");
    assert_eq!(shown.get("parts"), None, "the contract of `topic match` stays");
    let solid = index("cheap NEAR/2 drone").matches(&article("en", "", &format!("{ENGLISH}{text}")));
    assert_eq!(solid.matches[0].spans[0].parts, [], "neighbours are one stretch");
    let across = index("drone NEAR/2 toy").matches(&article(
        "en",
        "",
        &format!("{ENGLISH}They saw a drone. Toys were sold."),
    ));
    let span = &across.matches[0].spans[0];
    assert_eq!(
        (span.text.as_str(), span.parts.len()),
        ("drone. Toys", 2),
        "unless a sentence ends between them"
    );
}

#[test]
fn a_form_is_not_stemmed() {
    check("'selling'", "Selling sells sell", &["Selling"]);
    check("'air defence'", "air defence, air defences", &["air defence"]);
}

#[test]
fn exact_terms_compare_characters() {
    check("=NATO", "nato Nato NATO NATO-led NATO’s", &["NATO", "NATO", "NATO"]);
    check("=\"IRIS-T\"", "IRIS T, IRIS-T", &["IRIS-T"]);
    // Which hyphen or apostrophe a text has is its typesetter's choice.
    check("=\"IRIS-T\"", "an IRIS\u{2011}T", &["IRIS\u{2011}T"]);
    check("=\"IRIS\u{2011}T\"", "an IRIS-T", &["IRIS-T"]);
    check("=\"Lord’s Court\"", "the Lord's Court", &["Lord's Court"]);
    check("=\"Lord's Court\"", "the Lord’s Court", &["Lord’s Court"]);
    check("=NATO", "the ＮＡＴＯ", &["ＮＡＴＯ"]);
    check("=\"C++\"", "C＋＋ and C", &["C＋＋"]);
    check("=\"US Army\"", "us army US  Army", &["US  Army"]);
    check("=\"C++\"", "C and C++ code", &["C++"]);
    check("=Otan", "l’Otan", &["Otan"]);
}

#[test]
fn boolean_operators_combine() {
    check("missile AND radar", "a missile", &[]);
    check("missile radar", "a radar, a missile", &["radar", "missile"]);
    check("missile OR radar", "a radar", &["radar"]);
    check("missile -game", "a missile", &["missile"]);
    check("missile NOT game", "a missile game", &[]);
    check("missile AND NOT (game OR toy)", "a missile toy", &[]);
}

#[test]
fn near_counts_between_the_nearest_edges() {
    check("a1 NEAR/2 b1", "a1 x b1", &["a1 x b1"]);
    check("a1 NEAR/1 b1", "a1 x b1", &[]);
    check("a1 NEAR/1 b1", "b1 a1", &["b1 a1"]);
    check("a1 ONEAR/1 b1", "b1 a1", &[]);
    check("a1 NEAR b1", "a1 1 2 3 b1", &["a1 1 2 3 b1"]);
    check("a1 NEAR b1", "a1 1 2 3 4 b1", &[]);
    check("\"a1 a2\" NEAR/1 \"b1 b2\"", "a1 a2 b1 b2", &["a1 a2 b1 b2"]);
    check("a1 NEAR/3 b1", "a1 x\n\nb1", &["a1 x\n\nb1"]);
}

#[test]
fn one_token_never_serves_both_sides_of_a_near() {
    check("missile NEAR/3 missiles", "one missile", &[]);
    check("missile NEAR/3 missiles", "missile missile", &["missile missile"]);
    check("(a1 NEAR/9 c1) NEAR/1 b1", "a1 x b1 x c1", &["a1 x b1 x c1"]);
    check("(a1 NEAR/9 c1) NEAR/1 a1", "a1 x x x c1", &[]);
}

#[test]
fn not_near_is_one_without_the_other() {
    check("a1 NOT NEAR/2 b1", "a1 x b1 x x a1", &["a1"]);
    check("a1 NOT NEAR/2 b1", "a1 b1", &[]);
    check("a1 NOT NEAR/2 b1", "b1 x x x a1", &["a1"]);
    check("(a1 NOT NEAR/1 b1) NEAR/3 c1", "a1 b1 c1, a1 x c1", &["c1, a1", "a1 x c1"]);
    check("\"air defense\" NOT NEAR/8 \"video game\"", "Air defense, a video game", &[]);
    // A phrase with the word in it is the commonest thing to refuse.
    check("apple NOT NEAR/5 \"apple pie\"", "She baked an apple pie", &[]);
    check("jaguar NOT NEAR/5 (\"jaguar car\" OR drive)", "the jaguar car", &[]);
    check("apple NOT NEAR/1 \"apple pie\"", "apple pie, and then an apple", &["apple"]);
    check("\"apple pie\" NOT NEAR/5 \"pie shop\"", "an apple pie shop", &[]);
    check("\"apple pie\" NOT NEAR/5 pie", "an apple pie", &["apple pie"]);
    check("apple NOT NEAR/5 apples", "an apple", &["apple"]);
}

#[test]
fn same_is_one_sentence_or_one_paragraph() {
    check("a1 SAME/s b1", "x. B1 x x x x x x a1. C1", &["B1 x x x x x x a1"]);
    check("a1 SAME/s b1", "X a1. B1 x.", &[]);
    check("missile SAME/s port", "The missile cost 40. The port was closed", &[]);
    check("missile SAME/s port", "A missile? He said no. The port was closed", &[]);
    check("a1 SAME/p b1", "X a1. B1 x.", &["a1. B1"]);
    check("a1 SAME/p b1", "X a1.\n\nB1 x.", &[]);
    check("a1 SAME/s a1", "X a1.", &[]);
    // A headline is one sentence, whatever its dots.
    let found = index("a1 SAME/s b1").matches(&article("en", "A1. B1", ""));
    assert_eq!(found.matches.len(), 1);
}

#[test]
fn at_least_counts_places_that_do_not_overlap() {
    check("ATLEAST/3(a1 OR b1)", "a1 b1 a1", &["a1", "b1", "a1"]);
    check("ATLEAST/3(a1 OR b1)", "a1 b1", &[]);
    check("ATLEAST/2(\"a1 b1\" OR b1)", "a1 b1", &[]);
    check("ATLEAST/2(\"a1 b1\" OR b1)", "a1 b1 b1", &["a1 b1", "b1", "b1"]);
    check(
        "ATLEAST/3((alpha NEAR/10 omega) OR beta)",
        "alpha beta beta beta omega",
        &["alpha beta beta beta omega", "beta", "beta", "beta"],
    );
    check("ATLEAST/2(\"x1 x2 x3 x4\" OR x2 OR x3)", "x1 x2 x3 x4", &["x1 x2 x3 x4", "x2", "x3"]);
    check("ATLEAST/2(\"x1 x2 x3\" OR \"x2 x3\")", "x1 x2 x3", &[]);
    // Over title and body together.
    assert_eq!(index("ATLEAST/2(a1)").matches(&article("en", "a1", "a1")).matches.len(), 1);
    assert_eq!(index("title:ATLEAST/2(a1)").matches(&article("en", "a1", "a1")).matches.len(), 0);
}

#[test]
fn a_regular_expression_sees_hyphens_as_a_keyboard_has_them() {
    check(r"/\bmig-?\d\d\b/", "the MiG\u{2011}29 and a MiG\u{2010}31", &["MiG\u{2011}29", "MiG\u{2010}31"]);
    check("/air-defen[cs]e/", "new air\u{2011}defence", &["air\u{2011}defence"]);
    check("/air\u{2011}defence/", "new air-defence", &["air-defence"]);
    check("/air[\u{2010}x ]defence/", "new air-defence, air defence", &["air-defence", "air defence"]);
}

#[test]
fn a_range_of_accented_letters_stands_for_what_they_fold_to() {
    check("/pr[à-é]ss[à-é]/ AND presse", "la presse, la provssa", &["presse"]);
    check("/n[à-ü]x/ AND nvx", "nvx", &[]);
    check("/[a-zà-ü]{4}9/ AND été", "âéîò9 été", &["âéîò9", "été"]);
    check("/[А-Я]{4}9/ AND порт", "порт9 порт", &["порт9", "порт"]);
    check("/[^à-é]xy9/ AND port", "wxy9 axy9 port", &["wxy9", "port"]);
}

#[test]
fn signs_that_an_exact_term_asks_for_are_part_of_its_hit() {
    check("=\"C++\"", "they write C++ code", &["C++"]);
    check("=\"U.S.\"", "the U.S. army", &["U.S."]);
    check("=\"#Ok!\" OR =\"(x)\"", "é (x) y", &["(x)"]);
    let found = index("=\"(C++)\"").matches(&article("en", "Über (C++)", "")).matches.remove(0);
    assert_eq!((found.spans[0].start, found.spans[0].end), (5, 10));
}

#[test]
fn a_star_of_full_width_is_one() {
    check("missil＊", "two missiles", &["missiles"]);
    check("\"air missil＊\"", "air missilery", &["air missilery"]);
}

#[test]
fn a_regular_expression_sees_folded_text_and_hits_whole_words() {
    check(r"/mig-?\d\d\b/", "A MiG-29, a MiG31, a Mig291", &["MiG-29", "MiG31"]);
    check("/défens/", "Autodéfense", &["Autodéfense"]);
    check("/defens/", "La DÉFENSE", &["DÉFENSE"]);
    check(r"budget NEAR/4 /\d+ (billion|bn)/", "The budget of 12 billion", &["budget of 12 billion"]);
    check(r"/otan\b/", "l’Otan", &["Otan"]);
    check("title:/radar/", "A radar", &[]);
    check("first/2:/radar/", "x x radar", &[]);
    check("/abc.*b1/", "abc\n\nb1", &[]);
    check("/abc[^c]d1/", "abc-d1", &["abc-d1"]);
    // Flags that say what holds anyway.
    check("/(?i)missile/", "A Missile", &["Missile"]);
    check("/(?i)f-35b/", "An F-35B", &["F-35B"]);
}

fn scored(signals: &[(&str, i32)], threshold: i32) -> TopicIndex {
    let signal = |(query, weight): &(&str, i32)| Signal { query: (*query).to_owned(), weight: *weight };
    let query = TopicQuery::Scored { signals: signals.iter().map(signal).collect(), threshold };
    TopicIndex::compile(&[TopicDefinition { query, ..topic("t", "") }], &Concepts::new()).unwrap()
}

#[test]
fn signals_add_up_each_once() {
    let index = scored(&[("missile", 2), ("radar", 1), ("game", -2)], 3);
    let score = |text: &str| index.matches(&article("en", "", text)).matches.first().map(|found| found.score);
    assert_eq!(score("a missile and a radar"), Some(3.0));
    assert_eq!(score("a missile, a missile, a missile"), None);
    assert_eq!(score("a missile and a radar in a game"), None);
    assert_eq!(score("a game"), None);
    let spans = index.matches(&article("en", "", "a radar, a missile")).matches.remove(0).spans;
    assert_eq!(spans.iter().map(|span| &*span.text).collect::<Vec<_>>(), ["radar", "missile"]);
}

#[test]
fn what_speaks_against_a_topic_is_no_hit() {
    let index = scored(&[("missile", 5), ("game", -2)], 3);
    let found = index.matches(&article("en", "", "a missile game")).matches.remove(0);
    assert_eq!((found.score, found.spans.len()), (3.0, 1));
}

#[test]
fn elided_articles_and_apostrophe_suffixes_take_no_position() {
    check("a1 NEAR/1 otan", "a1 l’Otan", &["a1 l’Otan"]);
    check("\"ukraine air\"", "Ukraine's air", &["Ukraine's air"]);
}

#[test]
fn signs_and_hashtags_are_words() {
    check("\"5 % of GDP\"", "5% of GDP, 3.5 % of GDP", &["5% of GDP"]);
    check("#nato", "NATO #NATO", &["NATO"]);
    check("#nat*", "NATO Natosphere #NATO", &["NATO"]);
    check("#*tan", "Otan #otan", &["otan"]);
    check("\"the #ot?n\"", "the Otan, the #Otan", &["the #Otan"]);
    check("nato", "#NATO", &["NATO"]);
    check("\"$ 3\"", "$3", &["$3"]);
}

#[test]
fn a_field_binds_what_follows_it() {
    let both =
        article("en", "Radar bought", "First paragraph with a missile.\n\nSecond paragraph with a drone.");
    for (query, expected) in [
        ("title:radar", true),
        ("title:missile", false),
        ("body:radar", false),
        ("body:missile", true),
        ("lead:(radar missile)", true),
        ("lead:drone", false),
        ("first/5:missile", true),
        ("first/4:missile", false),
        ("title:(radar OR missile)", true),
        ("title:radar drone", true),
        ("title:NOT missile AND drone", true),
    ] {
        matches(query, &both, expected);
    }
}

#[test]
fn what_is_known_of_the_article_can_be_asked() {
    let known = Article {
        url: Some("https://news.bbc.co.uk/Sport/1".to_owned()),
        authors: vec!["Jane Q. Doe".to_owned()],
        tags: vec!["Défense".to_owned()],
        country: Some("gb".to_owned()),
        groups: vec!["national".to_owned()],
        ..article("en", "Radar", ENGLISH)
    };
    for (query, expected) in [
        ("radar site:bbc.co.uk", true),
        ("radar site:www.bbc.co.uk", true),
        ("radar site:c.co.uk", false),
        ("radar -site:(cnn.com OR bbc.co.uk)", false),
        ("radar site:m.BBC.co.uk", true),
        ("radar site:amp.cnn.com", false),
        ("url:/sport/", true),
        ("author:\"q. doe\"", true),
        ("author:jo", false),
        ("tag:defense", true),
        ("country:GB", true),
        ("group:National", true),
        ("lang:en", true),
        ("lang:fr", false),
        ("words>10", true),
        ("words<10", false),
    ] {
        matches(query, &known, expected);
    }
}

#[test]
fn a_site_and_a_part_of_an_address_are_compared_however_they_are_written() {
    let of = |site: Option<&str>, url: &str| Article {
        site: site.map(str::to_owned),
        url: Some(url.to_owned()),
        ..article("en", "Radar", "")
    };
    let path = "https://www.xn--mller-kva.de/%D0%A1%D0%BF%D0%BE%D1%80%D1%82/1";
    for (query, expected) in [
        ("site:müller.de", true),
        ("site:MÜLLER.de", true),
        ("site:xn--mller-kva.de", true),
        ("site:www.müller.de", true),
        ("site:muller.de", false),
        ("url:/спорт/", true),
        ("url:/Спорт/", true),
        ("url:%d0%A1", true),
        ("url:/война/", false),
    ] {
        matches(query, &of(None, path), expected);
        matches(query, &of(Some("xn--mller-kva.de"), path), expected);
    }
    for query in ["site:m.lemonde.fr", "site:mobile.lemonde.fr", "site:www.lemonde.fr", "site:lemonde.fr"] {
        matches(query, &of(None, "https://m.lemonde.fr/a"), true);
        matches(query, &of(Some("lemonde.fr"), "https://m.lemonde.fr/a"), true);
    }
    matches("site:mobile.de", &of(Some("mobile.de"), "https://mobile.de/a"), true);
}

#[test]
fn a_quote_or_apostrophe_of_any_kind_is_one() {
    check("O'Brien", "Mr O´Brien", &["O´Brien"]);
    check("=\"O'Brien\"", "Mr O´Brien", &["O´Brien"]);
    check("„air defence“ «a1»", "air defence, A1", &["air defence", "A1"]);
}

#[test]
fn a_name_keeps_the_vowel_behind_its_apostrophe() {
    check("Sana'a", "Sana Khan sings", &[]);
    check("Sana'a", "Fighting in Sana’a", &["Sana’a"]);
    check("Shi'a", "Shi Yongxin", &[]);
    let turkish =
        "Bakanlar gelecek yıl radar alacaklarını ve bu maliyetin ülkeler arasında paylaşılacağını söyledi.";
    let turkish = article("tr", "", &format!("{turkish} Bu mesaj Trump'a ulaştı."));
    matches("Trump", &turkish, true);
}

#[test]
fn scripts_without_spaces_match_inside_words() {
    let japanese = article(
        "ja",
        "防空ミサイルを配備",
        "政府は新しい地対空ミサイルを配備すると発表した。費用は来年度の予算に計上される見通しだ。",
    );
    matches("ミサイル", &japanese, true);
    matches("防空", &japanese, true);
    matches("空防", &japanese, false);
    matches("地対空 NEAR/6 配備", &japanese, true);
}

fn pack() -> Concepts {
    let lines = [
        ("all", "=NATO"),
        ("fr", "\"défense aérienne\""),
        ("fr", "missile"),
        ("de", "luftverteidigung*"),
        ("de", "rakete"),
    ];
    BTreeMap::from([("c".parse().unwrap(), concept(&lines))])
}

const FRENCH: &str =
    "Les ministres ont dit que les pays de l’alliance vont acheter des radars et que le coût est partagé.";
const ITALIAN: &str =
    "I ministri hanno detto che compreranno i radar il prossimo anno e che il costo è diviso tra tutti.";

#[track_caller]
fn concept_hits(article: &Article, expected: &[(&str, &str, bool)]) {
    let found = index_with("concept:c", &pack()).matches(article);
    let spans: Vec<_> = found.matches.iter().flat_map(|m| &m.spans).collect();
    let shown: Vec<(&str, &str, bool)> = spans
        .iter()
        .map(|s| (s.text.as_str(), s.language.as_ref().map_or("all", |l| l.as_str()), s.fallback))
        .collect();
    assert_eq!(shown, expected, "{article:?}");
}

#[test]
fn a_certain_language_with_lines_uses_those_and_all() {
    let text = format!("{FRENCH} Les défenses aériennes, la Rakete, l’OTAN et NATO.");
    concept_hits(&article("fr", "", &text), &[("défenses aériennes", "fr", false), ("NATO", "all", false)]);
}

#[test]
fn the_lines_of_a_language_that_texts_do_not_tell_from_another_are_tried_where_it_is_declared() {
    let concepts = BTreeMap::from([(
        "c".parse().unwrap(),
        concept(&[("sr", "raketa"), ("hr", "projektil"), ("yi", "מענטש"), ("he", "טיל")]),
    )]);
    let serbian = "Rakete su danas pogodile grad, rekao je predsednik Vlade i dodao da će mere biti usvojene do kraja nedelje.";
    let yiddish = "דער פרעמיער האט געזאגט אז דער מענטש איז געווען צופרידן";
    for (language, text, expected) in [("sr", serbian, "Rakete"), ("yi", yiddish, "מענטש")] {
        let found = index_with("concept:c", &concepts).matches(&article(language, "", text));
        let spans: Vec<_> = found.matches.iter().flat_map(|found| &found.spans).collect();
        assert_eq!(spans.len(), 1, "{language}");
        assert_eq!((spans[0].text.as_str(), spans[0].fallback), (expected, false));
    }
    matches("raketa lang:sr", &article("sr", "", serbian), true);
    matches("raketa lang:sr", &article("", "", serbian), false);
}

#[test]
fn a_language_without_lines_uses_every_line_unstemmed() {
    let text = format!("{ITALIAN} Défense aérienne, défenses aériennes, Rakete, Raketen.");
    concept_hits(&article("it", "", &text), &[("Défense aérienne", "fr", true), ("Rakete", "de", true)]);
}

#[test]
fn a_short_text_uses_every_line_unstemmed_unless_its_language_is_declared() {
    let declared = article("fr", "Missile, missiles, Rakete", "");
    let undeclared = Article { language: None, ..declared.clone() };
    concept_hits(&undeclared, &[("Missile", "fr", true), ("Rakete", "de", true)]);
    concept_hits(&declared, &[("Missile", "fr", false), ("missiles", "fr", false)]);
}

#[test]
fn spans_name_the_concept_and_the_line_and_count_characters() {
    let text = format!("{FRENCH} Défense aérienne.");
    let found = index_with("concept:c", &pack()).matches(&article("fr", "Émission : missile", &text));
    let span = &found.matches[0].spans[0];
    assert_eq!((span.start, span.end, span.text.as_str()), (11, 18, "missile"));
    assert_eq!(&*span.term, "missile");
    assert_eq!(span.concept.as_ref().map(vigie::model::Name::as_str), Some("c"));
    assert_eq!(&*found.matches[0].spans[1].term, "\"défense aérienne\"");
}

#[test]
fn a_concept_can_stand_in_a_field_and_beside_near() {
    let text = format!("{FRENCH} Un missile près de Kiev.");
    let french = article("fr", "Un radar", &text);
    for (query, expected) in [
        ("title:concept:c", false),
        ("body:concept:c", true),
        ("concept:c NEAR/3 kiev", true),
        ("concept:c NEAR/2 kiev", false),
        ("radar NOT concept:c", false),
    ] {
        let found = index_with(query, &pack()).matches(&french);
        assert_eq!(!found.matches.is_empty(), expected, "{query}");
    }
}

#[test]
fn the_score_counts_hits_title_three_fold_at_most_a_hundred() {
    let score =
        |title: &str, body: &str| index("missile").matches(&article("en", title, body)).matches[0].score;
    assert!((score("Missile", "a missile, missiles") - 5.0).abs() < f64::EPSILON);
    assert!((score("", &"missile ".repeat(300)) - 100.0).abs() < f64::EPSILON);
    let known = index("words<9").matches(&article("en", "x", "")).matches;
    assert!((known[0].score - 1.0).abs() < f64::EPSILON);
}

#[test]
fn the_version_changes_with_the_query_and_with_the_lines_it_uses() {
    let version = |query: &str, concepts: &Concepts| index_with(query, concepts).versions()[0].hash;
    let base = version("concept:c", &pack());
    assert_eq!(base, version("concept:c", &pack()));
    assert_ne!(base, version("concept:c OR x", &pack()));
    let mut changed = pack();
    for one in changed.values_mut() {
        one.all.push("x".to_owned());
    }
    assert_ne!(base, version("concept:c", &changed));
    let mut more = pack();
    more.insert("unused".parse().unwrap(), concept(&[("all", "x")]));
    assert_eq!(base, version("concept:c", &more));
}

#[test]
fn a_version_is_written_in_the_same_bytes_for_ever() {
    let concepts = Concepts::from([("c".parse().unwrap(), concept(&[("fr", "missile"), ("all", "x y")]))]);
    let signals = [("concept:c", 3), ("game", -2)];
    let signals = signals.map(|(query, weight)| Signal { query: query.to_owned(), weight });
    let scored = TopicDefinition {
        query: TopicQuery::Scored { signals: signals.to_vec(), threshold: 2 },
        ..topic("scored", "")
    };
    let index = TopicIndex::compile(&[topic("plain", "concept:c -\"a b\""), scored], &concepts).unwrap();
    let lines = r#"{"concepts":{"c":{"all":["x y"],"fr":["missile"]}}"#;
    for (version, matched, shown) in [
        (
            &index.versions()[0],
            format!(r#"{lines},"query":"concept:c -\"a b\""}}"#),
            format!(r#"{lines},"priority":"normal","query":"concept:c -\"a b\"","title":"plain"}}"#),
        ),
        (
            &index.versions()[1],
            format!(
                r#"{lines},"signals":[{{"query":"concept:c","weight":3}},{{"query":"game","weight":-2}}],"threshold":2}}"#
            ),
            format!(
                r#"{lines},"priority":"normal","signals":[{{"query":"concept:c","weight":3}},{{"query":"game","weight":-2}}],"threshold":2,"title":"scored"}}"#
            ),
        ),
    ] {
        // The store knows a topic by this hash: another one would make every topic an edited one after an upgrade.
        assert_eq!(version.hash, Hash16::of(matched.as_bytes()), "{matched}");
        assert_eq!(version.definition, shown);
    }
}

#[test]
fn what_is_written_as_one_word_is_found_as_one() {
    let zh = |text: &str| article("zh", "", text);
    matches("防空网", &zh("这里部署了防空网。"), true);
    matches("防空网", &zh("这里部署了防空\n网。"), true);
    matches("防空网", &zh("改革国防、空网络升级"), false);
    matches("火箭军", &zh("发射长征火箭，军方表示祝贺"), false);
    matches("火箭军", &zh("发射了火箭。军用卫星入轨"), false);
    matches("\"火箭 军\"", &zh("发射长征火箭，军方表示祝贺"), true);
    check("\"5%\"", "about 5 % of it", &["5 %"]);
}
