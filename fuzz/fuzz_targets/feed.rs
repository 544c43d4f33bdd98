//! Any bytes as a feed: `cargo +nightly fuzz run feed fuzz/corpus/feed tests/data/feed/fuzz -- -rss_limit_mb=512`.
//!
//! The checks are those of the plain test that replays what was found.

#![no_main]

#[path = "../../tests/it/feed/bounds.rs"]
mod bounds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bounds::read(bytes));
