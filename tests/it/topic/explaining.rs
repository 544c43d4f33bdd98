//! What is said of each clause of a query on an article.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use vigie::topic::{Clause, Signal, TopicDefinition, TopicIndex, TopicQuery};

use super::{article, concept, topic};

fn shown(clause: &Clause, depth: usize, out: &mut String) {
    let mark = if clause.holds { '+' } else { '-' };
    let note = clause.note.as_deref().map_or(String::new(), |note| format!(" ({note})"));
    let hits: Vec<&str> = clause.spans.iter().map(|hit| hit.span.text.as_str()).collect();
    let hits = if hits.is_empty() { String::new() } else { format!(" {hits:?}") };
    let weight = clause.weight.map_or(String::new(), |weight| format!("{weight:+} "));
    let _ =
        writeln!(out, "{}{mark} {weight}{:?} {}{note}{hits}", "  ".repeat(depth), clause.kind, clause.text);
    clause.clauses.iter().for_each(|inner| shown(inner, depth + 1, out));
}

#[track_caller]
fn explain(query: &str, language: &str, title: &str, body: &str) -> String {
    let lines =
        [("all", "=NATO"), ("fr", "\"défense aérienne\""), ("de", "luftverteidigung*"), ("de", "rakete")];
    let concepts = BTreeMap::from([("c".parse().unwrap(), concept(&lines))]);
    let index = TopicIndex::compile(&[topic("t", query)], &concepts).unwrap();
    let explanation = index.explain("t", &article(language, title, body)).unwrap();
    assert_eq!(explanation.found.is_some(), explanation.clause.holds, "{query}");
    let mut out = String::new();
    shown(&explanation.clause, 0, &mut out);
    out
}

const GERMAN: &str =
    "Die Minister sagten, dass sie im nächsten Jahr neue Raketen kaufen und die Kosten teilen werden.";

#[test]
fn each_clause_says_whether_and_where_it_hit() {
    let query = "(concept:c NEAR/4 kaufen OR title:radar) AND first/9:minister AND NOT (lang:fr OR \"sport\") words>3";
    insta::assert_snapshot!(explain(query, "de", "Luftverteidigung", GERMAN));
}

#[test]
fn a_miss_names_the_clause_that_failed() {
    insta::assert_snapshot!(explain("concept:c AND drohne AND minister NEAR/2 kosten", "de", "", GERMAN));
}

#[test]
fn counts_patterns_and_sentences_are_shown_as_they_are_written() {
    let query = r"ATLEAST/2(minister OR kosten) AND /rak.te/ AND (minister SAME/s kosten) AND rakete NOT NEAR/3 kaufen";
    insta::assert_snapshot!(explain(query, "de", "", GERMAN));
}

#[test]
fn signals_show_what_they_count_for() {
    let signal = |query: &str, weight| Signal { query: query.to_owned(), weight };
    let signals = vec![signal("rakete", 3), signal("title:radar", 2), signal("sport OR kosten", -1)];
    let definition =
        TopicDefinition { query: TopicQuery::Scored { signals, threshold: 2 }, ..topic("t", "") };
    let index = TopicIndex::compile(&[definition], &BTreeMap::new()).unwrap();
    let explanation = index.explain("t", &article("de", "", GERMAN)).unwrap();
    assert_eq!(explanation.found.map(|found| found.score), Some(2.0));
    let mut out = String::new();
    shown(&explanation.clause, 0, &mut out);
    insta::assert_snapshot!(out);
}

/// The last step of what failed, with its note.
#[track_caller]
fn failed(query: &str, title: &str, body: &str) -> String {
    let index = TopicIndex::compile(&[topic("t", query)], &BTreeMap::new()).unwrap();
    let explanation = index.explain("t", &article("de", title, &format!("{GERMAN}\n\n{body}"))).unwrap();
    let path = explanation.failure();
    let last = path.last().unwrap_or_else(|| panic!("{query} holds"));
    format!("{:?} {} ({})", last.kind, last.text, last.note.as_deref().unwrap_or_default())
}

