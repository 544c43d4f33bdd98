//! Who signs an article and when, as pages show it: next to the names and dates of others, and in running text.

use vigie::article::{Extracted, Page, extract};

const HEADING: &str = "<h1>The ferry of Gull Rock sails again</h1>";
const STORY: &str = "<p>The keeper of the slip rang the bell at seven, and the boat left with nine goats and the post on board.</p>\
                     <p>Nobody had believed it in spring, when the hull lay open and the engine stood in a barn far inland.</p>";

fn read(language: &str, body: &str) -> Extracted {
    let page = format!(
        "<!doctype html><html lang={language}><head><meta charset=utf-8></head><body>{body}</body></html>"
    );
    extract(&Page { bytes: page.as_bytes(), content_type: None, url: None })
}

#[track_caller]
fn check_authors(language: &str, written: &str, expected: &[&str]) {
    let found = read(language, &format!("<main>{HEADING}<p class=byline>{written}</p>{STORY}</main>"));
    assert_eq!(found.authors, expected, "{language}: {written}");
}

#[test]
fn names_are_told_from_what_stands_around_them() {
    for (language, written, expected) in [
        (
            "en",
            "By Ida Marsh, Tobias Renwick, and Lena Holt",
            &["Ida Marsh", "Tobias Renwick", "Lena Holt"][..],
        ),
        ("en", "By Ida Marsh, Defence Correspondent", &["Ida Marsh"]),
        ("en", "By Ida Marsh, PhD", &["Ida Marsh"]),
        ("en", "By Ida Marsh, translated by Tobias Renwick", &["Ida Marsh"]),
        ("en", "By Ida Marsh and Cher", &["Ida Marsh", "Cher"]),
        ("en", "By Ida Marsh on March 14, 2026", &["Ida Marsh"]),
        ("de", "Von Ida Marsh, Kiew", &["Ida Marsh"]),
        ("es", "Por José Ortega y Gasset", &["José Ortega y Gasset"]),
        ("es", "Por Ida Marsh y Tobías Renwick", &["Ida Marsh", "Tobías Renwick"]),
        ("fr", "Par Ida Marsh avec AFP", &["Ida Marsh"]),
        ("fr", "Publié par Ida Marsh le 14 mars 2026", &["Ida Marsh"]),
        ("ko", "홍길동 기자 hong@courier.example", &["홍길동"]),
        ("zh", "記者王小明／台北報導", &["王小明"]),
        ("zh", "本报记者 王小明 李华", &["王小明", "李华"]),
        ("zh", "记者 王小明 2026年3月14日", &["王小明"]),
        ("zh", "2026-03-14 10:22 来源：海港日报 作者：王小明 责任编辑：李华", &["王小明"]),
        ("ko", "홍길동 기자", &["홍길동"]),
        ("ko", "홍길동, 이다현 기자", &["홍길동", "이다현"]),
        ("ko", "홍길동 기자 입력 2026.03.14 10:22", &["홍길동"]),
        ("en", "By Ida Marsh Published 14 March 2026", &["Ida Marsh"]),
        ("en", "By Ida Marsh Last updated on 14 Mar 2026", &["Ida Marsh"]),
        ("en", "By Ida Marsh - Published 14 Mar 2026", &["Ida Marsh"]),
        ("en", "By Ida Marsh in New York", &["Ida Marsh"]),
        ("en", "By Ida Marsh and Tobias Renwick in Gull Rock", &["Ida Marsh", "Tobias Renwick"]),
        ("en", "By Suman Data", &["Suman Data"]),
        ("nl", "Door Sophie in ’t Veld", &["Sophie in ’t Veld"]),
        ("fr", "Par <b>Ida Marsh</b> Publié le 14/03/2026 à 18h05", &["Ida Marsh"]),
        ("fr", "Par Ida Marsh à Saint-Malon", &["Ida Marsh"]),
        ("de", "Von Ida Marsh aus Kiew", &["Ida Marsh"]),
        ("de", "Von Ida Marsh Stand: 14.03.2026", &["Ida Marsh"]),
        ("en", "By Ida Marsh for The Harbour Courier", &["Ida Marsh"]),
        ("en", "By Royal Society for Gulls", &["Royal Society for Gulls"]),
        ("en", "Opinion by Ida Marsh", &["Ida Marsh"]),
        ("en", "Story by Ida Marsh; Video by Tobias Renwick", &["Ida Marsh"]),
        ("en", "Photographs by Tobias Renwick", &[]),
    ] {
        check_authors(language, written, expected);
    }
}

