//! Pages that are hard to read: short lines, lists, tables, questions and answers, scripts without spaces; and what stands
//! around a text in many languages.

use vigie::article::{Page, Verdict, extract};

use super::{in_a_page, text_of};

/// The text holds all of `kept` and nothing of `left_out`.
#[track_caller]
fn check(language: &str, title: &str, body: &str, kept: &[&str], left_out: &[&str]) {
    let text = text_of(&in_a_page(language, title, body));
    for part in kept {
        assert!(text.contains(part), "{part:?} is lost:\n{text}");
    }
    for part in left_out.iter().chain(&["Front", "Mole Street"]) {
        assert!(!text.contains(part), "{part:?} is kept:\n{text}");
    }
}

const LONG: &str = "The keeper said the lamp had burnt through the whole night, and that no ship had been seen between the two \
                    buoys before the fog lifted at six in the morning.";

#[test]
fn a_list_article_keeps_headings_that_are_links() {
    let item = |name: &str, words: &str| {
        format!("<h2><a href='/go/{name}'>{name}</a></h2><p>{words} {LONG}</p><p>{LONG}</p>")
    };
    let body = format!(
        "<p>Three islands to see before the ferries stop. {LONG}</p>{}{}{}",
        item("Skarholm", "It has a mill."),
        item("Little Auk", "It has a school."),
        item("Farne Rock", "It has birds.")
    );
    check("en", "Three islands", &body, &["Skarholm", "Little Auk", "Farne Rock", "It has birds."], &[]);
}

#[test]
fn teasers_behind_an_article_are_left_out() {
    let teaser = |title: &str| {
        format!(
            "<h3><a href=/x>{title}</a></h3><p>What happened there on Monday and who was seen at the gate.</p>"
        )
    };
    let body = format!(
        "{}<h2>Around the bay</h2>{}{}{}",
        format!("<p>{LONG}</p>").repeat(6),
        teaser("Mill to be sold"),
        teaser("School opens again"),
        teaser("Council meets in secret")
    );
    check(
        "en",
        "A quiet night",
        &body,
        &["the fog lifted"],
        &["Mill to be sold", "at the gate", "Around the bay"],
    );
}

#[test]
fn a_teaser_box_between_paragraphs_is_left_out_with_its_headline() {
    let body_part = format!("<p>{LONG}</p>").repeat(3);
    let card = |title: &str| format!("<div class=mol-card><h3><a href=/x>{title}</a></h3></div>");
    let body =
        format!("{body_part}{}{body_part}{}{body_part}", card("Mill to be sold"), card("School opens again"));
    check("en", "A quiet night", &body, &["the fog lifted"], &["Mill to be sold", "School opens again"]);
}

#[test]
fn questions_in_buttons_and_their_answers_are_read() {
    let question = |question: &str, answer: &str| {
        format!(
            "<h3><button aria-expanded=true>{question}</button></h3><div role=region><p>{answer} {LONG}</p></div>"
        )
    };
    let body = format!(
        "<p>Readers asked, the harbour master answered. {LONG}</p>{}{}",
        question("When does the ice come?", "In January, mostly."),
        question("Who pays for the barge?", "The county does.")
    );
    check(
        "en",
        "Questions",
        &body,
        &["When does the ice come?", "In January", "Who pays for the barge?"],
        &[],
    );
}

#[test]
fn an_interview_keeps_its_short_questions() {
    let body = format!(
        "<p>{LONG}</p><p><strong>Frau Petersen, war das zu erwarten?</strong></p><p>Nein. {LONG}</p>\
         <p><strong>Und jetzt?</strong></p><p>Jetzt warten wir ab. {LONG}</p><p><strong>Wie lange noch?</strong></p>\
         <p>Bis zum Frühjahr, wenn das Eis geht. {LONG}</p>"
    );
    check("de", "Warten auf das Eis", &body, &["Und jetzt?", "Wie lange noch?", "Jetzt warten wir ab."], &[]);
}

