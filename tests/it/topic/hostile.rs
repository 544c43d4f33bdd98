//! Queries and articles that nobody means well by: a clear error, and work that stays within bounds.

use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use vigie::topic::Query;

use super::{article, bounds, index};

#[track_caller]
fn refused(query: &str, part: &str) {
    let error = Query::parse(query).expect_err("a mistake");
    assert!(error.message.contains(part), "{}", error.message);
    assert!(
        error.message.chars().count() <= 240 && error.help.is_some_and(|help| help.chars().count() <= 240)
    );
    assert!(query.get(error.span.clone()).is_some(), "{:?}", error.span);
}

#[test]
fn what_the_fuzzer_kept_holds_what_is_promised() {
    let folder = std::path::Path::new("tests/data/topic/fuzz");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the fuzzer's corpus") {
        bounds::query(&std::fs::read(entry.expect("an entry").path()).expect("a file"));
        count += 1;
    }
    assert!(count >= 30, "only {count} files in {}", folder.display());
}

#[test]
fn a_query_of_a_megabyte_is_refused_before_it_is_read() {
    refused(&"missile OR ".repeat(100_000), "bytes long, more than 100000");
    refused(&"(".repeat(1 << 20), "bytes long");
    refused(&format!("\"{}\"", "é".repeat(1 << 19)), "bytes long");
}

#[test]
fn nesting_has_a_bound_of_its_own() {
    let depth = 10_000;
    refused(&format!("{}x{}", "(".repeat(depth), ")".repeat(depth)), "50");
    refused(&"NOT ".repeat(depth), "50");
    refused(&format!("{}x", "-".repeat(depth)), "50");
    refused(&format!("{}x", "title:".repeat(depth)), "50");
    refused(&format!("{}x{}", "ATLEAST/2(".repeat(9_000), ")".repeat(9_000)), "50");
}

#[test]
fn regular_expressions_are_bounded_when_they_are_compiled_and_linear_when_they_run() {
    refused("/(missile{1,1000}){1,1000}/", "too large");
    refused(&format!("/{}missile{}/", "(".repeat(400), ")".repeat(400)), "cannot be read");
    refused(&format!("/missile{}/", "a".repeat(2_000)), "bytes long");
    // What takes a backtracking engine for ever.
    let index = index("/missile(a+)+b/ OR /rocket(x|xx|x+)*y/");
    let text = format!("missile{} {}", "a".repeat(100_000), "rocket".to_owned() + &"x".repeat(100_000));
    assert_eq!(index.matches(&article("en", "", &text)).matches, []);
}

#[test]
fn nears_within_nears_are_bounded_in_what_they_compare() {
    let body = format!("{}{}{}", "alpha ".repeat(60), "bravo ".repeat(60), "charlie delta ".repeat(600));
    // Nothing fits; and what shares its words with all.
    for query in [
        "(bravo NEAR/1000 charlie) ONEAR/1 (alpha NEAR/1000 delta)",
        "(alpha NEAR/1000 charlie) NEAR/1 (alpha NEAR/1000 delta)",
        "(bravo NEAR/1000 charlie) NOT NEAR/1000 (bravo NEAR/1000 delta)",
    ] {
        let began = Instant::now();
        let _ = index(query).matches(&article("en", "", &body));
        assert!(began.elapsed() < Duration::from_secs(20), "{query}: {:?}", began.elapsed());
    }
}

#[test]
fn an_article_of_fifty_megabytes_is_read_to_its_bound() {
    let index = index("harbour OR ATLEAST/9(boat) OR zeppelin");
    let mut body = "boat ".repeat(10 << 20);
    body.push_str("zeppelin");
    let matched = index.matches(&article("en", "Harbour", &body));
    let spans = &matched.matches[0].spans;
    assert!(spans.iter().all(|span| span.end <= 16 << 20 && span.text != "zeppelin"), "{}", spans.len());
    // What is kept of one hit after another has a bound as well.
    assert!(spans.len() <= 20_000, "{}", spans.len());
}

#[test]
fn a_line_that_is_too_long_is_named_and_the_batch_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.toml"), "[topics.radio]\nquery = 'radio'\n").unwrap();
    let mut file = std::fs::File::create(folder.path().join("in.jsonl")).unwrap();
    writeln!(file, "{{\"id\":1,\"title\":\"radio\"}}").unwrap();
    writeln!(file, "{{\"id\":2,\"title\":\"radio\",\"body\":\"{}\"}}", "x".repeat(33 << 20)).unwrap();
    file.write_all(b"{\"id\":3,\"title\":\"\xc3\x28\"}\n\xff\xfe\x00\n[[[[[[[[\n").unwrap();
    writeln!(file, "{}", "[".repeat(100_000)).unwrap();
    writeln!(file, "{{\"id\":4,\"title\":\"radio\"}}").unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["topic", "match", "--topics", "t.toml", "--format", "json", "in.jsonl"])
        .current_dir(folder.path())
        .env_remove("VIGIE_CONFIG")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    let rows: Vec<Value> = String::from_utf8(done.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let errors: Vec<Option<&str>> = rows.iter().map(|row| row["error"].as_str()).collect();
    assert_eq!(rows.len(), 7, "{errors:?}");
    assert_eq!((errors[0], errors[1], errors[6]), (None, Some("longer than 32 MiB"), None));
    for error in &errors[2..4] {
        assert!(error.is_some_and(|error| error.contains("not UTF-8")), "{errors:?}");
    }
    for error in &errors[4..6] {
        assert!(error.is_some_and(|error| error.contains("not an article")), "{errors:?}");
    }
}
