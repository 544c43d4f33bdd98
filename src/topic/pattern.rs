//! Regular expressions in queries.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::ast::Pattern;
use super::dictionary::plain_sign;
use super::word::BadTerm;
use crate::language::{fold, fold_into};

/// Longer ones are refused, as are those that need more memory when compiled.
const MAX_BYTES: usize = 1_000;
const MAX_COMPILED_BYTES: usize = 1 << 20;
/// Groups in groups.
const MAX_DEPTH: u32 = 20;
/// A letter and what differs from it in case alone: `k`, `K` and the sign of kelvins.
const MOST_CASES: usize = 4;
/// Letters of a range that is written out.
const MOST_LETTERS: u32 = 2_000;

/// Compiles an expression as it is written between slashes.
pub(super) fn pattern(text: &str) -> Result<Pattern, BadTerm> {
    if text.len() > MAX_BYTES {
        let message = format!("this regular expression is {} bytes long, more than {MAX_BYTES}", text.len());
        return Err((message, "split it, or write its forms as words joined by OR".to_owned()));
    }
    // What it is compared with has no capitals and no accents.
    let folded = folded(&text.replace("\\/", "/"));
    let regex = regex::RegexBuilder::new(&folded)
        .case_insensitive(true)
        .size_limit(MAX_COMPILED_BYTES)
        .dfa_size_limit(MAX_COMPILED_BYTES)
        .nest_limit(MAX_DEPTH)
        .build()
        .map_err(complaint)?;
    if regex.is_match("") {
        let help = "write at least one character that must be there, such as `/\\bmig-?\\d\\d/`";
        return Err((
            "this regular expression matches nothing at all, and so everywhere".to_owned(),
            help.to_owned(),
        ));
    }
    let literal = regex_syntax::parse(&folded).map_or(0, |hir| literal(&hir));
    Ok(Pattern { text: text.to_owned(), regex, literal })
}

/// Letters beyond ASCII folded, one by one: among them are no signs of the syntax. Hyphens are those of a keyboard, as in the text.
fn folded(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut class_depth) = (0, 0_u32);
    while let Some(&c) = chars.get(at) {
        let is_range = class_depth > 0 && chars.get(at + 1) == Some(&'-');
        if let Some(&to) = chars.get(at + 2).filter(|to| is_range && !matches!(to, '[' | ']' | '\\')) {
            push_range(c, to, &mut out);
            at += 3;
            continue;
        }
        match c {
            '\\' => {
                out.push(c);
                at += 1;
                // A hyphen that only its width tells from the keyboard's needs no slash; the rest is the syntax's own matter.
                out.extend(chars.get(at).copied().map(plain_sign));
            }
            '[' => class_depth += 1,
            ']' => class_depth = class_depth.saturating_sub(1),
            _ => {}
        }
        match plain_sign(c) {
            '\\' => {}
            '-' if c != '-' => out.push_str("\\-"),
            c if c.is_ascii() => out.push(c),
            c => fold_into(c.encode_utf8(&mut [0; 4]), &mut out),
        }
        at += 1;
    }
    out
}

/// A range of a class. One whose ends fold to other letters would be another range: it is written as the letters that those in it
/// fold to, `[à-é]` as `[aced…]`.
fn push_range(from: char, to: char, out: &mut String) {
    let folds = |c: char| fold(c.encode_utf8(&mut [0; 4]));
    let is_kept = |c: char| c.is_ascii() || folds(c).chars().eq([c]);
    let is_long = u32::from(to).saturating_sub(u32::from(from)) > MOST_LETTERS;
    if (is_kept(from) && is_kept(to)) || is_long || from > to {
        out.extend([from, '-', to]);
        return;
    }
    let letters: BTreeSet<char> = (from..=to).flat_map(|c| folds(c).chars().collect::<Vec<_>>()).collect();
    for c in letters {
        if regex_syntax::is_meta_character(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

fn complaint(error: regex::Error) -> BadTerm {
    match error {
        regex::Error::CompiledTooBig(_) => (
            "this regular expression is too large when compiled".to_owned(),
            "make its repetitions shorter: `{1,1000}` counts a thousand times, within another one a million"
                .to_owned(),
        ),
        // The first lines draw the expression; the last one says what is wrong.
        error => {
            let text = error.to_string();
            let why = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            (
                format!("this regular expression cannot be read: {why}"),
                "to look for these characters themselves, write `=\"…\"`".to_owned(),
            )
        }
    }
}

/// Letters in the longest run that every match has.
fn literal(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
            .map_or(0, |text| text.chars().filter(|c| c.is_alphanumeric()).count()),
        HirKind::Repetition(repetition) if repetition.min > 0 => literal(&repetition.sub),
        HirKind::Capture(capture) => literal(&capture.sub),
        HirKind::Concat(parts) => {
            let runs = parts.chunk_by(|one, other| is_fixed(one) && is_fixed(other));
            runs.map(|run| run.iter().map(literal).sum()).max().unwrap_or(0)
        }
        HirKind::Alternation(parts) => parts.iter().map(literal).min().unwrap_or(0),
        HirKind::Class(_) => usize::from(is_letter(hir)),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => 0,
    }
}

/// Whether every match has the same letters here, but for their case.
fn is_fixed(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Literal(_)) || is_letter(hir)
}

/// Whether it is one letter in any case, as `(?i)` makes of each.
fn is_letter(hir: &Hir) -> bool {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return false };
    let chars = class.iter().flat_map(|range| range.start()..=range.end());
    let chars: Vec<char> = chars.take(MOST_CASES + 1).collect();
    let folded = |c: &char| fold(c.encode_utf8(&mut [0; 4]));
    chars.len() <= MOST_CASES
        && chars.iter().all(|c| c.is_alphabetic() && folded(c) == folded(chars.first().unwrap_or(c)))
}
