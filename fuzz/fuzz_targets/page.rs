//! Any bytes as a page under a label, an address and a site's rule, its links, and its halves as two editions:
//! `cargo +nightly fuzz run page fuzz/corpus/page tests/data/article/fuzz -- -rss_limit_mb=512`.
//!
//! The checks are those of the plain test that replays what was found.

#![no_main]

#[path = "../../tests/it/article/bounds.rs"]
#[allow(dead_code, reason = "two targets share the checks")]
mod bounds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bounds::page(bytes));
