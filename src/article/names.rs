//! The vocabulary of class names and ids, in the languages of the press.

use std::sync::LazyLock;

use memchr::memmem;

/// What a name says its element is; signs add up.
pub type Signs = u16;

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
/// What readers wrote.
pub const READERS: Signs = 256;
/// Hidden, or there for screen readers alone.
pub const UNSEEN: Signs = 512;
/// What readers wrote, if it is made of posts: articles are called so, too.
pub const TALK: Signs = 1024;
/// Not part of the text by its tag or role, whatever it is called.
pub const APART: Signs = 2048;
/// A dialog or a footer, which no article stands in.
pub const FRAME: Signs = 4096;
/// What is called free of something is free of it.
const FREE: Signs = 8192;

/// Words and their signs, sorted, in small letters; no word begins with a stem but the stem itself.
#[rustfmt::skip]
const WORDS: &[(&str, Signs)] = &[
    ("abstract", LEAD), ("ad", FURNITURE), ("adbox", FURNITURE), ("addthis", FURNITURE), ("addtoany", STEM),
    ("ads", FURNITURE), ("adsense", STEM), ("advert", STEM), ("anleser", LEAD), ("article", ARTICLE),
    ("articlebody", BODY), ("articlecontent", BODY), ("articletext", BODY), ("articolo", ARTICLE),
    ("articulo", ARTICLE), ("artigo", ARTICLE), ("artikel", ARTICLE), ("artikeltext", BODY), ("auteur", AUTHOR),
    ("author", AUTHOR), ("authors", AUTHOR), ("autor", AUTHOR), ("autore", AUTHOR), ("autores", AUTHOR),
    ("bajada", LEAD), ("banner", FURNITURE), ("bijschrift", FURNITURE), ("bildetekst", FURNITURE),
    ("bildtext", FURNITURE), ("bildunterschrift", FURNITURE), ("billedtekst", FURNITURE), ("bio", FURNITURE),
    ("blog", ARTICLE), ("body", PART), ("bodytext", BODY), ("breadcrumb", STEM), ("byline", AUTHOR | FURNITURE),
    ("caption", FURNITURE), ("captions", FURNITURE), ("catenaccio", LEAD), ("chapeau", LEAD), ("chapo", LEAD),
    ("comentarios", FURNITURE | READERS), ("comment", FURNITURE | READERS), ("commentaires", FURNITURE | READERS),
    ("commentform", STEM), ("commenti", FURNITURE | READERS), ("commentlist", STEM | READERS),
    ("comments", FURNITURE | READERS), ("consent", STEM), ("content", ARTICLE | PART), ("contents", PART),
    ("cookie", STEM), ("copete", LEAD), ("copy", PART), ("copyright", FURNITURE), ("corpo", PART),
    ("correlati", FURNITURE), ("creator", AUTHOR), ("credit", FURNITURE), ("credits", FURNITURE), ("cuerpo", PART),
    ("data", DATE), ("date", DATE), ("dateline", DATE), ("datetime", DATE), ("dato", DATE), ("datum", DATE),
    ("deck", LEAD), ("dek", LEAD), ("didascalia", FURNITURE), ("discussion", TALK), ("discussions", TALK),
    ("diskuse", FURNITURE | READERS), ("diskussion", TALK), ("disqus", STEM | READERS), ("empfehlungen", FURNITURE),
    ("entradilla", LEAD), ("entry", ARTICLE), ("entrycontent", BODY), ("excerpt", LEAD), ("fecha", DATE),
    ("feedback", FURNITURE), ("fn", AUTHOR), ("footer", FURNITURE), ("forfatter", AUTHOR), ("forum", TALK),
    ("fotobijschrift", FURNITURE), ("free", FREE), ("gdpr", FURNITURE), ("gerelateerd", FURNITURE),
    ("guestbook", FURNITURE | READERS), ("hozzaszolasok", FURNITURE | READERS), ("ilgilihaberler", FURNITURE),
    ("imagecaption", FURNITURE), ("imgdesc", FURNITURE), ("infobox", FURNITURE), ("ingress", LEAD), ("inhalt", PART),
    ("intro", LEAD), ("introduction", LEAD), ("introtext", LEAD), ("jp", FURNITURE), ("keywords", FURNITURE),
    ("komentare", FURNITURE | READERS), ("komentari", FURNITURE | READERS), ("komentarze", FURNITURE | READERS),
    ("kommentarbereich", FURNITURE | READERS), ("kommentare", FURNITURE | READERS),
    ("kommentarer", FURNITURE | READERS), ("lead", LEAD), ("leadtext", LEAD), ("lede", LEAD), ("legende", FURNITURE),
    ("lid", LEAD), ("livefyre", STEM | READERS), ("login", FURNITURE), ("main", ARTICLE), ("manchet", LEAD),
    ("manchete", LEAD), ("menu", FURNITURE), ("modal", FURNITURE), ("mostpopular", STEM), ("mostread", STEM),
    ("nav", FURNITURE), ("navbar", STEM), ("navbox", STEM), ("navig", STEM), ("news", ARTICLE), ("newsbody", BODY),
    ("newsletter", STEM), ("newstext", BODY), ("noprint", FURNITURE), ("nota", ARTICLE), ("noticia", ARTICLE),
    ("offscreen", FURNITURE | UNSEEN), ("opiniones", TALK), ("opinions", TALK), ("otzyvy", TALK), ("outbrain", STEM),
    ("overlay", FURNITURE), ("pager", FURNITURE), ("pagetools", FURNITURE), ("paginat", STEM), ("perex", LEAD),
    ("photocaption", FURNITURE), ("photodesc", FURNITURE), ("podtytul", LEAD), ("popular", FURNITURE),
    ("popup", FURNITURE), ("post", ARTICLE), ("postbody", BODY), ("postcontent", BODY), ("posted", DATE),
    ("print", FURNITURE), ("promo", FURNITURE), ("promos", FURNITURE), ("promot", STEM), ("pubdate", DATE),
    ("publication", DATE), ("publish", DATE), ("published", DATE), ("pvm", DATE), ("rating", FURNITURE),
    ("ratings", FURNITURE), ("reacties", FURNITURE | READERS), ("readalso", STEM), ("readmore", STEM),
    ("recirc", STEM), ("recommend", STEM), ("register", FURNITURE), ("relacionad", STEM), ("related", STEM),
    ("replies", TALK), ("reporter", AUTHOR), ("respond", FURNITURE), ("responses", TALK), ("richtext", BODY),
    ("sapo", LEAD), ("screen", UNSEEN), ("share", FURNITURE), ("shareaholic", FURNITURE), ("sharebar", STEM),
    ("sharedaddy", STEM), ("shares", FURNITURE), ("sharetool", STEM), ("sharing", STEM), ("sidebar", STEM),
    ("signup", STEM), ("single", ARTICLE), ("sociable", FURNITURE), ("social", STEM), ("sommario", LEAD),
    ("sottotitolo", LEAD), ("sponsor", STEM), ("spot", LEAD), ("sr", UNSEEN), ("standfirst", LEAD),
    ("story", ARTICLE), ("storybody", BODY), ("storycontent", BODY), ("storytext", BODY), ("subhead", LEAD),
    ("subheading", LEAD), ("subheadline", LEAD), ("subscri", STEM), ("subtitle", LEAD), ("subtitulo", LEAD),
    ("summary", LEAD), ("survey", FURNITURE), ("taboola", STEM), ("tagcloud", FURNITURE), ("tags", FURNITURE),
    ("talkback", FURNITURE | READERS), ("tarih", DATE), ("td", ARTICLE), ("teaser", FURNITURE),
    ("teasers", FURNITURE), ("teasertext", LEAD), ("text", ARTICLE | PART), ("texto", PART), ("thread", TALK),
    ("threads", TALK), ("time", DATE), ("timestamp", DATE), ("toolbar", FURNITURE), ("tooltip", FURNITURE),
    ("topics", FURNITURE), ("trending", STEM), ("underrubrik", LEAD), ("verfasser", AUTHOR), ("visually", UNSEEN),
    ("visuallyhidden", FURNITURE | UNSEEN), ("vorspann", LEAD), ("writer", AUTHOR), ("yorumlar", FURNITURE | READERS),
];

