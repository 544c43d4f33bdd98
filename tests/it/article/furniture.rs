//! Names and tags that tell an article from what stands around it, and those that only seem to.

use vigie::article::{Page, Verdict, extract};

use super::{in_a_page, text_of};

const BRIEF: [&str; 2] = [
    "A trawler ran aground off Skarholm on Sunday night, and its crew of four walked home over the sand.",
    "Nobody was hurt. The boat floats again on Tuesday, at spring tide.",
];
const TEXT: [&str; 4] = [
    "The lock of Skarholm will be closed for eleven weeks from the first of March, because its gates are a hundred and six years old.",
    "Ships will have to go around the island, which takes nine hours more, and the fishermen want to be paid for the fuel.",
    "The county has set aside four millions for it, of which a third was spent on drawings that nobody liked, its clerk admitted.",
    "In June the first ship may pass again, if the steel comes in time from a yard that has been on strike since the autumn.",
];
const ABOUT: &str = "<p>The Tidewater Gazette has been read on every island of the sound since 1891. It is printed on Fridays and belongs to those \
    who read it. Letters are welcome, and may be shortened by the editor before they are printed in the paper.</p>\
    <p>Nothing in this paper may be printed elsewhere without its leave, and nobody here answers for what other papers print.</p>";
const COOKIES: &str = "<p>We and our partners store cookies on your device and process personal data, such as identifiers, for advertising and \
    for the measurement of audiences, with your consent.</p><p>You can change your cookie settings at any time, and find out in our privacy policy \
    how we and our partners use personal data, and how you may withdraw your consent.</p>";

fn paragraphs(text: &[&str]) -> String {
    let one = |text: &&str| format!("<p>{text}</p>");
    text.iter().map(one).collect()
}

fn page(body: &str) -> String {
    format!("<html lang=en><head><title>The lock is closed</title></head><body>{body}</body></html>")
}

#[test]
fn a_wrapper_with_the_headline_is_kept_whatever_it_is_called() {
    for name in ["content-sidebar-wrap", "sidebar-right", "print-area", "social-page", "modal"] {
        for (open, close) in [("<main><article>", "</article></main>"), ("<div>", "</div>")] {
            let body = format!(
                "<div class='{name}'>{open}<h1>The lock is closed</h1>{}{close}</div><div class=imprint>{ABOUT}{ABOUT}</div>",
                paragraphs(&TEXT)
            );
            let text = text_of(&page(&body));
            assert!(text.starts_with(TEXT[0]) && text.contains(TEXT[3]), "{name}: {text}");
        }
    }
}

#[test]
fn paragraphs_that_share_a_name_are_no_furniture() {
    for class in ["with-sidebar", "no-ads", "has-sidebar", "ad-free", "print:text-black", "promo-x"] {
        let parts = TEXT.map(|text| format!("<div class='{class}'><p>{text}</p></div>")).concat();
        let body =
            format!("<div><h1>The lock is closed</h1>{parts}</div><div class=footer>The Gazette</div>");
        assert_eq!(text_of(&page(&body)), TEXT.join("\n\n"), "{class}");
    }
}

#[test]
fn a_brief_is_read_beside_what_says_more_than_it() {
    let brief = format!("<h1>The lock is closed</h1><div>{}</div>", paragraphs(&BRIEF));
    for open in ["article", "main", "div"] {
        for more in [
            format!("<div role=dialog id=banner-sdk>{COOKIES}</div>"),
            format!("<div class=cookie-notice>{COOKIES}</div>"),
            format!("<div id=gdpr-box style='display:none'>{COOKIES}</div>"),
            format!(
                "<div role=dialog aria-hidden=true><div class=privacy-content-text>{COOKIES}</div></div>"
            ),
            format!("<footer>{ABOUT}</footer>"),
            format!("<div class=bottom>{ABOUT}</div>"),
        ] {
            let found = text_of(&page(&format!("<div><{open}>{brief}</{open}>{more}</div>")));
            assert_eq!(found, BRIEF.join("\n\n"), "{open} beside {more}");
        }
    }
    // Where nothing else is said, a form is what it is.
    let form = page(&format!("<div role=dialog><h1>The lock is closed</h1>{COOKIES}</div>"));
    let found = extract(&Page { bytes: form.as_bytes(), content_type: None, url: None });
    assert_eq!(found.verdict, Verdict::Consent);
}

