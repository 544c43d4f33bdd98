//! The vocabulary of class names and ids, in the languages of the press. Lists are sorted.

/// A byline or an author's name.
pub const AUTHOR: &[&str] = &[
    "auteur",
    "author",
    "authors",
    "autor",
    "autore",
    "autores",
    "byline",
    "creator",
    "fn",
    "forfatter",
    "reporter",
    "verfasser",
    "writer",
];

/// A standfirst.
pub const LEAD: &[&str] = &[
    "abstract",
    "anleser",
    "bajada",
    "catenaccio",
    "chapeau",
    "chapo",
    "copete",
    "deck",
    "dek",
    "entradilla",
    "excerpt",
    "ingress",
    "intro",
    "introduction",
    "introtext",
    "lead",
    "leadtext",
    "lede",
    "lid",
    "manchet",
    "manchete",
    "perex",
    "podtytul",
    "sapo",
    "sommario",
    "sottotitolo",
    "spot",
    "standfirst",
    "subhead",
    "subheading",
    "subheadline",
    "subtitle",
    "subtitulo",
    "summary",
    "teasertext",
    "underrubrik",
    "vorspann",
];

/// A date.
pub const DATE: &[&str] = &[
    "data",
    "date",
    "dateline",
    "datetime",
    "dato",
    "datum",
    "fecha",
    "posted",
    "pubdate",
    "publication",
    "publish",
    "published",
    "pvm",
    "tarih",
    "time",
    "timestamp",
];

/// Words that alone say that an element is not part of the text.
const FURNITURE: &[&str] = &[
    "ad",
    "adbox",
    "addthis",
    "ads",
    "banner",
    "bio",
    "byline",
    "caption",
    "captions",
    "comment",
    "comments",
    "copyright",
    "credit",
    "credits",
    "footer",
    "jp",
    "keywords",
    "login",
    "menu",
    "modal",
    "nav",
    "noprint",
    "overlay",
    "pager",
    "pagetools",
    "popular",
    "popup",
    "print",
    "promo",
    "promos",
    "rating",
    "ratings",
    "register",
    "respond",
    "share",
    "shareaholic",
    "shares",
    "sociable",
    "survey",
    "tagcloud",
    "tags",
    "teaser",
    "teasers",
    "toolbar",
    "tooltip",
    "topics",
];

/// Beginnings of such words.
const FURNITURE_STEMS: &[&str] = &[
    "addtoany",
    "adsense",
    "advert",
    "breadcrumb",
    "commentform",
    "commentlist",
    "consent",
    "cookie",
    "disqus",
    "livefyre",
    "mostpopular",
    "mostread",
    "navbar",
    "navbox",
    "navig",
    "newsletter",
    "outbrain",
    "paginat",
    "promot",
    "readalso",
    "readmore",
    "recirc",
    "recommend",
    "related",
    "sharebar",
    "sharedaddy",
    "sharetool",
    "sharing",
    "sidebar",
    "signup",
    "social",
    "sponsor",
    "subscri",
    "taboola",
    "trending",
];

/// Words that alone say that an element is the body of an article.
const BODY: &[&str] = &[
    "articlebody",
    "articlecontent",
    "articletext",
    "artikeltext",
    "bodytext",
    "entrycontent",
    "newsbody",
    "newstext",
    "postbody",
    "postcontent",
    "richtext",
    "storybody",
    "storycontent",
    "storytext",
];

/// With a word of [`PART`] after them, they say the same.
const ARTICLE: &[&str] = &[
    "article", "articolo", "articulo", "artigo", "artikel", "blog", "content", "entry", "main", "news",
    "nota", "noticia", "post", "single", "story", "td", "text",
];

/// See [`ARTICLE`].
const PART: &[&str] = &["body", "content", "contents", "copy", "corpo", "cuerpo", "inhalt", "text", "texto"];

/// Whether a sorted list has a word.
pub fn is_in(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// Whether a word, after the one before it in the same name, says "body of an article".
pub fn is_body(before: &str, word: &str) -> bool {
    let is_pair = is_in(ARTICLE, before) && is_in(PART, word);
    // The main content of a page is more than an article.
    let is_page = word == "content" && matches!(before, "main" | "content");
    (is_pair && !is_page) || (before == "name" && word == "body") || is_in(BODY, word)
}

/// Whether a word, after the one before it in the same name, says "not part of the text".
pub fn is_furniture(before: &str, word: &str) -> bool {
    is_in(FURNITURE, word) || has_stem(word) || is_furniture_pair(before, word)
}

fn has_stem(word: &str) -> bool {
    // The only stem that can begin the word stands just before it in the order.
    let at = FURNITURE_STEMS.partition_point(|stem| *stem <= word);
    at > 0 && word.starts_with(FURNITURE_STEMS[at - 1])
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
