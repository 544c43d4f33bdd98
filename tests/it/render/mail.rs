//! A mail as an independent reader sees it.

use lettre::message::Mailbox;
use mail_parser::{MessageParser, MimeHeaders as _};
use vigie::digest::{Notice, Told};
use vigie::render::{LinkKey, Links, Medium, Rendered, html, render, subject};

use super::sample;

fn mailbox(text: &str) -> Mailbox {
    text.parse().expect("a mailbox")
}

fn medium(to: &[&str]) -> Medium {
    let to = to.iter().map(|to| mailbox(to)).collect();
    Medium::Email { from: mailbox("Vigie Ausguck <vigie@desk.example>"), to, links: None }
}

fn one(notice: &Notice) -> Rendered {
    render(notice, &medium(&["Ed <ed@desk.example>"]), "desk", "store-1").remove(0)
}

/// The headers as they stand, unfolded.
fn raw_headers(rendered: &Rendered) -> Vec<(String, String)> {
    let text = String::from_utf8(rendered.bytes.clone()).expect("ASCII");
    let head = text.split("\r\n\r\n").next().expect("headers").replace("\r\n ", " ");
    let pair =
        |line: &str| line.split_once(": ").map(|(n, v)| (n.to_owned(), v.to_owned())).expect("a header");
    head.split("\r\n").map(pair).collect()
}

fn header(rendered: &Rendered, name: &str) -> Option<String> {
    raw_headers(rendered).into_iter().find(|(n, _)| n == name).map(|(_, value)| value)
}

#[test]
fn a_headline_of_nothing_to_see_leaves_no_gap_in_the_subject() {
    let mut notice = sample::digest();
    if let Told::Stories { stories, .. } = &mut notice.told {
        stories[0].title.text = " \u{7f}\n".into();
        stories[0].title.marks.clear();
    }
    assert_eq!(subject(&notice), "Morning digest: 1 urgent + 974 more");
}

#[test]
fn plain_comes_first_and_the_html_is_what_html_gives() {
    let rendered = one(&sample::digest());
    let mail = MessageParser::default().parse(&rendered.bytes).expect("a mail");
    assert_eq!(mail.content_type().map(|t| t.c_type.to_string()).as_deref(), Some("multipart"));
    assert_eq!(
        mail.subject(),
        Some("Morning digest: 1 urgent · Drones close three airports along the coast + 974 more")
    );
    let text = mail.body_text(0).expect("text").replace("\r\n", "\n");
    assert!(text.contains("Місто отримає ще дві батареї *ППО* до кінця літа"), "{text}");
    assert_eq!(
        mail.body_html(0).expect("html").replace("\r\n", "\n").replace(" as ed@desk.example", "").trim_end(),
        html(&sample::digest()).trim_end(),
        "but for the address that its last line names"
    );
    let kinds: Vec<String> = mail
        .parts
        .iter()
        .filter_map(|part| part.content_type()?.c_subtype.as_deref().map(Into::into))
        .collect();
    assert_eq!(kinds, ["alternative", "plain", "html"]);
}

#[test]
fn the_headers_make_it_a_welcome_list_mail() {
    let rendered = one(&sample::digest());
    let is = |name: &str, value: &str| assert_eq!(header(&rendered, name).as_deref(), Some(value), "{name}");
    is("From", "\"Vigie Ausguck\" <vigie@desk.example>");
    is("To", "Ed <ed@desk.example>");
    is("Date", "Thu, 11 Jun 2026 05:30:02 +0000");
    is("Message-ID", &rendered.stable_id);
    is("Auto-Submitted", "auto-generated");
    is("List-Id", "<morning.digest.desk.example>");
    is("List-Unsubscribe", "<mailto:vigie@desk.example?subject=unsubscribe%20digest%3Amorning>");
    is("MIME-Version", "1.0");
    assert!(
        rendered.stable_id.starts_with("<427009331200000001.")
            && rendered.stable_id.ends_with("@desk.example>")
    );
}

