//! The article room: from the bytes of a page to its words.

mod address;
mod change;
mod charset;
mod command;
mod hostile;
mod metadata;
mod pages;
mod rules;