#[test]
fn a_name_at_the_right_margin_under_the_text_signs_it() {
    let house = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Gull Courier"},
                   "publisher":{"@type":"Organization","name":"Gull Courier"}}</script>"#;
    let check = |under: &str, expected: &[&str]| {
        let found = read("vi", &format!("{house}<main>{HEADING}{STORY}{under}</main>"));
        assert_eq!(found.authors, expected, "{under}");
    };
    check("<p style='text-align: right;'><strong>Lê Minh Anh</strong></p>", &["Lê Minh Anh"]);
    check("<p align=right>Ida Marsh</p><p> </p>", &["Ida Marsh"]);
    check("<p style='float:right'>Ida Marsh</p>", &["Gull Courier"]);
    check("<p style='text-align:right'>Ida Marsh, who keeps the slip</p>", &["Gull Courier"]);
    check("<p style='text-align:right'>Read More</p>", &["Gull Courier"]);
    // Every line of Arabic begins there.
    check("<p style='text-align:right'>ميناء النوارس</p>", &["Gull Courier"]);
    check(&format!("<p style='text-align:right'>Ida Marsh</p>{STORY}"), &["Gull Courier"]);
}

#[test]
fn where_a_house_has_its_seat_is_nobody() {
    let page = |author: &str| {
        let head = format!(
            "<meta property=og:site_name content='Gull Courier'><meta name=author content='{author}'>"
        );
        read("en", &format!("{head}<main>{HEADING}{STORY}</main>")).authors
    };
    assert_eq!(page("Gull Courier, Bremen, Germany"), ["Gull Courier"]);
    assert_eq!(page("Gull Courier, Ida Marsh"), ["Ida Marsh"]);
}

#[test]
fn who_asked_the_questions_signs_an_interview() {
    for (language, written) in [
        ("en", "Interview by Ida Marsh"),
        ("en", "As told to Ida Marsh"),
        ("fr", "Entretien réalisé par Ida Marsh"),
        ("es", "Entrevista realizada por Ida Marsh"),
        ("it", "Intervista di Ida Marsh"),
        ("pl", "Rozmawiała Ida Marsh"),
        ("de", "Interview: Ida Marsh"),
    ] {
        check_authors(language, written, &["Ida Marsh"]);
    }
    check_authors("ru", "Беседовала Анна Морская", &["Анна Морская"]);
    check_authors("uk", "Розмовляла Анна Морська", &["Анна Морська"]);
}

#[test]
fn each_of_several_may_write_from_a_place() {
    let both = &["Ida Marsh", "Tobias Renwick"][..];
    for (language, written) in [
        ("en", "By Ida Marsh in Gull Rock and Tobias Renwick in Oslo"),
        ("en", "Ida Marsh in Gull Rock and Tobias Renwick in New Haven"),
        ("de", "Von Ida Marsh in Berlin und Tobias Renwick in Bad Ems"),
        ("fr", "Par Ida Marsh à Saint-Malon et Tobias Renwick à Gull Rock"),
        ("en", "IDA MARSH IN GULL ROCK AND TOBIAS RENWICK IN OSLO"),
    ] {
        check_authors(language, written, both);
        let near = read(language, &format!("<main>{HEADING}<p>{written}</p>{STORY}</main>"));
        assert!(near.authors.is_empty() || near.authors == both, "{written}: {:?}", near.authors);
    }
    check_authors(
        "en",
        "By Ida Marsh in Gull Rock, Tobias Renwick in Oslo and Lena Holt in Paris",
        &["Ida Marsh", "Tobias Renwick", "Lena Holt"],
    );
}

#[test]
fn words_between_names_may_be_in_capitals() {
    let both = &["Ida Marsh", "Tobias McRenwick"][..];
    for (language, written) in [
        ("en", "BY IDA MARSH AND TOBIAS MCRENWICK"),
        ("en", "By Ida Marsh And Tobias McRenwick"),
        ("de", "VON IDA MARSH UND TOBIAS MCRENWICK"),
        ("fr", "PAR IDA MARSH ET TOBIAS MCRENWICK"),
        ("es", "POR IDA MARSH Y TOBIAS MCRENWICK"),
        ("en", "BY IDA MARSH AND TOBIAS MCRENWICK ASSOCIATED PRESS"),
        ("en", "BY IDA MARSH AND TOBIAS MCRENWICK FOR THE COURIER"),
    ] {
        check_authors(language, written, both);
        let meta = format!("<meta name=author content='{written}'>");
        assert_eq!(
            read(language, &format!("{meta}<main>{HEADING}{STORY}</main>")).authors,
            both,
            "{written}"
        );
    }
    check_authors("es", "POR JOSÉ ORTEGA Y GASSET", &["José Ortega Y Gasset"]);
    check_authors("en", "BY IDA E MARSH", &["Ida E Marsh"]);
}

