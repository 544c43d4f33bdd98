//! The vocabulary of class names and ids, in the languages of the press.

/// What a name says its element is; signs add up.
pub type Signs = u8;

/// Not part of the text.
pub const FURNITURE: Signs = 1;
/// The body of an article.
pub const BODY: Signs = 2;
/// A byline or an author's name.
pub const AUTHOR: Signs = 4;
/// A standfirst.
pub const LEAD: Signs = 8;
/// A date.
pub const DATE: Signs = 16;
/// With a word of [`PART`] after it, the body of an article.
const ARTICLE: Signs = 32;
/// See [`ARTICLE`].
const PART: Signs = 64;
/// Words that begin like this are furniture, too.
const STEM: Signs = 128;

/// Words and their signs, sorted; no word begins with a stem but the stem itself.
#[rustfmt::skip]
const WORDS: &[(&str, Signs)] = &[
    ("abstract", LEAD), ("ad", FURNITURE), ("adbox", FURNITURE), ("addthis", FURNITURE), ("addtoany", STEM),
    ("ads", FURNITURE), ("adsense", STEM), ("advert", STEM), ("anleser", LEAD), ("article", ARTICLE),
    ("articlebody", BODY), ("articlecontent", BODY), ("articletext", BODY), ("articolo", ARTICLE),
    ("articulo", ARTICLE), ("artigo", ARTICLE), ("artikel", ARTICLE), ("artikeltext", BODY),
    ("auteur", AUTHOR), ("author", AUTHOR), ("authors", AUTHOR), ("autor", AUTHOR), ("autore", AUTHOR),
    ("autores", AUTHOR), ("bajada", LEAD), ("banner", FURNITURE), ("bio", FURNITURE), ("blog", ARTICLE),
    ("body", PART), ("bodytext", BODY), ("breadcrumb", STEM), ("byline", AUTHOR | FURNITURE),
    ("caption", FURNITURE), ("captions", FURNITURE), ("catenaccio", LEAD), ("chapeau", LEAD),
    ("chapo", LEAD), ("comment", FURNITURE), ("commentform", STEM), ("commentlist", STEM),
    ("comments", FURNITURE), ("consent", STEM), ("content", ARTICLE | PART), ("contents", PART),
    ("cookie", STEM), ("copete", LEAD), ("copy", PART), ("copyright", FURNITURE), ("corpo", PART),
    ("creator", AUTHOR), ("credit", FURNITURE), ("credits", FURNITURE), ("cuerpo", PART), ("data", DATE),
    ("date", DATE), ("dateline", DATE), ("datetime", DATE), ("dato", DATE), ("datum", DATE), ("deck", LEAD),
    ("dek", LEAD), ("disqus", STEM), ("entradilla", LEAD), ("entry", ARTICLE), ("entrycontent", BODY),
    ("excerpt", LEAD), ("fecha", DATE), ("fn", AUTHOR), ("footer", FURNITURE), ("forfatter", AUTHOR),
    ("infobox", FURNITURE), ("ingress", LEAD), ("inhalt", PART), ("intro", LEAD), ("introduction", LEAD), ("introtext", LEAD),
    ("jp", FURNITURE), ("keywords", FURNITURE), ("lead", LEAD), ("leadtext", LEAD), ("lede", LEAD),
    ("lid", LEAD), ("livefyre", STEM), ("login", FURNITURE), ("main", ARTICLE), ("manchet", LEAD),
    ("manchete", LEAD), ("menu", FURNITURE), ("modal", FURNITURE), ("mostpopular", STEM),
    ("mostread", STEM), ("nav", FURNITURE), ("navbar", STEM), ("navbox", STEM), ("navig", STEM),
    ("news", ARTICLE), ("newsbody", BODY), ("newsletter", STEM), ("newstext", BODY), ("noprint", FURNITURE),
    ("nota", ARTICLE), ("noticia", ARTICLE), ("offscreen", FURNITURE), ("outbrain", STEM), ("overlay", FURNITURE),
    ("pager", FURNITURE), ("pagetools", FURNITURE), ("paginat", STEM), ("perex", LEAD), ("podtytul", LEAD),
    ("popular", FURNITURE), ("popup", FURNITURE), ("post", ARTICLE), ("postbody", BODY),
    ("postcontent", BODY), ("posted", DATE), ("print", FURNITURE), ("promo", FURNITURE),
    ("promos", FURNITURE), ("promot", STEM), ("pubdate", DATE), ("publication", DATE), ("publish", DATE),
    ("published", DATE), ("pvm", DATE), ("rating", FURNITURE), ("ratings", FURNITURE), ("readalso", STEM),
    ("readmore", STEM), ("recirc", STEM), ("recommend", STEM), ("register", FURNITURE), ("related", STEM),
    ("reporter", AUTHOR), ("respond", FURNITURE), ("richtext", BODY), ("sapo", LEAD), ("share", FURNITURE),
    ("shareaholic", FURNITURE), ("sharebar", STEM), ("sharedaddy", STEM), ("shares", FURNITURE),
    ("sharetool", STEM), ("sharing", STEM), ("sidebar", STEM), ("signup", STEM), ("single", ARTICLE),
    ("sociable", FURNITURE), ("social", STEM), ("sommario", LEAD), ("sottotitolo", LEAD), ("sponsor", STEM),
    ("spot", LEAD), ("standfirst", LEAD), ("story", ARTICLE), ("storybody", BODY), ("storycontent", BODY),
    ("storytext", BODY), ("subhead", LEAD), ("subheading", LEAD), ("subheadline", LEAD), ("subscri", STEM),
    ("subtitle", LEAD), ("subtitulo", LEAD), ("summary", LEAD), ("survey", FURNITURE), ("taboola", STEM),
    ("tagcloud", FURNITURE), ("tags", FURNITURE), ("tarih", DATE), ("td", ARTICLE), ("teaser", FURNITURE),
    ("teasers", FURNITURE), ("teasertext", LEAD), ("text", ARTICLE | PART), ("texto", PART), ("time", DATE),
    ("timestamp", DATE), ("toolbar", FURNITURE), ("tooltip", FURNITURE), ("topics", FURNITURE),
    ("trending", STEM), ("underrubrik", LEAD), ("verfasser", AUTHOR),
    ("visuallyhidden", FURNITURE), ("vorspann", LEAD), ("writer", AUTHOR),
];