fn links(base_url: &str) -> Links {
    Links { base_url: base_url.into(), key: LinkKey::new(b"thirty-two bytes of randomness..") }
}

#[test]
fn each_recipient_can_leave_with_one_click() {
    let Medium::Email { from, to, .. } = medium(&["ed@desk.example", "mo@desk.example"]) else {
        unreachable!()
    };
    let medium = Medium::Email { from, to, links: Some(links("https://vigie.example.org")) };
    let rendered = render(&sample::digest(), &medium, "desk", "store-1");
    let read = |rendered: &Rendered| {
        assert_eq!(header(rendered, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let link = header(rendered, "List-Unsubscribe").expect("a header");
        assert!(!link.contains("mailto:"), "no second way that nobody looks after: {link}");
        let token = link.strip_prefix("<https://vigie.example.org/unsubscribe/").expect("a link");
        let key = LinkKey::new(b"thirty-two bytes of randomness..");
        let token = token.trim_end_matches('>');
        let mut forged = token.to_owned();
        forged.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
        assert_eq!(key.read(&forged), None);
        key.read(token)
    };
    let whom =
        |recipient: &str| Some(("desk".to_owned(), recipient.to_owned(), Some("digest:morning".to_owned())));
    assert_eq!(
        rendered.iter().map(read).collect::<Vec<_>>(),
        [whom("ed@desk.example"), whom("mo@desk.example")]
    );
}

#[test]
fn one_click_asks_for_https() {
    let Medium::Email { from, to, .. } = medium(&["ed@desk.example"]) else { unreachable!() };
    let medium = Medium::Email { from, to, links: Some(links("http://127.0.0.1:8087")) };
    let rendered = render(&sample::digest(), &medium, "desk", "store-1").remove(0);
    assert_eq!(header(&rendered, "List-Unsubscribe-Post"), None);
    assert!(header(&rendered, "List-Unsubscribe").is_some_and(|ways| ways.starts_with("<mailto:")));
}

#[test]
fn mails_of_a_rule_share_a_root_and_mails_of_another_do_not() {
    let mut later = sample::digest();
    later.id = 9.into();
    let roots = [sample::digest(), later, sample::alert()].map(|notice| header(&one(&notice), "References"));
    assert_eq!(roots[0], roots[1]);
    assert_ne!(roots[0], roots[2]);
    assert!(roots[0].as_ref().is_some_and(|root| root.starts_with("<rule.")));
}

#[test]
fn operators_and_tests_have_no_list_to_leave() {
    for notice in [sample::operator(), sample::test()] {
        assert_eq!(header(&one(&notice), "List-Unsubscribe"), None);
    }
}

#[test]
fn the_same_notice_gives_the_same_bytes_and_every_recipient_an_id() {
    let to = medium(&["a@desk.example", "b@desk.example"]);
    let first = render(&sample::digest(), &to, "desk", "store-1");
    assert_eq!(first, render(&sample::digest(), &to, "desk", "store-1"));
    let others = [
        render(&sample::digest(), &to, "other", "store-1"),
        render(&sample::digest(), &to, "desk", "store-2"),
    ];
    let mut ids: Vec<String> =
        first.iter().chain(others.iter().flatten()).map(|r| r.stable_id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[test]
fn international_domains_go_out_in_ascii() {
    let from = mailbox("Größe  Redaktion <vigie@bücher.example>");
    let to = vec![mailbox("Ж <ed@почта.example>")];
    let rendered = render(&sample::digest(), &Medium::Email { from, to, links: None }, "desk", "s").remove(0);
    assert_eq!(rendered.recipient, "ed@xn--80a1acny.example");
    assert!(rendered.stable_id.ends_with("@xn--bcher-kva.example>"), "{}", rendered.stable_id);
    assert!(rendered.bytes.is_ascii());
    let mail = MessageParser::default().parse(&rendered.bytes).expect("a mail");
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!(from.name(), Some("Größe Redaktion"), "words stay apart");
    assert_eq!(from.address(), Some("vigie@xn--bcher-kva.example"));
}

#[test]
fn white_space_in_a_subject_keeps_words_apart_and_brings_no_header() {
    let mut notice = sample::quiet();
    notice.heading = "Größe  über\r\nBcc: evil@example.org\tÄrger".into();
    let rendered = one(&notice);
    let mail = MessageParser::default().parse(&rendered.bytes).expect("a mail");
    assert_eq!(mail.subject(), Some("All quiet — Größe über Bcc: evil@example.org Ärger"));
    assert_eq!(header(&rendered, "Bcc"), None);
}

#[test]
fn names_in_other_scripts_give_an_ascii_list_id() {
    let mut notice = sample::digest();
    notice.rule = "digest:ранок".parse().expect("a rule");
    let id = header(&one(&notice), "List-Id").expect("a List-Id");
    assert!(id.is_ascii() && id.ends_with(".digest.desk.example>"), "{id}");
}

#[test]
fn nothing_in_the_html_is_fetched() {
    let page = html(&sample::digest());
    for fetched in ["<img", "<link", "<script", "url(", "@import", "src="] {
        assert!(!page.contains(fetched), "{fetched}");
    }
}

#[test]
fn a_hostile_headline_stays_text() {
    let mut notice = sample::alert();
    if let vigie::digest::Told::Stories { stories, .. } = &mut notice.told {
        stories[0].title = sample::marked("<script>alert(1)</script> & \"quotes\" 'here' [<b>x</b>]");
        stories[0].url = Some("javascript:alert(1)".into());
        stories[0].sources[1].url = Some("https://x.example/\"><script>".into());
    }
    let page = html(&notice);
    assert!(!page.contains("<script") && !page.contains("javascript:") && !page.contains("<b>x"), "{page}");
}

#[test]
fn a_correction_answers_the_mail_that_told_the_story() {
    let correction = one(&sample::correction());
    let mut told = sample::alert();
    told.id = sample::correction().answers().expect("it answers");
    let told = one(&told);
    assert_eq!(header(&correction, "In-Reply-To").as_deref(), Some(told.stable_id.as_str()));
    let references = header(&correction, "References").expect("references");
    assert!(references.ends_with(&told.stable_id), "{references}");
    assert_ne!(correction.stable_id, told.stable_id);
    assert_eq!(header(&told, "In-Reply-To"), None);
    let subject = vigie::render::subject(&sample::correction());
    assert!(subject.starts_with("Correction · "), "{subject}");
    let text = vigie::render::mail_text(&sample::correction());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "Before: The port was shut for *six* hours. Now: The port was shut for *nine* hours.",
        "Before: Nobody was hurt. Now: the article no longer says this.",
        "Added: Two divers were taken to hospital. … and 2 more",
        "[corrected]",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let html = vigie::render::html(&sample::correction());
    assert!(
        html.contains("<b>Before:</b> <bdi lang=\"fr\" dir=\"ltr\">Nobody was hurt.</bdi></div>"),
        "each change on its own line: {html}"
    );
    assert!(html.contains("<bdi>Correction</bdi></h1>") && text.contains(" Correction "), "{text}");
}

#[test]
fn a_word_without_end_makes_no_page_wider_than_its_reader() {
    let mut notice = sample::digest();
    if let vigie::digest::Told::Stories { stories, .. } = &mut notice.told {
        stories[0].title = sample::marked(&"Donaudampfschifffahrt".repeat(14));
        stories[1].excerpt = sample::marked(&format!("https://example.org/{}", "a".repeat(900)));
        stories[1].site = format!("{}.example", "the-harbour-".repeat(9));
    }
    let measure = "<script>document.title = document.documentElement.scrollWidth - document.documentElement.clientWidth</script>";
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("mail.html");
    std::fs::write(&page, vigie::render::html(&notice).replace("</body>", &format!("{measure}</body>")))
        .expect("a file");
    let Some(dom) = crate::support::browser::dump_dom(&page) else { return };
    assert!(dom.contains("<title>0</title>"), "wider by {:?} pixels", dom.split("<title>").nth(1));
}