#[test]
fn the_first_word_of_a_sentence_signs_nothing() {
    for line in ["By Christmas, the goats had been sold.", "By Jove, the old ferry did it again."] {
        let found = read("en", &format!("<main>{HEADING}<p>{line}</p>{STORY}</main>"));
        assert_eq!(found.authors, <[&str; 0]>::default(), "{line}");
    }
}

#[test]
fn all_who_sign_together_are_taken() {
    let three = "<a href=/author/1>Ida Marsh</a>, <a href=/author/2>Tobias Renwick</a> and <a href=/author/3>Lena Holt</a>";
    for written in [
        &format!("<div class=authors>{three}</div>"),
        &format!("<span class=authors>{three}</span>"),
        &format!("<div>By {three}</div>"),
        "<ul class=authors><li>Ida Marsh</li><li>Tobias Renwick</li><li>Lena Holt</li></ul>",
        "<div class=authors><span class=author>Ida Marsh</span> <span class=author>Tobias Renwick</span> <span class=author>Lena Holt</span></div>",
        "<div class=authors><div class=author>Ida Marsh<div class=role>Reporter</div></div><div class=author>Tobias Renwick</div><div class=author>Lena Holt</div></div>",
        "<div class=authors>Ida Marsh,<br>Tobias Renwick<br>and Lena Holt</div>",
    ] {
        let found = read("en", &format!("<article>{HEADING}{written}{STORY}</article>"));
        assert_eq!(found.authors, ["Ida Marsh", "Tobias Renwick", "Lena Holt"], "{written}");
    }
    let one = "<div class=author><span class=author-name>Ida Marsh</span><span class=author-title>Chief Ferrywoman</span></div>";
    let follow = "<div class=author><a href=/author/1>Ida Marsh</a><span>Follow</span></div>";
    let links =
        "<ul class=authors><li>Ida Marsh</li><li>Share on Facebook</li><li>More From Author</li></ul>";
    for written in [one, follow, links] {
        let found = read("en", &format!("<article>{HEADING}{written}{STORY}</article>"));
        assert_eq!(found.authors, ["Ida Marsh"], "{written}");
    }
}

#[test]
fn a_byline_between_line_breaks_of_a_long_block_is_read() {
    let text =
        "The keeper of the slip rang the bell at seven, and the boat left with nine goats on board.<br><br>"
            .repeat(3);
    let found = read("de", &format!("{HEADING}<div>{text}Autor: Ida Marsh</div>"));
    assert_eq!(found.authors, ["Ida Marsh"]);
}

#[test]
fn a_lower_heading_with_the_title_stands_for_a_missing_one() {
    let title = "The ferry of Gull Rock sails again";
    let own = format!("<h2>{title}</h2><p>By Ida Marsh</p><p>14 March 2026</p>{STORY}");
    for logo in ["", "<h1><a href=/>Gull Rock Gazette</a></h1>"] {
        let found = read("en", &format!("<title>{title}</title>{logo}<div>{own}</div>"));
        assert_eq!(found.authors, ["Ida Marsh"], "{logo}");
        let published = found.published.map(|time| time.to_string());
        assert_eq!(published.as_deref(), Some("2026-03-14T00:00:00Z"), "{logo}");
    }
}

#[test]
fn a_date_of_a_byline_is_cut_off_only_where_it_is_one() {
    check_authors("en", "By Ida Marsh 14 March 2026", &["Ida Marsh"]);
    check_authors("en", "By Channel 4 Newsroom", &[]);
}

#[test]
fn a_name_in_a_social_network_is_no_name() {
    let head = "<meta name=author content='@idamarsh'>";
    let found = read("en", &format!("{head}<main>{HEADING}<p>By Ida Marsh</p>{STORY}</main>"));
    assert_eq!(found.authors, ["Ida Marsh"]);
}