#[test]
fn the_entries_of_a_live_ticker_are_its_text() {
    let entry = |time: &str, words: &str| {
        format!(
            "<div class='live-comment'><div class=live-comment-time>{time}</div><div class='live-comment-body'>{words}</div></div>"
        )
    };
    let body = format!(
        "<p>{LONG}</p>{}{}{}",
        entry("17:02", "Le bateau du phare prend la mer, la houle est forte au large de la pointe."),
        entry("17:25", "Les deux remorqueurs sont arrivés et la foule applaudit sur la jetée nord."),
        entry("17:51", "La manœuvre est finie, le chenal est de nouveau ouvert à la navigation.")
    );
    check(
        "fr",
        "En direct du chenal",
        &body,
        &["la houle est forte", "Les deux remorqueurs", "de nouveau ouvert"],
        &[],
    );
}

#[test]
fn a_table_of_results_stays_in_the_text() {
    let row = |name: &str, points: &str| format!("<tr><td>{name}</td><td>{points}</td></tr>");
    let body = format!(
        "<p>{LONG}</p><table><tr><th>Crew</th><th>Points</th></tr>{}{}{}</table><p>{LONG}</p>",
        row("Harbour Ladies", "41"),
        row("Old Mill", "38"),
        row("Customs House", "12")
    );
    check("en", "Regatta results", &body, &["Harbour Ladies", "41", "Customs House"], &[]);
}

#[test]
fn a_transcript_keeps_every_speaker() {
    let said = |who: &str, what: &str| format!("<p>{who}: {what}</p>");
    let body = format!(
        "<p>{LONG}</p>{}{}{}{}",
        said("OLSEN", "Good evening."),
        said("BRANDT", "Good evening to you. Shall we begin with the ice?"),
        said("OLSEN", "Yes."),
        said("BRANDT", "It is thicker than last year, and that is all I can say.")
    );
    check(
        "en",
        "The ice hour",
        &body,
        &["OLSEN: Good evening.", "OLSEN: Yes.", "thicker than last year"],
        &[],
    );
}

#[test]
fn a_poem_keeps_its_lines() {
    let body = format!(
        "<p>{LONG}</p><blockquote><p>The tide goes out,<br>the tide comes in,<br>the lamp is lit,<br>the nights begin.</p></blockquote><p>{LONG}</p>"
    );
    check(
        "en",
        "A poem for the lamp",
        &body,
        &["The tide goes out,\nthe tide comes in,\nthe lamp is lit,"],
        &[],
    );
}

#[test]
fn captions_and_counters_of_a_gallery_are_left_out() {
    let picture = |n: u8, words: &str| {
        format!(
            "<figure><a href=/p{n}><img src=/p{n}.jpg></a><div class=count>{n}</div><figcaption>{words} Photo: M. Auk</figcaption></figure>\
             <p>{n} of 3</p><p>{LONG}</p>"
        )
    };
    let body = [picture(1, "The mole at dawn."), picture(2, "The lamp."), picture(3, "Fog.")].concat();
    check("en", "Three pictures", &body, &["the fog lifted"], &["M. Auk", "2 of 3", "The mole at dawn"]);
}

#[test]
fn scripts_without_spaces_and_from_the_right_are_read() {
    for (language, title, paragraph, furniture) in [
        (
            "ja",
            "灯台の夜",
            "灯台守は一晩中ランプが燃え続け、霧が晴れるまで船は一隻も見えなかったと話した。",
            "あわせて読みたい",
        ),
        (
            "zh",
            "灯塔之夜",
            "守塔人说，灯整夜亮着，直到清晨六点雾散之前，两个浮标之间没有看到任何船只。",
            "延伸阅读",
        ),
        (
            "ko",
            "등대의 밤",
            "등대지기는 밤새 등불이 꺼지지 않았고 안개가 걷힐 때까지 배는 한 척도 보이지 않았다고 말했다.",
            "관련 기사",
        ),
        (
            "th",
            "คืนที่ประภาคาร",
            "ผู้ดูแลประภาคารกล่าวว่าตะเกียงสว่างตลอดทั้งคืนและไม่เห็นเรือลำใดเลยจนกระทั่งหมอกจางหายไปในตอนเช้า",
            "อ่านเพิ่มเติม",
        ),
        (
            "ar",
            "ليلة المنارة",
            "قال حارس المنارة إن المصباح ظل مشتعلا طوال الليل ولم تظهر أي سفينة بين العوامتين حتى انقشع الضباب.",
            "اقرأ أيضا",
        ),
        (
            "he",
            "ליל המגדלור",
            "שומר המגדלור אמר שהמנורה דלקה כל הלילה ושלא נראתה שום ספינה בין שני המצופים עד שהתפזר הערפל.",
            "קראו גם",
        ),
        (
            "ru",
            "Ночь на маяке",
            "Смотритель сказал, что лампа горела всю ночь и что до рассвета между буями не видели ни одного судна.",
            "Читайте также",
        ),
        (
            "el",
            "Νύχτα στον φάρο",
            "Ο φύλακας είπε ότι η λάμπα έκαιγε όλη τη νύχτα και ότι κανένα πλοίο δεν φάνηκε μέχρι το πρωί.",
            "Διαβάστε επίσης",
        ),
    ] {
        let body = format!(
            "<p>{paragraph}</p><p>{paragraph}</p><p><a href=/a>{furniture}</a></p><p>{paragraph}</p><p>{paragraph}</p>"
        );
        let text = text_of(&in_a_page(language, title, &body));
        assert_eq!(text.matches(paragraph).count(), 4, "{language}: {text}");
        assert!(!text.contains(furniture), "{language}: {text}");
    }
}

