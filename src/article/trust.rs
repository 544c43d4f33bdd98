//! Whether a text is an article at all: better none than a cookie notice.

use std::sync::LazyLock;

use regex::Regex;

use super::clean;

/// A text that weighs less says nothing.
const LEAST: u32 = 70;
/// Notices are shorter than this, in bytes.
const LONGEST_NOTICE: usize = 3000;

/// Words of pages that stand in the way of the one that was asked for.
static BARRIER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        just\ a\ moment | checking\ your\ browser | verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?human | are\ you\ a\ robot | not\ a\ robot
        | unusual\ (?:traffic|activity) | enable\ javascript\ and\ cookies | access\ (?:to\ this\ page\ has\ been\ )?denied | request\ (?:was\ )?blocked
        | captcha | security\ check | page\ (?:not\ found|cannot\ be\ found|you\ requested) | error\ (?:404|403|500) | (?:404|403)\ (?:not\ found|forbidden)
        | seite\ nicht\ gefunden | page\ (?:introuvable|non\ trouvée) | página\ no\ encontrada | pagina\ non\ trovata
        | we['’]ll\ be\ right\ back | temporarily\ unavailable | under\ maintenance | something\ went\ wrong
        ",
    )
    .ok()
});

/// Words of consent forms.
static CONSENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        cookies? | consent | privacy\ (?:policy|settings|choices) | datenschutz\w* | einwilligung\w* | zustimm\w+ | personenbezogen\w*
        | consentement | confidentialité | traceurs | nos\ partenaires | our\ (?:\d+\ )?partners | vendors | unsere\ partner
        | consentimiento | privacidad\w* | privacidade | consenso | toestemming | samtycke | samtykke | zgod[ayę] | súhlas | souhlas | согласи\w+
        ",
    )
    .ok()
});

/// Why a text is not to be trusted; `None` when nothing speaks against it.
pub fn objection(text: &str, title: Option<&str>) -> Option<&'static str> {
    if clean::weight(text) < LEAST {
        return Some("there is no main text");
    }
    if text.len() > LONGEST_NOTICE {
        return None;
    }
    let found = |pattern: &LazyLock<Option<Regex>>, text: &str| {
        pattern.as_ref().map_or(0, |regex| regex.find_iter(text).count())
    };
    let barriers = found(&BARRIER, text) + 2 * title.map_or(0, |title| found(&BARRIER, title));
    if barriers >= 2 || (barriers == 1 && text.len() < 500) {
        return Some("the page is an error or a challenge, not an article");
    }
    // One such word in 120 bytes: an article about cookies has fewer.
    let consents = found(&CONSENT, text);
    (consents >= 4 && consents * 120 > text.len()).then_some("the page is a consent form, not an article")
}
