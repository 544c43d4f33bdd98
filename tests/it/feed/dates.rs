//! Dates as feeds write them.

use vigie::feed::parse_date;

#[track_caller]
fn check(text: &str, expected: Option<&str>) {
    assert_eq!(parse_date(text).map(|time| time.to_string()).as_deref(), expected, "`{text}`");
}

#[test]
fn what_the_standards_ask_for() {
    check("Thu, 11 Jun 2026 09:30:00 +0200", Some("2026-06-11T07:30:00Z"));
    check("Thu, 11 Jun 2026 09:30:00 GMT", Some("2026-06-11T09:30:00Z"));
    check("11 Jun 26 09:30 EST", Some("2026-06-11T14:30:00Z"));
    check("2026-06-11T09:30:00Z", Some("2026-06-11T09:30:00Z"));
    check("2026-06-11T09:30:00.250-05:30", Some("2026-06-11T15:00:00Z"));
    check("Thursday, 11-Jun-26 09:30:00 GMT", Some("2026-06-11T09:30:00Z"));
    check("Thu Jun 11 09:30:00 2026", Some("2026-06-11T09:30:00Z"));
}

#[test]
fn what_publishers_write_instead() {
    for (text, expected) in [
        ("Thu, 11 June 2026 09:30:00 PDT", "2026-06-11T16:30:00Z"),
        ("Thu,11 Jun 2026 09:30:00 +02:00", "2026-06-11T07:30:00Z"),
        ("Jun 11, 2026 9:30 PM", "2026-06-11T21:30:00Z"),
        ("June 11th, 2026", "2026-06-11T00:00:00Z"),
        ("Thu, 11 Jun 2026 24:00:00 GMT", "2026-06-12T00:00:00Z"),
        ("Thu, 11 Jun 2026 09:30:00 GMT+2", "2026-06-11T07:30:00Z"),
        ("Thu, 11 Jun 2026 09:30:00 +0200 (CEST)", "2026-06-11T07:30:00Z"),
        ("2026-06-11 09:30:00", "2026-06-11T09:30:00Z"),
        ("2026-06-11 09:30:00 +0200", "2026-06-11T07:30:00Z"),
        ("2026/06/11 09:30", "2026-06-11T09:30:00Z"),
        ("20260611T093000Z", "2026-06-11T09:30:00Z"),
        ("2026-06", "2026-06-01T00:00:00Z"),
        ("2026-162", "2026-06-11T00:00:00Z"),
        ("  Thu, 11 Jun\n 2026 09:30:00 GMT ", "2026-06-11T09:30:00Z"),
    ] {
        check(text, Some(expected));
    }
}

#[test]
fn months_of_other_languages() {
    for text in [
        "jeu., 11 juin 2026 09:30:00 +0000",
        "Do, 11 Jun 2026 09:30:00 GMT",
        "11. Juni 2026 09:30",
        "gio, 11 giu 2026 09:30:00 GMT",
        "jue, 11 jun 2026 09:30:00 GMT",
        "Чт, 11 июн 2026 09:30:00 GMT",
        "чт, 11 червня 2026 09:30:00 GMT",
        "czw, 11 cze 2026 09:30:00 GMT",
    ] {
        check(text, Some("2026-06-11T09:30:00Z"));
    }
    check("11 juil. 2026", Some("2026-07-11T00:00:00Z"));
    check("11 листопада 2026", Some("2026-11-11T00:00:00Z"));
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "yesterday",
        "now",
        "0000-00-00",
        "2026-13-01",
        "2026-02-30",
        "Thu, 41 Jun 2026 09:30:00 GMT",
        "Thu, 11 Jun 2026 09:61:00 GMT",
        "Thu, 11 Jun 2026 1:2:3:4 GMT",
        "Thu, 11 Xyz 2026 09:30:00 GMT",
        "Thu, 11 Jun 2026 09:30:00 +0x:00",
        "52026",
        "12:30",
        "Jun",
        "11",
        "2026-06-11T09:xx:00Z",
        "-",
        "{{date}}",
        "Thu, 11 Jun 2026 09:30:00 GMT and then some",
    ] {
        check(text, None);
    }
}