#[test]
fn how_near_a_clause_came_is_said() {
    let text = "Das Boot lag im alten Hafen von Nordheim. 国防、空军";
    for (query, expected) in [
        ("boot NEAR/2 nordheim", "Near boot NEAR/2 nordheim (found at distance 6)"),
        ("hafen ONEAR/5 boot", "Near hafen ONEAR/5 boot (found in the other order)"),
        ("rakete SAME/p hafen", "Near rakete SAME/p hafen (found 12 words apart, not in one paragraph)"),
        ("boot NEAR/5 schiff", "Term schiff ()"),
        (
            "boot NOT NEAR/9 hafen",
            "Near boot NOT NEAR/9 hafen (wherever the first stands, the second is near)",
        ),
        ("ATLEAST/3(boot OR hafen)", "Count ATLEAST/3(boot OR hafen) (found 2)"),
        ("\"hafen alten\"", "Term \"hafen alten\" (its words are there, but not in a row)"),
        ("\"kahn hafen von\"", "Term \"kahn hafen von\" (2 of its 3 words are there)"),
        ("boot -hafen", "Term hafen ()"),
        ("boot (schiff OR kahn)", "Any  ()"),
        (
            "boot (schiff OR boot NEAR/2 nordheim OR boot NEAR/2 von)",
            "Near boot NEAR/2 von (found at distance 5)",
        ),
        ("boot ((schiff hafen) OR kahn)", "Term schiff ()"),
        ("nordheim ONEAR/3 boot", "Near nordheim ONEAR/3 boot (found in the other order, at distance 6)"),
        (
            "hafen ONEAR/1 (nordheim OR alten)",
            "Near hafen ONEAR/1 (nordheim OR alten) (found at distance 2, in the other order at 1)",
        ),
        ("boot -(schiff OR (hafen AND kahn) OR nordheim)", "Any  ()"),
        ("title:boot", "Term boot (looked for only in the title; it stands at word 18 of the body)"),
        ("body:konzert", "Term konzert (looked for only in the body; it stands in the title)"),
        (
            "first/5:\"alten hafen\"",
            "Term \"alten hafen\" (looked for only in the first 5 words of the body; it stands at word 21 of the body)",
        ),
        (
            "first/18:\"boot lag\"",
            "Term \"boot lag\" (looked for only in the first 18 words of the body; it goes from word 18 of the body to word 19)",
        ),
        ("=\"lag-im\"", "Term =\"lag-im\" (its words are there in a row, but with other signs)"),
        ("=#Boot", "Term =\"#Boot\" (its word is there, but with other signs beside it)"),
        (
            "\"werden das\"",
            "Term \"werden das\" (its words are there in a row, but a paragraph ends between them)",
        ),
        (
            "\"konzert die\"",
            "Term \"konzert die\" (its words are there in a row, but the title ends between them)",
        ),
        ("防空", "Term 防空 (its characters are there in a row, but a sign parts them)"),
        ("title:kahn", "Term kahn (looked for only in the title)"),
        ("boot words>500", "Known words>500 (the text has 28 words)"),
        ("boot lang:fr", "Known lang:fr (it is read as `de`)"),
        (
            "boot NEAR/9 konzert",
            "Near boot NEAR/9 konzert (found, but one in the title and the other in the text, or in the same word)",
        ),
    ] {
        assert_eq!(failed(query, "Konzert", text), expected, "{query}");
    }
}

#[test]
fn of_a_concept_the_nearest_line_is_said() {
    let lines = [
        ("all", "=NATO"),
        ("de", "minister NEAR/2 raketen"),
        ("de", "(minister OR kahn) NEAR/9 raketen NOT kosten"),
        ("de", "\"neue kosten\""),
        ("fr", "minister NEAR/3 raketen"),
    ];
    let concepts = BTreeMap::from([("c".parse().unwrap(), concept(&lines))]);
    let index = TopicIndex::compile(&[topic("t", "concept:c")], &concepts).unwrap();
    let explanation = index.explain("t", &article("de", "", GERMAN)).unwrap();
    assert_eq!(
        explanation.clause.note.as_deref(),
        Some(
            "0 of 4 lines hit; tried the lines for `de` and for all; nearest: `minister NEAR/2 raketen`, found at distance 8"
        )
    );
}

#[test]
fn an_uncertain_language_is_said() {
    insta::assert_snapshot!(explain("concept:c", "", "Rakete", ""));
}

#[test]
fn a_topic_that_is_not_there_is_not_explained() {
    let index = TopicIndex::compile(&[topic("t", "x")], &BTreeMap::new()).unwrap();
    assert!(index.explain("u", &article("", "x", "")).is_none());
}
