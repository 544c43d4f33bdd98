//! What is known of HTML's elements, in one place for all who walk over markup.

use super::names::Lower;

/// What becomes of an element when foreign markup is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Shown, with its name in lower case.
    Kept(&'static str),
    /// Shown, and holds nothing.
    Void(&'static str),
    /// Its inside is no text for people.
    Hidden,
    /// Taken off while its words stay: everything that is not known to be harmless.
    Transparent,
}

/// Harmless elements: no raw text, no foreign content, nothing that loads or runs by itself but pictures.
///
/// All of them are also on ammonia's list, which the tests hold the result to.
pub(super) fn element(name: &str) -> Element {
    macro_rules! names {
        ($($kept:literal)*; $($void:literal)*) => {
            match Lower::of(name).as_str() {
                $($kept => Element::Kept($kept),)*
                $($void => Element::Void($void),)*
                "script" | "style" => Element::Hidden,
                _ => Element::Transparent,
            }
        };
    }
    names!(
        "p" "a" "div" "span" "b" "i" "em" "strong" "li" "ul" "ol" "blockquote" "h1" "h2" "h3" "h4" "h5" "h6"
        "figure" "figcaption" "abbr" "cite" "code" "dd" "del" "dl" "dt" "ins" "pre" "q" "s" "small" "sub" "sup"
        "u" "table" "caption" "thead" "tbody" "tfoot" "tr" "td" "th" "mark" "time" "kbd" "samp" "var" "ruby"
        "rt" "rp";
        "br" "hr" "img"
    )
}

/// Elements whose text nobody reads, by place.
pub(super) const SILENT: [&str; 9] =
    ["script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title"];

/// What an element means for the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Nothing: it stands inside words.
    Inline,
    /// Words on both sides are words apart.
    Cell,
    Line,
    Paragraph,
    /// A place in [`SILENT`].
    Silent(usize),
}

pub(super) fn flow(name: &str) -> Flow {
    let lower = Lower::of(name);
    match lower.as_str() {
        "br" => Flow::Line,
        "td" | "th" => Flow::Cell,
        "address" | "article" | "aside" | "blockquote" | "center" | "dd" | "details" | "div" | "dl"
        | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "header" | "hr" | "li" | "main" | "nav" | "ol" | "p" | "pre" | "section"
        | "summary" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" => Flow::Paragraph,
        known => SILENT.iter().position(|silent| *silent == known).map_or(Flow::Inline, Flow::Silent),
    }
}

/// Whether an element is one of HTML's that occur in texts.
pub(super) fn is_html_name(name: &str) -> bool {
    matches!(
        Lower::of(name).as_str(),
        "a" | "abbr"
            | "address"
            | "article"
            | "b"
            | "big"
            | "blockquote"
            | "br"
            | "center"
            | "cite"
            | "code"
            | "dd"
            | "del"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "figure"
            | "font"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "i"
            | "iframe"
            | "img"
            | "ins"
            | "li"
            | "ol"
            | "p"
            | "pre"
            | "q"
            | "s"
            | "script"
            | "section"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "style"
            | "sub"
            | "sup"
            | "table"
            | "tbody"
            | "td"
            | "th"
            | "tr"
            | "tt"
            | "u"
            | "ul"
            | "video"
            | "wbr"
    )
}

/// Elements that hold nothing and have no end (HTML section 13.1.2).
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        Lower::of(name).as_str(),
        "br" | "img"
            | "hr"
            | "input"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// How far up an opening tag looks for an element that it ends, because people leave the ends of these out.
pub(super) fn ends_before(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li"], &["ul", "ol"]),
        "dd" | "dt" => (&["dd", "dt"], &["dl"]),
        "td" | "th" => (&["td", "th"], &["table", "tr"]),
        "tr" => (&["tr"], &["table", "thead", "tbody", "tfoot"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        "p" | "div" | "ul" | "ol" | "dl" | "table" | "pre" | "blockquote" | "figure" | "hr" | "h1" | "h2"
        | "h3" | "h4" | "h5" | "h6" => {
            (&["p"], &["td", "th", "li", "div", "blockquote", "figure", "dd", "table"])
        }
        _ => (&[], &[]),
    }
}
