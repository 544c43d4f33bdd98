//! The configuration in `config/`: real, commented, complete.

use std::collections::BTreeSet;

use vigie::config::{KEYS, KeyUse};

use super::load;

#[test]
fn the_shipped_configuration_is_good_without_any_secret() {
    let (config, report) = load("config").unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert_eq!(report.render(false), "", "and without a warning");
    assert!(config.feeds.len() >= 5 && config.topics.len() >= 4, "it is worth starting from");
    assert!(config.root.is_absolute());
}

#[test]
fn every_key_is_explained_in_the_shipped_configuration() {
    let shown = keys_in(include_str!("../../../config/vigie.toml"));
    for section in KEYS.iter().filter(|section| !section.section.is_empty()) {
        for key in section.keys.iter().filter(|key| key.usage == KeyUse::Read) {
            let wanted = (section.section.to_owned(), key.name.to_owned());
            assert!(
                shown.contains(&wanted),
                "`{}` of `[{}]` is not in config/vigie.toml",
                key.name,
                section.section
            );
        }
    }
}

/// Sections with `*` for names and their keys, commented out or not.
fn keys_in(text: &str) -> BTreeSet<(String, String)> {
    let mut section = String::new();
    let mut keys = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim_start_matches(['#', ' ']);
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = pattern_of(header);
            let parent = section.rsplit_once('.').map(|(parent, key)| (parent.to_owned(), key.to_owned()));
            keys.extend(parent);
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        keys.insert((section.clone(), key.trim().to_owned()));
        let inner = if key.trim() == "quiet" {
            Some("alerts.*.quiet".to_owned())
        } else if key.trim() == "template" {
            Some(format!("{section}.template"))
        } else if line.starts_with("{ query") {
            Some("topics.*.signals".to_owned())
        } else {
            let is_example = value.contains("title =") || line.starts_with("{ title");
            is_example.then(|| "topics.*.must_match".to_owned())
        };
        if let Some(inner) = inner {
            let words = line.split(['{', ',', '#', ';', ' ']).filter(|word| !word.is_empty());
            keys.extend(words.map(|word| (inner.clone(), word.to_owned())));
        }
    }
    keys
}

fn pattern_of(header: &str) -> String {
    let named = ["feeds", "groups", "topics", "concepts", "channels", "alerts", "digests", "sites"];
    let mut parts: Vec<&str> = header.splitn(2, '.').collect();
    if named.contains(&parts[0]) && parts.len() == 2 {
        let kind = parts[1]
            .rsplit_once('.')
            .filter(|_| matches!(parts[0], "channels" | "feeds"))
            .map(|(_, kind)| kind);
        parts[1] = "*";
        parts.extend(kind);
    }
    parts.join(".")
}