#[test]
fn what_a_page_says_of_itself_is_left_out() {
    for notice in [
        "Sign up to our newsletter",
        "Get the Gazette newsletter every morning",
        "Share this article",
        "Comments are closed",
        "Estimated reading time: 6 minutes",
        "4 min read",
        "1 of 6",
        "Updated 12 March 2026, 14:05",
        "Photo: Maren Auk",
        "Bild von M. Auk / Getty Images",
        "Anzeige",
        "Inhaltsverzeichnis",
        "Lesen Sie auch",
        "Kommentare geschlossen",
        "Möchten Sie den Artikel teilen?",
        "Wir verwenden auf dieser Seite Cookies",
        "Empfohlener redaktioneller Inhalt",
        "Nous utilisons des cookies pour améliorer ce site.",
        "Lire aussi : le phare rouvre",
        "Síguenos en nuestras redes",
        "Únete a nuestro canal de Telegram",
        "Leia também: o farol reabre",
        "Leggi anche: il faro riapre",
        "Lees ook",
        "Läs mer om fyren",
        "Czytaj także: latarnia otwarta",
        "Читайте также: маяк открыт",
        "Комментарии",
        "İlginizi çekebilir",
        "関連記事",
        "광고",
    ] {
        let body = format!("<p>{LONG}</p><p>{LONG}</p><p>{notice}</p><p>{LONG}</p><p>{LONG}</p>");
        let text = text_of(&in_a_page("en", "A quiet night", &body));
        assert!(!text.contains(notice), "{notice:?} is kept");
        assert_eq!(text.matches("the fog lifted").count(), 4, "beside {notice:?}");
    }
}

#[test]
fn words_that_begin_like_a_notice_are_an_articles_own() {
    for sentence in [
        "Share prices of the two ferry companies fell by a tenth after the ice report.",
        "Published in 2019, the report on the mole was read by nobody at the county council for years.",
        "Del 5 al 9 de mayo el faro estará cerrado por obras en la linterna.",
        "Stand des Wassers und des Windes werden seit jeher im Hafenbuch vermerkt.",
        "Adverts for the winter ferries had been printed before the company knew of the ice.",
        "More than forty ships were waiting in the roads when the fog lifted.",
        "Printing presses stood still in the whole county, and so did the mills.",
    ] {
        let body = format!("<p>{LONG}</p><p>{LONG}</p><p>{sentence}</p><p>{LONG}</p>");
        check("en", "A quiet night", &body, &[sentence], &[]);
    }
}

#[test]
fn a_note_on_the_author_is_left_out() {
    let body = format!(
        "<p class=byline>By <a rel=author href=/m>Maren Auk</a></p>{}<p>Maren Auk is the Gazette's reporter for the outer islands. She lives on one of them.</p>",
        format!("<p>{LONG}</p>").repeat(3)
    );
    check("en", "A quiet night", &body, &["the fog lifted"], &["reporter for the outer islands"]);
}

