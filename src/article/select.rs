//! Which paragraphs of the chosen element are the article's.

use std::sync::LazyLock;

use regex::Regex;

use super::clean;
use super::dom::Tag;
use super::text::Paragraph;
use super::visible_date::{self, DateHabits};

/// Paragraphs from this weight on are prose.
const PROSE: u32 = 60;
/// Longer paragraphs are never taken for a notice.
const LONGEST_NOTICE: usize = 320;

/// More of them at the end of a text are its style.
const MOST_SCRAPS: usize = 5;

/// Words that open a pointer to other articles, in the languages of the press.
static POINTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[^\p{L}]*(?:
        (?:read|see|watch|listen|find\ out)\ (?:more|also|next|now)(?-u:\b) | also\ read(?-u:\b) | also\ on(?-u:\b) | more\ (?:on|from|about|stories|news)(?-u:\b)
        | read: | watch: | related(?:\ (?:articles?|stories|news|links?|topics?|content|coverage))?\s*:?\s*$ | related: | recommended(?-u:\b).*$
        | you\ (?:may|might)\ (?:also|like)(?-u:\b) | don['’]t\ miss(?-u:\b) | trending(?-u:\b).*$ | most\ (?:read|popular)(?-u:\b).*$ | up\ next(?-u:\b) | must\ read(?-u:\b)
        | more\ (?:great|top)\ .*stories | (?:our\ )?(?:latest|top)\ (?:stories|news|videos)\s*$ | editors?['’]?s?\ (?:picks?|choice)\s*$ | keep\ reading(?-u:\b) | continue\ reading(?-u:\b)
        | mehr\ (?:zum\ thema|dazu|lesen|von|aus|zu)(?-u:\b) | lesen\ sie\ (?:auch|mehr|dazu|hier)(?-u:\b) | lies\ auch(?-u:\b) | auch\ interessant(?-u:\b) | das\ könnte\ sie(?-u:\b)
        | weiterlesen(?-u:\b) | passend\ dazu(?-u:\b) | siehe\ auch(?-u:\b) | hintergrund:\ | zum\ weiterlesen(?-u:\b) | mehr\ infos?(?-u:\b).*$
        | lire\ (?:aussi|également|la\ suite)(?-u:\b) | à\ lire(?-u:\b) | (?:à|a)\ voir\ aussi(?-u:\b) | voir\ aussi(?-u:\b) | sur\ le\ même\ (?:sujet|thème)(?-u:\b) | pour\ aller\ plus\ loin(?-u:\b)
        | lee\ (?:también|además|más)(?-u:\b) | leer\ (?:también|más)(?-u:\b) | (?:te|le)\ puede\ interesar(?-u:\b) | también\ te(?-u:\b) | más\ información\s*$ | ver\ también(?-u:\b)
        | noticias?\ relacionadas?(?-u:\b) | lea\ (?:también|además|más)(?-u:\b) | mira\ también(?-u:\b)
        | leia\ (?:também|mais|ainda)(?-u:\b) | veja\ (?:também|mais)(?-u:\b) | saiba\ mais(?-u:\b) | leggi\ anche(?-u:\b) | potrebbe\ interessarti(?-u:\b) | per\ approfondire(?-u:\b) | guarda\ anche(?-u:\b)
        | lees\ (?:ook|verder|meer)(?-u:\b) | (?:bekijk|zie)\ ook(?-u:\b) | läs\ (?:också|även|mer)(?-u:\b) | les\ (?:også|mer)(?-u:\b) | læs\ (?:også|mere)(?-u:\b) | lue\ (?:myös|lisää)(?-u:\b)
        | (?:czytaj|przeczytaj|zobacz)\ (?:także|też|również|więcej)(?-u:\b) | čtěte\ (?:také|také|též)(?-u:\b) | přečtěte\ si(?-u:\b) | mohlo\ by\ vás(?-u:\b) | prečítajte\ si(?-u:\b)
        | olvas(?:sa|d)\ (?:el|tovább)(?-u:\b) | citește\ (?:și|mai)(?-u:\b) | citiţi\ şi(?-u:\b) | прочетете(?-u:\b) | вижте\ (?:още|също)(?-u:\b)
        | читайте\ (?:также|також|нас|ещё|еще|ще)(?-u:\b) | смотрите\ также(?-u:\b) | дивіться\ також(?-u:\b) | по\ теме(?-u:\b) | материалы\ по\ теме(?-u:\b)
        | διαβάστε(?-u:\b) | δείτε\ (?:επίσης|ακόμη)(?-u:\b) | ilginizi\ çekebilir(?-u:\b) | (?:bunu|bunları)\ da\ oku | ayrıca\ oku
        | baca\ (?:juga|selengkapnya)(?-u:\b) | xem\ thêm(?-u:\b) | đọc\ thêm(?-u:\b) | اقرأ\ (?:أيضا|أيضاً|المزيد) | إقرأ\ أيضا | קראו\ (?:גם|עוד) | עוד\ בנושא
        | 関連(?:記事|ニュース|リンク) | 【関連 | あわせて読みたい | 관련\ ?기사 | 相关(?:阅读|新闻|文章) | 延伸阅读 | 延伸閱讀 | 相關新聞
        )",
    )
    .ok()
});

