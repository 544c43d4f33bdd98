//! The language of an article, with what its feed says of it.

use super::detect::{Detected, detect};
use crate::model::Article;

/// Tells the language of an article. What its feed says of itself is a hint: where the text leaves it open it chooses, and is never
/// sure.
///
/// ```
/// use vigie::{language::detect_article, model::Article};
/// let article = |title: &str| Article { title: title.to_owned(), hint: "en".parse().ok(), ..Article::default() };
/// let found = detect_article(&article("Port strike"));
/// assert_eq!((found.language.as_str(), found.sure), ("en", false));
/// let found = detect_article(&article("Le ministre a présenté la loi et elle sera examinée dans la semaine"));
/// assert_eq!((found.language.as_str(), found.sure), ("fr", true));
/// ```
#[must_use]
pub fn detect_article(article: &Article) -> Detected {
    let Article { title, body, language, hint, .. } = article;
    let found = detect(title, body, *language);
    match hint.filter(|hint| !found.sure && *hint != found.language && language.is_none()) {
        // Asked as if it were declared, it stands unless another language leads.
        Some(hint) => Detected { sure: false, ..detect(title, body, Some(hint)) },
        None => found,
    }
}