/// Pairs of words that say what neither says alone.
#[rustfmt::skip]
const PAIRS: &[(&str, &[&str])] = &[
    ("read", &["more", "also", "next"]), ("see", &["also"]), ("most", &["read", "viewed", "popular"]),
    ("author", &["bio", "box", "info", "card", "profile"]), ("about", &["author"]), ("sign", &["up", "in"]), ("up", &["next"]),
    ("screen", &["reader"]), ("visually", &["hidden"]), ("sr", &["only"]), ("print", &["only", "hide"]), ("no", &["print"]),
    ("also", &["read", "like"]), ("you", &["may"]), ("skip", &["link", "to", "links"]), ("tag", &["list", "cloud", "links"]),
    ("back", &["top"]), ("call", &["action"]), ("more", &["from", "stories", "news", "articles", "on", "like"]),
    ("in", &["brief"]), ("lire", &["aussi"]), ("a", &["lire"]), ("ilgili", &["haberler"]), ("pie", &["foto", "imagen"]),
    ("img", &["desc", "caption", "text"]), ("image", &["text", "desc", "caption"]), ("photo", &["desc", "text", "caption"]), ("lees", &["ook"]), ("leia", &["mais"]), ("post", &["meta", "tags", "footer"]),
    ("entry", &["meta", "tags", "footer"]), ("article", &["meta", "tags", "footer", "tools", "actions"]),
];