#[test]
fn a_standfirst_opens_the_text_but_in_english_is_a_display_line() {
    let page = |language: &str| {
        format!(
            "<html lang={language}><body><article><header><h1>Night at the lamp</h1><p class=standfirst>A lamp that burns all night \
             is kept by one who never sleeps.</p></header><div class=article-body>{}</div></article></body></html>",
            format!("<p>{LONG}</p>").repeat(4)
        )
    };
    assert!(text_of(&page("nb")).starts_with("A lamp that burns all night"));
    assert!(!text_of(&page("en")).contains("A lamp that burns all night"));
}

#[test]
fn without_marks_the_text_around_the_headline_is_the_article() {
    let ticker = |n: usize| {
        format!(
            "<li><a href=/{n}>Other news {n}</a> <span>Somebody said something about another matter that has nothing to do with it...</span></li>"
        )
    };
    let tickers: String = (0..30).map(ticker).collect();
    let page = format!(
        "<html><head><title>A quiet night</title></head><body><div><ul>{tickers}</ul></div><div><div><h2>A quiet night</h2><div>{}</div></div></div>\
         <div><ul>{tickers}</ul></div></body></html>",
        format!("<p>{LONG}</p>").repeat(5)
    );
    let text = text_of(&page);
    assert!(text.contains("the fog lifted") && !text.contains("another matter"), "{text}");
}

#[test]
fn a_page_that_a_script_builds_gives_the_html_it_brings_as_data() {
    let html = format!("<p>{LONG}</p>").repeat(8).replace('<', "\\u003c");
    for script in [
        format!("window.__STATE__ = {{\"article\":{{\"id\":7,\"bodyHtml\":\"{html}\"}}}};"),
        format!(
            "push([1,\"{}\"])",
            format!("{{\"bodyHtml\":\"{html}\"}}").replace('\\', "\\\\").replace('"', "\\\"")
        ),
    ] {
        let page = format!(
            "<html><head><title>A quiet night</title></head><body><div id=root></div><script>{script}</script></body></html>"
        );
        assert_eq!(text_of(&page).matches("the fog lifted").count(), 8, "{script}");
    }
}

#[test]
fn short_data_is_read_beside_the_headline_and_sentences_in_a_list_anywhere() {
    let page = |script: &str| {
        format!(
            "<html><head><title>A quiet night off Skarholm</title></head><body><div id=root></div>\
             <script type=application/json>{script}</script></body></html>"
        )
    };
    let html = format!("<p>{LONG}</p><p>{LONG} So it was.</p>");
    let titled = page(&format!("{{\"title\":\"A quiet night off Skarholm\",\"html\":\"{html}\"}}"));
    assert!(text_of(&titled).contains("So it was."));
    check_verdict(&page(&format!("{{\"title\":\"About us\",\"html\":\"{html}\"}}")), Verdict::Nothing);
    let list = page(&format!("{{\"paragraphs\":[\"{LONG}\",\"It was {LONG}\",\"{LONG} So it was.\"]}}"));
    assert_eq!(text_of(&list), format!("{LONG}\n\nIt was {LONG}\n\n{LONG} So it was."));
}

#[test]
fn what_a_page_shows_without_scripts_and_in_a_shadow_is_read_where_nothing_else_is() {
    let body = format!("<h1>A quiet night</h1><p>{LONG}</p><p>{LONG} So it was.</p><p>{LONG}</p>");
    let page = |body: &str| {
        format!(
            "<html><head><title>A quiet night</title></head><body><div id=root></div>{body}</body></html>"
        )
    };
    let text = format!("{LONG}\n\n{LONG} So it was.\n\n{LONG}");
    for (open, close) in
        [("<noscript>", "</noscript>"), ("<x-page><template shadowrootmode=open>", "</template></x-page>")]
    {
        assert_eq!(text_of(&page(&format!("{open}{body}{close}"))), text, "{open}");
    }
    check_verdict(&page(&format!("<template>{body}</template>")), Verdict::Nothing);
    let asks = "<noscript><p>This page does not work properly without scripts, and they are off. Turn them on and come back, or go to \
                the front page.</p></noscript>";
    check_verdict(&page(asks), Verdict::Nothing);
}

