//! Title, authors, dates, language, addresses: each source alone, and who wins where two disagree.

use url::Url;
use vigie::article::{Extracted, Hints, Page, extract, extract_with};
use vigie::model::Timestamp;

const ADDRESS: &str = "https://www.courier.example/harbour/cranes";

fn read_at(address: &str, head: &str, body: &str) -> Extracted {
    let page = format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
    extract(&Page { bytes: page.as_bytes(), content_type: None, url: Some(&Url::parse(address).unwrap()) })
}

fn read(head: &str, body: &str) -> Extracted {
    read_at(ADDRESS, head, body)
}

fn json_ld(fields: &str) -> String {
    format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>"#)
}

#[track_caller]
fn check_title(head: &str, body: &str, expected: &str) {
    assert_eq!(read(head, body).title.as_deref(), Some(expected), "{head} {body}");
}

#[test]
fn the_name_of_the_site_is_no_part_of_the_title() {
    let site = "<meta property=og:site_name content='Harbour Courier'>";
    check_title(&format!("{site}<title>Cranes arrive | Harbour Courier</title>"), "", "Cranes arrive");
    check_title(&format!("{site}<title>Cranes arrive - Harbour Courier</title>"), "", "Cranes arrive");
    check_title(&format!("{site}<title>Harbour Courier: all news</title>"), "", "Harbour Courier: all news");
    check_title("<title>Cranes arrive – courier.example</title>", "", "Cranes arrive");
    check_title("<title>Cranes – the long wait</title>", "", "Cranes – the long wait");
    check_title(&format!("{site}<title>Harbour Courier | Cranes arrive</title>"), "", "Cranes arrive");
}

#[test]
fn what_only_resembles_the_name_of_the_site_stays() {
    let site = "<meta property=og:site_name content='Harbour Courier'>";
    check_title(
        &format!("{site}<title>Harbour - Cranes arrive at last</title>"),
        "",
        "Harbour - Cranes arrive at last",
    );
    check_title("<title>Storm - courier drivers on strike</title>", "", "Storm - courier drivers on strike");
    check_title("<title>Storm - Courier Online</title>", "", "Storm");
}

#[test]
fn references_in_titles_are_decoded() {
    check_title(
        "<title>Tom &amp;amp; the &eacute;clair &#8211; a story</title>",
        "",
        "Tom & the éclair – a story",
    );
}

