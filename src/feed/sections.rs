//! CDATA sections as people write them: marks with spaces in them, brackets too few.

/// `<![CDATA[`, in letters of any size.
pub(super) fn starts_section(rest: &str) -> bool {
    rest.as_bytes().get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<![CDATA["))
}

/// Bytes of a section's beginning that lost a bracket or has spaces in it: `<!CDATA[`, `<! [CDATA [`.
pub(super) fn loose_section(rest: &str) -> Option<usize> {
    let behind = rest.get(2..)?.trim_start_matches(' ');
    let behind = behind.strip_prefix('[').unwrap_or(behind).trim_start_matches(' ');
    let name = behind.get(..5).filter(|name| name.eq_ignore_ascii_case("CDATA"))?;
    let inside = behind[name.len()..].trim_start_matches(' ').strip_prefix('[')?;
    Some(rest.len() - inside.len())
}

/// `[CDATA` or `CDATA` behind spaces: see [`loose_section`].
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
