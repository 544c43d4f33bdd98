//! Notes in which publishers say that they corrected something.

use crate::language::fold;

/// How a publisher's note of a correction begins, folded.
const NOTES: [&str; 44] = [
    "correction",
    "corrected",
    "clarification",
    "erratum",
    "an earlier version of this",
    "a previous version of this",
    "this article was amended",
    "this story has been corrected",
    "this article has been corrected",
    "korrektur",
    "berichtigung",
    "in einer fruheren version",
    "anmerkung der redaktion",
    "rectificatif",
    "rectification",
    "une version precedente",
    "dans une version precedente",
    "correccion",
    "rectificacion",
    "fe de errores",
    "una version anterior",
    "rettifica",
    "errata corrige",
    "una versione precedente",
    "correcao",
    "uma versao anterior",
    "correctie",
    "rectificatie",
    "in een eerdere versie",
    "rattelse",
    "rettelse",
    "en tidigare version",
    "sprostowanie",
    "исправление",
    "поправка",
    "виправлення",
    "duzeltme",
    "διορθωση",
    "تصحيح",
    "תיקון",
    "更正",
    "訂正",
    "정정",
    "편집자 주",
];

/// Whether a sentence is a publisher's note that something was corrected.
pub(in crate::article) fn is_note(sentence: &str) -> bool {
    let start: String = sentence.chars().take(60).collect();
    let start = fold(start.trim_start_matches(|c: char| !c.is_alphanumeric()));
    NOTES.iter().any(|note| {
        let Some(rest) = start.strip_prefix(note) else { return false };
        // One word is a note only where a sign sets it off: correction officers are people.
        let rest = if note.contains(' ') { rest } else { rest.trim_start() };
        rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
    })
}
