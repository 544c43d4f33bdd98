//! What a strict reader sees in the same bytes.

/// How many entries `feed-rs` finds, or its complaint: shows a publisher what the damage costs with other readers.
///
/// It also keeps our own reader honest: on clean feeds the tests hold both to the same entries.
///
/// # Errors
/// The strict reader's own words; its panics on some declared encodings are caught and named.
///
/// ```
/// let clean = b"<rss version='2.0'><channel><title>t</title><item><title>a</title></item></channel></rss>";
/// assert_eq!(vigie::feed::strict_view(clean), Ok(1));
/// assert!(vigie::feed::strict_view(b"<rss><channel><title>AT&T</title></channel>").is_err());
/// ```
pub fn strict_view(bytes: &[u8]) -> Result<usize, String> {
    std::panic::catch_unwind(|| feed_rs::parser::parse(bytes))
        .map_err(|_| "it gave up in a panic".to_owned())?
        .map(|feed| feed.entries.len())
        .map_err(|error| error.to_string())
}
