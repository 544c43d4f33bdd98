//! `vigie story group`, as scripts call it.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs the command on what comes in.
fn group(format: &str, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["story", "group", "--format", format, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("its input").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn rows(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

fn lines(articles: &[Value]) -> Vec<u8> {
    articles.iter().flat_map(|article| format!("{article}\n").into_bytes()).collect()
}

#[test]
fn each_article_gets_a_line_in_order_with_its_story_and_relation() {
    let title = "Lighthouse of Cape Orlo sold for one crown";
    let output = group(
        "json",
        &lines(&[
            json!({"id": "a", "title": title, "url": "https://one.example/orlo", "published": "2026-06-11T07:30:00Z"}),
            json!({"id": 7, "title": "Bakers vote on Sunday work", "published": "2026-06-11"}),
            json!({"id": null, "title": title, "site": "two.example", "unknown": true}),
        ]),
    );
    assert_eq!(output.status.code(), Some(0));
    let rows = rows(&output);
    assert_eq!(rows[0], json!({"id": "a", "story": "1", "relation": "first"}));
    assert_eq!(rows[1], json!({"id": 7, "story": "2", "relation": "first"}));
    assert_eq!(rows[2], json!({"id": null, "story": "1", "relation": "copy"}));
}

#[test]
fn a_line_that_is_no_article_says_why_and_the_others_go_on() {
    let mut input = lines(&[json!({"id": "a", "title": "Bakers vote"})]);
    input.extend_from_slice(b"{\"id\": \"b\", \"title\": \"\xff\"}\n\nno json\n");
    input.extend(lines(&[json!({"id": "c", "title": 7}), json!({"id": "d"})]));
    let output = group("json", &input);
    assert_eq!(output.status.code(), Some(1));
    let rows = rows(&output);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[1]["error"], "not UTF-8: byte 23 of the line");
    assert!(rows[2]["error"].as_str().unwrap().starts_with("not an article"), "{}", rows[2]);
    assert_eq!(rows[2]["line"], 4);
    assert!(rows[3]["error"].as_str().unwrap().starts_with("not an article"), "{}", rows[3]);
    assert_eq!(
        (&rows[1]["id"], &rows[3]["id"]),
        (&Value::Null, &"c".into()),
        "the id is said where it can be read"
    );
    assert_eq!(rows[4], json!({"id": "d", "story": "2", "relation": "first"}));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("3 of 5 lines are no articles"), "{told}");
}

#[test]
fn a_time_or_language_that_cannot_be_read_costs_no_article() {
    let title = "Lighthouse of Cape Orlo sold for one crown";
    let times = [
        json!("2026-06-10T08:00:00"),
        json!("2026-06-10 08:00:00"),
        json!("Wed, 10 Jun 2026 08:00:00 GMT"),
        json!(""),
        json!(null),
        json!("yesterday"),
        json!(1_781_078_400),
    ];
    let mut articles = vec![
        json!({"id": "first", "title": title, "site": "one.example", "published": "2026-06-10T08:00:00Z"}),
        json!({"id": "old", "title": "A page of the archive", "published": "1970-01-01T00:00:00Z"}),
    ];
    let at = |(n, time): (usize, &Value)| json!({"id": n, "title": title, "site": format!("{n}.example"), "published": time, "language": ""});
    articles.extend(times.iter().enumerate().map(at));
    articles.push(json!({"id": "tongue", "title": title, "site": "two.example", "language": "english"}));
    let output = group("json", &lines(&articles));
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    for row in rows(&output).iter().filter(|row| row["id"] != "old") {
        assert_eq!(row["story"], "1", "{row}");
    }
    assert!(told.contains("line 8: `published` is `\"yesterday\"`, not a time such as `2026-06-01T07:00:00Z` or a day: left out"), "{told}");
    assert!(told.contains("line 9: `published` is `1781078400`, not a time"), "{told}");
    assert!(told.contains("line 10: `language` is `\"english\"`, not a language code"), "{told}");
    assert_eq!(told.lines().count(), 3, "{told}");
}

#[test]
fn people_read_a_line_with_story_relation_and_headline() {
    let output = group("text", &lines(&[json!({"id": "a", "title": "Bakers\u{1b}[2J vote"})]));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("1  first       a  Bakers") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["story", "group", "nowhere.jsonl"])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read `nowhere.jsonl`"));
}
