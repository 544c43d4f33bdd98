//! Lines that tell readers when an article was published or changed.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::clean;
use super::months;
use super::page_time::PageTime;
use super::visible_date::{self, DateHabits, FILLERS, ShownDate};
use super::weekdays;

/// Words before the date of a change, lower case.
#[rustfmt::skip]
const UPDATED: &[&str] = &[
    "updated", "last update", "last updated", "modified", "last modified", "edited", "aktualisiert", "geändert", "mis à jour",
    "mise à jour", "màj", "modifié", "actualisé", "actualizado", "actualizada", "última actualización", "modificado", "atualizado",
    "atualizada", "última atualização", "aggiornato", "aggiornata", "ultimo aggiornamento", "modificato", "bijgewerkt",
    "laatste update", "gewijzigd", "oppdatert", "endret", "opdateret", "ændret", "uppdaterad", "ändrad", "päivitetty", "muokattu",
    "aktualizacja", "zaktualizowano", "aktualizováno", "aktualizované", "upraveno", "frissítve", "módosítva", "actualizat",
    "güncelleme", "güncellendi", "обновлено", "изменено", "оновлено", "змінено", "обновена", "ενημερώθηκε", "تحديث", "עודכן",
    "diperbarui", "cập nhật", "更新", "修改", "수정", "업데이트", "zuletzt aktualisiert", "dernière mise à jour", "ultima modifica",
    "laatst bijgewerkt", "senast uppdaterad", "sist oppdatert", "sidst opdateret", "ostatnia aktualizacja", "poslední aktualizace",
    "son güncelleme", "последнее обновление", "останнє оновлення",
];

/// Words before the date of the publication, lower case.
#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "published", "posted", "first published", "originally published", "created", "date", "veröffentlicht", "erschienen", "stand", "publiziert", "publié",
    "créé", "paru", "publicado", "publicada", "fecha", "data", "pubblicato", "pubblicata", "gepubliceerd", "geplaatst", "publicerad",
    "publisert", "udgivet", "offentliggjort", "julkaistu", "opublikowano", "data publikacji", "publikováno", "zverejnené",
    "publikálva", "megjelent", "publicat", "yayınlanma", "yayın tarihi", "опубликовано", "дата", "опубліковано", "публикувана",
    "δημοσιεύθηκε", "نشر", "تاريخ النشر", "פורסם", "dipublikasikan", "diterbitkan", "đăng", "公開", "掲載", "発行", "发布", "發布",
    "时间", "時間", "입력", "등록", "게시", "승인", "date of publication", "publication date", "publish date", "published date",
    "date published", "date posted", "datum", "dátum", "dato", "erstellt", "veröffentlichung", "veröffentlichungsdatum",
    "erscheinungsdatum", "mis en ligne", "publication", "date de publication", "fecha de publicación", "publicación", "creado",
    "data de publicação", "publicação", "criado", "data di pubblicazione", "pubblicazione", "publicatiedatum", "publiceret",
    "publiceringsdatum", "avaldatud", "lisatud", "publicēts", "paskelbta", "data dodania", "dodano", "utworzono", "vydáno",
    "vytvořeno", "publikované", "vydané", "közzétéve", "létrehozva", "objavljeno", "data publicării", "publikuar", "tarih",
    "oluşturulma", "eklenme", "дата публикации", "создано", "размещено", "добавлено", "дата публікації", "публикувано", "објављено",
    "δημοσίευση", "ημερομηνία", "tayang", "terbit", "ngày đăng",
];

/// Words of a label before somebody or something else than a date, in scripts without spaces.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "来源", "來源", "文章来源", "信息来源", "稿源", "出处", "作者", "记者", "記者", "通讯员", "撰文", "编辑", "編輯", "责任编辑", "責任編輯", "责编",
    "審核", "审核", "校对", "出典", "執筆", "출처", "기자", "작성자",
];

/// Of words that begin with a capital or have none, how many letters make one a name in scripts without spaces.
const MOST_IN_NAME: usize = 4;

/// Letters that may stand around a date in a line that tells it: a weekday, a place, small words. As [`clean::weight`] counts.
const MOST_AROUND: u32 = 24;

/// What a line tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The first date that is of no change.
    pub published: Option<PageTime>,
    /// The first date of a change.
    pub changed: Option<PageTime>,
}

impl Stamp {
    /// With a label before it: under that of a change its only date is none of the publication.
    pub fn labelled(self, label: Option<Label>) -> Self {
        match (label, self.changed) {
            (Some(Label::Changed), None) => Self { published: None, changed: self.published },
            _ => self,
        }
    }
}

/// What words right before a date say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// That of the publication.
    Published,
    /// That of a change.
    Changed,
}

/// A label is no longer, in bytes.
const LONGEST_LABEL: usize = 48;

