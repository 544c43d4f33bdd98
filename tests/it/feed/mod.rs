//! Bytes to entries, entries to decisions.

mod bounds;
mod charsets;
mod corpus;
mod damage;
mod dated_words;
mod dates;
mod decide;
mod discover;
mod fuzz;
mod history;
mod hostile;
mod hub;
mod identity;
mod lists;
mod pages;
mod propose;
mod reading;
mod recipes;
mod saved;
mod select;
mod sitemap;
mod websub;
mod words;
