//! A configuration that uses every kind of section, and what comes of it.

use std::path::{Path, PathBuf};

use vigie::config::{ChannelKind, Config, PostgresUrl, SigningKey, StoreUrl, Trust, load_with};

const FOLDER: &str = "tests/data/config/good";

/// Reads the good configuration in an environment of a few variables.
#[track_caller]
fn good(variables: &[(&str, &str)]) -> Config {
    let variables: Vec<(String, String)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let env = move |name: &str| variables.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let (config, report) =
        load_with(Path::new(FOLDER), &env).unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert_eq!(report.render(false), "");
    config
}

#[test]
fn every_section_arrives_as_it_was_written() {
    let config = good(&[]);
    let root = config.root.to_string_lossy().into_owned();
    let topics: Vec<_> = config.topics.iter().filter(|topic| topic.name.as_str() == "own").collect();
    let sections: [&dyn std::fmt::Debug; 13] = [
        &config.newsroom,
        &config.operator,
        &config.store,
        &config.fetch,
        &config.web,
        &config.smtp,
        &config.feeds,
        &topics,
        &config.channels,
        &config.alerts,
        &config.digests,
        &config.sites,
        &config.files,
    ];
    let parts = sections.map(|section| format!("{section:#?}\n")).concat();
    assert!(!parts.contains("correct-horse"), "a secret is shown");
    insta::assert_snapshot!(parts.replace(&root, "ROOT"));
}

#[test]
fn the_same_files_give_the_same_hash() {
    assert_eq!(good(&[]).hash, good(&[]).hash);
}

#[test]
fn secrets_come_from_their_files() {
    let config = good(&[]);
    assert_eq!(config.smtp.unwrap().credentials.unwrap().password.reveal(), "correct-horse-smtp");
    let feed = &config.feeds["subscription"];
    assert_eq!(feed.credentials.as_ref().unwrap().password.reveal(), "correct-horse-feed");
    assert_eq!((feed.headers[0].0.as_str(), feed.headers[0].1.reveal()), ("X-Api-Key", "correct-horse-key"));
    assert_eq!(feed.proxy.as_ref().unwrap().reveal(), "http://proxy.example.org:3129/");
    assert_eq!(
        config.fetch.proxy.unwrap().reveal(),
        "http://vigie:correct-horse-proxy@proxy.example.org:3128"
    );
    assert_eq!(
        config.operator.heartbeat_url.unwrap().reveal(),
        "https://example.org/correct-horse-heartbeat"
    );
    let ChannelKind::Webhook { url, secrets } = &config.channels["cms"].kind else { panic!() };
    assert_eq!(url.reveal(), "https://cms.example.org/hooks/vigie");
    assert_eq!(
        secrets.iter().map(SigningKey::bytes).collect::<Vec<_>>(),
        [b"correct-horse, the newer key", b"correct-horse, the older key"]
    );
}

#[test]
fn the_environment_wins_over_files() {
    let config = good(&[
        ("VIGIE_SMTP_PASSWORD", "from-the-environment"),
        ("VIGIE_CHANNEL_WIRE_ROOM_URL", "https://example.org/from-the-environment"),
        ("VIGIE_STORE_URL", "postgres://vigie@db.example.org/vigie"),
        ("VIGIE_STORE_PASSWORD", "from-the-environment-too"),
    ]);
    assert_eq!(config.smtp.unwrap().credentials.unwrap().password.reveal(), "from-the-environment");
    let ChannelKind::Slack { url } = &config.channels["wire-room"].kind else { panic!() };
    assert_eq!(url.reveal(), "https://example.org/from-the-environment");
    let StoreUrl::Postgres { url, password } = config.store.url else { panic!() };
    assert_eq!(url, PostgresUrl::parse("postgres://vigie@db.example.org/vigie", Path::new("/")).unwrap());
    assert_eq!(password.unwrap().reveal(), "from-the-environment-too");
}

#[test]
fn credentials_of_systemd_win_over_files_beside_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("secrets")).unwrap();
    std::fs::write(folder.path().join("secrets/smtp"), "from-systemd\n").unwrap();
    let config = good(&[("CREDENTIALS_DIRECTORY", &folder.path().to_string_lossy())]);
    assert_eq!(config.smtp.unwrap().credentials.unwrap().password.reveal(), "from-systemd");
    assert_eq!(
        config.feeds["subscription"].credentials.as_ref().unwrap().password.reveal(),
        "correct-horse-feed"
    );
}

