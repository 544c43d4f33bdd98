//! Articles of few words: briefs, poems, results, names, tickers; and what has as few words and is none.

use vigie::article::{Page, Verdict, extract};

use super::{in_a_page, text_of};

const LONG: &str = "The keeper said the lamp had burnt through the whole night, and that no ship had been seen between the two buoys.";

fn lines(lines: &[&str], open: &str, close: &str) -> String {
    let element = |line: &&str| format!("{open}{line}{close}");
    lines.iter().map(element).collect()
}

#[track_caller]
fn check_nothing(page: &str) {
    let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
    assert_eq!((found.verdict, found.text), (Verdict::Nothing, None), "{page}");
}

#[test]
fn a_text_of_short_lines_alone_is_read() {
    let poem =
        ["The lamp is lit", "the tide is out", "a boat comes in", "without a doubt", "the nights begin"];
    let results =
        ["Skarholm 2–1 Langholm", "Farne 0–0 Auk", "Brenna 3–2 Mole", "Kos 1–1 Vale", "Zeta 4–0 Per"];
    let names = ["Per Holm, 31", "Ida Marsh, 40", "Jan Kos, 22", "Ana Lima, 57", "Olaf Vale, 63"];
    for all in [poem, results, names] {
        for (open, close) in [
            ("<p>", "</p>"),
            ("<div>", "</div>"),
            ("<div class=entry-item><span>18:20</span><p>", "</p></div>"),
        ] {
            for (before, after) in [("", ""), ("<div itemprop=articleBody>", "</div>")] {
                let body = format!("<p>By Ida Marsh</p>{before}{}{after}", lines(&all, open, close));
                let text = text_of(&in_a_page("en", "A quiet night", &body));
                assert!(all.iter().all(|line| text.contains(line)), "{body}: {text}");
                assert!(!text.contains("By Ida"), "{text}");
            }
        }
    }
}

/// Some are as long as sentences, and the last is not.
#[test]
fn the_last_line_of_a_poem_stays() {
    let poem = [
        "Upon the hill a lantern stood alone,",
        "and cast its beam across the restless bay,",
        "while gulls cried out in voices not their own,",
        "and fishing boats came home to wait and stay,",
        "the keeper climbed the hundred steps of stone,",
        "his lamp in hand, his woollen coat of grey,",
        "before the fog had taken them",
    ];
    let text = text_of(&in_a_page("en", "The keeper", &lines(&poem, "<p>", "</p>")));
    assert_eq!(text, poem.join("\n\n"));
}

#[test]
fn a_brief_that_the_page_marks_as_its_article_is_read() {
    for (language, title, brief) in [
        ("en", "Drones over Brenna", "Two drones were shot down over Brenna, no injuries."),
        ("en", "Harbour master resigns", "Olga Berg has resigned, the town hall said."),
        ("de", "Kurz gemeldet", "Zwei Drohnen wurden über Brenna abgeschossen."),
        ("uk", "Дрони над Бренною", "Уночі над Бренною збили два дрони, постраждалих немає."),
        ("ar", "مسيرات فوق برينا", "أسقطت مسيرتان فوق برينا ليلا ولم تقع إصابات."),
        ("he", "רחפנים מעל ברנה", "שני רחפנים הופלו הלילה מעל ברנה, אין נפגעים."),
        ("th", "โดรนเหนือเบรนนา", "โดรนสองลำถูกยิงตกเมื่อคืนนี้ ไม่มีผู้บาดเจ็บ"),
    ] {
        for body in [
            format!("<div itemprop=articleBody><p>{brief}</p></div>"),
            format!("<div class=article-body>{brief}</div>"),
            format!("<p>{brief}</p>"),
        ] {
            assert_eq!(text_of(&in_a_page(language, title, &body)), brief, "{body}");
        }
    }
    let told = ["Alert lifted in Brenna.", "Two drones shot down.", "No injuries."];
    assert_eq!(text_of(&in_a_page("en", "Alert lifted", &lines(&told, "<p>", "</p>"))), told.join("\n\n"));
}

#[test]
fn a_page_of_few_words_that_are_no_article_has_no_text() {
    for body in [
        "<p>The article is being fetched. Please wait.</p>",
        "<p>You need an account for that part of the page.</p>",
        "<p>Subscribe to read this article.</p>",
        "<p>Our office is in Mole Street.</p>",
        "<p>No articles were found.</p>",
        "<p>A crane fell</p>",
        "<p>Lädt den Artikel, bitte warten.</p>",
    ] {
        check_nothing(&in_a_page("en", "Harbour master resigns", body));
    }
    let card = |n: usize| {
        format!("<div><h3><a href=/{n}>Ferry number {n} has run aground</a></h3><p>{n} hours ago</p></div>")
    };
    check_nothing(&in_a_page("en", "The sea", &(1..9).map(card).collect::<String>()));
    let same = lines(&["5 minutes to read"; 9], "<p>", "</p>");
    check_nothing(&in_a_page("en", "The sea", &same));
    // Its own description tells more.
    let page = in_a_page("en", "Harbour master resigns", "<p>Olga Berg has resigned at noon.</p>");
    let description = format!("<meta name=description content='{LONG}'></head>");
    assert_eq!(text_of(&page), "Olga Berg has resigned at noon.");
    check_nothing(&page.replace("</head>", &description));
}

#[test]
fn few_lines_behind_a_single_paragraph_or_a_colon_are_not_parted() {
    let names = ["Per Holm, Oslo", "Ida Marsh", "Jan Kos"];
    let all = lines(&names, "<p>", "</p>");
    let text = |body: &str| text_of(&in_a_page("en", "A quiet night", body));
    assert_eq!(text(&format!("<p>{LONG}</p>{all}")), format!("{LONG}\n\n{}", names.join("\n\n")));
    let announced = format!("<p>{LONG}</p><p>{LONG} It names three:</p>");
    assert!(text(&format!("{announced}{all}")).ends_with("Jan Kos"));
    let prose = format!("<p>{LONG}</p><p>{LONG} It names them.</p>");
    assert!(text(&format!("{prose}{all}")).ends_with("It names them."));
}
