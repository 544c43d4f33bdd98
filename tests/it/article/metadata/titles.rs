//! Headlines, without the name of the site.

use super::{check_title, json_ld, read_told};

#[test]
fn the_name_of_the_site_is_no_part_of_the_title() {
    let site = "<meta property=og:site_name content='Harbour Courier'>";
    check_title(&format!("{site}<title>Cranes arrive | Harbour Courier</title>"), "", "Cranes arrive");
    check_title(&format!("{site}<title>Cranes arrive - Harbour Courier</title>"), "", "Cranes arrive");
    check_title(&format!("{site}<title>Harbour Courier: all news</title>"), "", "Harbour Courier: all news");
    check_title("<title>Cranes arrive – courier.example</title>", "", "Cranes arrive");
    check_title("<title>Cranes – the long wait</title>", "", "Cranes – the long wait");
    check_title(&format!("{site}<title>Harbour Courier | Cranes arrive</title>"), "", "Cranes arrive");
}

#[test]
fn what_only_resembles_the_name_of_the_site_stays() {
    let site = "<meta property=og:site_name content='Harbour Courier'>";
    check_title(
        &format!("{site}<title>Harbour - Cranes arrive at last</title>"),
        "",
        "Harbour - Cranes arrive at last",
    );
    check_title("<title>Storm - courier drivers on strike</title>", "", "Storm - courier drivers on strike");
    check_title("<title>Storm - Courier Online</title>", "", "Storm");
}

#[test]
fn references_in_titles_are_decoded() {
    check_title(
        "<title>Tom &amp;amp; the &eacute;clair &#8211; a story</title>",
        "",
        "Tom & the éclair – a story",
    );
}

