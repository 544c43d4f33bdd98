//! Queries that parse and how they read back; queries that do not and what is said of them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use vigie::topic::{CompileError, Query, TopicIndex};

use super::{concept, topic};

#[track_caller]
fn reads(query: &str, canonical: &str) {
    let parsed = Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    assert_eq!(parsed.to_string(), canonical, "{query}");
    assert_eq!(Query::parse(canonical).unwrap(), parsed, "{canonical} reads back");
}

#[test]
fn every_form_has_a_canonical_text() {
    for (query, canonical) in [
        ("drone", "drone"),
        ("a b", "a AND b"),
        ("a AND (b AND c)", "a AND b AND c"),
        ("(a OR (b OR c))", "a OR b OR c"),
        ("a -b", "a AND NOT b"),
        ("a NOT (b OR c)", "a AND NOT (b OR c)"),
        ("NOT NOT a", "NOT NOT a"),
        ("“two   words”", "\"two words\""),
        ("air-defence", "\"air-defence\""),
        ("‘selling’", "'selling'"),
        ("'aujourd'hui' x", "'aujourd'hui' AND x"),
        ("=NATO", "=\"NATO\""),
        ("=\"US  Army\"", "=\"US Army\""),
        ("a NEAR b", "a NEAR/4 b"),
        ("(a OR b) ONEAR/9 \"c d\"", "(a OR b) ONEAR/9 \"c d\""),
        ("x a NEAR/2 b", "x AND a NEAR/2 b"),
        ("(a NEAR/2 b) NEAR c", "(a NEAR/2 b) NEAR/4 c"),
        ("a NOT NEAR/8 \"b c\"", "a NOT NEAR/8 \"b c\""),
        ("a NOT  NEAR b", "a NOT NEAR/4 b"),
        ("(a NOT NEAR/2 b) NEAR/3 c", "(a NOT NEAR/2 b) NEAR/3 c"),
        ("a SAME/s (b OR c)", "a SAME/s (b OR c)"),
        ("x a SAME/p b", "x AND a SAME/p b"),
        ("ATLEAST/3(a OR \"b c\")", "ATLEAST/3(a OR \"b c\")"),
        ("title:ATLEAST/2 a", "title:ATLEAST/2(a)"),
        ("NOT ATLEAST/2 (a) b", "NOT ATLEAST/2(a) AND b"),
        ("same atleast", "same AND atleast"),
        (r"/mig-?\d\d/", r"/mig-?\d\d/"),
        (r"a NEAR/3 /\d{3} (km|mi)\/h/", r"a NEAR/3 /\d{3} (km|mi)\/h/"),
        ("title:/жук \"?x/ a", "title:/жук \"?x/ AND a"),
        ("title:a b", "title:a AND b"),
        ("title: (a b)", "title:(a AND b)"),
        ("lead:(a NEAR/3 b)", "lead:(a NEAR/3 b)"),
        ("first/50:drone*", "first/50:drone*"),
        ("\"*wehr\" mi?sile \"air defen?e\"", "*wehr AND mi?sile AND \"air defen?e\""),
        ("-site:bbc.co.uk a", "NOT site:bbc.co.uk AND a"),
        ("site:www.BBC.co.uk", "site:bbc.co.uk"),
        ("site:(a.example OR b.example) x", "(site:a.example OR site:b.example) AND x"),
        ("author:\"Jane Doe\" lang:pt-BR", "author:\"Jane Doe\" AND lang:pt"),
        ("url:https://a.example/b?c=1 tag:x", "url:\"https://a.example/b?c=1\" AND tag:x"),
        ("words>200 country:FR group:wire a", "words>200 AND country:fr AND group:wire AND a"),
        ("concept:air-defense", "concept:air-defense"),
        ("#nato 5% $ €", "\"#nato\" AND \"5%\" AND \"$\" AND \"€\""),
        ("and \"or\" near", "\"and\" AND \"or\" AND \"near\""),
        ("\"AND\"", "\"AND\""),
        ("12:30", "\"12:30\""),
        ("title：(a OR b)　（c OR d） －e", "title:(a OR b) AND (c OR d) AND NOT e"),
        ("＝北約 ＂a b＂ site：a.example", "=\"北約\" AND \"a b\" AND site:a.example"),
        ("\"（a）\"", "\"（a）\""),
        (
            "«a b» „c d“ „e f” ”g h” »i j« „k l\"",
            "\"a b\" AND \"c d\" AND \"e f\" AND \"g h\" AND \"i j\" AND \"k l\"",
        ),
        ("#otan* \"#ot?n\"", "\"#otan*\" AND \"#ot?n\""),
        ("site:m.LeMonde.fr site:müller.de", "site:lemonde.fr AND site:xn--mller-kva.de"),
    ] {
        reads(query, canonical);
    }
}