/// Four cards of other articles, each with an author and a date.
fn cards() -> String {
    let card = |n: usize| {
        format!(
            "<div class=card><h3><a href=/{n}>Another tale of island {n}</a></h3><span class=author>Cora Other</span> \
             <time datetime=2020-01-0{n}>x</time></div>"
        )
    };
    (1..5).map(card).collect()
}

#[track_caller]
fn check_own(what: &str, body: &str) {
    let found = read("en", body);
    assert_eq!(found.authors, ["Ida Marsh"], "{what}");
    let published = found.published.map(|time| time.to_string()).unwrap_or_default();
    assert!(published.starts_with("2026-03-14"), "{what}: {published}");
}

#[test]
fn names_and_dates_of_other_articles_are_not_taken() {
    let own = format!("<p>By Ida Marsh</p><p>14 March 2026</p>{STORY}");
    check_own(
        "cards behind",
        &format!("<main><article>{HEADING}{own}</article><section>{}</section></main>", cards()),
    );
    check_own(
        "cards before",
        &format!("<main><section>{}</section><article>{HEADING}{own}</article></main>", cards()),
    );
    check_own(
        "an aside",
        &format!(
            "<article>{HEADING}<aside><a rel=author href=/o>Cora Other</a> <time datetime=2020-01-01>x</time></aside>{own}</article>"
        ),
    );
    check_own(
        "a teaser",
        &format!(
            "<article>{HEADING}<ul class=related><li><span class=author>Cora Other</span> 1 January 2020</ul>{own}</article>"
        ),
    );
    check_own(
        "another article",
        &format!(
            "<article>{HEADING}{own}</article><article><h2>A tale</h2><span class=author>Cora Other</span><time datetime=2020-01-01>x</time></article>"
        ),
    );
}

#[test]
fn a_byline_in_the_margin_is_taken_where_there_is_no_other() {
    check_own(
        "the margin",
        &format!(
            "<article>{HEADING}<aside class=author>Ida Marsh</aside><aside><time datetime=2026-03-14>x</time></aside>{STORY}</article>"
        ),
    );
}

#[track_caller]
fn check_dates(language: &str, lines: &str, published: Option<&str>, modified: Option<&str>) {
    let found = read(language, &format!("<article>{HEADING}{lines}{STORY}</article>"));
    let shown = |time: Option<vigie::article::PageTime>| time.map(|time| time.to_string());
    assert_eq!(
        (shown(found.published).as_deref(), shown(found.modified).as_deref()),
        (published, modified),
        "{language}: {lines}"
    );
}

#[test]
fn a_date_in_running_text_is_no_publication() {
    check_dates("en", "<p>On 11 September 2001, nobody sailed to the rock at all.</p>", None, None);
    check_dates(
        "en",
        "<p>Since 11 September 2001 the island had not seen a boat with an engine of its own</p>",
        None,
        None,
    );
    // A title may be all there is, but a feed knows better.
    for title in ["The lessons of 11 September 2001", "The ferry sails | 14 March 2026 | Courier"] {
        let found = read("en", &format!("<title>{title}</title><article>{HEADING}{STORY}</article>"));
        assert!(found.published.is_some() && !found.is_published_sure, "{title}");
    }
}

