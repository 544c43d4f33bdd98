//! Notes in which publishers say that they corrected something.

use crate::language::fold;

/// How a publisher's note of a correction begins, folded. One word counts only where a sign sets it off.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    // English
    "correction", "corrections", "corrected", "clarification", "erratum", "errata", "an earlier version of this",
    "a previous version of this", "an earlier version of the", "a previous version of the", "earlier versions of this",
    "this article was amended", "this article has been amended", "this story has been corrected", "this article has been corrected",
    "this story was corrected", "this article was corrected", "this report has been corrected",
    // German
    "korrektur", "berichtigung", "richtigstellung", "anmerkung der redaktion", "in einer fruheren version", "in einer fruheren fassung",
    "in einer vorherigen version", "in einer vorherigen fassung", "in einer ersten version", "in einer ersten fassung",
    "in einer alteren version",
    // French
    "rectificatif", "rectification", "une version precedente", "dans une version precedente", "une premiere version de",
    "dans une premiere version", "cet article a ete corrige", "cet article a ete rectifie",
    // Spanish, Portuguese, Italian, Romanian
    "correccion", "rectificacion", "fe de errores", "fe de erratas", "una version anterior", "en una version anterior",
    "este articulo ha sido corregido", "este articulo fue corregido", "esta nota fue corregida", "esta noticia ha sido corregida",
    "correcao", "uma versao anterior", "em uma versao anterior", "numa versao anterior", "erramos", "este texto foi corrigido",
    "esta reportagem foi corrigida", "rettifica", "correzione", "errata corrige", "una versione precedente", "in una versione precedente",
    "questo articolo e stato corretto", "erata", "o versiune anterioara", "intr-o versiune anterioara",
    // Dutch, Swedish, Danish, Norwegian, Finnish
    "correctie", "rectificatie", "in een eerdere versie", "een eerdere versie van", "rattelse", "rettelse", "en tidigare version",
    "i en tidigare version", "en tidligere version", "i en tidligere version", "en tidligere versjon", "i en tidligere versjon",
    "oikaisu", "korjaus", "jutun aiemmassa versiossa", "jutussa kerrottiin aiemmin",
    // Polish, Czech, Hungarian
    "sprostowanie", "korekta", "we wczesniejszej wersji", "w poprzedniej wersji", "oprava", "v predchozi verzi", "v puvodni verzi",
    "v povodnej verzii", "helyesbites", "helyreigazitas", "a cikk korabbi valtozataban", "cikkunk korabbi valtozataban",
    // Russian, Ukrainian, Turkish, Greek
    "исправление", "поправка", "уточнение", "опровержение", "в предыдущей версии", "в более ранней версии", "виправлення", "уточнення",
    "у попередній версії", "duzeltme", "haberin onceki surumunde", "haberin onceki halinde", "διορθωση", "σε προηγουμενη εκδοση",
    // Arabic, Hebrew, Chinese, Japanese, Korean, Indonesian
    "تصحيح", "تصويب", "תיקון", "更正", "勘误", "勘誤", "訂正", "お詫びと訂正", "정정", "바로잡습니다", "정정합니다", "편집자 주", "koreksi",
    "ralat",
];

/// Signs of a correction that need none to set them off: a wire's `(Corrects number of ships)`.
const VERBS: &[&str] = &["corrects ", "corrects: "];

/// What stands before a note of any kind, folded: it is of a correction where it goes on with one of [`SAYS`].
#[rustfmt::skip]
const PREFACES: &[&str] = &[
    "editor's note", "editors' note", "editors note", "note", "note to readers", "update", "hinweis", "hinweis der redaktion",
    "transparenzhinweis", "note de la redaction", "ndlr", "mise a jour", "nota", "nota de la redaccion", "nota del editor",
    "actualizacion", "nota da redacao", "nota do editor", "nota della redazione", "ndr", "aggiornamento", "noot van de redactie",
    "opmerking", "redaktionens anmarkning", "red", "redaksjonen", "przypis redakcji", "от редакции", "від редакції", "обновление",
];

/// What a note says of a correction, folded.
#[rustfmt::skip]
const SAYS: &[&str] = &[
    "previous version", "earlier version", "corrected", "amended", "misstated", "misspelled", "misspelt", "incorrectly", "in error",
    "korrigiert", "berichtigt", "fruheren version", "fruheren fassung", "vorherigen version", "vorherigen fassung", "version precedente",
    "corrige", "rectifie", "version anterior", "corregid", "versao anterior", "corrigid", "versione precedente", "corrett",
    "eerdere versie", "gecorrigeerd", "tidigare version", "rattat", "tidligere version", "tidligere versjon", "rettet",
    "wczesniejszej wersji", "poprawion", "предыдущей версии", "исправлен", "попередній версії", "виправлен",
];

/// Whether a sentence is a publisher's note that something was corrected.
pub(in crate::article) fn is_note(sentence: &str) -> bool {
    let start: String = sentence.chars().take(240).collect();
    let start = fold(start.trim_start_matches(|c: char| !c.is_alphanumeric()));
    let is_set_off = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let begins = |note: &&str| {
        let Some(rest) = start.strip_prefix(*note) else { return false };
        // One word is a note only where a sign sets it off: correction officers are people.
        is_set_off(if note.contains(' ') { rest } else { rest.trim_start() })
    };
    let is_told_behind = |preface: &&str| {
        start
            .strip_prefix(*preface)
            .is_some_and(|rest| is_set_off(rest.trim_start()) && SAYS.iter().any(|says| rest.contains(says)))
    };
    NOTES.iter().any(begins)
        || VERBS.iter().any(|verb| start.starts_with(verb))
        || PREFACES.iter().any(is_told_behind)
}