#[track_caller]
fn check_verdict(page: &str, verdict: Verdict) {
    let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
    assert_eq!(found.verdict, verdict, "{page}\n{:?}", found.text);
    assert_eq!(found.text.is_some(), matches!(verdict, Verdict::Article | Verdict::Teaser), "{page}");
    assert_eq!(found.problems.first().map(String::as_str), verdict.reason(), "{page}");
}

#[test]
fn a_paywall_behind_a_short_text_makes_it_a_teaser() {
    for (language, words) in [
        ("en", "Subscribe to continue reading"),
        ("en", "Already a subscriber? Log in"),
        ("de", "Jetzt weiterlesen mit dem Probeabo"),
        ("de", "Dieser Artikel ist exklusiv für Abonnenten"),
        ("fr", "Cet article est réservé aux abonnés"),
        ("fr", "Il vous reste 70 % de cet article à lire"),
        ("es", "Contenido exclusivo para suscriptores"),
        ("pt", "Conteúdo exclusivo para assinantes"),
        ("it", "Contenuto riservato agli abbonati"),
        ("nl", "Dit artikel is alleen voor abonnees"),
        ("sv", "Artikeln är endast för prenumeranter"),
        ("nb", "Denne saken er kun for abonnenter"),
        ("fi", "Artikkeli on vain tilaajille"),
        ("pl", "Artykuł tylko dla subskrybentów"),
        ("cs", "Článek je pouze pro předplatitele"),
        ("ru", "Полный текст только для подписчиков"),
        ("ja", "この記事は有料会員限定です"),
        ("ko", "이 기사는 구독자 전용입니다"),
        ("ar", "هذا المقال للمشتركين فقط"),
    ] {
        for wall in
            [format!("<p>{words}</p>"), format!("<div class=subscribe-box><button>{words}</button></div>")]
        {
            check_verdict(
                &in_a_page(language, "A quiet night", &format!("<p>{LONG}</p><p>{LONG}</p>{wall}")),
                Verdict::Teaser,
            );
            let whole = format!("{}{wall}", format!("<p>{LONG}</p>").repeat(20));
            check_verdict(&in_a_page(language, "A quiet night", &whole), Verdict::Article);
        }
    }
}

#[test]
fn a_page_may_declare_that_its_text_is_not_free() {
    let page = |free: &str, paragraphs: usize| {
        let declared = format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"A quiet night\",\"isAccessibleForFree\":{free}}}</script>"
        );
        in_a_page(
            "en",
            "A quiet night",
            &format!("{declared}{}", format!("<p>{LONG}</p>").repeat(paragraphs)),
        )
    };
    check_verdict(&page("false", 3), Verdict::Teaser);
    check_verdict(&page("\"False\"", 3), Verdict::Teaser);
    check_verdict(&page("true", 3), Verdict::Article);
    check_verdict(&page("false", 30), Verdict::Article);
}

#[test]
fn a_text_that_breaks_off_is_a_teaser() {
    check_verdict(
        &in_a_page("en", "A quiet night", &format!("<p>{LONG}</p><p>And then, when all was still…</p>")),
        Verdict::Teaser,
    );
    check_verdict(
        &in_a_page("en", "A quiet night", &format!("<p>{LONG}</p><p>{LONG} [...]</p>")),
        Verdict::Teaser,
    );
    check_verdict(
        &in_a_page("en", "A quiet night", &format!("<p>{LONG}</p><p>{LONG}</p>")),
        Verdict::Article,
    );
}

#[test]
fn what_stands_in_the_way_is_told_apart() {
    let consent = "<html><body><h1>Before you go on</h1><p>We and our 214 partners use cookies and process personal data. You may give \
                   or refuse your consent.</p><p>Our partners store cookies to measure reading. See the privacy policy and the privacy \
                   settings for vendors.</p></body></html>";
    check_verdict(consent, Verdict::Consent);
    let challenge = "<html><head><title>Just a moment…</title></head><body><h1>Checking your browser</h1><p>Please verify that you are \
                     human before the page is shown to you; this takes a few seconds only.</p></body></html>";
    check_verdict(challenge, Verdict::Barrier);
    check_verdict(
        "<html><body><p>Seite nicht gefunden. Vielleicht hilft Ihnen die Suche weiter, oder Sie beginnen auf der Startseite.</p></body></html>",
        Verdict::Barrier,
    );
    check_verdict("<html><body><div id=app></div></body></html>", Verdict::Nothing);
}