/// Small words between a label and its date. Lower case.
const BEFORE_DATE: [&str; 14] =
    ["on", "at", "am", "um", "le", "à", "el", "il", "em", "op", "den", "dne", "dňa", "date"];

/// More of them, and those who sign. Lower case.
#[rustfmt::skip]
const BESIDE_DATE: &[&str] = &[
    "vom", "dated", "dnia", "från", "fra", "kl", "klo", "uhr", "uur", "last", "first", "ligne", "by", "von", "par", "por", "door",
    "av", "af", "от", "od", "på", "às", "alle", "ore", "las", "los", "saat", "and", "und", "et", "y", "og", "och", "pm", "mis", "mise", "jour",
    "en",
];

impl Label {
    /// Of a text that stands before a date, where what is behind its last number or sign is a label and nothing else.
    pub fn of(text: &str) -> Option<Self> {
        let parts = |c: char| c.is_numeric() || matches!(c, '|' | '•' | '·' | '/' | '(' | '[' | ',' | ';');
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
        let last = text.rsplit(parts).next().filter(|last| last.len() <= LONGEST_LABEL)?;
        let lower = last.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let label = match lower.rsplit_once(' ') {
            Some((label, small)) if BEFORE_DATE.contains(&small) => label.trim_end_matches(':'),
            _ => &lower,
        };
        if UPDATED.contains(&label) || label == "update" {
            return Some(Self::Changed);
        }
        PUBLISHED.contains(&label).then_some(Self::Published)
    }
}

/// Reads an element that is marked as a date: the dates in it, each by the words before it.
pub fn marked(text: &str, habits: DateHabits) -> Stamp {
    let lower = text.to_lowercase();
    let dates = visible_date::each(text, habits);
    of(&lower, &dates)
}

/// Reads a line of running text, which tells dates only where it tells little else.
pub fn line(text: &str, habits: DateHabits) -> Stamp {
    let dates = visible_date::each(text, habits);
    if dates.is_empty() {
        return Stamp::default();
    }
    let lower = text.to_lowercase();
    // Where lower case takes other room, capitals tell nothing.
    let written = if lower.len() == text.len() { text } else { &lower };
    if is_stamp(&lower, written, &dates) { of(&lower, &dates) } else { Stamp::default() }
}

/// Whether a line in lower case speaks of a change.
pub fn tells_change(lower: &str) -> bool {
    let Some(finder) = CHANGES.as_ref() else { return false };
    // A word inside of a longer one that only ends like it is another.
    finder.find_overlapping_iter(lower).any(|found| {
        let is_alone = UPDATED[found.pattern().as_usize()].starts_with(crate::language::stands_alone);
        is_alone || !lower[..found.start()].ends_with(char::is_alphabetic)
    })
}

/// All of [`UPDATED`] at once: lines by the hundred are asked on every page.
static CHANGES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(UPDATED).ok());

fn of(lower: &str, dates: &[ShownDate]) -> Stamp {
    let mut stamp = Stamp::default();
    let mut at = 0;
    for date in dates {
        let before = lower.get(at..date.range.start).unwrap_or_default();
        // Some put the word behind the only date.
        let behind = lower.get(date.range.end..).unwrap_or_default();
        let is_bare = dates.len() == 1 && !before.contains(char::is_alphabetic);
        let is_change = tells_change(before) || is_bare && begins_with(behind, UPDATED);
        let told = if is_change { &mut stamp.changed } else { &mut stamp.published };
        *told = told.or(Some(date.time));
        at = date.range.end;
    }
    stamp
}

/// What stands around dates.
fn around<'t>(text: &'t str, dates: &'t [ShownDate]) -> impl Iterator<Item = &'t str> {
    let starts = std::iter::once(0).chain(dates.iter().map(|date| date.range.end));
    let ends = dates.iter().map(|date| date.range.start).chain(std::iter::once(text.len()));
    starts.zip(ends).map(|(start, end)| text.get(start..end).unwrap_or_default())
}

fn is_stamp(lower: &str, written: &str, dates: &[ShownDate]) -> bool {
    if begins_with(lower, UPDATED) || begins_with(lower, PUBLISHED) {
        return true;
    }
    if is_sentence(written) || is_told(written, dates) {
        return false;
    }
    let told = |text: &str| {
        text.split_whitespace().filter(|word| !is_labelled(word)).map(clean::weight).sum::<u32>()
    };
    let weight: u32 = around(lower, dates).map(told).sum();
    // Names and places.
    let is_east_asian =
        |word: &str| word.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'));
    let is_named = |word: &str| {
        let length = word.chars().count();
        length <= 3 || word.starts_with(char::is_uppercase) || length <= MOST_IN_NAME && is_east_asian(word)
    };
    let words = around(written, dates).flat_map(str::split_whitespace).filter(|word| !is_labelled(word));
    let mut words = words.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    weight <= MOST_AROUND || words.all(is_named)
}

