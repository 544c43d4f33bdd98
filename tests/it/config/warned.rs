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

#[test]
fn a_recipient_written_twice_and_a_channel_inside_the_house_are_pointed_at() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[fetch]\nallow_private = [\"127.0.0.1/32\"]\n[smtp]\nhost = \"localhost\"\nfrom = \"vigie@example.org\"\n\
        [channels.desk.email]\nto = [\"a@example.org\", \"Ann <A@Example.org>\"]\n\
        [channels.phones.ntfy]\ntopic = \"desk\"\nurl = \"http://127.0.0.2:8080\"\n\
        [channels.allowed.ntfy]\ntopic = \"desk\"\nurl = \"http://127.0.0.1:8080\"\n\
        [channels.named.ntfy]\ntopic = \"desk\"\nurl = \"http://localhost:8080\"\n\
        [channels.public.ntfy]\ntopic = \"desk\"\n";
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    let (config, report) = load(folder.path()).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let messages = report.diagnostics.iter().map(|d| d.message.as_str());
    let about =
        messages.filter(|message| message.contains("twice in `to`") || message.starts_with("nothing will"));
    assert_eq!(
        about.collect::<Vec<_>>(),
        [
            "`A@Example.org` stands twice in `to`: it gets each mail once",
            "nothing will be sent to `phones`: it leads to a loopback address",
        ]
    );
    let vigie::config::ChannelKind::Email { to } = &config.channels["desk"].kind else { panic!("mail") };
    assert_eq!(to.len(), 1);
}

#[test]
fn a_list_of_feeds_is_read_in_the_charset_that_it_declares() {
    let folder = tempfile::tempdir().unwrap();
    let text = "include = [\"feeds.opml\"]\n";
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    let list = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><opml version=\"2.0\"><body>\
        <outline text=\"Le T\xe9l\xe9gramme\" xmlUrl=\"feed://example.org/rss\"/>\
        <outline text=\"Other\" xmlUrl=\"feed:https://other.example.org/rss\"/></body></opml>";
    std::fs::write(folder.path().join("feeds.opml"), list).unwrap();
    let (config, _) = load(folder.path()).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let feeds: Vec<_> = config.feeds.values().map(|feed| (feed.name.as_str(), feed.url.as_str())).collect();
    let expected = [("le-télégramme", "http://example.org/rss"), ("other", "https://other.example.org/rss")];
    assert_eq!(feeds, expected);
    let broken = [&list[..60], b"\xe9"].concat().iter().copied().filter(|b| *b != b'I').collect::<Vec<_>>();
    std::fs::write(folder.path().join("feeds.opml"), broken).unwrap();
    let report = load(folder.path()).expect_err("no charset of this name");
    assert!(report.render(false).contains("is not UTF-8"), "{}", report.render(false));
}

/// What is said of a configuration with these lines beside a feed and a topic that the alert and the digest tell.
fn said(alert: &str, operator: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[feeds.wire]\nurl = \"https://wire.example/rss\"\n[topics.harbour]\nquery = \"harbour\"\n\
         [channels.desk.file]\npath = \"out\"\nformat = \"json\"\n{operator}\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"desk\"]\n{alert}\n"
    );
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    let report = load(folder.path()).map_or_else(|report| report, |(_, report)| report);
    report.diagnostics.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.message)).collect()
}

#[test]
fn an_alert_whose_own_waits_make_its_stories_too_old_is_pointed_at() {
    let operator = "[operator]\nchannels = [\"desk\"]";
    let never = "13:14 the alert would never tell anything: `group_wait` is not shorter than `max_age`";
    let some =
        "13:18 what comes soon after a message is left to digests: `group_interval` is longer than `max_age`";
    for (alert, expected) in [
        ("group_wait = \"80s\"\nmax_age = \"1m\"", &[never][..]),
        ("group_wait = \"1m\"\nmax_age = \"1m\"", &[never]),
        ("group_interval = \"8h\"", &[some]),
        ("group_interval = \"8h\"\nmax_age = \"8h\"", &[]),
        ("max_age = \"1m\"", &[]),
    ] {
        assert_eq!(said(alert, operator), expected, "{alert}");
    }
}

#[test]
fn failures_that_nobody_would_hear_of_are_pointed_at() {
    let message = "nobody hears of feeds that go blind or of messages that cannot be sent";
    assert_eq!(said("", ""), [format!("1:1 {message}")]);
    assert_eq!(said("", "[operator]\nchannels = []"), [format!("9:12 {message}")]);
}
