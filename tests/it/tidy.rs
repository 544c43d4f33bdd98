//! The house rules that no compiler keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use vigie::config::{KEYS, KeyUse};
use vigie::metrics::{ByChannel, ByChannelAndResult, ByKind, ByResult, Metrics};

use crate::support::skip;

/// What each room uses, in the order of the house: a room uses rooms before it, never after. A room that is not named here fails
/// the test, and so does a use that is not made any more.
const EDGES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("clock", &["model"]),
    ("crash", &[]),
    ("metrics", &[]),
    ("random", &["model"]),
    ("language", &["model"]),
    ("schedule", &["model"]),
    ("article", &["model", "language"]),
    ("topic", &["model", "language"]),
    ("feed", &["model", "language", "schedule", "article", "topic"]),
    ("story", &["model", "language", "article", "topic", "feed"]),
    ("digest", &["model", "schedule", "article", "topic", "feed", "story"]),
    ("render", &["model", "digest"]),
    ("config", &["model", "schedule", "article", "topic", "feed", "digest", "render"]),
    ("fetch", &["model", "clock", "feed", "config"]),
    ("deliver", &["model", "clock", "schedule", "feed", "digest", "render", "config", "fetch"]),
    (
        "store",
        &[
            "model", "clock", "crash", "random", "language", "schedule", "article", "topic", "feed", "story",
            "digest", "render", "config", "deliver",
        ],
    ),
    (
        "daemon",
        &[
            "model", "clock", "crash", "metrics", "random", "schedule", "article", "topic", "feed", "story",
            "digest", "render", "config", "fetch", "deliver", "store",
        ],
    ),
    ("web", &["model", "metrics", "render", "config", "store", "daemon"]),
    (
        "cli",
        &[
            "model", "clock", "language", "schedule", "article", "topic", "feed", "story", "digest",
            "render", "config", "fetch", "deliver", "store", "daemon", "web",
        ],
    ),
];

const CORE: [&str; 9] =
    ["model", "language", "schedule", "article", "topic", "feed", "story", "digest", "render"];

/// Source files, `src/…` from the root of the project, with their text less line comments.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files);
    assert!(files.len() > 50, "the sources are read from the root of the project");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source file");
        let code =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        (path, code)
    };
    files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).map(read).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// `src/feed/parse.rs` belongs to `feed`, `src/clock.rs` to `clock`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix("src").expect("a path below src");
    let first = below.components().next().expect("a file name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Rooms named after `crate::`, in paths and in braces.
fn uses(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = BTreeSet::new();
    for (_, rest) in code.match_indices("crate::").map(|(at, found)| (at, &code[at + found.len()..])) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split(';').next().unwrap_or_default();
                rooms.extend(list.split(',').map(|part| word(part.trim())));
            }
            None => {
                rooms.insert(word(rest));
            }
        }
    }
    rooms
}