#[test]
fn a_variable_that_could_be_of_two_channels_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[channels.\"a.b\".slack]\n[channels.a-b.slack]\n";
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    let env = |name: &str| (name == "VIGIE_CHANNEL_A_B_URL").then(|| "https://example.org/".to_owned());
    let report = load_with(folder.path(), &env).unwrap_err();
    let messages: Vec<&str> = report.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["`$VIGIE_CHANNEL_A_B_URL` is set and could belong to `a-b` or to `a.b`"]);
}

#[test]
fn a_list_of_many_feeds_of_one_title_gives_each_a_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), "include = ['*.opml']").unwrap();
    let outlines: Vec<String> =
        (0..5_000).map(|n| format!("<outline text='News' xmlUrl='https://example.org/{n}'/>")).collect();
    let opml = format!("<opml version='2.0'><body>{}</body></opml>", outlines.concat());
    std::fs::write(folder.path().join("list.opml"), opml).unwrap();
    let (config, _) =
        load_with(folder.path(), &|_| None).unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert_eq!(config.feeds.len(), 5_000);
    assert_eq!(config.feeds["news"].url.path(), "/0");
    assert_eq!(config.feeds["news-5000"].url.path(), "/4999");
}

#[test]
fn the_store_lies_in_the_folder_of_the_configuration() {
    let config = good(&[]);
    let StoreUrl::Sqlite(path) = &config.store.url else { panic!() };
    assert_eq!(path, &std::path::absolute(FOLDER).unwrap().join("data/vigie.db"));
    assert_eq!(config.files[0], PathBuf::from(FOLDER).join("vigie.toml"));
}

/// Whose certificate the server of an address must show, or what is said of the address; from a file and from the environment.
fn trust(query: &str) -> Result<Trust, String> {
    let url = format!("postgres://vigie@db.example.org/vigie{query}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), format!("[store]\nurl = \"{url}\"\n")).unwrap();
    let read = |env: &dyn Fn(&str) -> Option<String>| match load_with(folder.path(), env) {
        Ok((Config { store, .. }, _)) => match store.url {
            StoreUrl::Postgres { url, .. } => Ok(match url.trust() {
                Trust::Signer(file) => {
                    let root = std::path::absolute(folder.path()).unwrap();
                    Trust::Signer(file.strip_prefix(root).map_or_else(|_| file.clone(), Path::to_owned))
                }
                other => other.clone(),
            }),
            StoreUrl::Sqlite(_) => panic!("{query}"),
        },
        Err(report) => Err(report.render(false)),
    };
    let from_file = read(&|_| None);
    let from_environment = read(&|name| (name == "VIGIE_STORE_URL").then(|| url.clone()));
    assert_eq!(from_file.as_ref().ok(), from_environment.as_ref().ok(), "{query}");
    from_file
}

#[test]
fn a_database_is_trusted_as_its_address_says() {
    for query in ["", "?sslmode=disable", "?sslmode=allow", "?sslmode=prefer&connect_timeout=3"] {
        assert_eq!(trust(query), Ok(Trust::Anyone), "{query}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        assert_eq!(trust(&format!("?sslmode={mode}")), Ok(Trust::System));
        let signed = trust(&format!("?sslrootcert=certs%2Fown%20ca.pem&sslmode={mode}"));
        assert_eq!(
            signed,
            Ok(Trust::Signer(PathBuf::from("certs/own ca.pem"))),
            "from the configuration's folder"
        );
        let absolute = trust(&format!("?sslmode={mode}&sslrootcert=/etc/ssl/ca.pem"));
        assert_eq!(absolute, Ok(Trust::Signer(PathBuf::from("/etc/ssl/ca.pem"))));
    }
    for (query, said) in [
        ("?sslmode=perhaps", "`sslmode=perhaps` is unknown"),
        ("?sslrootcert=ca.pem", "`sslrootcert` is not looked at under `sslmode=prefer`"),
        ("?sslmode=verify-full&sslcolour=blue", "not a PostgreSQL address: unknown option `sslcolour`"),
    ] {
        let report = trust(query).unwrap_err();
        assert!(report.contains(said), "{query}: {report}");
    }
}
