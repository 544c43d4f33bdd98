//! Headlines, without the name of the site.

use super::{check_title, json_ld};

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