#[test]
fn the_headline_of_json_ld_comes_before_the_others() {
    let head = format!(
        "{}<meta property=og:title content='For sharing'><title>For tabs</title>",
        json_ld(r#""headline":"For readers""#)
    );
    check_title(&head, "<h1>Above the text</h1>", "For readers");
}

#[test]
fn a_headline_that_readers_see_and_share_comes_before_a_longer_one_for_search_engines() {
    let ld = json_ld(r#""headline":"Cranes harbour quay arrival 2026: what to know about the cranes""#);
    let shared = "<meta property=og:title content='The cranes are here at last | Courier'><meta property=og:site_name content=Courier>";
    check_title(
        &format!("{ld}{shared}"),
        "<h1>The cranes are here at last</h1>",
        "The cranes are here at last",
    );
    let short = json_ld(r#""headline":"Cranes are here""#);
    check_title(&format!("{short}{shared}"), "<h1>The cranes are here at last</h1>", "Cranes are here");
    check_title(
        "<meta property=og:site_name content=Courier><meta property=article:section content=Harbour><title>Cranes arrive - Harbour | Courier</title>",
        "",
        "Cranes arrive",
    );
    check_title(
        "<meta property=og:site_name content='港日報'><title>クレーンが港に到着した｜港日報</title>",
        "",
        "クレーンが港に到着した",
    );
}

#[test]
fn the_name_of_the_site_is_no_headline() {
    let logo = "<header><h1><a href=/>Harbour Courier</a></h1></header><article><h2>Cranes arrive at last</h2></article>";
    let tab = "<title>Cranes arrive at last – Harbour Courier</title>";
    check_title(tab, logo, "Cranes arrive at last");
    let shared = "<meta property=og:title content='Cranes arrive at last'>";
    check_title(&format!("{shared}{tab}"), logo, "Cranes arrive at last");
    // Without a link it is told by what is shared.
    check_title(&format!("{shared}{tab}"), "<h1>Harbour Courier</h1>", "Cranes arrive at last");
    // What stands behind the site's name is the headline.
    check_title(
        "<title>Harbour Courier - Cranes arrive at last</title>",
        "<h1>Cranes arrive at last</h1>",
        "Cranes arrive at last",
    );
    let longer = "<title>Cranes arrive at last, all nine of them | Harbour Courier</title>";
    check_title(
        &format!("{shared}{longer}"),
        "<h1>Cranes arrive at last, all nine of them</h1>",
        "Cranes arrive at last, all nine of them",
    );
}

#[test]
fn a_kicker_in_the_heading_is_no_part_of_the_title() {
    let shared = "<meta property=og:title content='Cranes arrive at last'>";
    check_title(
        shared,
        "<h1><span class=kicker>On the quay</span><span>Cranes arrive at last</span></h1>",
        "Cranes arrive at last",
    );
    check_title(shared, "<h1><small>On the quay</small> Cranes arrive at last</h1>", "Cranes arrive at last");
    check_title(shared, "<h1>Nine cranes arrive at last</h1>", "Nine cranes arrive at last");
}

#[test]
fn one_title_for_all_pages_of_a_site_is_no_headline() {
    let headline = "Port orders nine cranes from a yard in Gull Rock";
    let body = format!("<h1>{headline}</h1>");
    for tab in [
        "Port Authority of Brenna",
        "News details",
        "Press Release",
        "Untitled Document",
        "Welcome to the Port of Brenna",
        "courier.example",
    ] {
        check_title(&format!("<title>{tab}</title>"), &body, headline);
        let shared = format!("<meta property=og:title content='{tab}'><title>{tab}</title>");
        check_title(&shared, &body, headline);
    }
    let site = "<meta property=og:site_name content='Brenna Today'>";
    let described = json_ld(r#""headline":"Brenna Today""#);
    check_title(&format!("{site}{described}<title>{headline}</title>"), &body, headline);
    // The name stands above it as a heading.
    let logo = "<h1><a href=/>Brenna Today</a></h1>";
    check_title("<title>Brenna Today</title>", &format!("{logo}{body}"), headline);
    check_title("<title>Courier</title>", &format!("<h1>Courier</h1><h2>{headline}</h2>"), headline);
    // What is shown as a heading of its own is a headline, and so is what the site's name was cut off.
    let slogan = "<h1>All the news that reaches the harbour by boat</h1><h2>Cranes Arrive At Last</h2>";
    check_title("<title>Cranes Arrive At Last</title>", slogan, "Cranes Arrive At Last");
    check_title(
        "<meta property=og:site_name content=Courier><title>Cranes Arrive At Last | Courier</title>",
        "<h1>All the news that reaches the harbour by boat</h1>",
        "Cranes Arrive At Last",
    );
}

#[test]
fn of_two_titles_the_one_that_the_feed_has_is_believed() {
    let told = "Port orders nine cranes from Gull Rock";
    let title = |head: &str, body: &str| read_told(told, head, body).title.unwrap_or_default();
    let heading = "<h1>Port orders nine cranes from Gull Rock</h1>";
    assert_eq!(title("<title>The Port of Brenna, its cranes and quays</title>", heading), told);
    assert_eq!(
        title(
            "<title>All about boats</title>",
            "<h1>Politics</h1><h3>Port orders nine cranes from Gull Rock</h3>"
        ),
        told
    );
    // The page has another wording of it.
    assert_eq!(title("<title>Nine cranes ordered</title>", ""), "Nine cranes ordered");
    // It has none.
    assert_eq!(title("<title>All about boats</title>", ""), told);
    // It was rewritten: what readers see is what is shared.
    let shared = "<meta property=og:title content='Deal cancelled by the harbour board'>";
    let rewritten = "<h1>Deal cancelled by the harbour board</h1>";
    assert_eq!(title(shared, rewritten), "Deal cancelled by the harbour board");
    // A word is no headline to compare with.
    assert_eq!(
        read_told("News", "<title>All about boats</title>", "").title.as_deref(),
        Some("All about boats")
    );
}

#[test]
fn a_title_ends_where_the_heading_does() {
    let headline = "Cranes arrive at last in the harbour";
    let lower = format!("<h2>{headline}</h2>");
    for tail in [
        " - Harbour - Brenna Today",
        " | Authority of the Ports and Quays of Brenna",
        " – Brenna Today: news from the quay since 1871",
    ] {
        check_title(&format!("<title>{headline}{tail}</title>"), &lower, headline);
    }
    check_title(
        &format!("<title>{headline}: the long wait</title>"),
        &lower,
        &format!("{headline}: the long wait"),
    );
    check_title(
        "<title>クレーンが到着 - 要聞 - 港日報網</title>",
        "<h1>クレーンが到着</h1>",
        "クレーンが到着",
    );
}

#[test]
fn a_headline_that_breaks_off_gives_way_to_the_whole_one() {
    let whole = "Cranes arrive at last in the harbour of Brenna, and nobody knows who is to pay for them";
    let cut = json_ld(r#""headline":"Cranes arrive at last in the harbour of Brenna, and nobody...""#);
    check_title(&cut, &format!("<h1>{whole}</h1>"), whole);
    let alone = json_ld(r#""headline":"Cranes arrive at last, and then…""#);
    check_title(&alone, "", "Cranes arrive at last, and then…");
}
