//! How much a word of a language tells before anything was read: common words little, names much.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use crate::model::Language;

/// Letters that an ending may add to a common word.
const ENDING: usize = 4;

/// The words of each language; true for one that also stands for longer words that begin with it.
static COMMON: LazyLock<HashMap<Language, HashMap<&'static str, bool>>> = LazyLock::new(|| {
    let mut common: HashMap<Language, HashMap<&'static str, bool>> = HashMap::new();
    for (code, words) in
        include_str!("common.txt").lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(':'))
    {
        let list = common.entry(Language::from_static(code)).or_default();
        for word in words.split_whitespace() {
            let (word, longer) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
            *list.entry(word).or_default() |= longer;
        }
    }
    common
});

/// Whether a folded word is common in the news of a language.
pub(super) fn is_common(language: Language, folded: &str) -> bool {
    let Some(words) = COMMON.get(&language) else { return false };
    if words.contains_key(folded) {
        return true;
    }
    let ends = folded.char_indices().map(|(at, _)| at).skip(2).collect::<Vec<_>>();
    ends.iter().rev().take(ENDING).any(|at| words.get(&folded[..*at]) == Some(&true))
}
