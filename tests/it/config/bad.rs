//! Every file and folder of `tests/data/config/bad` is a configuration with a mistake; the snapshot is what people read.

use std::path::Path;

use vigie::config::load_with;

use super::load;

/// In every secret of the bad configurations.
const CANARY: &str = "correct-horse";

#[track_caller]
fn check(path: &Path) {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let Err(report) = load(path) else { panic!("{} is taken for a good configuration", path.display()) };
    assert!(report.has_errors(), "{name} is refused without a mistake");
    let text = report.render(false);
    assert!(!text.contains(CANARY), "{name} shows a secret:\n{text}");
    insta::with_settings!({ snapshot_path => "../../data/config/bad-snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn every_bad_configuration_is_refused_with_all_its_mistakes() {
    let folder = Path::new("tests/data/config/bad");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 45, "only {} cases", cases.len());
    for path in &cases {
        check(path);
    }
}

#[test]
fn places_count_lines_and_characters_from_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vigie.toml");
    std::fs::write(&path, "# première\n[newsroom]\nname = \"Rédaction\" # é\nzone =   \"Europe/Pari\"\n")
        .unwrap();
    let report = load(&path).unwrap_err();
    let [mistake] = report.diagnostics.as_slice() else { panic!("{report:?}") };
    assert_eq!((mistake.line, mistake.column), (4, 10));
    assert_eq!(report.position(&path, mistake.span.start), (4, 10));
}

#[test]
fn no_configuration_says_how_to_write_one() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        load(folder.path()).unwrap_err().render(false).replace(&*folder.path().to_string_lossy(), "FOLDER");
    insta::assert_snapshot!(text, @r"
    error: there is no configuration here
    --> FOLDER/vigie.toml
     = help: `vigie init FOLDER` writes one
    ");
}

#[test]
fn a_password_of_the_environment_needs_its_user_too() {
    let folder = tempfile::tempdir().unwrap();
    let smtp = "[smtp]\nhost = \"localhost\"\nfrom = \"vigie@example.org\"\n";
    std::fs::write(folder.path().join("vigie.toml"), smtp).unwrap();
    let env = |name: &str| (name == "VIGIE_SMTP_PASSWORD").then(|| CANARY.to_owned());
    let text = load_with(folder.path(), &env).unwrap_err().render(false);
    insta::assert_snapshot!(text.replace(&*folder.path().to_string_lossy(), "FOLDER"), @r#"
    error: the password of `$VIGIE_SMTP_PASSWORD` has no `username`
     --> FOLDER/vigie.toml:1:2
      |
    1 | [smtp]
      |  ^^^^
      |
      = help: write `username = "…"`, or do not set `$VIGIE_SMTP_PASSWORD`
    "#);
}
