//! What is allowed and worth a word.

use super::load;

#[test]
fn a_configuration_with_warnings_can_be_used() {
    let (_, report) =
        load("tests/data/config/warned").unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert!(!report.has_errors());
    insta::assert_snapshot!(report.render(false));
}

#[test]
fn a_configuration_without_feeds_watches_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), "").unwrap();
    let (config, report) = load(folder.path()).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let messages: Vec<&str> = report.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["there is no feed: nothing is watched"]);
    assert!(config.feeds.is_empty());
}

#[test]
fn a_port_that_speaks_otherwise_than_the_mail_is_told_to_is_pointed_at() {
    let folder = tempfile::tempdir().unwrap();
    for (smtp, expected) in [
        ("port = 465", "port 465 usually encrypts from the first byte: the connection may never answer"),
        (
            "port = 587\ntls = \"implicit\"",
            "port 587 usually begins in the clear: the connection may never answer",
        ),
        ("port = 465\ntls = \"implicit\"", ""),
        ("port = 2525", ""),
    ] {
        let text = format!("[smtp]\nhost = \"mail.example.org\"\nfrom = \"vigie@example.org\"\n{smtp}\n");
        std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
        let (_, report) = load(folder.path()).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let about = report.diagnostics.iter().map(|d| d.message.as_str()).find(|m| m.starts_with("port"));
        assert_eq!(about.unwrap_or_default(), expected, "{smtp}");
    }
}

#[test]
fn doubtful_queries_and_lines_are_pointed_at() {
    let (_, report) =
        load("tests/data/config/doubtful").unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert!(!report.has_errors());
    insta::assert_snapshot!(report.render(false));
}
