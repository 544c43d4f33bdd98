//! What stands beside an article and may be more than it: cards of other articles, what readers wrote, the same text once more.

use super::{in_a_page, text_of};

const BRIEF: &str =
    "A pilot of sixty was taken ashore by helicopter on Sunday night. The coast guard asks who saw his boat.";
const TEXT: [&str; 4] = [
    "The lock of Skarholm will be closed for eleven weeks from the first of March, because its gates are a hundred and six years old.",
    "Ships will have to go around the island, which takes nine hours more, and the fishermen want to be paid for the fuel.",
    "The county has set aside four millions for it, of which a third was spent on drawings that nobody liked, its clerk admitted.",
    "In June the first ship may pass again, if the steel comes in time from a yard that has been on strike since the autumn.",
];

fn paragraphs() -> String {
    TEXT.map(|text| format!("<p>{text}</p>")).concat()
}

fn page(body: &str) -> String {
    format!("<html lang=en><head><title>The lock is closed</title></head><body>{body}</body></html>")
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn cards(count: usize) -> String {
    let card = |at| {
        format!(
            "<div class=tile><h3><a href='/news/{at}'>Another thing happened at pier {at}</a></h3><p>Somebody was seen there in \
             the evening, and a boat of theirs was found two days later near the mill of pier {at}.</p></div>"
        )
    };
    repeated(count, card)
}

#[test]
fn a_brief_is_not_replaced_by_the_cards_beside_it() {
    for (text, count) in [(BRIEF.to_owned(), 12), (BRIEF.to_owned(), 4), (TEXT[..2].join("</p><p>"), 12)] {
        for body in [
            format!(
                "<main><article><h1>The lock is closed</h1><p>{text}</p></article><section>{}</section></main>",
                cards(count)
            ),
            format!(
                "<div><h1>The lock is closed</h1><div><p>{text}</p></div></div><div>{}</div>",
                cards(count)
            ),
        ] {
            let found = text_of(&page(&body));
            assert_eq!(found, text.replace("</p><p>", "\n\n"), "{count} cards");
        }
    }
}

#[test]
fn the_items_of_a_list_are_no_cards() {
    let item = |at: usize| {
        let text = TEXT.join(" ");
        format!(
            "<div class=item><h2><a href='/walks/{at}'>{at}. The path of pier {at}</a></h2><p>{text}</p></div>"
        )
    };
    let items: String = (1..7).map(item).collect();
    let found =
        text_of(&page(&format!("<main><h1>The lock is closed</h1><p>{BRIEF}</p><div>{items}</div></main>")));
    assert!(found.contains(TEXT[0]) && found.contains(TEXT[3]) && found.contains("6. The path"), "{found}");
}

#[test]
fn what_readers_wrote_is_left_out_however_much_it_is() {
    let said = "I have lived behind the mill for forty years and never saw anybody do anything about that lock, and now this.";
    for name in [
        "class=kommentare",
        "class=reacties",
        "id=comentarios",
        "class=commenti",
        "class=yorumlar",
        "class=\"user-comments\"",
    ] {
        let comments = repeated(14, |at| format!("<div><b>Ada</b><p>{said} {at}</p></div>"));
        let body = format!(
            "<main><div><h1>The lock is closed</h1>{}</div><div {name}>{comments}</div></main>",
            paragraphs()
        );
        assert_eq!(text_of(&page(&body)), TEXT.join("\n\n"), "{name}");
    }
    let comments = repeated(14, |at| format!("<div itemprop=comment><p>{said} {at}</p></div>"));
    let body =
        format!("<main><div><h1>The lock is closed</h1>{}</div><div>{comments}</div></main>", paragraphs());
    assert_eq!(text_of(&page(&body)), TEXT.join("\n\n"));
}

#[test]
fn a_text_that_is_there_for_two_widths_is_read_once_and_a_stressed_sentence_twice() {
    let twice = format!("<div class=wide>{0}</div><div class=narrow>{0}</div>", paragraphs());
    assert_eq!(text_of(&in_a_page("en", "The lock", &twice)), TEXT.join("\n\n"));
    let stressed =
        format!("{0}<blockquote>{1}</blockquote>{2}", paragraphs(), TEXT[1], format_args!("<p>{BRIEF}</p>"));
    assert_eq!(text_of(&in_a_page("en", "The lock", &stressed)).matches(TEXT[1]).count(), 2);
}

#[test]
fn a_caption_is_known_by_the_name_of_its_element() {
    for name in ["pie-foto", "bildunterschrift", "didascalia", "img_desc", "photo-desc"] {
        let body = format!(
            "{}<div><img src=a.jpg><p class={name}>The lock on Monday.</p></div><p>{BRIEF}</p>",
            paragraphs()
        );
        assert!(!text_of(&in_a_page("en", "The lock", &body)).contains("on Monday"), "{name}");
    }
}

#[test]
fn the_data_of_a_script_gives_its_blocks() {
    let blocks: Vec<String> =
        TEXT.iter().map(|text| format!("{{\"type\":\"paragraph\",\"text\":\"{text}\"}}")).collect();
    let nested: Vec<String> = TEXT
        .iter()
        .map(|text| format!("{{\"nodeType\":\"paragraph\",\"content\":[{{\"nodeType\":\"text\",\"value\":\"{text}\"}}],\"data\":{{}}}}"))
        .collect();
    for list in [blocks.join(","), nested.join(",")] {
        let teasers = "{\"type\":\"text\",\"text\":\"Another thing happened.\"},{\"type\":\"text\",\"text\":\"And another.\"}";
        for script in [
            format!(
                "<script type=application/json>{{\"page\":{{\"more\":[{teasers}],\"story\":{{\"content\":[{list}]}}}}}}</script>"
            ),
            format!("<script>window.__STATE__ = {{\"story\":{{\"body\":[{list}]}}}};</script>"),
            format!(
                "<script>window.App=window.App||{{}};App.story={{\"body\":[{list}]}};App.at={{\"x\":1}};</script>"
            ),
        ] {
            assert_eq!(text_of(&page(&format!("<div id=app></div>{script}"))), TEXT.join("\n\n"));
        }
    }
}

#[test]
fn a_headline_with_date_and_name_in_one_cell_is_no_text() {
    let body = format!(
        "<table><tr><td><b>The lock is closed</b><br>3 March 2026, 10:40<br>By Maren Auk<br><br>{}</td></tr></table>",
        TEXT.join("<br><br>")
    );
    assert_eq!(text_of(&page(&body)), TEXT.join("\n\n"));
}

#[test]
fn answers_that_are_hidden_under_their_questions_are_read() {
    let answers = repeated(TEXT.len(), |at| {
        format!("<h3>And what of that?</h3><div style='display: none'><p>{}</p></div>", TEXT[at])
    });
    let found = text_of(&in_a_page(
        "en",
        "The lock",
        &format!("<p>{BRIEF}</p>{answers}<div style='display:none'><p>{BRIEF} Later.</p></div>"),
    ));
    assert!(TEXT.iter().all(|text| found.contains(text)) && !found.contains("Later"), "{found}");
}
