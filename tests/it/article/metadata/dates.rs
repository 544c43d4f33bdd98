//! When it was published and changed, for machines and for readers.

use vigie::article::{Hints, Page, extract, extract_with};
use vigie::model::Timestamp;

use super::{json_ld, read, read_at};

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
fn json_ld_may_write_dates_as_readers_see_them() {
    for (written, expected) in [
        ("11.02.2026 18:40", "2026-02-11T18:40:00Z"),
        ("February 11, 2026 6:40 pm", "2026-02-11T18:40:00Z"),
        ("13/02/2026 18:40:00", "2026-02-13T18:40:00Z"),
    ] {
        check_published(&json_ld(&format!(r#""datePublished":"{written}""#)), "", Some(expected));
    }
    check_published(&json_ld(r#""datePublished":"2026-02-30""#), "", None);
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
        ("hy", "11 Փետրվարի 2026"),
        ("kk", "11 ақпан 2026"),
        ("ta", "11 பிப்ரவரி 2026"),
        ("te", "11 ఫిబ్రవరి 2026"),
        ("pa", "11 ਫਰਵਰੀ 2026"),
        ("si", "2026 පෙබරවාරි 11"),
        ("am", "11 ፌብሩወሪ 2026"),
        ("my", "11 ဖေဖော်ဝါရီ 2026"),
        ("mn", "2026 оны 2-р сарын 11"),
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
        extract_with(&page, &Hints { now, ..Hints::default() }).published.map(|time| time.to_string())
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
    assert_eq!(
        at("https://courier.example/harbour/2026/feb/11/cranes").as_deref(),
        Some("2026-02-11T00:00:00Z")
    );
    assert_eq!(at("https://courier.example/2026/Febrero/11").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(at("https://courier.example/2026/harbour/11/cranes").as_deref(), None);
    assert_eq!(at("https://courier.example/2026/feb/cranes").as_deref(), None);
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
fn the_label_before_a_date_says_which_it_is() {
    for dates in [
        "<div>Last updated <time datetime=2026-02-12>12 February</time></div><div>First published <time datetime=2026-02-11>11 February</time></div>",
        "<div><b>Updated:</b> <time datetime=2026-02-12>x</time> <b>Published:</b> <time datetime=2026-02-11>x</time></div>",
        "<dl><dt>Updated</dt><dd class=date>12.02.2026</dd><dt>Published</dt><dd class=date>11.02.2026</dd></dl>",
        "<dl><dt>From</dt><dd>The port</dd><dt>Published</dt><dd>11 February 2026</dd><dt>Last updated</dt><dd>12 February 2026</dd></dl>",
        "<table><tr><th>Mis à jour le</th><td class=date>12.02.2026</td></tr><tr><th>Publié le</th><td class=date>11.02.2026</td></tr></table>",
        "<p>Zuletzt aktualisiert am <time datetime=2026-02-12>12.2.</time> | <time datetime=2026-02-11>11.2.</time></p>",
    ] {
        let found = read("", &format!("<h1>The cranes of the harbour</h1>{dates}"));
        let day = |time: Option<vigie::article::PageTime>| time.map(|time| time.to_string()[..10].to_owned());
        assert_eq!(
            (day(found.published).as_deref(), day(found.modified).as_deref()),
            (Some("2026-02-11"), Some("2026-02-12")),
            "{dates}"
        );
    }
}

#[test]
fn a_day_that_the_article_tells_of_is_not_its_own() {
    let told = "<p>The wall was built in 1871 and repaired after the flood of <time datetime=1997-08-24>24 August 1997</time>, says the archive.</p>";
    check_published(
        "",
        &format!("<h1>The wall</h1><p>11 February 2026</p>{told}"),
        Some("2026-02-11T00:00:00Z"),
    );
    check_published("", &format!("<h1>The wall</h1>{told}"), None);
    let line = "<p>Posted on <time datetime=2026-02-11>11 February</time> by somebody from the harbour.</p>";
    check_published("", &format!("<h1>The wall</h1>{line}{told}"), Some("2026-02-11T00:00:00Z"));
}
