//! The tokens an article is found by, and what queries ask of them.

use vigie::model::{Article, Language};
use vigie::topic::{Candidates, Concepts, Query, search_tokens};

use super::concept;

fn token(text: &str) -> Candidates {
    Candidates::Token(text.to_owned())
}

fn concepts() -> Concepts {
    Concepts::from([(
        "c".parse().unwrap(),
        concept(&[("all", "=\"IRIS-T\""), ("fr", "\"défense aérienne\"")]),
    )])
}

/// What a query asks for; the token of overfull articles, which every query takes, is left out.
fn asked(query: &str) -> Candidates {
    match Candidates::of(&Query::parse(query).unwrap(), &concepts()) {
        Candidates::OneOf(mut parts) => {
            parts.retain(|part| *part != token("…"));
            if parts.len() == 1 { parts.remove(0) } else { Candidates::OneOf(parts) }
        }
        other => other,
    }
}

#[test]
fn a_query_asks_for_words_and_for_what_is_known_of_an_article() {
    let all = |parts: &[&str]| Candidates::All(parts.iter().map(|part| token(part)).collect());
    for (query, expected) in [
        ("'missile' -game", token("missile")),
        ("'air defence'", all(&["air", "defence"])),
        ("'the air of defence'", all(&["air", "defence", "of", "the"])),
        ("title:'Kyïv' NEAR/3 =\"L’Otan\"", all(&["kyiv", "otan"])),
        ("=NATO lang:fr", all(&["lang:fr", "nato"])),
        // By the token that stores of older versions have.
        ("=NATO lang:nb", all(&["lang:no", "nato"])),
        ("#NATO site:BBC.co.uk", all(&["nato", "site:bbc.co.uk"])),
        ("'a1' site:m.müller.de", all(&["a1", "site:xn--mller-kva.de"])),
        ("#NAT*", Candidates::Prefix("nat".to_owned())),
        ("country:fr group:\"Home Desk\"", all(&["country:fr", "group:home_desk"])),
        ("tag:\"Air defence\" author:\"Ada Quay\"", all(&["author:ada", "author:quay", "tag:air_defence"])),
        ("'防空'", all(&["空", "防"])),
        ("defen?e", Candidates::Prefix("defen".to_owned())),
        ("*wehr", Candidates::Any),
        ("*wehr 'luft'", token("luft")),
        ("*wehr OR 'luft'", Candidates::Any),
        ("words>100 url:sport", Candidates::Any),
        ("'a1' OR ('b1' 'c1')", Candidates::OneOf(vec![token("a1"), all(&["b1", "c1"])])),
    ] {
        assert_eq!(asked(query), expected, "{query}");
    }
}

#[test]
fn a_bare_word_asks_for_its_stem_in_every_language_or_in_the_one_that_is_asked_for() {
    let Candidates::OneOf(forms) = asked("missiles") else { panic!("one form") };
    for form in ["missiles", "missil"] {
        assert!(forms.contains(&token(form)), "{form} in {forms:?}");
    }
    let french = Candidates::OneOf(vec![token("missil"), token("missiles")]);
    assert_eq!(asked("missiles lang:fr"), Candidates::All(vec![token("lang:fr"), french]));
}

#[test]
fn a_concept_asks_for_one_of_its_lines() {
    let Candidates::OneOf(lines) = asked("concept:c") else { panic!("one line") };
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.contains(&Candidates::All(vec![token("iris"), token("t")])), "{lines:?}");
    assert_eq!(asked("concept:c lang:fr"), {
        let Candidates::All(parts) = asked("lang:fr concept:c") else { panic!("both") };
        Candidates::All(parts)
    });
}

#[test]
fn a_query_too_wide_for_an_index_asks_for_less_and_in_the_end_for_nothing() {
    let phrases = |count: usize| {
        let phrases: Vec<String> = (0..count).map(|n| format!("'abc{n} longword{n}'")).collect();
        phrases.join(" OR ")
    };
    let Candidates::OneOf(parts) = asked(&phrases(700)) else { panic!("one of many") };
    assert_eq!(parts.len(), 700);
    assert!(parts.contains(&token("longword699")), "the longer word is kept");
    assert_eq!(asked(&phrases(1_500)), Candidates::Any);
}

#[test]
fn an_article_with_more_words_than_are_kept_is_a_candidate_of_every_query() {
    let words: Vec<String> = (0..90_000).map(|n| format!("word{n}")).collect();
    let body = words.join(" ");
    let article = Article { title: "Endless".to_owned(), body, ..Article::default() };
    let tokens = search_tokens(&article, Language::from_static("en"));
    assert!(tokens.len() <= 500_100, "{}", tokens.len());
    assert_eq!(tokens.rsplit(' ').next(), Some("…"));
    let any = Candidates::of(&Query::parse("'word89999'").unwrap(), &Concepts::new());
    assert_eq!(any, Candidates::OneOf(vec![token("word89999"), token("…")]));
}

#[test]
fn a_very_long_word_is_found_by_its_beginning() {
    let word = "ж".repeat(100);
    let article = Article { title: word.clone(), ..Article::default() };
    let tokens = search_tokens(&article, Language::from_static("ru"));
    assert_eq!(asked(&format!("'{word}'")), token(tokens.split(' ').next().unwrap()));
}