/// More names of one element say nothing.
const MOST_NAMES: usize = 24;
/// What a longer name says stands at its beginning, in bytes.
const LONGEST_NAME: usize = 48;

/// The vocabulary as a tree of letters, so that a name is read in one step a byte. A state is a place in it.
struct Tree {
    /// For every state a row of [`ROW`] next states, by the kind of byte.
    next: Vec<u16>,
    /// What a word says that ends in a state, by the number of its row.
    signs: Vec<Signs>,
    /// The words behind that word which make it furniture, see [`PAIRS`].
    seconds: Vec<&'static [&'static str]>,
}

/// The length of a row; a state is the place where its row begins.
const ROW: u16 = 32;

/// Before the first letter of a word.
const ROOT: u16 = 0;
/// In a word that says nothing.
const OTHER: u16 = ROW;
/// Behind a stem.
const STEMMED: u16 = 2 * ROW;

static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let mut tree = Tree { next: Vec::new(), signs: Vec::new(), seconds: Vec::new() };
    for to in [OTHER, OTHER, STEMMED] {
        tree.add_state(to);
    }
    tree.signs[row(STEMMED)] = FURNITURE;
    for (word, signs) in WORDS {
        let end = tree.add(word);
        tree.signs[end] = *signs;
    }
    for (first, seconds) in PAIRS {
        let end = tree.add(first);
        tree.seconds[end] = seconds;
    }
    let rows = tree.next.chunks_mut(usize::from(ROW)).zip(&mut tree.signs);
    for (next, signs) in rows.filter(|(_, signs)| **signs & STEM != 0) {
        *signs = (*signs & !STEM) | FURNITURE;
        next.iter_mut().filter(|next| **next == OTHER).for_each(|next| *next = STEMMED);
    }
    tree
});

fn row(state: u16) -> usize {
    usize::from(state / ROW)
}

impl Tree {
    fn add_state(&mut self, leads_to: u16) -> u16 {
        let state = u16::try_from(self.next.len()).unwrap_or(OTHER);
        self.next.extend([leads_to; ROW as usize]);
        self.signs.push(0);
        self.seconds.push(&[]);
        state
    }

    /// The row of the state in which a word ends.
    fn add(&mut self, word: &str) -> usize {
        let mut state = ROOT;
        for byte in word.bytes() {
            let place = usize::from(state) + usize::from(KINDS[usize::from(byte)] & LETTER);
            if self.next[place] == OTHER {
                self.next[place] = self.add_state(OTHER);
            }
            state = self.next[place];
        }
        row(state)
    }
}

/// Which letter a byte is.
const LETTER: u8 = 31;
/// No word that matters has digits.
const DIGIT: u8 = 27;
const CAPITAL: u8 = 32;
/// Twice [`CAPITAL`], so that a shift tells whether a capital follows a small letter.
const SMALL: u8 = 64;
/// Parts words.
const BREAK: u8 = 128;
/// Parts names.
const SPACE: u8 = BREAK | 1;

const KINDS: [u8; 256] = {
    let mut kinds = [BREAK; 256];
    let mut letter = 0;
    while letter < 26u8 {
        kinds[(b'a' + letter) as usize] = (letter + 1) | SMALL;
        kinds[(b'A' + letter) as usize] = (letter + 1) | CAPITAL;
        letter += 1;
    }
    kinds[b' ' as usize] = SPACE;
    kinds[b'\t' as usize] = SPACE;
    kinds[b'\n' as usize] = SPACE;
    kinds[0x0C] = SPACE;
    kinds[b'\r' as usize] = SPACE;
    let mut digit = b'0';
    while digit <= b'9' {
        kinds[digit as usize] = DIGIT;
        digit += 1;
    }
    kinds
};

