//! Links that are part of what a page tells: in tables, in lists of definitions, above the parts of a list.

use super::{in_a_page, text_of};

const LONG: &str = "The keeper said the lamp had burnt through the whole night, and that no ship had been seen between the two buoys.";

#[track_caller]
fn check(body: &str, kept: &[&str], left_out: &[&str]) {
    let text = text_of(&in_a_page("en", "A quiet night", &format!("<p>{LONG}</p>{body}<p>{LONG}</p>")));
    for part in kept {
        assert!(text.contains(part), "{part:?} is lost:\n{text}");
    }
    for part in left_out {
        assert!(!text.contains(part), "{part:?} is kept:\n{text}");
    }
}

fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| match text.strip_prefix('@') {
        Some(linked) => format!("<td><a href=/x>{linked}</a></td>"),
        None => format!("<td>{text}</td>"),
    };
    format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>())
}

fn table(rows: &[&[&str]]) -> String {
    format!("<table>{}</table>", rows.iter().map(|cells| row(cells)).collect::<String>())
}

#[test]
fn a_row_keeps_the_link_that_says_what_it_is_about() {
    let league = table(&[&["Team", "Points"], &["@Skarholm", "40"], &["@Langholm", "39"]]);
    check(&league, &["Skarholm\n\n40", "Langholm\n\n39"], &[]);
    let moves =
        table(&[&["Player", "From", "To"], &["@Per Holm", "@Auk", "@Vale"], &["@Jan Kos", "@Kos", "@Mole"]]);
    check(&moves, &["Per Holm\n\nAuk\n\nVale", "Jan Kos"], &[]);
    let years = table(&[&["1891", "@Ida Marsh"], &["1892", "@Ana Lima"]]).replace("<td>", "<td><p>");
    check(&years, &["Ida Marsh", "Ana Lima"], &[]);
}

#[test]
fn a_table_of_links_to_other_articles_is_left_out() {
    let headlines = table(&[
        &["14.03.2026", "@Ferry of Langholm will not sail before the spring, county says"],
        &["15.03.2026", "@Islanders write to the county about the engine of their ferry"],
    ]);
    check(&headlines, &[], &["Langholm", "Islanders"]);
    let menu = table(&[&["@Front", "@Sea"], &["@Town", "@Weather"]]);
    check(&menu, &[], &["Sea", "Weather"]);
    let related = table(&[&["14.03.", "@No ferry until spring"], &["15.03.", "@Mill sold"]]);
    check(&format!("<h3>Related articles</h3>{related}"), &[], &["No ferry", "Mill sold"]);
}

#[test]
fn a_term_stays_with_its_definition() {
    let term =
        |name: &str| format!("<dt><a href=/x>{name}</a></dt><dd>has kept the lamp since it was lit</dd>");
    check(&format!("<dl>{}{}</dl>", term("Per Holm"), term("Ida Marsh")), &["Per Holm", "Ida Marsh"], &[]);
}

#[test]
fn the_parts_of_a_list_keep_their_headings_though_each_is_short() {
    let part = |name: &str| {
        format!(
            "<h3><a href=https://shop.example/{name}>{name}</a></h3>\
             <p>It burns for ten hours, costs forty crowns in the shops of the town, and can be mended by who has a knife.</p>"
        )
    };
    let parts = ["Auk", "Brenna", "Farne", "Vale"].map(part).concat();
    let text = text_of(&in_a_page("en", "The best lamps", &format!("<p>{LONG}</p>{parts}")));
    assert!(["Auk", "Brenna", "Farne", "Vale"].iter().all(|name| text.contains(name)), "{text}");
}
