//! Pages with more than one `article`: several stories, or one in parts.

use super::text_of;

const BEFORE: &str = "The ferry of Langholm will not sail before the spring, because its engine was taken out and sent to the yard.";
const AFTER: &str = "The islanders have written to the county, which answers that it has neither another ship nor the money for one.";

#[test]
fn of_several_articles_on_a_page_the_one_with_the_headline_is_read() {
    let other = "The mill of Brenna grinds again, its owner said on Thursday, after the wheel was mended by two carpenters from the mainland.";
    for (open, close) in
        [("<div class=article-body>", "</div>"), ("<div itemprop=articleBody>", "</div>"), ("", "")]
    {
        let story = |title: &str, paragraph: &str, count: usize| {
            let paragraphs = format!("<p>{paragraph}</p>").repeat(count);
            format!("<article><h1>{title}</h1>{open}{paragraphs}{close}</article>")
        };
        let page = format!(
            "<html lang=en><head><title>No ferry until spring</title></head><body><main>{}{}{}</main></body></html>",
            story("No ferry until spring", BEFORE, 3),
            story("The mill grinds again", other, 9),
            story("The mill, a year on", other, 2)
        );
        assert_eq!(text_of(&page), [BEFORE; 3].join("\n\n"), "in {open}");
    }
}

#[test]
fn parts_of_one_article_are_joined_though_each_is_an_article_element() {
    let part =
        |words: &str| format!("<article class=update><div class=article-body><p>{words}</p></div></article>");
    let page = format!(
        "<html lang=en><head><title>No ferry until spring</title></head><body><main><h1>No ferry until spring</h1>{}{}</main></body></html>",
        part(BEFORE),
        part(AFTER)
    );
    assert_eq!(text_of(&page), [BEFORE, AFTER].join("\n\n"));
}

const OTHER: &str = "The mill of Brenna grinds again, its owner said on Thursday, after the wheel was mended by two carpenters from the mainland.";

fn on_a_page(title: &str, body: &str) -> String {
    format!("<html lang=en><head><title>{title}</title></head><body>{body}</body></html>")
}

#[test]
fn a_card_is_no_article_where_the_headline_stands_outside() {
    let card =
        format!("<article class=card><h3><a href=/m>The mill grinds again</a></h3><p>{OTHER}</p></article>");
    let large = format!(
        "<article class=card><h3>The mill grinds again</h3>{}</article>",
        format!("<p>{OTHER}</p>").repeat(7)
    );
    for more in [card.clone(), card.repeat(2), large] {
        let body = format!(
            "<div><div><h1>No ferry until spring</h1><div><p>{BEFORE}</p><p>{AFTER}</p></div></div><div class=more>{more}</div></div>"
        );
        let found = text_of(&on_a_page("No ferry until spring - The Gazette", &body));
        assert_eq!(found, [BEFORE, AFTER].join("\n\n"), "beside {more}");
    }
    // An article may well stand under its headline.
    let body = format!(
        "<header><h1>No ferry until spring</h1></header><article><p>{BEFORE}</p><p>{AFTER}</p></article>"
    );
    assert_eq!(text_of(&on_a_page("No ferry until spring", &body)), [BEFORE, AFTER].join("\n\n"));
}

#[test]
fn the_next_article_under_this_one_is_another() {
    let text = |words: &str, count: usize| format!("<p>{words}</p>").repeat(count);
    for title in ["No ferry until spring", "No ferry until spring - The Gazette"] {
        for (open, next, close, heading) in [
            ("article class=post", "article class='post next'", "article", "h2"),
            ("article", "article", "article", "h1"),
            ("div class=item", "div class=item", "div", "h1"),
        ] {
            for class in ["post-content", "words"] {
                let body = format!(
                    "<main><{open}><h1>No ferry until spring</h1><div class={class}>{}</div></{close}>\
                     <{next}><{heading}>The mill grinds again</{heading}><div class={class}>{}</div></{close}></main>",
                    text(BEFORE, 1) + &text(AFTER, 2),
                    text(OTHER, 6)
                );
                let found = text_of(&on_a_page(title, &body));
                assert_eq!(found, [BEFORE, AFTER, AFTER].join("\n\n"), "{title}, {open}, {class}");
            }
        }
    }
}
