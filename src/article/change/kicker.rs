//! Words that are set before or behind a headline while it is news, and say nothing of what it tells.

use crate::language::fold;

/// Folded.
#[rustfmt::skip]
const KICKERS: &[&str] = &[
    // English
    "live", "live blog", "liveblog", "live updates", "breaking", "breaking news", "just in", "developing", "update", "updated", "updates",
    "latest", "the latest", "exclusive", "watch", "video", "photo", "photos", "pictures", "in pictures", "gallery", "urgent", "wrapup",
    "rpt",
    // German
    "liveticker", "ticker", "news ticker", "eilmeldung", "eil", "exklusiv", "mit video", "bilder", "fotos", "aktualisiert", "im video",
    // French, Spanish, Portuguese, Italian
    "en direct", "direct", "alerte", "alerte info", "exclusif", "info exclusive", "en images", "en vivo", "en directo", "directo",
    "ultima hora", "ultimo momento", "urgente", "exclusiva", "exclusivo", "ao vivo", "agora", "diretta", "in diretta", "ultim'ora",
    "esclusiva", "aggiornamento", "foto", "il video", "la diretta", "actualizacion", "atualizacao", "mise a jour",
    // Dutch, Swedish, Danish, Norwegian, Finnish
    "live updates", "direkt", "just nu", "senaste nytt", "opdateres", "siste", "siste nytt", "suora", "suora lahetys", "kuvat",
    // Polish, Czech, Hungarian, Romanian, Turkish
    "pilne", "na zywo", "wideo", "zdjecia", "zive", "on line", "online", "fotky", "elo", "video es foto", "live text", "canlı", "canli",
    "son dakika",
    // Russian, Ukrainian, Greek
    "срочно", "прямая трансляция", "трансляция", "онлайн", "видео", "фото", "эксклюзив", "обновлено", "терміново", "відео", "наживо",
    "ексклюзив", "оновлено", "εκτακτο", "βιντεο", "φωτο", "live εικονα",
    // Arabic, Hebrew, Persian
    "عاجل", "مباشر", "فيديو", "بالفيديو", "صور", "بالصور", "فوری", "בשידור חי", "מבזק", "צפו",
    // Chinese, Japanese, Korean
    "快讯", "快訊", "直播", "视频", "視頻", "影片", "最新", "更新", "速報", "動画", "中継", "随時更新", "속보", "영상", "단독", "종합",
    // Indonesian, Vietnamese
    "langsung", "terbaru", "truc tiep", "cap nhat", "anh",
];

/// A longer beginning or end is more than a kicker, in bytes.
const LONGEST: usize = 48;

/// A headline without its kickers.
pub(super) fn without(title: &str) -> &str {
    let mut title = title.trim();
    while let Some(rest) =
        without_front(title).or_else(|| without_back(title)).map(str::trim).filter(|rest| !rest.is_empty())
    {
        title = rest;
    }
    title
}

/// Behind `LIVE: `, `BREAKING – `, `UPDATE 1-`, `[LIVE] `, `【速報】`.
fn without_front(title: &str) -> Option<&str> {
    let is_wire = |head: &str| head.ends_with(|c: char| c.is_ascii_digit()) || head == "RPT";
    let mut signs = title
        .char_indices()
        .take_while(|(at, _)| *at <= LONGEST)
        .filter(|(_, c)| matches!(c, ':' | '：' | '|' | '–' | '—' | '-' | ']' | ')' | '】' | '!'));
    signs.find_map(|(at, sign)| {
        let (head, rest) = (&title[..at], &title[at + sign.len_utf8()..]);
        // A hyphen joins words, but for the wires.
        let is_set_off = sign != '-' || head.ends_with(' ') || is_wire(head);
        (is_set_off && is_kicker(head)).then_some(rest)
    })
}

/// Before ` (video)`, ` [LIVE]`, ` | Video`, ` – live`.
fn without_back(title: &str) -> Option<&str> {
    if let Some(open) = title.strip_suffix([')', ']', '】', '）']) {
        let at = open.rfind(['(', '[', '【', '（'])?;
        return is_kicker(&open[at..]).then(|| &title[..at]);
    }
    let at = [" | ", " – ", " — ", " - ", " + "].iter().filter_map(|sign| title.rfind(sign)).max()?;
    is_kicker(&title[at..]).then(|| &title[..at])
}

fn is_kicker(text: &str) -> bool {
    text.len() <= LONGEST && {
        let bare = text.trim_matches(|c: char| !c.is_alphabetic());
        KICKERS.contains(&fold(bare).as_str())
    }
}
