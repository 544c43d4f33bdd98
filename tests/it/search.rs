//! `vigie search`, as editors and scripts call it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use vigie::clock::Clock;

use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;

/// A house with an archive of five articles in two languages.
async fn archive(store: Option<String>) -> TestApp {
    let mut house = TestApp::new().await;
    if let Some(url) = store {
        house.store = url;
    }
    let at = Clock::system().now();
    let mut news = [
        News::new("harbour", "Drone seen over the harbour", at),
        News::new("bakers", "Bakers vote on Sunday work", at),
        News::new("missile", "=Missiles, \"drones\" and a video game", at - Duration::from_hours(72)),
    ];
    news[0].summary =
        String::from("A drone was seen on Monday. The harbour master counted two more drones at night.");
    house.feed_with("wire", "full_text = \"never\"\nlanguage = \"en\"\ngroups = [\"coast\"]", &news);
    let mut fr = [
        News::new("kyiv", "L’aide promise à Kyiv", at),
        News::new("drone", "Un drone au-dessus du port de commerce", at),
    ];
    fr[0].summary = String::from(
        "Le programme européen « Air Defense » est promis à Kyiv, dit la ministre. Les pays en discutent.",
    );
    fr[1].summary =
        String::from("Le drone a été vu par les pêcheurs du port, et les gendarmes le cherchent depuis.");
    house.feed_with("agence", "full_text = \"never\"\nlanguage = \"fr\"", &fr);
    house.once().await;
    house
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

async fn run(mut command: Command) -> Ran {
    let done: Output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Ran { code: done.status.code(), out: text(&done.stdout), err: text(&done.stderr) }
}

async fn search(house: &TestApp, arguments: &[&str]) -> Ran {
    let mut command = house.vigie(&["search"]);
    command.args(arguments);
    run(command).await
}

/// Headlines found, in order of the alphabet: articles of one poll have no order of their own.
async fn titles(house: &TestApp, arguments: &[&str]) -> Vec<String> {
    let ran = search(house, &[arguments, &["--format", "json"]].concat()).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let line =
        |line: &str| serde_json::from_str::<Value>(line).unwrap()["title"].as_str().unwrap().to_owned();
    let mut titles: Vec<String> = ran.out.lines().map(line).collect();
    titles.sort();
    titles
}

const HARBOUR: &str = "Drone seen over the harbour";
const MISSILE: &str = "=Missiles, \"drones\" and a video game";
const KYIV: &str = "L’aide promise à Kyiv";
const DRONE: &str = "Un drone au-dessus du port de commerce";

#[tokio::test(flavor = "multi_thread")]
async fn both_stores_find_the_same_by_every_kind_of_query() {
    let database = Database::create().await;
    for store in [Some(None), database.as_ref().map(|database| Some(database.url()))].into_iter().flatten() {
        let house = archive(store).await;
        // The daemon is at work meanwhile.
        let daemon = house.serve().await;
        for (query, expected) in [
            ("missile", vec![MISSILE]),
            ("\"air defense\" NEAR/8 (Ukraine OR Kyiv) lang:fr", vec![KYIV]),
            ("title:drone* -\"video game\"", vec![HARBOUR, DRONE]),
            ("site:127.0.0.1 lang:fr", vec![KYIV, DRONE]),
            ("group:coast drones", vec![MISSILE, HARBOUR]),
            ("harbor", vec![]),
        ] {
            assert_eq!(titles(&house, &[query]).await, expected, "{query}");
        }
        assert_eq!(titles(&house, &["--topic", "drones"]).await, [MISSILE, HARBOUR, DRONE]);
        assert_eq!(titles(&house, &["words>1", "--limit", "0"]).await.len(), 5);
        assert_eq!(titles(&house, &["words>1", "--limit", "2"]).await.len(), 2);
        assert_eq!(titles(&house, &["drone*", "--since", "1h"]).await.len(), 3);
        assert_eq!(titles(&house, &["drone*", "--until", "1h"]).await, [""; 0]);
        daemon.stop().await;
    }
}

async fn backtest(house: &TestApp, arguments: &[&str]) -> Ran {
    let mut command = house.vigie(&["topic", "backtest", "drones"]);
    command.args(arguments);
    run(command).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backtest_counts_by_day_site_and_language_and_shows_samples() {
    let database = Database::create().await;
    for store in [Some(None), database.as_ref().map(|database| Some(database.url()))].into_iter().flatten() {
        let house = archive(store).await;
        let ran = backtest(&house, &[]).await;
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let mut lines = ran.out.lines();
        assert!(lines.next().unwrap().ends_with(": 3 of 3 articles that could match do"), "{}", ran.out);
        let days = lines.next().unwrap();
        assert!(days.contains("···█") && days.contains("most 3, on 20"), "{days}");
        assert_eq!(lines.next(), Some("  sources    127.0.0.1 3"));
        assert_eq!(lines.next(), Some("  languages  en 2 · fr 1"));
        // What was hit stands in brackets.
        for part in ["seen over the harbour", "and a video game", "au-dessus du port"] {
            assert!(ran.out.contains(part), "{part} is in no sample: {}", ran.out);
        }
        let ran = backtest(&house, &["--format", "json", "--samples", "1", "--until", "2h"]).await;
        let seen: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((&seen["hits"], &seen["samples"]), (&Value::from(0), &Value::from(Vec::<Value>::new())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backtest_of_an_edited_query_says_what_would_change() {
    let house = archive(None).await;
    let ran = backtest(&house, &["--query", "(drone* OR aide) -\"video game\"", "--samples", "1"]).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let text = ran.out;
    assert!(text.contains("against the topic as it is: 2 the same, 1 new, 1 lost\n"), "{text}");
    assert!(
        text.contains(&format!("127.0.0.1 {KYIV}")) && text.contains(&format!("127.0.0.1 {MISSILE}")),
        "{text}"
    );
    let edited = backtest(&house, &["--format", "json", "--query", "drone*"]).await;
    let seen: Value = serde_json::from_str(&edited.out).unwrap();
    assert_eq!(seen["change"]["same"], 3);
    assert_eq!(seen["samples"].as_array().unwrap().len(), 3);
    let wrong = backtest(&house, &["--query", "drone OR"]).await;
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("something is missing after this"), "{}", wrong.err);
    let nobody = run(house.vigie(&["topic", "backtest", "drone"])).await;
    assert!(nobody.err.contains("did you mean `drones`?"), "{}", nobody.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_not_names_what_was_refused_and_the_nearest_alternative() {
    let mut house = archive(None).await;
    house.extra = String::from(
        "[topics.refused]\nquery = 'drone -(concert OR monday OR harbour OR (a1 b1))'\n\
         [topics.near]\nquery = 'drone (concert OR harbour ONEAR/2 night OR monday NEAR/2 night)'\n\
         [topics.long]\nquery = 'drone words>90'\n",
    );
    house.write();
    let listed = search(&house, &["harbour", "--format", "json"]).await;
    let harbour: Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    let ran = run(house.vigie(&["why-not", harbour["url"].as_str().unwrap()])).await;
    for expected in [
        "refused  does not match:\n  ✗ it must not have:\n    monday, which hit “Monday”; harbour, which hit “harbour”\n",
        "near  does not match:\n  ✗ none of concert, harbour ONEAR/2 night, monday NEAR/2 night\n    \
         nearest: ✗ harbour ONEAR/2 night  (found at distance 7)\n",
        "long  does not match:\n  ✗ words>90  (the text has 15 words)\n",
    ] {
        assert!(ran.out.contains(expected), "{expected}\n{}", ran.out);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_not_names_the_first_clause_that_failed_and_how_near_it_came() {
    let house = archive(None).await;
    let listed = search(&house, &["bakers", "--format", "json"]).await;
    let bakers: Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    let url = bakers["url"].as_str().unwrap();
    let ran = run(house.vigie(&["why-not", url])).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.starts_with("article   Bakers vote on Sunday work (127.0.0.1)\ntext      "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\ndrones  does not match:\n  ✗ drone*\n"), "{}", ran.out);
    let listed = search(&house, &["missile", "--format", "json"]).await;
    let missile: Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    let url = missile["url"].as_str().unwrap();
    let ran = run(house.vigie(&["why-not", url, "--topic", "drones"])).await;
    assert!(ran.out.contains("drones  matches: `vigie why http"), "{}", ran.out);
    let ran = run(house.vigie(&["why-not", url, "--format", "json", "--topic", "drones"])).await;
    let seen: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&seen["topics"][0]["matches"], &seen["topics"][0]["failure"]),
        (&true.into(), &Value::Array(Vec::new()))
    );
    let ran = run(house.vigie(&["why-not", "https://nowhere.example/x"])).await;
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("is not in the store"), "{}", ran.out);
    let ran = run(house.vigie(&["why-not", url, "--topic", "dron"])).await;
    assert_eq!(ran.code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_not_tells_a_topic_that_came_later_from_one_that_matched() {
    let mut house = archive(None).await;
    house.extra = String::from("[topics.late]\nquery = 'bakers'\n");
    house.write();
    let listed = search(&house, &["bakers", "--format", "json"]).await;
    let bakers: Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    let url = bakers["url"].as_str().unwrap();
    let fits = "late  does not match, although its query fits as it is now: the article was matched before that; \
                `vigie topic rematch late --since 20";
    for arguments in [&["why-not", url, "--topic", "late"][..], &["why-not", url]] {
        let ran = run(house.vigie(arguments)).await;
        assert!(ran.out.contains(fits), "{}", ran.out);
    }
    let ran = run(house.vigie(&["why-not", url, "--topic", "late", "--format", "json"])).await;
    let seen: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&seen["topics"][0]["matches"], &seen["topics"][0]["fits"]), (&false.into(), &true.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_not_says_which_signals_of_a_scored_topic_counted() {
    let mut house = archive(None).await;
    house.extra = String::from(
        "[topics.scored]\nsignals = [{ query = 'bakers', weight = 3 }, { query = 'title:(radar OR sunday NEAR/1 vote)', weight = 2 },\n\
         { query = 'vote AND work', weight = -1 }, { query = 'drone', weight = -4 }]\nthreshold = 5\n",
    );
    house.write();
    let listed = search(&house, &["bakers", "--format", "json"]).await;
    let bakers: Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    let ran = run(house.vigie(&["why-not", bakers["url"].as_str().unwrap(), "--topic", "scored"])).await;
    let expected = "scored  does not match:\n  ✗ score 2 of 5\n    +3 ✓ bakers, which hit “Bakers”\n    \
        +2 ✗ none of radar, sunday NEAR/1 vote\n        nearest: ✗ sunday NEAR/1 vote  (found at distance 2)\n    \
        -1 ✓ vote, which hit “vote”; work, which hit “work”\n";
    assert!(ran.out.ends_with(expected), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_not_says_how_words_are_found_where_the_language_is_uncertain() {
    let mut house = TestApp::new().await;
    let at = Clock::system().now();
    house.feed_with("wire", "full_text = \"never\"", &[News::new("fined", "Companies fined", at)]);
    house.extra = String::from("[topics.fines]\nquery = 'company'\n");
    house.once().await;
    let listed = search(&house, &["companies", "--format", "json"]).await;
    let fined: Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    let ran = run(house.vigie(&["why-not", fined["url"].as_str().unwrap(), "--topic", "fines"])).await;
    assert!(
        ran.out.contains(
            "(uncertain: of concepts every language's lines apply; words are found as they are written"
        ),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("give its feed its `language`"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_time_site_language_headline_sentence_and_address() {
    let house = archive(None).await;
    let ran = search(&house, &["master NEAR/4 drones"]).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut lines = ran.out.lines();
    let head = lines.next().unwrap();
    // `2026-06-11 09:30 · 127.0.0.1 · en · …`
    assert_eq!(head.get(16..), Some(" · 127.0.0.1 · en · Drone seen over the harbour"), "{head}");
    assert_eq!(lines.next(), Some("  The harbour *master* counted two more *drones* at night."));
    assert_eq!(lines.next(), Some(format!("  {}", house.press.url("/harbour")).as_str()));
    assert_eq!((lines.next(), lines.next()), (Some(""), None));
    let old = search(&house, &["missiles"]).await.out;
    let published = (Clock::system().now() - Duration::from_hours(72)).to_utc().format("%Y-%m");
    assert!(old.contains(&format!(" (published {published}")), "{old}");
    let none = search(&house, &["zeppelin"]).await;
    assert_eq!((none.code, none.out.as_str()), (Some(0), ""));
    assert_eq!(none.err, "no article of the archive matches\n");
    let some = search(&house, &["words>1", "--limit", "2"]).await;
    assert_eq!(some.err, "the newest 2: `--limit 0` shows all\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_query_or_option_is_pointed_at_and_the_exit_code_is_2() {
    let house = archive(None).await;
    for (arguments, expected) in [
        (vec!["drone AND harbour OR missile"], "query:1:"),
        (vec![""], "query:1:1"),
        (vec!["concept:drone"], "did you mean `concept:drones`?"),
        (vec!["-drone"], "error"),
        (vec!["--topic", "drone"], "there is no topic `drone` in the configuration: did you mean `drones`?"),
        (vec!["drone", "--topic", "drones"], "cannot be used with"),
        (vec![], "required"),
        (vec!["drone", "--since", "yesterday"], "`yesterday` is no time: write `30d`"),
        (vec!["drone", "--since", "1d", "--until", "2d"], "nothing lies between"),
        (vec!["drone", "--since", "2999-01-01"], "lies in the future"),
        (vec!["drone", "--csv", "--format", "json"], "either `--csv` or `--format json`"),
        (vec!["drone", "--full"], "`--full` adds the text to an export"),
    ] {
        let ran = search(&house, &arguments).await;
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_get_a_line_of_json_with_the_spans_of_topic_match() {
    let house = archive(None).await;
    let ran = search(&house, &["\"harbour master\"", "--format", "json", "--full"]).await;
    let line: Value = serde_json::from_str(ran.out.trim_end()).unwrap();
    assert_eq!(line["title"], HARBOUR);
    assert_eq!(line["language"], "en");
    assert_eq!(line["groups"], serde_json::json!(["coast"]));
    let body = line["body"].as_str().unwrap();
    let span = &line["spans"][0];
    assert_eq!((&span["field"], &span["text"]), (&"body".into(), &"harbour master".into()));
    let (start, end) = (span["start"].as_u64().unwrap(), span["end"].as_u64().unwrap());
    let quoted: String =
        body.chars().skip(start.try_into().unwrap()).take((end - start).try_into().unwrap()).collect();
    assert_eq!(quoted, "harbour master");
    let brief = search(&house, &["\"harbour master\"", "--format", "json"]).await;
    assert_eq!(serde_json::from_str::<Value>(&brief.out).unwrap().get("body"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn spreadsheets_get_rows_without_formulas() {
    let house = archive(None).await;
    let ran = search(&house, &["video", "--csv"]).await;
    let (header, row) = ran.out.split_once("\r\n").unwrap();
    assert_eq!(header, "first_seen,published,site,language,title,sentence,url,authors,terms,id");
    assert!(row.contains(",127.0.0.1,en,\"'=Missiles, \"\"drones\"\" and a video game\","), "{row}");
    assert!(row.ends_with("\r\n"), "{row:?}");
    let full = search(&house, &["harbour", "--csv", "--full"]).await;
    assert!(full.out.lines().next().unwrap().ends_with(",id,body"), "{}", full.out);
    assert!(full.out.contains("counted two more drones at night.\r\n"), "{}", full.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_pipe_ends_it_quietly() {
    let mut house = TestApp::new().await;
    let at = Clock::system().now();
    let mut news: Vec<News> =
        (0..120).map(|n| News::new(format!("n{n}"), &format!("Drone number {n}"), at)).collect();
    // More than a pipe holds.
    for one in &mut news {
        one.summary = "The drones were counted again and again. ".repeat(40);
    }
    house.feed("wire", &news);
    house.once().await;
    let mut command = house.vigie(&["search", "drones", "--limit", "0", "--format", "json", "--full"]);
    let ran = tokio::task::spawn_blocking(move || {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        drop(out);
        (first, child.wait_with_output().unwrap())
    });
    let (first, done) = ran.await.unwrap();
    assert!(first.contains("\"title\":\"Drone number"), "{first}");
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()), (Some(0), ""));
}

/// The lines of every block of commands in the manual.
fn examples() -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/search.md")).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_of_the_manual_works() {
    let house = archive(None).await;
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_vigie"), folder.path().join("vigie")).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let examples = examples();
    assert_eq!(examples.len(), 8);
    for example in &examples {
        let mut command = Command::new("sh");
        command.args(["-c", example]).current_dir(folder.path()).env("PATH", &path);
        command.env("VIGIE_CONFIG", house.write());
        let ran = run(command).await;
        assert_eq!(ran.code, Some(0), "{example}: {}", ran.err);
        let shows = match example.split_once(" > ") {
            Some((_, file)) => std::fs::read_to_string(folder.path().join(file)).unwrap(),
            None => ran.out,
        };
        let finds = if example.contains("harbour.example") { None } else { Some(()) };
        assert_eq!(
            finds.is_some(),
            shows.lines().count() > 1 || shows.contains("title"),
            "{example}: {shows}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn suggest_says_what_stands_beside_the_hits_on_both_stores() {
    let database = Database::create().await;
    for store in [Some(None), database.as_ref().map(|database| Some(database.url()))].into_iter().flatten() {
        let mut house = TestApp::new().await;
        if let Some(url) = store {
            house.store = url;
        }
        let at = Clock::system().now();
        let news: Vec<News> = (0..24)
            .map(|i| {
                let title =
                    if i % 3 == 0 { "Drone seen over the harbour" } else { "Bakers vote on Sunday work" };
                let mut one = News::new(format!("n{i}"), title, at);
                one.summary = match i % 3 {
                    0 => format!(
                        "The police said that a quadcopter was seen by the guards on day {i} of the year."
                    ),
                    _ => format!(
                        "The union said that the vote was for the bakers of the town on day {i} of the year."
                    ),
                };
                one
            })
            .collect();
        house.feed_with("wire", "full_text = \"never\"\nlanguage = \"en\"", &news);
        house.once().await;
        let ran = run(house.vigie(&["topic", "suggest", "drones", "--format", "json"])).await;
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let seen: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((&seen["articles"], &seen["hits"]), (&24.into(), &8.into()));
        let english = &seen["languages"][0];
        assert_eq!((&english["language"], &english["lines"]), (&"en".into(), &Value::Null));
        let terms = english["terms"].as_array().unwrap();
        let quadcopter = terms.iter().find(|term| term["line"] == "quadcopter").expect("it stands out");
        assert_eq!((&quadcopter["hits"], &quadcopter["others"]), (&8.into(), &0.into()));
        assert_eq!(quadcopter["headline"], "Drone seen over the harbour");
        assert!(!terms.iter().any(|term| term["line"] == "drone" || term["line"] == "year"), "{terms:?}");
        house.extra = String::from("[topics.none]\nquery = 'zeppelin'\n");
        house.write();
        let none = run(house.vigie(&["topic", "suggest", "none"])).await.out;
        assert!(none.starts_with("none: 0 of 24 articles since "), "{none}");
        assert!(none.contains("no article matches"), "{none}");
        let text = run(house.vigie(&["topic", "suggest", "drones", "--limit", "3"])).await.out;
        assert!(text.starts_with("drones: 8 of 24 articles since "), "{text}");
        assert!(text.contains("\nen: 8 hits beside 16 others\n  TERM "), "{text}");
        assert!(text.contains("\n  en = ['"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_which_topics_are_too_common_on_the_archive() {
    let mut house = TestApp::new().await;
    let at = Clock::system().now();
    let news: Vec<News> = (0..120)
        .map(|i| {
            News::new(format!("n{i}"), if i % 4 == 0 { "Drone over the quay" } else { "Bakers vote" }, at)
        })
        .collect();
    house.feed_with("wire", "full_text = \"never\"\nlanguage = \"en\"", &news[..60]);
    let few = run(house.vigie(&["check", "--archive"])).await;
    assert_eq!(few.code, Some(0), "{}", few.err);
    assert!(few.out.contains("the archive holds 0 articles: too few to judge the topics by"), "{}", few.out);
    house.feed_with("other", "full_text = \"never\"\nlanguage = \"en\"", &news[60..]);
    house.extra = "[topics.rare]\nquery = 'zeppelin'\n".to_owned();
    house.once().await;
    let many = run(house.vigie(&["check", "--archive"])).await;
    assert!(
        many.out.contains("warning: the topic `drones` matches 25 % of the newest 120 articles\n  help: "),
        "{}",
        many.out
    );
    assert!(!many.out.contains("the topic `rare` matches"), "{}", many.out);
    let json = run(house.vigie(&["check", "--archive", "--format", "json"])).await;
    let rows: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().any(|row| row["topic"] == "drones" && row["severity"] == "warning"), "{rows:?}");
}
