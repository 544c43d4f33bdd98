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