/// Fails with every line of `code` that holds one of `words`.
#[track_caller]
fn assert_absent(files: &[(PathBuf, String)], words: &[&str], rule: &str) {
    let mut found = Vec::new();
    for (path, code) in files {
        for line in code.lines() {
            found.extend(
                words.iter().filter(|w| line.contains(**w)).map(|w| format!("{}: `{w}`", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

#[test]
fn rooms_use_only_rooms_before_them() {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut unused: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (at, (room, may)) in EDGES.iter().enumerate() {
        for used in *may {
            if !EDGES[..at].iter().any(|(before, _)| before == used) {
                wrong.push(format!("`{room}` may use `{used}`, which does not stand before it"));
            }
            unused.insert((room, used));
        }
    }
    for (path, code) in sources() {
        let room = room(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(may) = allowed.get(room.as_str()) else {
            wrong.push(format!("{}: the room `{room}` is not in the table", path.display()));
            continue;
        };
        for used in uses(&code) {
            unused.retain(|(by, own)| *by != room || *own != used);
            if allowed.contains_key(used.as_str()) && used != room && !may.contains(&used.as_str()) {
                wrong.push(format!("{}: `{room}` uses `{used}`", path.display()));
            }
        }
    }
    wrong.extend(unused.iter().map(|(room, used)| format!("`{room}` no longer uses `{used}`")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_is_pure() {
    let core: Vec<_> =
        sources().into_iter().filter(|(path, _)| CORE.contains(&room(path).as_str())).collect();
    let words = [
        "async ",
        ".await",
        "tokio::",
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Instant::now",
        "RandomState",
        "std::fs",
        "std::env",
        "std::net::Tcp",
        "std::process",
        "std::io::std",
        "thread::sleep",
        "reqwest::",
        "rusqlite::",
        "println!",
        "eprintln!",
    ];
    assert_absent(&core, &words, "no clock, no randomness, no I/O, no async in the core");
}

#[test]
fn sql_stands_under_store_and_nowhere_else() {
    let others: Vec<_> = sources().into_iter().filter(|(path, _)| room(path) != "store").collect();
    let words = ["\"SELECT ", "\"INSERT INTO", "\"DELETE FROM", "\"UPDATE ", "\"CREATE TABLE", "rusqlite::"];
    assert_absent(&others, &words, "SQL only under store/");
}

#[test]
fn time_is_read_and_waited_for_through_the_clock() {
    let others: Vec<_> = sources().into_iter().filter(|(path, _)| room(path) != "clock").collect();
    let words = ["tokio::time::", "Utc::now", "Local::now", "SystemTime::now", "thread::sleep"];
    assert_absent(&others, &words, "only clock.rs reads and waits for time");
}

#[test]
fn clients_are_built_in_fetch_alone() {
    let others: Vec<_> = sources().into_iter().filter(|(path, _)| room(path) != "fetch").collect();
    assert_absent(&others, &["reqwest::Client", "reqwest::get"], "one guarded client for everything");
}

#[test]
fn nothing_is_left_to_be_written() {
    assert_absent(&sources(), &["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX"], "no stub is left");
}

#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    for (path, _) in sources() {
        let lines = std::fs::read_to_string(&path).expect("a source file").lines().count();
        if lines > 400 {
            long.push(format!("{}: {lines} lines, at most 400", path.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn both_stores_have_the_same_migrations() {
    let names = |store: &str| -> BTreeSet<String> {
        let folder = Path::new("src/store/migrations").join(store);
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names("postgres"));
}

#[test]
fn every_configuration_key_is_shown_in_the_shipped_configuration() {
    let mut files = Vec::new();
    walk(Path::new("config"), &mut files);
    let toml = |path: &PathBuf| path.extension().is_some_and(|e| e == "toml");
    let texts: Vec<String> =
        files.iter().filter(|path| toml(path)).map(|p| std::fs::read_to_string(p).expect("TOML")).collect();
    let blocks: Vec<(Vec<&str>, &str)> = texts.iter().flat_map(|text| blocks(text)).collect();
    let mut missing = Vec::new();
    for section in KEYS {
        let wanted: Vec<&str> = section.section.split('.').collect();
        let own = |header: &[&str]| {
            header[0] == wanted[0] && (header.len() < 3 || wanted.len() < 3 || header[2] == wanted[2])
        };
        let texts: Vec<&str> =
            blocks.iter().filter(|(header, _)| own(header)).map(|(_, text)| *text).collect();
        for key in section.keys.iter().filter(|key| key.usage == KeyUse::Read) {
            let is_section = section.section.is_empty() && blocks.iter().any(|(h, _)| h[0] == key.name);
            if !is_section && !texts.iter().any(|text| shows(text, key.name)) {
                missing.push(format!("[{}] {}", section.section, key.name));
            }
        }
    }
    assert!(missing.is_empty(), "not in config/*.toml, not even as a comment:\n{}", missing.join("\n"));
}

/// The parts of a configuration, each with the names in its header, which may be a comment; the first stands before all headers.
fn blocks(text: &str) -> Vec<(Vec<&str>, &str)> {
    let mut blocks = vec![(vec![""], 0)];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let header =
            line.trim_start_matches(['#', ' ']).strip_prefix('[').and_then(|rest| rest.split_once(']'));
        if let Some((header, _)) =
            header.filter(|(header, _)| !header.contains(['"', ' ', ',']) || header.ends_with('"'))
        {
            blocks.push((header.split('.').collect(), at));
        }
        at += line.len();
    }
    let ends: Vec<usize> = blocks.iter().skip(1).map(|(_, from)| *from).chain([text.len()]).collect();
    blocks.into_iter().zip(ends).map(|((header, from), to)| (header, &text[from..to])).collect()
}

/// The key stands in the text: `key =`, `[key`, or `.key]`.
fn shows(text: &str, key: &str) -> bool {
    let starts = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(key).any(|(at, _)| {
        let rest = text[at + key.len()..].trim_start_matches(' ');
        starts(at)
            && (rest.starts_with('=') || (text[..at].ends_with(['[', '.']) && rest.starts_with(['.', ']'])))
    })
}

#[test]
fn every_metric_is_documented_and_every_documented_metric_exists() {
    let metrics = Metrics::default();
    metrics.polls.get_or_create(&ByResult { result: "new" }).inc();
    metrics.pushes.get_or_create(&ByResult { result: "new" }).inc();
    metrics.pages.get_or_create(&ByResult { result: "read" }).inc();
    metrics.rechecks.get_or_create(&ByResult { result: "unchanged" }).inc();
    metrics.messages.get_or_create(&ByKind { kind: "alert" }).inc();
    metrics.deliveries.get_or_create(&ByChannelAndResult { channel: "desk".into(), result: "sent" }).inc();
    metrics.dead_letters.get_or_create(&ByChannel { channel: "desk".into() }).set(1);
    let shown: BTreeSet<String> = metrics
        .encode()
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .map(|line| {
            let (name, kind) = line.split_once(' ').expect("name and type");
            if kind == "counter" { format!("{name}_total") } else { name.to_owned() }
        })
        .collect();
    let source = std::fs::read_to_string("src/metrics.rs").expect("the metrics");
    let documented: BTreeSet<String> = source
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"))
        .map(|line| line.split(['{', '`']).next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(shown, documented);
    let rules = std::fs::read_to_string("deploy/alerts.yml").expect("the alert rules");
    for word in rules
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|w| w.starts_with("vigie_") && w.len() > 6)
    {
        let known = documented.contains(word) || documented.contains(word.trim_end_matches("_bucket"));
        assert!(known, "deploy/alerts.yml asks for `{word}`, which is no metric");
    }
}

#[test]
fn the_unit_is_hardened_and_systemd_reads_it() {
    let analyze = |args: &[&str]| std::process::Command::new("systemd-analyze").args(args).output();
    let Ok(security) =
        analyze(&["security", "--offline=true", "--threshold=15", "--no-pager", "deploy/vigie.service"])
    else {
        skip("no systemd-analyze on PATH, which judges the unit: apt-get install systemd");
        return;
    };
    let said = String::from_utf8_lossy(&security.stdout);
    assert!(security.status.success(), "exposure above 1.5: {}", said.lines().last().unwrap_or_default());
    // The program is not installed here: what is checked is that systemd knows every line.
    let unit = std::fs::read_to_string("deploy/vigie.service").expect("the unit");
    let here: String = unit
        .lines()
        .map(|line| if line.starts_with("ExecStart=") { "ExecStart=/bin/true" } else { line })
        .collect::<Vec<_>>()
        .join("\n");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("vigie.service");
    std::fs::write(&path, here).expect("a unit file");
    let verified = analyze(&["verify", "--man=no", &path.to_string_lossy()]).expect("systemd-analyze");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert_eq!(String::from_utf8_lossy(&verified.stderr), "", "systemd has something to say");
}