/// Pairs of words that say what neither says alone.
#[rustfmt::skip]
const PAIRS: &[(&str, &[&str])] = &[
    ("read", &["more", "also", "next"]), ("see", &["also"]), ("most", &["read", "viewed", "popular"]),
    ("author", &["bio", "box", "info", "card", "profile"]), ("about", &["author"]), ("sign", &["up", "in"]), ("up", &["next"]),
    ("screen", &["reader"]), ("visually", &["hidden"]), ("sr", &["only"]), ("print", &["only", "hide"]), ("no", &["print"]),
    ("also", &["read", "like"]), ("you", &["may"]), ("skip", &["link", "to", "links"]), ("tag", &["list", "cloud", "links"]),
    ("back", &["top"]), ("call", &["action"]), ("more", &["from", "stories", "news", "articles", "on", "like"]),
    ("in", &["brief"]), ("lire", &["aussi"]), ("lees", &["ook"]), ("leia", &["mais"]), ("post", &["meta", "tags", "footer"]),
    ("entry", &["meta", "tags", "footer"]), ("article", &["meta", "tags", "footer", "tools", "actions"]),
];

/// A word as a number that is ordered as words are, so that looking one up compares no strings. Longer words than sixteen
/// letters are cut; no word that matters has as many.
const fn key(word: &str) -> u128 {
    let bytes = word.as_bytes();
    let mut key = 0;
    let mut at = 0;
    while at < 16 {
        key = key << 8 | if at < bytes.len() { bytes[at] as u128 } else { 0 };
        at += 1;
    }
    key
}

/// The keys of [`WORDS`].
const KEYS: [u128; WORDS.len()] = {
    let mut keys = [0; WORDS.len()];
    let mut at = 0;
    while at < WORDS.len() {
        keys[at] = key(WORDS[at].0);
        at += 1;
    }
    keys
};

/// One bit for every first word of [`PAIRS`], by its key: most words that stand first are none.
const FIRSTS: u64 = {
    let mut bits = 0;
    let mut at = 0;
    while at < PAIRS.len() {
        bits |= 1 << bit(PAIRS[at].0);
        at += 1;
    }
    bits
};

const fn bit(word: &str) -> u32 {
    let mixed = key(word).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    (mixed >> 122) as u32
}

/// What a word says, after the one before it in the same name.
pub fn signs(before: &str, word: &str) -> Signs {
    let own = look_up(word);
    let mut signs = own & (FURNITURE | BODY | AUTHOR | LEAD | DATE);
    if own & PART != 0 && look_up(before) & ARTICLE != 0 {
        // The main content of a page is more than an article.
        let is_page = word == "content" && matches!(before, "main" | "content");
        signs |= if is_page { 0 } else { BODY };
    }
    if before == "name" && word == "body" {
        signs |= BODY;
    }
    if !before.is_empty() && FIRSTS >> bit(before) & 1 == 1 && is_furniture_pair(before, word) {
        signs |= FURNITURE;
    }
    signs
}

fn look_up(word: &str) -> Signs {
    let key = key(word);
    let Some(at) = KEYS.partition_point(|&known| known <= key).checked_sub(1) else { return 0 };
    let (known, signs) = WORDS[at];
    if KEYS[at] == key && known.len() == word.len() {
        return if signs & STEM == 0 { signs } else { signs | FURNITURE };
    }
    // A stem stands just before the words that it begins.
    if signs & STEM != 0 && word.starts_with(known) { FURNITURE } else { 0 }
}

fn is_furniture_pair(before: &str, word: &str) -> bool {
    PAIRS.iter().any(|(first, seconds)| *first == before && seconds.contains(&word))
}