#[test]
fn the_headline_of_json_ld_comes_before_the_others() {
    let head = format!(
        "{}<meta property=og:title content='For sharing'><title>For tabs</title>",
        json_ld(r#""headline":"For readers""#)
    );
    check_title(&head, "<h1>Above the text</h1>", "For readers");
}

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

#[track_caller]
fn check_published(head: &str, body: &str, expected: Option<&str>) {
    let found = read(head, body).published.map(|time| time.to_string());
    assert_eq!(found.as_deref(), expected, "{head} {body}");
}

#[test]
fn dates_for_machines_are_read_in_every_form() {
    for (written, expected) in [
        ("2026-02-11T18:40:00+01:00", "2026-02-11T18:40:00+01:00"),
        ("2026-02-11T18:40:00.123Z", "2026-02-11T18:40:00Z"),
        ("2026-02-11T18:40", "2026-02-11T18:40:00Z"),
        ("2026-02-11 18:40:00 +0100", "2026-02-11T18:40:00+01:00"),
        ("2026-02-11", "2026-02-11T00:00:00Z"),
        ("2026/2/1", "2026-02-01T00:00:00Z"),
        ("20260211", "2026-02-11T00:00:00Z"),
        ("20260211T184000Z", "2026-02-11T18:40:00Z"),
        ("2026-02-11 6:40 PM", "2026-02-11T18:40:00Z"),
        ("2026-02-11T18:40:00 CET", "2026-02-11T18:40:00+01:00"),
        ("Wed, 11 Feb 2026 18:40:00 +0100", "2026-02-11T18:40:00+01:00"),
        ("1770835200", "2026-02-11T18:40:00Z"),
        ("1770835200000", "2026-02-11T18:40:00Z"),
    ] {
        check_published(
            &format!("<meta property='article:published_time' content='{written}'>"),
            "",
            Some(expected),
        );
    }
}

#[test]
fn dates_that_cannot_be_are_not_taken() {
    for written in
        ["0001-01-01T00:00:00Z", "1970-01-01", "2026-13-01", "2026-02-30", "9999-12-31", "soon", "2026"]
    {
        check_published(&format!("<meta property='article:published_time' content='{written}'>"), "", None);
    }
}

/// The day that a visible date tells.
#[track_caller]
fn check_visible(language: &str, written: &str, expected: &str) {
    let page = format!(
        "<html lang={language}><body><h1>The cranes of the harbour</h1><p class=date>{written}</p></body></html>"
    );
    let found =
        extract(&Page { bytes: page.as_bytes(), content_type: Some("text/html; charset=utf-8"), url: None });
    let found = found.published.map(|time| time.to_string());
    let day = found.as_deref().and_then(|found| found.split('T').next());
    assert_eq!(day, Some(expected), "{language}: {written}");
}

#[test]
fn dates_for_readers_are_read_in_many_languages() {
    for (language, written) in [
        ("en", "11 February 2026"),
        ("en", "February 11th, 2026"),
        ("en", "Published: Feb. 11, 2026 at 6:40 pm"),
        ("de", "Mittwoch, 11. Februar 2026, 18.40 Uhr"),
        ("de-AT", "11. Feber 2026"),
        ("fr", "Publié le 11 février 2026 à 18h40"),
        ("es", "11 de febrero de 2026"),
        ("ca", "11 de febrer del 2026"),
        ("pt", "11 fevereiro 2026"),
        ("it", "11 febbraio 2026"),
        ("ro", "11 februarie 2026"),
        ("nl", "woensdag 11 februari 2026"),
        ("sv", "den 11 februari 2026"),
        ("da", "11. februar 2026"),
        ("is", "11. febrúar 2026"),
        ("fi", "11. helmikuuta 2026"),
        ("et", "11. veebruar 2026"),
        ("lv", "2026. gada 11. februāris"),
        ("lt", "2026 m. vasario 11 d."),
        ("pl", "11 lutego 2026"),
        ("cs", "11. února 2026"),
        ("sk", "11. februára 2026"),
        ("sl", "11. februar 2026"),
        ("hr", "11. veljače 2026."),
        ("hu", "2026. február 11."),
        ("sq", "11 shkurt 2026"),
        ("tr", "11 Şubat 2026 Çarşamba"),
        ("ru", "11 февраля 2026 г."),
        ("uk", "11 лютого 2026 року"),
        ("be", "11 лютага 2026"),
        ("bg", "11 февруари 2026"),
        ("sr", "11. фебруар 2026."),
        ("el", "11 Φεβρουαρίου 2026"),
        ("ka", "11 თებერვალი 2026"),
        ("ar", "11 فبراير 2026"),
        ("ar-LB", "11 شباط 2026"),
        ("fa", "۱۱ فوریه ۲۰۲۶"),
        ("ur", "11 فروری 2026"),
        ("he", "11 בפברואר 2026"),
        ("hi", "11 फ़रवरी 2026"),
        ("bn", "১১ ফেব্রুয়ারি ২০২৬"),
        ("th", "11 กุมภาพันธ์ 2569"),
        ("th", "11 ก.พ. 2569"),
        ("vi", "Thứ tư, ngày 11 tháng 2 năm 2026"),
        ("id", "Rabu, 11 Februari 2026"),
        ("zh", "2026年2月11日"),
        ("ja", "2026年2月11日 18時40分"),
        ("ko", "2026년 2월 11일"),
        ("de", "11.02.2026"),
        ("ko", "2026.02.11 18:40"),
    ] {
        check_visible(language, written, "2026-02-11");
    }
}

#[test]
fn every_month_is_known_by_its_name_in_its_language() {
    #[rustfmt::skip]
    let calendars: [(&str, &str); 12] = [
        ("pl", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
        ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
        ("hr", "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca"),
        ("uk", "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
        ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        ("fi", "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"),
        ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
        ("lt", "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio"),
        ("sq", "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor"),
        ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        ("pt", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
        ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    ];
    for (language, names) in calendars {
        for (month, name) in (1..).zip(names.split(' ')) {
            check_visible(language, &format!("7 {name} 2025"), &format!("2025-{month:02}-07"));
        }
    }
}

#[test]
fn an_update_shown_to_readers_is_no_publication() {
    let found = read(
        "",
        "<h1>The cranes of the harbour</h1><p class=date>Updated: 12 February 2026</p><p class=date>11 February 2026</p>",
    );
    assert_eq!(found.published.map(|time| time.to_string()).as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(found.modified.map(|time| time.to_string()).as_deref(), Some("2026-02-12T00:00:00Z"));
}

#[test]
fn the_date_near_the_headline_comes_before_that_of_the_masthead() {
    let body = "<header><span class=date>28 November 2026</span></header><div>x</div>".to_owned()
        + &"<p>menu</p>".repeat(30)
        + "<h1>The cranes of the harbour</h1><div class=date>11 February 2026</div>";
    check_published("", &body, Some("2026-02-11T00:00:00Z"));
}

#[test]
fn a_day_alone_is_completed_by_the_time_that_another_source_tells() {
    let head = json_ld(r#""datePublished":"2026-02-11""#)
        + "<meta name=date content='2026-02-11T18:40:00+01:00'><meta name=pubdate content='2026-02-10T08:00:00Z'>";
    check_published(&head, "", Some("2026-02-11T18:40:00+01:00"));
    check_published(&json_ld(r#""datePublished":"2026-02-11""#), "", Some("2026-02-11T00:00:00Z"));
}

#[test]
fn a_date_after_the_reading_is_none() {
    let now = Timestamp::parse_rfc3339("2026-02-11T12:00:00Z");
    let at = |written: &str| {
        let page = format!(
            "<html lang=en><meta property='article:published_time' content='{written}'><h1>T</h1><p class=date>3 January 2026</p>"
        );
        let page = Page { bytes: page.as_bytes(), content_type: None, url: None };
        extract_with(&page, &Hints { rule: None, now }).published.map(|time| time.to_string())
    };
    assert_eq!(at("2026-02-12T09:00:00Z").as_deref(), Some("2026-02-12T09:00:00Z"));
    assert_eq!(at("2026-03-12T09:00:00Z").as_deref(), Some("2026-01-03T00:00:00Z"));
}

#[test]
fn where_the_month_stands_depends_on_the_language() {
    let page = |language: &str| {
        let page =
            format!("<html lang={language}><body><h1>T</h1><p class=date>03/04/2026</p></body></html>");
        extract(&Page { bytes: page.as_bytes(), content_type: None, url: None })
            .published
            .map(|time| time.to_string())
    };
    assert_eq!(page("en-US").as_deref(), Some("2026-03-04T00:00:00Z"));
    assert_eq!(page("en-GB").as_deref(), Some("2026-04-03T00:00:00Z"));
    assert_eq!(page("fr").as_deref(), Some("2026-04-03T00:00:00Z"));
}

#[test]
fn the_address_tells_the_date_where_nothing_else_does() {
    let at = |address: &str| read_at(address, "", "").published.map(|time| time.to_string());
    assert_eq!(at("https://courier.example/2026/02/11/cranes").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(at("https://courier.example/cranes-2026-02-11.html").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(at("https://courier.example/news/20260211/cranes").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(
        at("https://courier.example/article/A2026021118400000519").as_deref(),
        Some("2026-02-11T00:00:00Z")
    );
    assert_eq!(at("https://courier.example/item/20265511871").as_deref(), None);
    assert_eq!(at("https://courier.example/item/202602112999").as_deref(), None);
}

#[test]
fn a_change_before_the_publication_is_no_change() {
    let found = read(&json_ld(r#""datePublished":"2026-02-11","dateModified":"2026-02-10""#), "");
    assert_eq!(found.modified, None);
    let found = read(&json_ld(r#""datePublished":"2026-02-11","dateModified":"2026-02-12""#), "");
    assert_eq!(found.modified.map(|time| time.to_string()).as_deref(), Some("2026-02-12T00:00:00Z"));
}

#[test]
fn the_language_is_declared_in_several_places() {
    let language = |head: &str| read(head, "").language.map(|language| language.to_string());
    assert_eq!(language("<meta property=og:locale content=pt_BR>").as_deref(), Some("pt"));
    assert_eq!(language(&json_ld(r#""headline":"T","inLanguage":"nb-NO""#)).as_deref(), Some("no"));
    assert_eq!(language("<meta http-equiv=x name=language content=uk>").as_deref(), Some("uk"));
    assert_eq!(language("").as_deref(), None);
}

#[track_caller]
fn check_canonical(head: &str, expected: Option<&str>) {
    assert_eq!(read(head, "").canonical_url.as_deref(), expected, "{head}");
}

#[test]
fn the_address_a_page_claims_is_cleaned_and_checked() {
    check_canonical(
        "<link rel=canonical href='/harbour/cranes?utm_source=x#top'>",
        Some("https://www.courier.example/harbour/cranes"),
    );
    check_canonical("<link rel=canonical href='https://www.courier.example/'>", None);
    check_canonical("<link rel=canonical href='https://agency.example/cranes'>", None);
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        &json_ld(r#""headline":"T","mainEntityOfPage":{"@id":"https://www.courier.example/b/2"}"#),
        Some("https://www.courier.example/b/2"),
    );
}

#[test]
fn versions_for_phones_and_amp_give_way_to_the_article_itself() {
    check_canonical(
        "<link rel=canonical href='https://m.courier.example/a/1'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/a/1/amp/'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/a/1?amp=1&amp;fbclid=x'>",
        Some("https://www.courier.example/a/1?amp=1"),
    );
    check_canonical(
        "<link rel=canonical href='https://www-courier-example.cdn.ampproject.org/c/s/www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    let amp = "https://amp.courier.example/a/1";
    let found = read_at(
        amp,
        "<link rel='canonical nofollow' href='https://www.courier.example/a/1?utm_medium=x'>",
        "",
    );
    assert_eq!(found.canonical_url.as_deref(), Some("https://www.courier.example/a/1"));
}

#[test]
fn section_and_tags_are_what_the_publisher_says() {
    let found = read(
        &json_ld(
            r#""headline":"T","articleSection":["Harbour","News"],"keywords":"cranes, quay ,Cranes,, tide""#,
        ),
        "",
    );
    assert_eq!(found.section.as_deref(), Some("Harbour"));
    assert_eq!(found.tags, ["cranes", "quay", "tide"]);
    let found = read(
        "<meta property=og:site_name content=Courier><meta property=article:section content='News &gt; Harbour'>
         <meta property=article:tag content='Cranes, old'><meta property=article:tag content='#Quay'>
         <meta property=article:tag content=Courier><meta name=keywords content='courier, news'>",
        "",
    );
    assert_eq!(found.section.as_deref(), Some("Harbour"));
    assert_eq!(found.tags, ["Cranes, old", "Quay"]);
    assert_eq!(
        read("", "<a rel='category tag' href=/c>Harbour</a><a rel=tag href=/t>Cranes</a>").tags,
        ["Harbour", "Cranes"]
    );
    assert_eq!(read("", "").section, None);
}

#[test]
fn a_headline_that_readers_see_and_share_comes_before_a_longer_one_for_search_engines() {
    let ld = json_ld(r#""headline":"Cranes harbour quay arrival 2026: what to know about the cranes""#);
    let shared = "<meta property=og:title content='The cranes are here at last | Courier'><meta property=og:site_name content=Courier>";
    check_title(
        &format!("{ld}{shared}"),
        "<h1>The cranes are here at last</h1>",
        "The cranes are here at last",
    );
    let short = json_ld(r#""headline":"Cranes are here""#);
    check_title(&format!("{short}{shared}"), "<h1>The cranes are here at last</h1>", "Cranes are here");
    check_title(
        "<meta property=og:site_name content=Courier><meta property=article:section content=Harbour><title>Cranes arrive - Harbour | Courier</title>",
        "",
        "Cranes arrive",
    );
    check_title(
        "<meta property=og:site_name content='港日報'><title>クレーンが港に到着した｜港日報</title>",
        "",
        "クレーンが港に到着した",
    );
}

#[test]
fn images_are_made_absolute() {
    assert_eq!(
        read("<meta property=og:image content=/i/1.jpg>", "").image.as_deref(),
        Some("https://www.courier.example/i/1.jpg")
    );
    assert_eq!(read("<meta property=og:image content='data:image/png;base64,x'>", "").image, None);
}

#[test]
fn damaged_json_ld_is_read_where_it_can_be_and_told_where_it_cannot() {
    let bare_break = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Two\nlines\"};</script>";
    check_title(bare_break, "", "Two lines");
    let found = read("<script type='application/ld+json'>{\"@type\":</script><title>Kept</title>", "");
    assert_eq!(found.title.as_deref(), Some("Kept"));
    assert_eq!(found.problems, ["JSON-LD cannot be read", "there is no main text"]);
}
