//! Pages of pictures, where the captions are what there is to read, and accordions of questions.

use vigie::article::{Page, extract};

use super::{in_a_page, text_of};

const INTRO: &str =
    "<p>The harbour spent a third night in the dark after the storm that came over the bay on Tuesday.</p>";

const CAPTIONS: [&str; 5] = [
    "A cutter lies across the quay on Wednesday morning.",
    "Divers look for the buoy. Photo: M. Auk",
    "Children carry sandbags to the school in Mole Street.",
    "Soldiers bring air mattresses",
    "The keeper, Tom Farne, before what is left of his mole.",
];

fn gallery(picture: impl Fn(&str) -> String) -> String {
    CAPTIONS.iter().map(|caption| picture(caption)).collect()
}

#[track_caller]
fn check_gallery(body: &str) {
    let text = text_of(&in_a_page("en", "The storm in pictures", body));
    let wanted = CAPTIONS.join("\n\n");
    assert!(text.contains(&wanted), "captions are lost:\n{text}");
    for furniture in ["Archive", "1/5", "Most read", "Mill sold"] {
        assert!(!text.contains(furniture), "{furniture:?} is kept:\n{text}");
    }
}

#[test]
fn captions_that_say_more_than_the_rest_are_the_text() {
    let figure = |words: &str| format!("<figure><img src=/p.jpg><figcaption>{words}</figcaption></figure>");
    check_gallery(&gallery(figure));
    check_gallery(&format!("{INTRO}{}", gallery(figure)));
    let slide = |words: &str| {
        format!(
            "<div class=slide><img src=/p.jpg><span>1/5</span><div class=slideCaption>{words}</div>\
             <span class=credit>Archive</span></div>"
        )
    };
    check_gallery(&format!("{INTRO}<div class=slides>{}</div>", gallery(slide)));
    let nested = |words: &str| {
        format!(
            "<figure class=image><img src=/p.jpg><figcaption><span class=caption-text>{words}</span> \
             <span class=credit>Archive</span></figcaption></figure>"
        )
    };
    check_gallery(&format!("{INTRO}{}", gallery(nested)));
}

#[test]
fn small_pictures_say_their_captions_no_second_time() {
    let strip = gallery(|words| format!("<li><img src=/s.jpg><p class=caption>{words}</p></li>"));
    let large = gallery(|words| format!("<figure><img src=/p.jpg><figcaption>{words}</figcaption></figure>"));
    let page = in_a_page("en", "The storm in pictures", &format!("{large}<ul>{strip}</ul>"));
    assert_eq!(text_of(&page), CAPTIONS.join("\n\n"));
}

#[test]
fn cards_of_other_articles_are_no_gallery() {
    let card = |n: u8| {
        format!(
            "<figure><img src=/c.jpg><figcaption><a href=/a{n}>Mill sold for the {n}th time this year, council says</a></figcaption></figure>"
        )
    };
    let cards: String = (1..8).map(card).collect();
    let page = in_a_page("en", "The storm", &format!("{INTRO}{cards}"));
    assert!(!text_of(&page).contains("Mill sold"), "{}", text_of(&page));
}

#[test]
fn who_asks_why_is_told_that_it_is_a_gallery() {
    let figure = |words: &str| format!("<figure><img src=/p.jpg><figcaption>{words}</figcaption></figure>");
    let page = in_a_page("en", "The storm in pictures", &gallery(figure));
    let article = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
    assert_eq!(article.method, "gallery");
}

#[test]
fn a_button_that_asks_and_opens_its_answer_stands_above_it() {
    let part = |question: &str, answer: &str| {
        format!("<div><button aria-expanded=false>{question}</button><div><p>{answer}</p></div></div>")
    };
    let body = format!(
        "{INTRO}{}{}<button>Was this helpful?</button>",
        part("How high was the water?", "Two metres at the mole, says the keeper."),
        part("Who pays?", "The county.")
    );
    let text = text_of(&in_a_page("en", "Two questions", &body));
    assert!(text.contains("How high was the water?\n\nTwo metres at the mole"), "{text}");
    assert!(text.contains("Who pays?\n\nThe county."), "{text}");
    assert!(!text.contains("helpful"), "{text}");
}