#[test]
fn what_is_struck_out_or_set_above_a_word_is_not_read() {
    let body =
        format!("<p>The boat carries <del>thirty</del> <ins>forty</ins> goats. {LONG}</p><p>{LONG}</p>");
    check("en", "The goats of the bay", &body, &["carries forty goats"], &["thirty"]);
    let line = "<p><ruby>港<rt>みなと</rt></ruby>の一番大きな船が火曜日の朝七時に島を出たと、桟橋の番人が鐘を鳴らしながら話した。乗っていたのは山羊九頭と郵便だけだった。</p>";
    check("ja", "島の船", &line.repeat(3), &["港の一番大きな船"], &["みなと"]);
    // In brackets they are part of the line.
    let line = line.replace("<rt>みなと</rt>", "<rp>（</rp><rt>みなと</rt><rp>）</rp>");
    check("ja", "島の船", &line.repeat(3), &["港（みなと）の一番"], &[]);
}

#[test]
fn names_and_results_at_the_end_are_kept_if_they_are_many() {
    let names =
        ["Per Holm, Oslo", "Ida Marsh", "Jan Kos", "Ana Lima", "Vale Shipping", "Kos Marine", "Zeta Fund"];
    let line = |name: &&str| format!("<p>{name}</p>");
    let page = |names: &[&str]| {
        let body = format!(
            "<p>{LONG}</p><p>{LONG} It names them.</p>{}",
            names.iter().map(line).collect::<String>()
        );
        text_of(&in_a_page("en", "A quiet night", &body))
    };
    let all = page(&names);
    assert!(names.iter().all(|name| all.contains(name)), "{all}");
    assert!(!page(&names[..2]).contains("Ida Marsh"));
}

#[test]
fn a_release_as_it_was_typed_keeps_its_paragraphs() {
    let body = format!("<pre>{}\n\n{LONG}\r\n  \r\nThe end of it.</pre>", LONG.replace(" and ", "\nand "));
    assert_eq!(
        text_of(&in_a_page("en", "A quiet night", &body)),
        [LONG, LONG, "The end of it."].join("\n\n")
    );
    let code = format!("<p>{LONG}</p><pre><code>let lamp = 1;\n\nlet fog = 2;</code></pre><p>{LONG}</p>");
    assert!(text_of(&in_a_page("en", "A quiet night", &code)).contains("let lamp = 1;\nlet fog = 2;"));
}

#[test]
fn verses_and_columns_keep_their_lines_as_they_were_typed() {
    let verses = "<pre>The lamp is <i>lit</i>\nthe tide is out\r\n  a boat comes in\n\nThe keeper sleeps\nthe glass is clean</pre>";
    assert_eq!(
        text_of(&in_a_page("en", "The keeper", &format!("<p>{LONG}</p>{verses}<p>{LONG}</p>"))),
        format!(
            "{LONG}\n\nThe lamp is lit\nthe tide is out\na boat comes in\n\nThe keeper sleeps\nthe glass is clean\n\n{LONG}"
        )
    );
    let column = |name: &str| format!("{name}{}12                             30\n", " ".repeat(40));
    let table = format!("<pre>{}{}</pre>", column("Skarholm"), column("Langholm"));
    check("en", "A quiet night", &table.repeat(5), &["Skarholm 12 30\nLangholm 12 30"], &[]);
}

#[test]
fn a_masthead_in_the_cell_of_the_text_is_left_out_though_the_page_is_called_otherwise() {
    let page = format!(
        "<html lang=en><head><title>Ministry of Lamps - News</title></head><body><form action=News.aspx><table><tr><td>\
         <span>The keepers of the coast want to be paid for their oil</span><br><span>14.03.2026</span><br><br>\
         <span>{LONG}<br><br>{LONG} So it was.</span></td></tr></table></form></body></html>"
    );
    assert_eq!(text_of(&page), format!("{LONG}\n\n{LONG} So it was."));
}
