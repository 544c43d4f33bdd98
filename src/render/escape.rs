//! Foreign text written so that it is nothing but text: it marks nothing up and calls nobody.

/// Words that call everybody, whatever stands before them.
const EVERYBODY: [&str; 4] = ["channel", "everyone", "here", "all"];

/// Every mention with an invisible joiner in it: read as before, calling nobody.
pub(super) fn disarmed(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut before = None;
    for (at, c) in text.char_indices() {
        safe.push(c);
        let rest = &text[at + c.len_utf8()..];
        // `<!channel>` is a mention to Slack, and to Mattermost before it reads Markdown; its sign may begin the next text.
        if c == '<' && (rest.is_empty() || rest.starts_with('!')) {
            safe.push('\u{2060}');
        }
        if c == '@' {
            // At the end of a text the name may begin in the next one.
            let named = rest.chars().next().is_none_or(|c| c.is_alphanumeric() || c == '_');
            let within_address = before.is_some_and(char::is_alphanumeric);
            let everybody = || {
                EVERYBODY
                    .iter()
                    .any(|word| rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word)))
            };
            if named && (!within_address || everybody()) {
                safe.push('\u{2060}');
            }
        }
        before = Some(c);
    }
    safe
}

/// UTF-16 units, as Slack, Discord and Telegram count.
pub(super) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Appends with `&`, `<` and `>` as entities.
pub(super) fn escape_entities(text: &mut String, grapheme: &str, _: bool) {
    for c in grapheme.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            c => text.push(c),
        }
    }
}

/// Appends with every sign that Markdown could take for its own behind a backslash.
pub(super) fn escape_markdown(text: &mut String, grapheme: &str, first: bool) {
    for c in grapheme.chars() {
        let everywhere = matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>');
        if everywhere || (first && matches!(c, '#' | '-' | '+' | '=')) {
            text.push('\\');
        }
        text.push(c);
    }
}
