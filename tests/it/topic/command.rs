//! `vigie topic` and `vigie test` as scripts and people run them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const TOPICS: &str = r#"
[topics.air]
title = "Air defence"
priority = "urgent"
query = 'concept:air -"video game"'
must_match = ["Patriot batteries for Poland"]
must_not_match = ["A video game with a Patriot"]

[topics.radio]
title = "Radio"
query = 'radio'

[concepts.air]
all = ['=Patriot']
en = ['"air defen?e*"']
fr = ['"défense aérienne"']
"#;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("topics.toml", TOPICS.as_bytes());
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    fn vigie(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("VIGIE_CONFIG")
            .output()
            .unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn rows(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn match_prints_a_line_for_each_article_in_order() {
    let desk = Desk::new();
    let line = |i: usize| {
        let title = if i.is_multiple_of(3) { "A Patriot on the radio" } else { "Nothing" };
        format!("{{\"id\":{i},\"title\":\"{title}\",\"body\":\"\",\"extra\":null,\"url\":null}}")
    };
    let lines = (0..1300).map(line).collect::<Vec<_>>().join("\n");
    desk.write("in.jsonl", lines.as_bytes());
    for jobs in ["1", "3"] {
        let done = desk.vigie(&[
            "topic",
            "match",
            "--topics",
            "topics.toml",
            "--format",
            "json",
            "--stats",
            "--jobs",
            jobs,
            "in.jsonl",
        ]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let rows = rows(&done);
        assert_eq!(rows.len(), 1300);
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(row["id"], i);
            assert_eq!(row["matches"].as_array().unwrap().len(), if i % 3 == 0 { 2 } else { 0 }, "{row}");
        }
        let stats = text(&done.stderr).lines().last().unwrap().to_owned();
        assert!(
            stats.starts_with("articles=1300 seconds=") && stats.contains(" articles_per_second="),
            "{stats}"
        );
    }
}

#[test]
fn a_match_names_topic_version_score_priority_and_spans() {
    let desk = Desk::new();
    desk.write("in.jsonl", "{\"id\":\"a\",\"title\":\"É. Patriot\",\"body\":\"\"}\n".as_bytes());
    let row =
        rows(&desk.vigie(&["topic", "match", "--topics", "topics.toml", "--format", "json", "in.jsonl"]))
            .remove(0);
    let found = &row["matches"][0];
    assert_eq!(
        (&found["topic"], &found["priority"], &found["score"]),
        (&"air".into(), &"urgent".into(), &3.0.into())
    );
    assert_eq!(found["version"].as_str().unwrap().len(), 32);
    let span = &found["spans"][0];
    assert_eq!((&span["field"], &span["start"], &span["end"]), (&"title".into(), &3.into(), &10.into()));
    assert_eq!(
        (&span["text"], &span["term"], &span["concept"]),
        (&"Patriot".into(), &"=Patriot".into(), &"air".into())
    );
}

#[test]
fn a_line_that_is_no_article_is_named_and_the_batch_goes_on() {
    let desk = Desk::new();
    desk.write("in.jsonl", b"{\"id\":1,\"title\":\"radio\"}\n\n{\"id\":2,\n{\"id\":3,\"title\":\"\xff\"}\n{\"id\":4,\"title\":\"radio\",\"body\":null}");
    let done = desk.vigie(&["topic", "match", "--topics", "topics.toml", "--format", "json", "in.jsonl"]);
    assert_eq!(done.status.code(), Some(1));
    let rows = rows(&done);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["matches"][0]["topic"], "radio");
    assert_eq!(rows[1]["line"], 3);
    assert!(rows[2]["error"].as_str().unwrap().contains("not UTF-8"), "{}", rows[2]);
    assert_eq!(rows[3]["matches"][0]["topic"], "radio");
    let errors = text(&done.stderr);
    assert!(errors.contains("line 3:") && errors.contains("line 4:"), "{errors}");
    assert!(errors.contains("2 of 4 lines are no articles"), "{errors}");
}

#[test]
fn an_odd_value_beside_the_words_costs_that_value_alone() {
    let desk = Desk::new();
    let lines = [
        r#"{"id":1,"title":"radio","language":""}"#,
        r#"{"id":2,"title":"radio","language":"english"}"#,
        r#"{"id":3,"title":"radio","published":"next week"}"#,
        r#"{"id":4,"title":"radio","authors":"Maren Auk","tags":[null, 7, "sea"],"site":"","country":9}"#,
        r#"{"id":5,"title":["radio"]}"#,
    ];
    desk.write("in.jsonl", lines.join("\n").as_bytes());
    desk.write("t.toml", b"[topics.t]\nquery = 'radio'\n[topics.auk]\nquery = 'radio author:auk tag:sea'\n");
    let done = desk.vigie(&["topic", "match", "--topics", "t.toml", "--format", "json", "in.jsonl"]);
    assert_eq!(done.status.code(), Some(1));
    let rows = rows(&done);
    let found: Vec<usize> = rows.iter().map(|row| row["matches"].as_array().unwrap().len()).collect();
    assert_eq!(found, [1, 1, 1, 2, 0]);
    assert_eq!((&rows[4]["id"], &rows[4]["line"]), (&5.into(), &5.into()));
    let told = text(&done.stderr);
    let expected = "vigie: line 2: `language` is `\"english\"`, not a language code such as `fr`: left out\n\
        vigie: line 3: `published` is `\"next week\"`, not a time such as `2026-06-01T07:00:00Z` or a day: left out\n\
        vigie: line 4: `tags` has `7`, which is no text: left out\n\
        vigie: line 4: `country` is `9`, not a text: left out\n\
        vigie: line 5: not an article: `title` is `[\"radio\"]`, not a text; write {\"id\", \"title\", \"body\"} on one line\n\
        vigie: 1 of 5 lines are no articles\n";
    assert_eq!(told, expected);
    let explained = desk.vigie(&["topic", "explain", "t", "in.jsonl", "--topics", "t.toml"]);
    assert_eq!(explained.status.code(), Some(1));
    assert!(text(&explained.stderr).contains("line 5: not an article"), "{}", text(&explained.stderr));
}

#[test]
fn explain_names_the_sentence_of_each_hit() {
    let desk = Desk::new();
    desk.write(
        "in.jsonl",
        b"{\"id\":1,\"title\":\"A radio\",\"body\":\"It was off. The radio fell.\",\"language\":\"en\"}\n",
    );
    let explain = |form: &str| {
        desk.vigie(&["topic", "explain", "radio", "in.jsonl", "--topics", "topics.toml", "--format", form])
    };
    let shown = text(&explain("text").stdout);
    assert!(shown.contains("“radio” in title 2–7\n"), "{shown}");
    assert!(shown.contains("“radio” in body 16–21, sentence 2\n"), "{shown}");
    let row = rows(&explain("json")).remove(0);
    let spans = row["clause"]["spans"].as_array().unwrap();
    let found: Vec<(&Value, &Value)> = spans.iter().map(|span| (&span["text"], &span["sentence"])).collect();
    assert_eq!(found, [(&"radio".into(), &1.into()), (&"radio".into(), &2.into())]);
}

#[test]
fn a_missing_file_is_a_failure_and_a_wrong_query_is_wrong_usage() {
    let desk = Desk::new();
    let missing = desk.vigie(&["topic", "match", "--topics", "topics.toml", "none.jsonl"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("cannot read `none.jsonl`"));
    desk.write("wrong.toml", b"[topics.t]\ntitle = 'T'\nquery = 'a OR b AND c'\n");
    let wrong = desk.vigie(&["topic", "match", "--topics", "wrong.toml", "none.jsonl"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("wrong.toml:3:"), "{}", text(&wrong.stderr));
}

#[test]
fn list_shows_versions_concepts_and_lines_by_language() {
    let desk = Desk::new();
    let listed = rows(&desk.vigie(&["topic", "list", "--topics", "topics.toml", "--format", "json"]));
    assert_eq!(listed[0]["name"], "air");
    assert_eq!(listed[0]["languages"], serde_json::json!(["en", "fr"]));
    assert_eq!(listed[0]["lines"], serde_json::json!({ "all": 1, "en": 1, "fr": 1 }));
    assert_eq!(listed[1]["concepts"], serde_json::json!([]));
    std::fs::create_dir(desk.path().join("config")).unwrap();
    let feed = |name: &str, language: &str| {
        format!("[feeds.{name}]\nurl = 'https://{name}.example/rss'\nlanguage = '{language}'\n")
    };
    let wide = [
        "ar", "cs", "da", "de", "el", "es", "fi", "hu", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt", "ro",
    ];
    let lines: Vec<String> =
        wide.iter().map(|language| format!("{language} = ['\"x y\"', 'xyzzy']\n")).collect();
    let config = format!(
        "{}{}{TOPICS}{}[topics.long]\ntitle = '{}'\nquery = 'radio'\n",
        feed("harbour", "en"),
        feed("coast", "sv"),
        lines.concat(),
        "A very long title ".repeat(9).trim()
    );
    desk.write("config/vigie.toml", config.as_bytes());
    let listed = rows(&desk.vigie(&["topic", "list", "--format", "json"]));
    assert_eq!(
        (&listed[0]["missing"], &listed[1]["missing"]),
        (&serde_json::json!(["sv"]), &serde_json::json!([]))
    );
    let table = text(&desk.vigie(&["topic", "list"]).stdout);
    let longest = table.lines().map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest <= 100), "{longest:?}\n{table}");
    insta::assert_snapshot!(table);
}

#[test]
fn explain_reads_text_html_and_json_lines() {
    let desk = Desk::new();
    desk.write("a.txt", "Patriot batteries\n\nOn the radio.".as_bytes());
    desk.write("a.jsonl", "{\"id\":7,\"title\":\"A video game with a Patriot\"}".as_bytes());
    desk.write("a.html", "<!doctype html><title>Patriot batteries</title><article><h1>Patriot batteries</h1><p>They said on the radio that the batteries will be in place by the end of the year, and that is all.</p></article>".as_bytes());
    for (file, expected) in [("a.txt", true), ("a.html", true), ("a.jsonl", false)] {
        let done =
            desk.vigie(&["topic", "explain", "air", file, "--topics", "topics.toml", "--format", "json"]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let row = rows(&done).remove(0);
        assert_eq!(row["match"].is_object(), expected, "{row}");
        assert_eq!(row["clause"]["holds"], expected, "{row}");
    }
    let shown = text(&desk.vigie(&["topic", "explain", "air", "a.txt", "--topics", "topics.toml"]).stdout);
    insta::assert_snapshot!(shown);
    let unknown = desk.vigie(&["topic", "explain", "water", "a.txt", "--topics", "topics.toml"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there are: air, radio"));
}

#[test]
fn test_runs_the_examples_of_the_configuration() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path().join("config")).unwrap();
    let with = |topics: &str| {
        desk.write("config/vigie.toml", format!("[newsroom]\nname = 'D'\n{topics}").as_bytes());
    };
    with(TOPICS);
    let good = desk.vigie(&["test"]);
    assert!(good.status.success(), "{}{}", text(&good.stdout), text(&good.stderr));
    assert!(text(&good.stdout).contains("2 examples, 0 failed"), "{}", text(&good.stdout));
    with(&TOPICS.replace("-\"video game\"", ""));
    let bad = desk.vigie(&["test"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(
        text(&bad.stdout)
            .contains("air: matches, and should not: A video game with a Patriot\n    by “Patriot”"),
        "{}",
        text(&bad.stdout)
    );
}
