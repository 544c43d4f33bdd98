//! Any bytes as a query, a title and a body:
//! `cargo +nightly fuzz run query fuzz/corpus/query tests/data/topic/fuzz -- -rss_limit_mb=512`.
//!
//! The checks are those of the plain test that replays what was found.

#![no_main]

#[path = "../../tests/it/topic/bounds.rs"]
mod bounds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bounds::query(bytes));
