//! The article room: from the bytes of a page to its words.

mod address;
mod bounds;
mod briefs;
mod bylines;
mod change;
mod change_facts;
mod charset;
mod command;
mod described;
mod explain;
mod furniture;
mod fuzz;
mod galleries;
mod hostile;
mod metadata;
mod neighbours;
mod notices;
mod pages;
mod rules;
mod several;
mod tables;
mod walls;
mod weak_spots;

use vigie::article::{Page, extract};

#[track_caller]
fn text_of(page: &str) -> String {
    let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
    found.text.unwrap_or_else(|| panic!("no text ({}) in {page}", found.problems.join("; ")))
}

/// A body in a page with menus above it and a footer below.
fn in_a_page(language: &str, title: &str, body: &str) -> String {
    format!(
        "<html lang={language}><head><title>{title} | The Tidewater Gazette</title></head><body>\
         <nav><ul><li><a href=/>Front</a><li><a href=/sea>Sea</a><li><a href=/town>Town</a></ul></nav>\
         <main><article><h1>{title}</h1>{body}</article></main>\
         <footer><p>The Tidewater Gazette, 4 Mole Street. Printed on Fridays since 1891.</p></footer></body></html>"
    )
}
