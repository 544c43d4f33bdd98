//! `select` of a feed: CSS selectors that read a page as a feed.

use super::sites::selector;
use crate::config::findings::Findings;
use crate::config::section::Section;
use crate::config::value::{Mistake, brief};
use crate::feed::{Pick, Selectors};

/// The selectors of a feed's table, when it has them and they are right.
pub(super) fn selectors(findings: &mut Findings<'_>, section: &Section<'_>) -> Option<Selectors> {
    let table = section.table(findings, "select", "feeds.*.select")?;
    table.missing(
        findings,
        "item",
        "write what each entry of the page stands in, such as `item = \"article\"`",
    );
    let item = table.parsed(findings, "item", selector);
    let mut pick = |key| table.parsed(findings, key, pick).map(|pick| pick.value);
    let link = pick("link");
    let (title, summary, date, author) = (pick("title"), pick("summary"), pick("date"), pick("author"));
    let link_is_wrong = table.has("link") && link.is_none();
    let link = link.unwrap_or_else(Pick::first_link);
    if !link_is_wrong && link.attribute.is_none() {
        let help = format!("did you mean `link = \"{}@href\"`?", brief(&link.selector));
        findings
            .warning(&table.place_of("link"), "`link` takes the words of an element for an address")
            .help(help);
    }
    Some(Selectors { item: item?.value, link, title, summary, date, author })
}

fn pick(text: &str) -> Result<Pick, Mistake> {
    Pick::parse(text).map_err(|_| {
        Mistake::with_help(
            format!("`{}` is not a CSS selector", brief(text)),
            "write one such as `h2`, or with an attribute after an `@`, such as `time@datetime`",
        )
    })
}
