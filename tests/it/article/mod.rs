//! The article room: from the bytes of a page to its words.

mod address;
mod bounds;
mod change;
mod charset;
mod command;
mod explain;
mod fuzz;
mod hostile;
mod metadata;
mod pages;
mod rules;
mod weak_spots;