#[test]
fn words_within_a_sentence_are_read_whatever_they_are_called() {
    for class in ["tooltip", "related-link", "popup", "tags", "sponsor", "ad", "credit"] {
        let body = format!(
            "{}<p>The steel comes from <a class='{class}' href=/s>Brenna Works</a>, which had built the older gates.</p>\
             <p>It is paid by <span class='{class}'>the county</span> alone.</p>",
            paragraphs(&TEXT)
        );
        let text = text_of(&in_a_page("en", "The lock is closed", &body));
        assert!(
            text.contains("from Brenna Works, which") && text.contains("by the county alone."),
            "{class}: {text}"
        );
    }
    for (part, gone) in [
        ("<span class=sr-only>opens anew</span>", "opens anew"),
        ("<span class=visually-hidden>opens anew</span>", "opens anew"),
        ("<span hidden>opens anew</span>", "opens anew"),
        ("<sup class=noprint>[source?]</sup>", "source?"),
    ] {
        let body = format!("{}<p>The steel comes from Brenna {part}, which is far.</p>", paragraphs(&TEXT));
        assert!(!text_of(&in_a_page("en", "The lock is closed", &body)).contains(gone), "{part}");
    }
    let box_between = format!(
        "<p>{}<br><span class=ad>Buy a boat today</span><br>{}</p>{}",
        TEXT[0],
        TEXT[1],
        paragraphs(&TEXT[2..])
    );
    assert!(!text_of(&in_a_page("en", "The lock is closed", &box_between)).contains("Buy a boat"));
}

#[test]
fn the_id_of_a_heading_repeats_its_words_and_tells_nothing() {
    let body = format!(
        "{}<h2 id=share-prices-and-print>Share prices and print</h2>{}",
        paragraphs(&TEXT[..2]),
        paragraphs(&TEXT[2..])
    );
    assert!(text_of(&in_a_page("en", "The lock is closed", &body)).contains("Share prices and print"));
}

#[test]
fn what_a_button_in_a_heading_opens_is_read() {
    let part = |at: usize, head: &str, said: &str| {
        format!(
            "<h3><button aria-expanded=false aria-controls=s{at}>{head}</button></h3><div id=s{at} role=region hidden><p>{said}</p></div>"
        )
    };
    let body = format!(
        "<p>{}</p>{}{}<button aria-controls=menu>Menu</button><div id=menu hidden><a href=/a>Tides</a> <a href=/b>Boats</a></div>",
        TEXT[0],
        part(0, "Who pays for it?", "The county does."),
        part(1, "The price", "Four millions.")
    );
    let text = text_of(&in_a_page("en", "The lock is closed", &body));
    for said in ["Who pays for it?", "The county does.", "The price", "Four millions."] {
        assert!(text.contains(said), "{said} is lost: {text}");
    }
    assert!(!text.contains("Tides"), "{text}");
}

#[test]
fn what_readers_wrote_is_known_by_its_posts_under_names_that_articles_have_too() {
    let said =
        "I have lived behind the mill for forty years and never saw anybody do anything about that lock.";
    let post =
        |at: usize| format!("<div class=c-item><b>Ada {at}</b> <i>3 March</i><p>{said} {at}</p></div>");
    let posts: String = (0..4).map(post).collect();
    for name in
        ["talkback", "discussion", "thread", "replies", "responses", "forum", "diskussion", "opinions"]
    {
        for text in [&TEXT[..], &BRIEF] {
            let body = format!(
                "<div><h1>The lock is closed</h1><div>{}</div><div class='{name}'><h3>4 readers say</h3>{posts}</div></div>",
                paragraphs(text)
            );
            assert_eq!(text_of(&page(&body)), text.join("\n\n"), "{name}");
        }
        let body = format!("<h1>The lock is closed</h1><div class='{name}'>{}</div>", paragraphs(&TEXT));
        assert_eq!(text_of(&page(&body)), TEXT.join("\n\n"), "an article in {name}");
    }
}
