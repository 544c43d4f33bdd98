//! Damaged and hostile files: a report, never a panic.

use proptest::prelude::*;
use vigie::config::{load_topics, parse_duration, parse_size};

use super::load;

const SHIPPED: &str = include_str!("../../../config/vigie.toml");
const DESK: &str = include_str!("../../../config/topics/desk.toml");

/// Reads `text` as `vigie.toml` and renders whatever comes of it.
#[track_caller]
fn check(text: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vigie.toml");
    std::fs::write(&path, text).unwrap();
    match load(&path) {
        Ok((_, report)) | Err(report) => report.render(true),
    }
}

#[test]
fn a_thousand_mistakes_are_cut_off() {
    let text: Vec<String> = (0..3_000).map(|n| format!("[feeds.n{n}]\nbad = {n}\n")).collect();
    let report = check(text.concat().as_bytes());
    assert!(report.contains("and 5500 more"), "{}", &report[report.len().saturating_sub(300)..]);
}

#[test]
fn deep_nesting_and_long_lines_are_refused_calmly() {
    check(format!("a = {}", "[".repeat(100_000)).as_bytes());
    check("a.".repeat(100_000).as_bytes());
    check(
        format!("[newsroom]\nname = \"{}\"\nzone = \"{}\"\n", "é".repeat(300_000), "x".repeat(300_000))
            .as_bytes(),
    );
    check(&[0xEF, 0xBB, 0xBF, b'\r', b'\n', 0]);
    check(b"[newsroom]\r\nname = \"a\x00b\"\r\nzone = \"\\u0000\"\r\n");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let text = format!(
        "\u{feff}{}",
        "[newsroom]\nname = \"Desk\"\n[feeds.a]\nurl = \"https://example.org/\"\n".replace('\n', "\r\n")
    );
    assert_eq!(check(text.as_bytes()), "");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let report = check("[newsroom]\nzone = \"\\u001b[31mEurope\\u0007\"\n\"\\u001bkey\" = 1\n".as_bytes());
    assert!(
        !report.contains("\u{1b}[31mEurope") && !report.contains('\u{7}') && !report.contains("\u{1b}key"),
        "{report:?}"
    );
}

/// Cuts, doubles and overwrites parts of a text.
fn damaged(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let edit =
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[\\[\\]{}=\"'#.,\\\\\n a-z0-9é]{0,6}");
    prop::collection::vec(edit, 1..8).prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for (a, b, with) in edits {
            let start = a.index(bytes.len() + 1);
            let end = (start + b.index(40)).min(bytes.len());
            bytes.splice(start..end, with.bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_damaged_configuration_gives_a_report(text in damaged(SHIPPED)) {
        check(&text);
    }

    #[test]
    fn damaged_topics_give_a_report(text in damaged(DESK)) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.toml"), &text).unwrap();
        if let Err(report) = load_topics(&[folder.path().to_owned()]) {
            let _ = report.render(false);
        }
    }

    #[test]
    fn any_bytes_give_a_report(text in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&text);
    }

    #[test]
    fn durations_and_sizes_are_read_or_refused(text in "[0-9]{0,25} ?[a-zA-Z]{0,4}|.{0,20}") {
        let _ = (parse_duration(&text), parse_size(&text));
    }
}
