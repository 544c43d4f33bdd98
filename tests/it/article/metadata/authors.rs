//! Who wrote it, in many languages.

use vigie::article::{Page, extract};

use super::{json_ld, read};

#[track_caller]
fn check_authors(head: &str, body: &str, expected: &[&str]) {
    assert_eq!(read(head, body).authors, expected, "{head} {body}");
}

#[test]
fn authors_come_from_json_ld_meta_and_bylines() {
    check_authors(&json_ld(r#""author":"Ida Marsh""#), "", &["Ida Marsh"]);
    check_authors(
        &json_ld(r#""author":[{"name":"Ida Marsh"},{"name":"Tobias Renwick"}]"#),
        "",
        &["Ida Marsh", "Tobias Renwick"],
    );
    check_authors(
        "<meta name=author content='By Ida Marsh and Tobias Renwick'>",
        "",
        &["Ida Marsh", "Tobias Renwick"],
    );
    check_authors("", "<h1>T</h1><a rel=author href=/a>Ida Marsh</a>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><span class='article-author__name'>IDA MARSH</span>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><span class='article-author__name'>IDA\n  MARSH</span>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><p>Von Ida Marsh</p>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><p>Por Ida Marsh | 3 de mayo</p>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><p>Автор: Ида Марш</p>", &["Ида Марш"]);
}

#[test]
fn bylines_are_read_in_many_languages() {
    for (language, written, expected) in [
        ("en", "By Ida Marsh", "Ida Marsh"),
        ("en", "11 February 2026 | Words by Ida Marsh", "Ida Marsh"),
        ("de", "Von Ida Marsh", "Ida Marsh"),
        ("de", "Ein Gastbeitrag von <b>Ida Marsh</b>", "Ida Marsh"),
        ("fr", "Par Ida Marsh", "Ida Marsh"),
        ("fr", "Propos recueillis par Ida Marsh", "Ida Marsh"),
        ("es", "Por Ida Marsh | 3 de mayo", "Ida Marsh"),
        ("pt", "Escrito por Ida Marsh", "Ida Marsh"),
        ("it", "di Ida Marsh", "Ida Marsh"),
        ("it", "A cura di Ida Marsh", "Ida Marsh"),
        ("ro", "Scris de Ida Marsh", "Ida Marsh"),
        ("nl", "Door Ida Marsh", "Ida Marsh"),
        ("sv", "Av Ida Marsh", "Ida Marsh"),
        ("da", "Af Ida Marsh", "Ida Marsh"),
        ("fi", "Teksti: Ida Marsh", "Ida Marsh"),
        ("hu", "Írta: Ida Marsh", "Ida Marsh"),
        ("pl", "Opracowała Ida Marsh", "Ida Marsh"),
        ("cs", "Autor: Ida Marsh", "Ida Marsh"),
        ("hr", "Piše: Ida Marsh", "Ida Marsh"),
        ("tr", "Haber: İda Marsh", "İda Marsh"),
        ("ru", "Автор: Ида Марш", "Ида Марш"),
        ("uk", "Текст: Іда Марш", "Іда Марш"),
        ("bg", "от Ида Марш", "Ида Марш"),
        ("el", "Της Ίδας Μαρς", "Ίδας Μαρς"),
        ("ar", "بقلم: إيدا مارش", "إيدا مارش"),
        ("fa", "نویسنده: آیدا مارش", "آیدا مارش"),
        ("he", "מאת: אידה מרש", "אידה מרש"),
        ("hi", "लेखक: इडा मार्श", "इडा मार्श"),
        ("id", "Oleh: Ida Marsh", "Ida Marsh"),
        ("vi", "Tác giả: Ida Marsh", "Ida Marsh"),
        ("th", "โดย ไอดา มาร์ช", "ไอดา มาร์ช"),
        ("zh", "记者：艾达", "艾达"),
        ("ja", "文／相田 波", "相田 波"),
        ("ko", "글: 이다현 기자", "이다현"),
    ] {
        let page = format!(
            "<html lang={language}><body><h1>The cranes of the harbour</h1><p>{written}</p></body></html>"
        );
        let found = extract(&Page {
            bytes: page.as_bytes(),
            content_type: Some("text/html; charset=utf-8"),
            url: None,
        });
        assert_eq!(found.authors, [expected], "{language}: {written}");
    }
}

#[test]
fn a_particle_of_a_family_name_is_no_byline() {
    check_authors(&json_ld(r#""author":"Di Maio""#), "", &["Di Maio"]);
    check_authors(&json_ld(r#""author":["von Arx","De Smet"]"#), "", &["von Arx", "De Smet"]);
    check_authors(&json_ld(r#""author":"Di Ida Marsh""#), "", &["Ida Marsh"]);
}

#[test]
fn the_house_gives_way_to_a_person_the_page_marks() {
    let house = "<meta property=og:site_name content='Harbour Courier'>".to_owned()
        + &json_ld(r#""author":{"@type":"Organization","name":"Harbour Courier"}"#);
    check_authors(&house, "<h1>T</h1><span class=author>Ida Marsh</span>", &["Ida Marsh"]);
    check_authors(&house, "<h1>T</h1><span class=author>im</span>", &["Harbour Courier"]);
    check_authors(&house, "<h1>T</h1><p>By Nobody Inparticular</p>", &["Harbour Courier"]);
    check_authors(&house, "", &["Harbour Courier"]);
    check_authors(&json_ld(r#""author":"Newsroom""#), "", &["Newsroom"]);
    check_authors(&json_ld(r#""author":["Harbour Desk","Ida Marsh"]"#), "", &["Ida Marsh"]);
    check_authors(&json_ld(r#""author":"Harbour24 Redaktion, AFP""#), "", &["Harbour24 Redaktion", "AFP"]);
}

#[test]
fn authors_are_found_by_cards_links_and_closing_lines() {
    check_authors(
        "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ida Marsh'>",
        "",
        &["Ida Marsh"],
    );
    check_authors(
        "<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='Ten Minutes'>",
        "",
        &[],
    );
    check_authors("", "<h1>T</h1><div><a href=/authors/ida-marsh>Ida Marsh</a></div>", &["Ida Marsh"]);
    check_authors(
        "",
        "<h1>T</h1><div class=author><h4>Author</h4><p class=author>Ida Marsh</p></div>",
        &["Ida Marsh"],
    );
    check_authors(
        "",
        "<h1>T</h1><span itemprop=author><span itemprop=name content='Ida Marsh'></span></span>",
        &["Ida Marsh"],
    );
    check_authors(
        "",
        "<h1>T</h1><span itemprop=author><span itemprop=name>Ida Marsh</span><span itemprop=jobTitle>Editor</span></span>",
        &["Ida Marsh"],
    );
    let long = "<p>The cranes have come to the harbour.</p>".repeat(250);
    check_authors("", &format!("<h1>T</h1>{long}<p><em>By Ida Marsh</em></p>"), &["Ida Marsh"]);
    check_authors("", &format!("<h1>T</h1>{long}<div>By Ida Marsh</div>"), &[]);
}

#[test]
fn addresses_roles_and_scraps_are_no_authors() {
    check_authors("<meta name=author content='https://social.example/courier'>", "", &[]);
    check_authors("<meta name=author content='admin'>", "", &[]);
    check_authors("", "<h1>T</h1><p>By the time the cranes arrived, nobody was waiting.</p>", &[]);
}