/// A word of a name.
#[derive(Clone, Copy, Default)]
struct Word<'n> {
    text: &'n [u8],
    /// Of the state in which it ends.
    row: usize,
}

impl Word<'_> {
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word.as_bytes())
    }
}

/// What names say that stand in a list, such as the value of a class.
pub fn signs(names: &str) -> Signs {
    let tree = &*TREE;
    let bytes = names.as_bytes();
    let kind = |at: usize| bytes.get(at).map_or(0, |&byte| KINDS[usize::from(byte)]);
    let mut signs = 0;
    let mut at = 0;
    for _ in 0..MOST_NAMES {
        while kind(at) == SPACE {
            at += 1;
        }
        if at >= bytes.len() {
            break;
        }
        let from = at;
        let said = tree.signs_of_words(bytes, &mut at);
        while at < bytes.len() && kind(at) != SPACE {
            at += 1;
        }
        signs |= excused(said, &bytes[from..at]);
    }
    signs
}

/// What a name says after its words were read.
fn excused(signs: Signs, name: &[u8]) -> Signs {
    match name {
        b"widget" => return signs | FURNITURE,
        b"hidden" => return signs | FURNITURE | UNSEEN,
        _ => {}
    }
    // How a thing is to be printed says nothing of it, but that it is not to be.
    if signs & FURNITURE != 0 && name.starts_with(b"print:") && !name.ends_with(b"hidden") {
        return 0;
    }
    let has = |word: &str| memmem::find(name, word.as_bytes()).is_some();
    // A post from a social network inside the text is a quotation, and live tickers call their entries comments.
    let is_live = || ["live", "match", "ticker"].into_iter().any(has);
    let is_content = || has("embed") || (has("comment") && is_live());
    if signs & FURNITURE != 0 && is_content() { signs & !(FURNITURE | READERS) } else { signs }
}

impl Tree {
    /// Reads the name that begins `at` a place of a list: `storyBody`, `story-body` and `story__body` all have two words.
    fn signs_of_words(&self, names: &[u8], at: &mut usize) -> Signs {
        let mut signs = 0;
        let mut before = Word::default();
        let mut start = *at;
        let mut longest = *at + LONGEST_NAME;
        loop {
            let rest = &names[start..names.len().min(longest)];
            let (mut state, mut was, mut parts_by) = (ROOT, 0, SPACE);
            let mut length = 0;
            for &byte in rest {
                let kind = KINDS[usize::from(byte)];
                // A sign parts words, and so does a capital after a small letter.
                if kind & (BREAK | (was >> 1 & CAPITAL)) != 0 {
                    parts_by = kind;
                    break;
                }
                state = self.next[usize::from(state) + usize::from(kind & LETTER)];
                was = kind;
                length += 1;
            }
            if length > 0 {
                let word = Word { text: &rest[..length], row: row(state) };
                // Most words say nothing.
                if self.signs[word.row] != 0 || !self.seconds[before.row].is_empty() {
                    let said = self.says(before, word);
                    signs = if said & FREE != 0 { signs & !FURNITURE } else { signs | said };
                }
                before = word;
            }
            *at = start + length;
            if parts_by == SPACE {
                return signs;
            }
            let is_hump = parts_by & BREAK == 0;
            start = *at + usize::from(!is_hump);
            // A hump counts as the sign it stands for.
            longest -= usize::from(is_hump);
        }
    }

    /// What a word says, after the one before it in the same name. Apart from the loop over letters, which is faster alone.
    #[inline(never)]
    fn says(&self, before: Word<'_>, word: Word<'_>) -> Signs {
        let own = self.signs[word.row];
        let first = self.signs[before.row];
        if own & FREE != 0 {
            return if first & FURNITURE != 0 { FREE } else { 0 };
        }
        let mut signs = own & (FURNITURE | BODY | AUTHOR | LEAD | DATE | READERS | TALK);
        if own & FURNITURE != 0 {
            signs |= own & UNSEEN;
            // What has a sidebar beside it, or no advertisements in it, is neither.
            if ["has", "no", "with", "without"].iter().any(|known| before.is(known)) {
                signs = 0;
            }
        }
        if own & PART != 0 {
            // The main content of a page is more than an article.
            let is_page = || word.is("content") && (before.is("main") || before.is("content"));
            let is_body = first & ARTICLE != 0 && !is_page();
            signs |= if is_body || word.is("body") && before.is("name") { BODY } else { 0 };
        }
        if self.seconds[before.row].iter().any(|second| word.is(second)) {
            signs |= FURNITURE | first & UNSEEN;
        }
        signs
    }
}
