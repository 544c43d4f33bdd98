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
    if is_furniture_pair(before, word) {
        signs |= FURNITURE;
    }
    signs
}

/// Where the words of each first letter begin; the last is the end.
const STARTS: [usize; 27] = {
    let mut starts = [WORDS.len(); 27];
    let mut at = WORDS.len();
    while at > 0 {
        at -= 1;
        // Every letter up to this word's has its words here or later.
        let mut letter = (WORDS[at].0.as_bytes()[0] - b'a') as usize + 1;
        while letter > 0 && starts[letter - 1] > at {
            letter -= 1;
            starts[letter] = at;
        }
    }
    starts
};

fn look_up(word: &str) -> Signs {
    let Some(letter @ b'a'..=b'z') = word.bytes().next() else { return 0 };
    let letter = usize::from(letter - b'a');
    let words = &WORDS[STARTS[letter]..STARTS[letter + 1]];
    let at = words.partition_point(|(known, _)| *known <= word);
    match at.checked_sub(1).map(|at| words[at]) {
        Some((known, signs)) if known == word => signs | if signs & STEM == 0 { 0 } else { FURNITURE },
        // A stem stands just before the words that it begins.
        Some((stem, signs)) if signs & STEM != 0 && word.starts_with(stem) => FURNITURE,
        _ => 0,
    }
}

fn is_furniture_pair(before: &str, word: &str) -> bool {
    match before {
        "read" => matches!(word, "more" | "also" | "next"),
        "see" => word == "also",
        "most" => matches!(word, "read" | "viewed" | "popular"),
        "author" => matches!(word, "bio" | "box" | "info" | "card" | "profile"),
        "about" => word == "author",
        "sign" => matches!(word, "up" | "in"),
        "up" => word == "next",
        "screen" => word == "reader",
        "visually" => word == "hidden",
        "sr" => word == "only",
        "print" => matches!(word, "only" | "hide"),
        "no" => word == "print",
        "also" => matches!(word, "read" | "like"),
        "you" => word == "may",
        "skip" => matches!(word, "link" | "to" | "links"),
        "tag" => matches!(word, "list" | "cloud" | "links"),
        "back" => word == "top",
        "call" => word == "action",
        "more" => matches!(word, "from" | "stories" | "news" | "articles" | "on" | "like"),
        "in" => word == "brief",
        "lire" => word == "aussi",
        "lees" => word == "ook",
        "leia" => word == "mais",
        "post" | "entry" => matches!(word, "meta" | "tags" | "footer"),
        "article" => matches!(word, "meta" | "tags" | "footer" | "tools" | "actions"),
        _ => false,
    }
}
