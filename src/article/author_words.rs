//! Names that are nobody's: scraps of templates, logins, desks, agencies. All in lower case.

/// Words that make a text no name at all: scraps of templates, lower case.
#[rustfmt::skip]
pub const NO_NAMES: &[&str] = &[
    "admin", "administrator", "anonymous", "anonym", "unknown", "guest", "webmaster", "root", "null", "none", "undefined", "n/a",
    "name", "user", "false", "true", "no author", "about the author", "about author", "author", "authors", "posted", "published",
    "updated", "posted on", "published on", "last updated", "publiziert am", "veröffentlicht am", "publié le", "publicado el",
    "publicado em", "pubblicato il", "see full bio", "full bio", "view profile", "view all posts", "more from this author",
    "follow", "follow us", "share", "read more", "biography", "bio", "profile", "contact", "email", "e-mail", "twitter", "facebook",
    "instagram", "linkedin", "rss", "home", "news", "categories", "category", "tags", "series", "comments", "contributor",
    "カテゴリ", "シリーズ", "подписаться", "autorenprofil", "mehr vom autor", "alle artikel", "tous ses articles", "print", "videos",
    "about us", "kontakt", "impressum", "posts", "articles", "themen bearbeiten", "zur person", "über den autor", "à propos de l'auteur",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag",
    "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes",
    "miércoles", "jueves", "viernes", "sábado", "domingo",
    "webadmin", "web admin", "siteadmin", "site admin", "wpadmin", "wp admin", "wp-admin", "sysadmin", "superuser", "super user",
    "admin user", "test user", "webeditor", "web editor", "site editor", "content editor", "content manager", "system", "press office",
    "press service", "press team", "press department", "press centre", "press center", "communications", "communications office",
    "communications team", "communications department", "media office", "media team", "media relations", "public relations",
    "public affairs", "pressestelle", "kommunikation", "service de presse", "service communication", "gabinete de prensa",
    "oficina de prensa", "comunicación", "comunicação", "assessoria de imprensa", "ufficio stampa", "comunicazione", "persdienst",
    "biuro prasowe", "пресс-служба", "прес-служба", "basın bürosu",
];

/// Words that make a name the paper's own: it is taken where no person signs. Lower case.
#[rustfmt::skip]
pub const DESKS: &[&str] = &[
    "redaktion", "redaction", "rédaction", "redacción", "redação", "redazione", "redactie", "redaksjonen", "redaktionen", "redakcja",
    "redakce", "redakcia", "redakcija", "toimitus", "szerkesztőség", "редакция", "редакція", "редакцията", "haber merkezi", "redaksi",
    "editor", "editors", "editorial", "editorial board", "newsroom", "news desk", "staff", "desk", "team", "staff reporter",
    "staff writer", "web desk", "agencies", "agency", "agencias", "agences", "agenzie", "agenturen", "press release", "هيئة التحرير", "المحرر", "編集部", "编辑部", "편집부", "מערכת",
];

/// Words before `for` in the names of bodies. Lower case.
#[rustfmt::skip]
pub const BODIES: &[&str] = &[
    "academy", "agency", "alliance", "association", "board", "bureau", "campaign", "center", "centre", "coalition", "college",
    "commission", "committee", "community", "company", "council", "department", "federation", "forum", "foundation", "fund", "group",
    "initiative", "institute", "institut", "league", "ministry", "movement", "network", "office", "organisation", "organization",
    "partnership", "programme", "program", "project", "school", "secretariat", "service", "society", "team", "trust", "union",
    "gesellschaft", "ministerium", "stiftung", "verband", "verein", "zentrum", "centro", "fundación", "instituto",
    "ministère", "asociación",
];

/// Agencies are named beside the house that took their report. Lower case.
#[rustfmt::skip]
pub const AGENCIES: &[&str] = &[
    "afp", "ap", "reuters", "dpa", "apa", "sda", "keystone-sda", "sid", "epd", "kna", "ansa", "efe", "europa press", "lusa", "pap",
    "čtk", "ctk", "tasr", "mti", "hina", "tanjug", "beta", "agerpres", "anp", "belga", "ritzau", "ntb", "tt", "stt", "bns", "elta",
    "tass", "тасс", "риа новости", "интерфакс", "interfax", "укринформ", "ukrinform", "aa", "dha", "iha", "kyodo", "jiji", "共同通信",
    "時事通信", "yonhap", "연합뉴스", "xinhua", "新华社", "中央社", "pti", "ani", "ians", "aap", "antara", "bernama", "the associated press",
    "associated press", "agence france-presse", "télam", "telam", "notimex", "agência brasil", "bloomberg",
];