/// Whether what stands around dates tells what happens then: a sentence, or a word before a date that stamps do not have. Of
/// behind a date only a full stop tells so: how long the reading takes and how many have read it stands there, too.
fn is_told(written: &str, dates: &[ShownDate]) -> bool {
    // Letters of small words in any line, and of those that abbreviate something.
    const SHORT: usize = 3;
    const INITIAL: usize = 1;
    let tells =
        |text: &str, small: usize| words(text).any(|word| word.chars().count() > small && is_prose(word));
    let tells_change = |text: &str| tells_change(&text.to_lowercase());
    if written.trim_end().ends_with(EASTERN_STOPS) {
        return around(written, dates)
            .flat_map(str::split_whitespace)
            .any(|word| !is_labelled(word) && word.contains(char::is_alphabetic));
    }
    if written.trim_end().ends_with(STOPS)
        && around(written, dates).any(|text| tells(text, INITIAL) && !tells_change(text))
    {
        return true;
    }
    // `Deadline: `; of scripts that have no capitals too few labels are known.
    let names_another = |text: &str| {
        let label = text.trim_end().strip_suffix([':', '：']);
        label.is_some_and(|label| label.trim_end().ends_with(|c: char| c.is_lowercase() || c.is_uppercase()))
    };
    let is_labelled = |text: &str| Label::of(text).is_some() || tells_change(text);
    let mut parts: Vec<&str> = around(written, dates).collect();
    let behind = parts.pop().unwrap_or_default();
    behind.starts_with(':') && behind.contains(char::is_alphabetic)
        || parts.iter().any(|text| (tells(text, SHORT) || names_another(text)) && !is_labelled(text))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’'))).filter(|word| !word.is_empty())
}

/// Whether a word begins with a small letter and is none that stands beside dates.
fn is_prose(word: &str) -> bool {
    let is_georgian = |c: char| matches!(c, '\u{10d0}'..='\u{10ff}');
    word.starts_with(|c: char| c.is_lowercase() && !is_georgian(c))
        && !BEFORE_DATE.contains(&word)
        && !BESIDE_DATE.contains(&word)
        && !FILLERS.contains(&word)
        && !UPDATED.contains(&word)
        && !PUBLISHED.contains(&word)
        && !weekdays::is_named(word)
}

/// Whether a word is a label, or begins with one: `来源：新华网`.
pub fn is_labelled(word: &str) -> bool {
    let label = word.split_once(['：', ':']).map(|(label, _)| label);
    label.is_some_and(|label| LABELS.contains(&label))
}

/// Whether a text begins with words that stand before a date, in any case. A short word is one only before a number or a
/// colon: `Data` is a name, too.
pub fn begins_stamp(text: &str) -> bool {
    let rest_of = |word: &'static str| {
        let mut rest = text.chars();
        let is_start =
            word.chars().all(|c| rest.next().is_some_and(|own| own == c || own.to_lowercase().eq([c])));
        let rest = rest.as_str();
        (is_start && !rest.starts_with(char::is_alphabetic)).then_some((word, rest))
    };
    let mut found = UPDATED.iter().chain(PUBLISHED).filter_map(|word| rest_of(word));
    found.any(|(word, rest)| {
        let rest = rest.trim_start();
        word.chars().count() > MOST_AMBIGUOUS
            || rest.is_empty() && !word.is_ascii()
            || rest.starts_with([':', '：'])
            || rest.starts_with(char::is_numeric)
    })
}

/// Letters of a word that may be a name as well.
const MOST_AMBIGUOUS: usize = 5;

/// What sentences end with.
const STOPS: [char; 4] = ['.', '!', '?', '؟'];
/// The same where no abbreviation and no number has one behind it.
const EASTERN_STOPS: [char; 4] = ['。', '！', '？', '।'];

/// Whether a text ends as sentences do, not as abbreviations and years do; behind a year only where words before it are those of
/// a sentence.
pub fn is_sentence(text: &str) -> bool {
    const SHORT: usize = 4;
    let Some(rest) = text.trim_end().strip_suffix([STOPS, EASTERN_STOPS].as_flattened()) else {
        return false;
    };
    let last = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
    if last.len() == SHORT && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return words(rest).any(|word| is_prose(word) && months::named(word).is_none())
            && !tells_change(&rest.to_lowercase());
    }
    last.chars().count() > SHORT && last.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
}

fn begins_with(lower: &str, words: &[&str]) -> bool {
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    words.iter().any(|word| {
        start
            .strip_prefix(word)
            .is_some_and(|rest| !word.is_ascii() || !rest.starts_with(char::is_alphanumeric))
    })
}
