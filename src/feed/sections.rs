//! CDATA sections as people write them: marks with spaces in them, brackets too few.

/// `<![CDATA[`, in letters of any size.
pub(super) fn starts_section(rest: &str) -> bool {
    rest.as_bytes().get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<![CDATA["))
}

/// Bytes of a section's beginning that lost a bracket, letters or its first marks, or has spaces in it: `<!CDATA[`, `<! [CDATA [`,
/// `<![CDATAStorm`, `<![CDTA(`, `<[CDATA[`, `![CDATA[`.
pub(super) fn loose_section(rest: &str) -> Option<usize> {
    let Some(behind) = rest.strip_prefix("<!") else {
        // Text has such marks only where they were meant.
        let behind = rest.strip_prefix(['<', '!'])?;
        return behind
            .get(..7)
            .filter(|mark| mark.eq_ignore_ascii_case("[CDATA["))
            .map(|mark| mark.len() + 1);
    };
    let behind = behind.trim_start_matches(' ');
    let behind = behind.strip_prefix('[').unwrap_or(behind).trim_start_matches(' ');
    // A name with a letter lost or doubled is one where its bracket stands.
    let word = behind.bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
    let inside = behind[word..].trim_start_matches(' ').strip_prefix(['[', '(', '{']);
    if let Some(inside) = inside.filter(|_| is_near(&behind[..word])) {
        return Some(rest.len() - inside.len());
    }
    let name = behind.get(..5).filter(|name| name.eq_ignore_ascii_case("CDATA"))?;
    Some(rest.len() - behind[name.len()..].trim_start_matches(' ').len())
}

/// Whether a word is `CDATA`, or what fingers make of it.
fn is_near(word: &str) -> bool {
    (3..=7).contains(&word.len())
        && word.starts_with(['C', 'c'])
        && word.bytes().all(|b| matches!(b.to_ascii_uppercase(), b'C' | b'D' | b'A' | b'T'))
}

/// `[CDATA` or `CDATA` behind spaces, or `[CDATA` alone: see [`loose_section`].
pub(super) fn starts_loosely(behind: &[u8]) -> bool {
    let behind = behind.trim_ascii_start();
    let behind = behind.strip_prefix(b"[").unwrap_or(behind).trim_ascii_start();
    behind.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"CDATA"))
}

/// Without what was meant to be the end of a section.
pub(super) fn without_end(inside: &str) -> &str {
    let ends = ["]]&gt;", "]]>", "]] >", "] ]>", "]>]", "]>", "]]"];
    ends.iter().find_map(|end| inside.strip_suffix(end)).unwrap_or(inside)
}