/// What a page says about itself rather than about its story.
static NOTICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?:sign\ up|subscribe|register)\ (?:to|for|now|here|today)(?-u:\b) | newsletters?.*(?:sign\ up|subscribe\ (?:to|here|now)|your\ inbox|abonnieren|click\ here|inscri[vp])
        | ^(?:get|receive|erhalten|recevez|recibe|ricevi|join)(?-u:\b).*newsletter
        | (?-u:\b)all\ rights\ reserved(?-u:\b) | alle\ rechte\ vorbehalten | tous\ droits\ réservés | todos\ los\ derechos\ reservados | todos\ os\ direitos\ reservados
        | ^[^\p{L}©(]*(?:copyright|©|\(c\))\ | 無断転載 | 무단\ ?전재 | ^advertisement(?-u:\b).*$ | ^(?:anzeige|werbung|publicité|publicidad|pubblicità|advertentie|annons|reklama|reklam|реклама|iklan|advert|ad)[^\p{L}]*$
        | ^(?:share|teilen|partager|compartir|compartilhar|condividi|delen|dela|del|jaa|udostępnij|sdílet|поделиться|поділитися|paylaş|シェア|공유)(?-u:\b).*$
        | follow\ (?:us|me|him|her|them|.*)\ on\ (?:twitter|facebook|instagram|x(?-u:\b)|linkedin|google|threads|bluesky|youtube)
        | (?:folgen|folge)\ (?:sie\ )?uns(?-u:\b) | suivez[- ]nous | síguenos(?-u:\b) | siga[- ]nos | seguici\ su | like\ us\ on\ facebook | join\ us\ on(?-u:\b)
        | (?:download|get)\ (?:the|our)\ .*(?-u:\b)app(?-u:\b) | (?:click|tap)\ here\ (?:to|for)(?-u:\b).*$ | whatsapp[- ](?:kanal|channel|canal)
        | ^(?:tags?|topics?|themen|schlagw[oö]rte?r?|mots[- ]clés|etiquetas|keywords|filed\ under|categor(?:y|ies)|labels|теги|тэги|тег)\s*: 
        | ^(?:this\ (?:article|story)\ (?:was\ )?(?:originally|first)\ (?:appeared|published)) | ^(?:first|originally)\ published\ (?:in|on|by|at)(?-u:\b)
        | ^(?:comments?|kommentare|commentaires|comentarios|comentários|commenti|reacties|kommentarer|комментарии|leave\ a\ (?:comment|reply))(?-u:\b).*$
        | ^(?:updated|published|posted|aktualisiert|veröffentlicht|publié|mis\ à\ jour|stand|erstellt|actualizado|publicado|pubblicato)(?-u:\b).*\d
        | we\ use\ cookies | uses?\ cookies(?-u:\b) | cookie[- ](?:policy|settings|richtlinie) | accept\ (?:all\ )?cookies
        | ^(?:photos?|images?|pictures?|video|fotos?|bild(?:er|quelle)?|illustrations?|crédits?|credits?|imagen|immagine|foto[- ]?credits?|фото|φωτο|kuva|zdj[ęe]cie)(?:\ (?:credit|credits|by|von|de|par|via))?\s*(?::|/|©|\(c\)|\|)
        | (?:getty\ images|shutterstock|istock|picture\ alliance|ap\ photo|afp\ photo|ritzau\ scanpix|imago\ images)[^\p{L}]*$
        | ^image\ \d+\ of\ \d+$
        | enable\ javascript | javascript\ (?:is\ )?(?:disabled|deaktiviert|désactivé) | your\ browser\ does\ not\ support
        | got\ a\ (?:tip|story)(?-u:\b) | have\ a\ tip(?-u:\b) | (?:may|can)\ be\ reached\ at(?-u:\b).*@ | support\ our\ journalism | become\ a\ (?:member|subscriber)
        | (?:earn|receive)\ (?:a\ |an\ )?(?:small\ )?(?:affiliate\ )?commissions?(?-u:\b) | affiliate[- ]links?(?-u:\b)
        ",
    )
    .ok()
});

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Leaves out what is not the article's; `titles` are the forms of its headline.
pub fn select(paragraphs: Vec<Paragraph>, titles: &[String]) -> Vec<Paragraph> {
    let titles: Vec<String> = titles.iter().map(|title| letters(title)).collect();
    let mut kept: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    // After "Read also" come links, until the text goes on.
    let mut is_after_pointer = false;
    for (at, p) in paragraphs.into_iter().enumerate() {
        let share = if p.tag == Some(Tag::Li) { 25 } else { 50 };
        let is_linked_item = p.linked * 100 > p.text.len() * share && p.text.len() < LONGEST_NOTICE;
        if is_after_pointer && is_linked_item {
            continue;
        }
        let is_pointer = is_pointer(&p);
        is_after_pointer = is_pointer && p.text.len() < 80 && is(&POINTER, &p.text);
        let is_nothing = !p.text.chars().any(char::is_alphanumeric);
        if !(is_pointer || is_nothing || is_notice(&p) || at < 30 && is_title(&p, &titles)) {
            kept.push(p);
        }
    }
    trim_start(&mut kept);
    trim_end(&mut kept);
    kept
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_title(paragraph: &Paragraph, titles: &[String]) -> bool {
    let length = paragraph.text.len();
    if length > 500 {
        return false;
    }
    let text = letters(&paragraph.text);
    let is_heading = paragraph.tag.is_some_and(Tag::is_heading);
    titles.iter().any(|title| {
        *title == text
            || (is_heading && text.len() > 20 && (title.contains(&text) || text.contains(title.as_str())))
    })
}

fn is_pointer(p: &Paragraph) -> bool {
    let length = p.text.len();
    // In running text a paragraph that is a link may be an address; elsewhere it leads away.
    let share = if p.tag == Some(Tag::P) { 85 } else { 60 };
    if p.linked * 100 > length * share && length < 250 {
        return true;
    }
    let is_heading = p.tag.is_some_and(Tag::is_heading);
    length <= LONGEST_NOTICE
        && (p.linked * 100 > length * 25 || length < 60 || is_heading)
        && is(&POINTER, &p.text)
}

fn is_notice(p: &Paragraph) -> bool {
    p.text.len() <= LONGEST_NOTICE && is(&NOTICE, &p.text)
}

fn is_prose(p: &Paragraph) -> bool {
    !p.tag.is_some_and(Tag::is_heading) && clean::weight(&p.text) >= PROSE
}

/// Before the first prose stand kickers, bylines, dates, places.
fn trim_start(kept: &mut Vec<Paragraph>) {
    let Some(first) = kept.iter().take(12).position(is_prose) else { return };
    let mut at = 0;
    kept.retain(|p| {
        at += 1;
        at > first || p.tag == Some(Tag::Li) || ends_sentence(&p.text) && clean::weight(&p.text) >= 30
    });
}

/// After the last prose stand headings of what was left out, sources, tags.
fn trim_end(kept: &mut Vec<Paragraph>) {
    let mut scraps = 0;
    while let Some(last) = kept.last() {
        let is_heading = last.tag.is_some_and(Tag::is_heading);
        let is_scrap =
            !matches!(last.tag, Some(Tag::Li | Tag::Td | Tag::Th | Tag::Dd | Tag::Pre | Tag::Blockquote))
                && clean::weight(&last.text) < 40
                && !ends_sentence(&last.text);
        scraps += usize::from(is_scrap && !is_heading);
        if !(is_heading || is_scrap) || scraps > MOST_SCRAPS || kept.len() < 3 {
            return;
        }
        kept.pop();
    }
}

/// Whether a paragraph says something, as bylines and dates do not.
pub fn is_statement(text: &str) -> bool {
    clean::weight(text) >= 30
        && (text.len() > 200 || visible_date::find(text, DateHabits::of(None)).is_none())
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | ')' | ']' | '“' | '」' | '』') || c.is_whitespace()
    })
    .ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '।', '؟', '۔', '։'])
}