#[test]
fn the_time_beside_a_date_is_read_with_its_zone() {
    for (language, written, expected) in [
        ("en", "14 March 2026 9.05pm EDT", "2026-03-14T21:05:00-04:00"),
        ("en", "14 March 2026, 21:05 CET", "2026-03-14T21:05:00+01:00"),
        ("en", "Sat, March 14, 2026 at 12:05 a.m.", "2026-03-14T00:05:00Z"),
        ("en", "21:05 | 14 March 2026", "2026-03-14T21:05:00Z"),
        ("de", "14.03.2026, 21.05 Uhr MEZ", "2026-03-14T21:05:00+01:00"),
        ("fr", "14 mars 2026 à 21 h 05", "2026-03-14T21:05:00Z"),
        ("fr", "14 mars 2026 à 21h05", "2026-03-14T21:05:00Z"),
        ("ja", "2026年3月14日 21時05分", "2026-03-14T21:05:00Z"),
        ("ko", "입력 2026.03.14. 오후 9:05", "2026-03-14T21:05:00Z"),
        ("zh", "2026年3月14日 下午9:05", "2026-03-14T21:05:00Z"),
        // No times.
        ("en", "14 March 2026, 5 hours ago", "2026-03-14T00:00:00Z"),
        ("en", "14 March 2026 - 3 min read", "2026-03-14T00:00:00Z"),
        ("en", "Friday, 14 March 2026 est", "2026-03-14T00:00:00Z"),
        // Summer time began on the eighth.
        ("en", "March 14, 2026, 9:05 p.m. ET", "2026-03-14T21:05:00-04:00"),
        ("en", "March 7, 2026 at 9:05 pm ET", "2026-03-07T21:05:00-05:00"),
        ("en", "March 14, 2026 21:05 PT", "2026-03-14T21:05:00-07:00"),
        ("fr", "14 MARS 2026 À 21H05 ET PLUS", "2026-03-14T21:05:00Z"),
        // Before the date.
        ("en", "9:05 PM EDT, Sat March 14, 2026", "2026-03-14T21:05:00-04:00"),
        ("en", "9:05 p.m. ET March 7, 2026", "2026-03-07T21:05:00-05:00"),
        ("en", "21:05 GMT, 14 March 2026", "2026-03-14T21:05:00Z"),
        ("en", "21:05:30 GMT+01:00, 14 March 2026", "2026-03-14T21:05:30+01:00"),
        ("de", "21:05 MEZ, Samstag, 14. März 2026", "2026-03-14T21:05:00+01:00"),
        ("ru", "21:05 МСК, 14 марта 2026", "2026-03-14T21:05:00+03:00"),
        ("ru", "14.03.2026 21:05 мск", "2026-03-14T21:05:00+03:00"),
    ] {
        check_dates(language, &format!("<p class=date>{written}</p>"), Some(expected), None);
    }
}

#[test]
fn dates_of_other_calendars_and_short_years_are_read() {
    for (language, written) in [
        ("vi", "14 tháng 3, 2026"),
        ("vi", "Thứ bảy, 14 tháng 3 năm 2026"),
        ("th", "14 มี.ค. 69"),
        ("ja", "令和8年3月14日"),
        ("zh-TW", "民國115年3月14日"),
        ("fa", "۲۳ اسفند ۱۴۰۴"),
        ("fa", "شنبه ۲۳ اسفند ماه ۱۴۰۴"),
        ("fa", "۱۴۰۴/۱۲/۲۳"),
    ] {
        check_dates(language, &format!("<p class=date>{written}</p>"), Some("2026-03-14T00:00:00Z"), None);
    }
}

#[test]
fn a_line_of_labels_tells_its_date() {
    for (language, written, expected) in [
        ("zh", "2026-03-14 10:22 来源：海港日报 作者：王小明 责任编辑：李华", "2026-03-14T10:22:00Z"),
        ("zh", "2026-03-14 10:22 海港日报", "2026-03-14T10:22:00Z"),
        ("fa", "۲۳ اسفند ۱۴۰۴ - ۱۱:۲۵", "2026-03-14T11:25:00Z"),
    ] {
        check_dates(language, &format!("<div>{written}</div>"), Some(expected), None);
    }
}

#[test]
fn a_date_that_running_text_sets_apart_is_no_publication() {
    check_dates(
        "en",
        "<p><a href=/bell>On 11 September 2001</a>, nobody sailed to the rock or rang its old bells.</p>",
        None,
        None,
    );
}

#[test]
fn a_line_that_tells_what_happens_on_a_day_is_no_publication() {
    for (language, written) in [
        ("en", "Ferries sail on 14 March 2026."),
        ("en", "The strike began on 14 March 2026."),
        ("en", "The bell was rung on <time>14 March 2026</time>."),
        ("en", "Seen from the slip on 14 March 2026"),
        ("en", "Deadline: 14 March 2026"),
        ("en", "Due date: 14 March 2026"),
        ("en", "Departure: 14 March 2026, 19:00"),
        ("en", "14 March 2026: first sailing"),
        ("de", "Die Abfahrt ist am 14. März 2026."),
        ("fr", "Le bateau part le 14 mars 2026."),
        ("ru", "Паром выйдет 14 марта 2026 года."),
        ("zh", "渡轮将于2026年3月14日启航。"),
    ] {
        check_dates(language, &format!("<p>{written}</p>"), None, None);
    }
    for (language, written) in [
        ("en", "Published on 14 March 2026."),
        ("en", "Gull Rock, 14 March 2026"),
        ("en", "By Ida Marsh on 14 March 2026"),
        ("en", "14 March 2026 · 5 min read"),
        ("en", "Publication date: 14 March 2026"),
        ("de", "Meldung vom 14. März 2026"),
        ("de", "Datum: 14.03.2026"),
        ("fr", "samedi 14 mars 2026"),
        ("fr", "Texte mis en ligne le 14 mars 2026."),
        ("es", "Sábado, 14 de marzo de 2026."),
        ("pl", "z dnia 14 marca 2026 r."),
        ("ru", "суббота, 14 марта 2026 года."),
        ("hu", "szombat, 2026. március 14."),
        ("fi", "lauantaina 14. maaliskuuta 2026"),
        ("ja", "2026年3月14日 土曜日"),
        ("vi", "Chủ nhật, 14/3/2026"),
        ("de", "Beitrag vom 14. März 2026."),
    ] {
        check_dates(language, &format!("<p>{written}</p>"), Some("2026-03-14T00:00:00Z"), None);
    }
}