/// The message, the part of the query it points at, and the help.
#[track_caller]
fn refusal(query: &str) -> String {
    let error = match Query::parse(query) {
        Ok(parsed) => panic!("{query} parses as {parsed}"),
        Err(error) => error,
    };
    assert!(!error.span.is_empty() || query.is_empty(), "{query}: an empty span");
    let marked =
        query.get(error.span.clone()).unwrap_or_else(|| panic!("{query}: {:?} cuts a character", error.span));
    let help = error.help.as_deref().map_or(String::new(), |help| format!("\n    help: {help}"));
    format!("{query}\n    {} — at `{marked}`{help}", error.message)
}

/// What editors get wrong; each is refused with a place and, where there is one, a way out.
const MISTAKES: &[&str] = &[
    "",
    "   ",
    "a OR b AND c",
    "a b OR c",
    "a OR b -c d OR e",
    "(a OR b",
    "a OR b)",
    "()",
    "a ()",
    "a AND",
    "OR a",
    "a AND AND b",
    "NOT a",
    "-a -b",
    "NOT (a OR b)",
    "a NEAR/5 b NEAR/3 c",
    "(a OR b) NEAR/5 c ONEAR/3 (d OR e)",
    "a NEAR b NEAR",
    "missile OR NOT rocket",
    "NOT (a AND NOT b)",
    "missile or rocket",
    "\"air defence\" NOT near/8 \"video game\"",
    "\"air defence\" NOT w/8 game",
    "\"air defence\" AND NOT Near/5 game",
    "missile AND not game",
    "missile Not game",
    "missile OR not game",
    "missile OR (not game AND port)",
    "not game missile",
    "missile AND near/5 port",
    "missile NEAR/5 not port",
    "missile same/s port",
    "missile near/p port",
    "missile NEAR/s port",
    "atleast/3(missile OR rocket)",
    "ATLEAST3(missile OR rocket)",
    "missile AND atl5(rocket)",
    "missile AROUND(5) port",
    "missile near(5) port",
    "missile NEAR(5) port",
    "missile NEAR 5 port",
    "missile NOT NEAR (7) port",
    "missile NEAR/5f port",
    "missile near/5f port",
    "a and not b",
    "a !b",
    "drones, missiles",
    "drones,missiles",
    "防空、导弹",
    "a not (b OR c)",
    "a near/5 b",
    "a near \"b c\"",
    "a NEAR5 b",
    "a w/5 b",
    "a w/s b",
    "title:a ADJ3 b",
    "\"a b\"~5 c",
    "missile~",
    "words>=200 a",
    "words<=9 a",
    "lang:(fr AND de)",
    "country:",
    "a NEAR/0 b",
    "a NEAR/5000 b",
    "a NEAR/x b",
    "a NEAR/5 NOT b",
    "(a AND b) NEAR/5 c",
    "(a OR site:x.example) NEAR/5 c",
    "a NEAR",
    "\"never closed",
    "„never closed",
    "\"air «defence» bought\"",
    "\"the “new” plan\"",
    "\"air defence” AND \"drone\"",
    "author:“Ann Lee\"",
    "'never closed",
    "x =",
    "- a",
    "&&",
    "a && b",
    "a || b",
    "…",
    "\"\"",
    "te*",
    "*",
    "te*st",
    "??",
    "防*",
    "titel:nato",
    "http://a.example/",
    "Title:nato",
    "first:nato",
    "site:",
    "site:(a.example AND b.example)",
    "lang:french",
    "concept:",
    "concept:Air",
    "words>many",
    "title:site:a.example",
    "title:(body:nato)",
    "a SAME b",
    "a SAME/x b",
    "a NOT SAME/s b",
    "a NOT ONEAR/3 b",
    "a NOT NEAR/0 b",
    "NOT NEAR/5 b",
    "a NOT NEAR/5 (b AND c)",
    "ATLEAST(a)",
    "ATLEAST/1(a)",
    "ATLEAST/3",
    "ATLEAST/3(a AND b)",
    "ATLEAST/3(a) NEAR/5 b",
    "/never closed",
    "/nato|otan/i",
    "/nato",
    "/na(to/",
    "/a*/",
    r"/\d{4}/",
    r"a OR /\d{4}/",
    "/(((a{1000}){1000}){1000}bcd)/",
];

