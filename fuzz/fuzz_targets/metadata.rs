//! Any bytes as a page: `cargo +nightly fuzz run metadata fuzz/corpus/metadata tests/data/article/fuzz -- -rss_limit_mb=512`.
//!
//! The checks are those of the plain test that replays what was found.

#![no_main]

#[path = "../../tests/it/article/bounds.rs"]
#[allow(dead_code, reason = "two targets share the checks")]
mod bounds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bounds::read(bytes));