#[test]
fn the_date_of_the_article_comes_before_that_of_the_day() {
    let masthead = "<header><div class=date>Sunday, 29 November 2026</div></header>";
    for own in ["<p class=date>14 March 2026</p>", "<p>Published 14 March 2026</p>", "<p>14 March 2026</p>"] {
        let found = read("en", &format!("{masthead}<article>{HEADING}{own}{STORY}</article>"));
        let published = found.published.map(|time| time.to_string());
        assert_eq!(published.as_deref(), Some("2026-03-14T00:00:00Z"), "{own}");
    }
    let above = format!("{masthead}<article><div class=date>14 March 2026</div>{HEADING}{STORY}</article>");
    let published = read("en", &above).published.map(|time| time.to_string());
    assert_eq!(published.as_deref(), Some("2026-03-14T00:00:00Z"));
    let machine = "<header><time datetime=2026-11-29>today</time></header>";
    let own = format!("{machine}<article>{HEADING}<time datetime=2026-03-14>x</time>{STORY}</article>");
    let published = read("en", &own).published.map(|time| time.to_string());
    assert_eq!(published.as_deref(), Some("2026-03-14T00:00:00Z"));
    // With nothing better it is taken, but a feed knows better.
    let alone = read("en", &format!("{masthead}<article>{HEADING}{STORY}</article>"));
    assert!(alone.published.is_some() && !alone.is_published_sure);
}

#[test]
fn a_line_tells_publication_and_change() {
    let (first, then) = (Some("2026-03-14T00:00:00Z"), Some("2026-03-16T00:00:00Z"));
    for (language, written) in [
        ("en", "<p>Published 14 March 2026, updated 16 March 2026</p>"),
        ("en", "<p>Published 14 March 2026</p><p>Updated 16 March 2026</p>"),
        ("en", "<p>Last updated: 16 March 2026</p><p>Published: 14 March 2026</p>"),
        ("fr", "<p>Publié le 14 mars 2026, modifié le 16 mars 2026</p>"),
        ("de", "<p>Veröffentlicht am 14. März 2026 | Aktualisiert am 16. März 2026</p>"),
        ("ja", "<p>公開 2026年3月14日 更新 2026年3月16日</p>"),
        ("ko", "<p>입력 2026.03.14 수정 2026.03.16</p>"),
    ] {
        check_dates(language, written, first, then);
    }
    check_dates("fr", "<p>Texte mis à jour le 14 mars 2026.</p>", first, first);
    let times = (Some("2026-03-14T21:05:00+01:00"), Some("2026-03-16T08:15:00+01:00"));
    for written in [
        "<p>Published: 21:05 CET, 14 March 2026 | Updated: 08:15 CET, 16 March 2026</p>",
        "<p><span>Published: <time>21:05 CET, 14 March 2026</time></span> | <span>Updated: <time>08:15 CET, 16 March 2026</time></span></p>",
        "<p>Published 14 March 2026, 21:05 CET | Updated 16 March 2026, 08:15 CET</p>",
    ] {
        check_dates("en", written, times.0, times.1);
    }
    check_dates(
        "en",
        "<p>Published 14 March 2026 | Updated 08:15, 16 March 2026</p>",
        first,
        Some("2026-03-16T08:15:00Z"),
    );
    let change =
        read("ja", &format!("<article>{HEADING}<p class=date>2026年3月16日 更新</p>{STORY}</article>"));
    assert_eq!(change.modified.map(|time| time.to_string()).as_deref(), then);
}