#[test]
fn every_mistake_is_pointed_at_and_helped() {
    insta::assert_snapshot!(MISTAKES.iter().map(|query| refusal(query)).collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn a_quote_that_opens_within_quotes_is_pointed_at() {
    let error = Query::parse("\"air \"defence\" bought\"").unwrap_err();
    assert_eq!((error.span, error.message.as_str()), (5..6, "`\"` stands in a phrase that `\"` opens"));
}

#[test]
fn words_that_are_operators_elsewhere_are_words_at_an_edge_and_in_quotes() {
    for query in [
        "or",
        "a (or)",
        "(or diamant) a",
        "title:or diamant",
        "a NOT or",
        "a AND or AND b",
        "mine \"or\" diamant",
        "near a",
        "a w/5",
        "NEAR5 a",
        "\"near/8\" a NOT \"near/8\" b",
        "a NEAR/4 5",
        "a NEAR \"5\" b",
        "a NEAR 5,000",
        "around (5) b",
        "a OR not OR b",
    ] {
        Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    }
}

#[test]
fn what_is_positive_in_each_branch_is_taken() {
    for query in ["a AND (b OR NOT c)", "(a OR b) NOT c", "NOT (NOT a OR b)", "(a NOT b) OR (c NOT d)"] {
        Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    }
}

#[track_caller]
fn compile_errors(query: &str) -> Vec<CompileError> {
    let concepts = BTreeMap::from([
        ("nato".parse().unwrap(), concept(&[("all", "=NATO")])),
        ("known".parse().unwrap(), concept(&[("all", "a"), ("fr", "site:a.example lang:fr")])),
    ]);
    TopicIndex::compile(&[topic("t", query)], &concepts).unwrap_err()
}

#[test]
fn mistakes_between_topics_and_concepts_are_found() {
    let shown =
        ["concept:nat", "concept:unheard-of", "concept:known NEAR/3 x", "ATLEAST/2(x OR concept:known)"].map(
            |query| {
                let error = compile_errors(query).remove(0).error;
                format!(
                    "{query}\n    {} — at `{}`\n    help: {}",
                    error.message,
                    &query[error.span.clone()],
                    error.help.unwrap()
                )
            },
        );
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn all_mistakes_of_all_topics_and_lines_are_reported_at_once() {
    let concepts = BTreeMap::from([(
        "c".parse().unwrap(),
        concept(&[("all", "a OR"), ("fr", "ok"), ("fr", "NOT b"), ("de", "concept:c")]),
    )]);
    let errors = TopicIndex::compile(&[topic("t", "x AND"), topic("u", "fine"), topic("v", "(")], &concepts)
        .unwrap_err();
    let shown: Vec<String> = errors.iter().map(|e| format!("{:?}: {}", e.origin, e.error)).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_huge_query_is_refused_in_a_sentence() {
    let error = Query::parse(&"drone OR ".repeat(120_000)).unwrap_err();
    assert!(error.message.contains("bytes long"), "{error}");
}

#[test]
fn deep_nesting_is_refused_without_overflow() {
    for (open, close) in
        [("(", ")"), ("NOT ", ""), ("-", ""), ("title:", ""), ("(x OR ", ")"), ("site:(", ")")]
    {
        let query = format!("{}a{}", open.repeat(10_000), close.repeat(10_000));
        assert!(Query::parse(&query).is_err(), "{open}");
    }
    assert!(Query::parse(&"(".repeat(10_000)).is_err());
    assert!(Query::parse(&format!("{}a{}", "(".repeat(40), ")".repeat(40))).is_ok());
}

#[test]
fn a_huge_regular_expression_is_refused_in_a_sentence() {
    for pattern in
        [format!("/{}/", "a".repeat(2_000)), format!("/abc{}{}/", "(".repeat(300), ")".repeat(300))]
    {
        let error = Query::parse(&pattern).unwrap_err();
        assert!(error.message.contains("regular expression"), "{error}");
    }
}

#[test]
fn a_long_flat_query_is_fine() {
    let query = (0..9_000).map(|i| format!("w{i}")).collect::<Vec<_>>().join(" OR ");
    let index = super::index(&query);
    assert_eq!(index.matches(&super::article("en", "w77 w8999 x", "")).matches[0].spans.len(), 2);
}

#[test]
fn metadata_alone_is_told_apart() {
    assert!(Query::parse("site:a.example -lang:fr").unwrap().is_metadata_alone());
    assert!(!Query::parse("site:a.example drone").unwrap().is_metadata_alone());
}

/// Pieces of queries, thrown together.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "a",
            "nato",
            "(",
            ")",
            " ",
            " ",
            " AND ",
            " OR ",
            " NOT ",
            " NEAR/3 ",
            " ONEAR ",
            "-",
            "\"",
            "'",
            "=",
            "title:",
            "site:",
            "first/5:",
            "concept:x",
            "words>3",
            "*",
            "?",
            "’",
            "#",
            "%",
            "/",
            "/ab+c/",
            "“",
            "”",
            "„",
            "«",
            "»",
            " SAME/s ",
            " NOT NEAR/2 ",
            "ATLEAST/2",
            "防",
            "l’Otan",
            ":",
            ".",
        ][..],
    );
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_canonical_text_parses_to_the_same_query(query in soup()) {
        if let Ok(parsed) = Query::parse(&query) {
            let text = parsed.to_string();
            prop_assert_eq!(Query::parse(&text), Ok(parsed), "{} → {}", query, text);
        }
    }

    #[test]
    fn any_text_parses_or_is_refused_at_a_place_inside_it(query in prop_oneof![soup(), "\\PC{0,60}".boxed()]) {
        if let Err(error) = Query::parse(&query) {
            prop_assert!(query.get(error.span.clone()).is_some(), "{:?}", error);
            prop_assert!(query.is_empty() || !error.span.is_empty(), "{:?}", error);
        }
    }

    #[test]
    fn what_is_said_of_a_mistake_stays_short(piece in "[a-z*:&]{1,9}", times in 1..4000_usize) {
        if let Err(error) = Query::parse(&piece.repeat(times)) {
            prop_assert!(error.message.chars().count() <= 240);
            prop_assert!(error.help.unwrap_or_default().chars().count() <= 240);
        }
    }

    #[test]
    fn a_query_that_parses_also_compiles_and_matches_without_panic(query in soup(), text in "\\PC{0,80}") {
        let concepts = BTreeMap::from([("x".parse().unwrap(), concept(&[("all", "nato")]))]);
        if let Ok(index) = TopicIndex::compile(&[topic("t", &query)], &concepts) {
            let _ = index.matches(&super::article("", &text, &text));
        }
    }
}