#[test]
fn dates_for_machines_are_read_as_people_write_them_too() {
    for (written, expected) in [
        ("14.03.2026 21:05", "2026-03-14T21:05:00Z"),
        ("03/14/2026 9:05 PM", "2026-03-14T21:05:00Z"),
        ("Sat Mar 14 2026 21:05:00 GMT+0100 (Central European Standard Time)", "2026-03-14T21:05:00+01:00"),
        ("Sat Mar 14 2026 21:05:00 GMT+0100 (Mitteleuropäische Normalzeit)", "2026-03-14T21:05:00+01:00"),
    ] {
        check_dates("en", &format!("<time datetime='{written}'>x</time>"), Some(expected), None);
    }
}

#[test]
fn the_bylines_of_the_chinese_and_the_korean_press_are_read() {
    for (language, written, expected) in [
        ("zh", "记者 王小明 李华", &["王小明", "李华"][..]),
        ("zh", "记者 王小明 通讯员 李华", &["王小明", "李华"]),
        ("zh", "本报驻奥斯陆记者 王小明 李 华", &["王小明", "李华"]),
        ("zh", "文/王小明 图/李华", &["王小明"]),
        ("zh-TW", "〔記者王小明／台北報導〕", &["王小明"]),
        ("zh-TW", "中央社記者王小明台北14日電", &["王小明"]),
        ("zh-TW", "（中央社記者王小明台北14日電）", &["王小明"]),
        ("ko", "김민서·이다현 기자", &["김민서", "이다현"]),
        ("ko", "(서울=연합뉴스) 김민서 기자 =", &["김민서"]),
        ("ko", "<span>김민서</span><span>기자</span>", &["김민서"]),
    ] {
        check_authors(language, written, expected);
        let near = read(language, &format!("<main>{HEADING}<div><p>{written}</p></div>{STORY}</main>"));
        assert_eq!(near.authors, expected, "{language}: {written}");
    }
}

#[test]
fn a_dateline_names_its_reporter() {
    let rest = "The keeper of the slip rang the bell at seven, and the boat left with nine goats on board. "
        .repeat(5);
    for (language, line, expected) in [
        ("zh", "新华社奥斯陆3月14日电（记者王小明 李华）", &["王小明", "李华"][..]),
        ("zh-TW", "（中央社記者王小明台北14日電）", &["王小明"]),
        ("ko", "(서울=연합뉴스) 김민서 기자 = ", &["김민서"]),
        ("ko", "[서울=뉴시스] 김민서 기자 = ", &["김민서"]),
        ("zh", "国防部（下称该部）", &[]),
    ] {
        let found = read(language, &format!("<main>{HEADING}<p>{line}{rest}</p>{STORY}</main>"));
        assert_eq!(found.authors, expected, "{line}");
    }
}

#[test]
fn a_house_beside_a_name_is_no_part_of_it() {
    check_authors("en", "By IDA MARSH Associated Press", &["Ida Marsh"]);
    check_authors("en", "By IDA MARSH and Tobias Renwick", &["Ida Marsh", "Tobias Renwick"]);
    check_authors("en", "Reuters - Ida Marsh", &["Ida Marsh"]);
    check_authors("en", "Ida Marsh - Reuters", &["Ida Marsh"]);
    check_authors("en", "Submitted by <span>Ida Marsh</span> on Sat, 03/14/2026 - 10:20", &["Ida Marsh"]);
    check_authors("ka", "ავტორი: იდა მარში", &["იდა მარში"]);
    check_authors("hy", "Հեղինակ՝ Իդա Մարշ", &["Իդա Մարշ"]);
}

#[test]
fn a_login_gives_way_to_whoever_signs() {
    for login in [
        "webadmin",
        "wpadmin",
        "Editor2",
        "idamarsh",
        "Super User",
        "Web Admin",
        "Press Office",
        "Communications",
    ] {
        let signed = format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","author":{{"name":"{login}"}}}}</script>"#
        );
        let found = read("en", &format!("{signed}<main>{HEADING}<p>By Tobias Renwick</p>{STORY}</main>"));
        assert_eq!(found.authors, ["Tobias Renwick"], "{login}");
    }
    let signed =
        r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"idamarsh"}}</script>"#;
    assert_eq!(read("en", &format!("{signed}<main>{HEADING}{STORY}</main>")).authors, ["idamarsh"]);
}
