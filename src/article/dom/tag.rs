//! The element names that matter to reading a page.

/// Names are not longer.
const LONGEST_NAME: usize = 10;
/// Places of the table of names: many more than names, so that few share one.
const SLOTS: usize = 512;

/// What a byte of a name adds to its number, upper case as lower case; 0 ends the name.
const CODES: [u8; 256] = {
    // No name that matters has other characters.
    let mut codes = [63; 256];
    let mut letter = 0;
    while letter < 26u8 {
        codes[(b'a' + letter) as usize] = letter + 1;
        codes[(b'A' + letter) as usize] = letter + 1;
        letter += 1;
    }
    let mut digit = 0;
    while digit < 10u8 {
        codes[(b'0' + digit) as usize] = digit + 27;
        digit += 1;
    }
    codes[b'\t' as usize] = 0;
    codes[b'\n' as usize] = 0;
    codes[0x0C] = 0;
    codes[b'\r' as usize] = 0;
    codes[b' ' as usize] = 0;
    codes[b'/' as usize] = 0;
    codes[b'>' as usize] = 0;
    codes
};

/// The name at the start of a text as a number, six bits a letter or digit, and its length.
const fn key(text: &[u8]) -> (u64, usize) {
    let mut key = 1u64;
    let mut at = 0;
    while at < text.len() {
        let code = CODES[text[at] as usize];
        if code == 0 {
            break;
        }
        key = key << 6 | code as u64;
        at += 1;
    }
    (key, at)
}

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize
}

const fn table(names: &[(&str, Tag)]) -> [(u64, Tag); SLOTS] {
    let mut table = [(0, Tag::Other); SLOTS];
    let mut at = 0;
    while at < names.len() {
        let (key, _) = key(names[at].0.as_bytes());
        let mut slot = slot(key);
        while table[slot].0 != 0 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = (key, names[at].1);
        at += 1;
    }
    table
}

macro_rules! tags {
    ($($variant:ident $name:literal)*) => {
        /// The name of an element; [`Tag::Other`] for all that have no meaning here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tag {
            /// Not an element: a run of text.
            Text,
            /// Any name that is not listed.
            Other,
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Tag {
            /// How many there are.
            pub const COUNT: usize = [Tag::Text, Tag::Other, $(Tag::$variant),*].len();

            /// The tag of the name at the start of a tag's inside, in any case, and the length of that name.
            pub fn read(text: &str) -> (Self, usize) {
                const TABLE: [(u64, Tag); SLOTS] = table(&[$(($name, Tag::$variant)),*]);
                let (key, length) = key(text.as_bytes());
                if length > LONGEST_NAME {
                    return (Self::Other, length);
                }
                let mut slot = slot(key);
                loop {
                    match TABLE[slot] {
                        (0, _) => return (Self::Other, length),
                        (known, tag) if known == key => return (tag, length),
                        _ => slot = (slot + 1) % SLOTS,
                    }
                }
            }

            /// The name; `None` of text and of elements that are not listed.
            pub fn name(self) -> Option<&'static str> {
                match self {
                    Self::Text | Self::Other => None,
                    $(Self::$variant => Some($name),)*
                }
            }
        }
    };
}

tags! {
    A "a" Abbr "abbr" Address "address" Area "area" Article "article" Aside "aside" Audio "audio" B "b" Base "base"
    Blockquote "blockquote" Body "body" Br "br" Button "button" Canvas "canvas" Caption "caption" Center "center"
    Cite "cite" Code "code" Col "col" Dd "dd" Del "del" Details "details" Dialog "dialog" Div "div" Dl "dl" Dt "dt"
    Em "em" Embed "embed" Fieldset "fieldset" Figcaption "figcaption" Figure "figure" Font "font" Footer "footer"
    Form "form" Frame "frame" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Head "head" Header "header" Hgroup "hgroup"
    Hr "hr" Html "html" I "i" Iframe "iframe" Img "img" Input "input" Ins "ins" Label "label" Legend "legend" Li "li"
    Link "link" Main "main" Map "map" Math "math" Menu "menu" Meta "meta" Nav "nav" Noembed "noembed"
    Noframes "noframes" Noscript "noscript" Object "object" Ol "ol" Optgroup "optgroup" Option "option" P "p"
    Param "param" Picture "picture" Pre "pre" Progress "progress" Q "q" Rp "rp" Rt "rt" Ruby "ruby" S "s" Samp "samp" Script "script"
    Section "section" Select "select" Small "small" Source "source" Span "span" Strike "strike" Strong "strong"
    Style "style" Sub "sub" Summary "summary" Sup "sup" Svg "svg" Table "table" Tbody "tbody" Td "td"
    Template "template" Textarea "textarea" Tfoot "tfoot" Th "th" Thead "thead" Time "time" Title "title" Tr "tr"
    Track "track" Tt "tt" U "u" Ul "ul" Video "video" Wbr "wbr" Xmp "xmp"
}

/// What there is to know of a tag, a bit each.
const VOID: u16 = 1;
const RAW_TEXT: u16 = 1 << 1;
const HEAD: u16 = 1 << 2;
const BLOCK: u16 = 1 << 3;
const HEADING: u16 = 1 << 4;
const ENDS_PARAGRAPH: u16 = 1 << 5;
const SCOPE: u16 = 1 << 6;
const UNREAD: u16 = 1 << 7;
const LANDMARK: u16 = 1 << 8;

/// The properties of tags: one look tells each, where a list would be searched for every node of a page.
const PROPERTIES: [u16; Tag::COUNT] = {
    use Tag::{
        Address, Area, Article, Aside, Audio, Base, Blockquote, Body, Br, Button, Canvas, Caption, Center,
        Col, Dd, Del, Details, Dialog, Div, Dl, Dt, Embed, Fieldset, Figcaption, Figure, Footer, Form, Frame,
        H1, H2, H3, H4, H5, H6, Head, Header, Hgroup, Hr, Html, Iframe, Img, Input, Legend, Li, Link, Main,
        Map, Math, Menu, Meta, Nav, Noembed, Noframes, Noscript, Object, Ol, Optgroup, Option, P, Param, Pre,
        Progress, Script, Section, Select, Source, Style, Summary, Svg, Table, Tbody, Td, Template, Textarea,
        Tfoot, Th, Thead, Title, Tr, Track, Ul, Video, Wbr, Xmp,
    };
    let mut properties = [0; Tag::COUNT];
    mark(
        &mut properties,
        VOID,
        &[Area, Base, Br, Col, Embed, Frame, Hr, Img, Input, Link, Meta, Param, Source, Track, Wbr],
    );
    mark(&mut properties, RAW_TEXT, &[Iframe, Noembed, Noframes, Script, Style, Textarea, Title, Xmp]);
    mark(&mut properties, HEAD, &[Base, Link, Meta, Noscript, Script, Style, Template, Title]);
    mark(
        &mut properties,
        BLOCK,
        &[
            Address, Article, Aside, Audio, Blockquote, Body, Button, Caption, Center, Dd, Details, Dialog,
            Div, Dl, Dt, Fieldset, Figcaption, Figure, Footer, Form, Frame, H1, H2, H3, H4, H5, H6, Header,
            Hgroup, Hr, Html, Iframe, Legend, Li, Main, Menu, Nav, Object, Ol, Optgroup, Option, P, Pre,
            Section, Select, Summary, Table, Tbody, Td, Textarea, Tfoot, Th, Thead, Tr, Ul, Video,
        ],
    );
    mark(&mut properties, HEADING, &[H1, H2, H3, H4, H5, H6]);
    mark(
        &mut properties,
        ENDS_PARAGRAPH,
        &[
            Address, Article, Aside, Blockquote, Center, Dd, Details, Dialog, Div, Dl, Dt, Fieldset,
            Figcaption, Figure, Footer, Form, H1, H2, H3, H4, H5, H6, Header, Hgroup, Hr, Li, Main, Menu,
            Nav, Ol, P, Pre, Section, Summary, Table, Ul, Xmp,
        ],
    );
    mark(&mut properties, SCOPE, &[Caption, Html, Object, Table, Td, Template, Th]);
    mark(
        &mut properties,
        UNREAD,
        &[
            Audio, Button, Canvas, Del, Embed, Head, Iframe, Input, Map, Math, Noembed, Noframes, Noscript,
            Object, Option, Progress, Script, Select, Style, Svg, Template, Textarea, Title, Video,
        ],
    );
    mark(&mut properties, LANDMARK, &[Article, Base, H1, H2, H3, Html, Link, Main, Meta, Script, Title]);
    properties
};

const fn mark(properties: &mut [u16; Tag::COUNT], property: u16, tags: &[Tag]) {
    let mut at = 0;
    while at < tags.len() {
        properties[tags[at] as usize] |= property;
        at += 1;
    }
}

impl Tag {
    fn has(self, property: u16) -> bool {
        PROPERTIES[self as usize] & property != 0
    }

    /// Has no content and no end tag.
    pub fn is_void(self) -> bool {
        self.has(VOID)
    }

    /// Everything up to the end tag is text.
    pub fn is_raw_text(self) -> bool {
        self.has(RAW_TEXT)
    }

    /// Stands in the head of a page.
    pub fn is_head(self) -> bool {
        self.has(HEAD)
    }

    /// Ends a paragraph where it begins.
    pub fn is_block(self) -> bool {
        self.has(BLOCK)
    }

    /// `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        self.has(HEADING)
    }

    /// A start tag that ends an open `p` (HTML standard, 13.2.6.4.7).
    pub fn ends_paragraph(self) -> bool {
        self.has(ENDS_PARAGRAPH)
    }

    /// An end tag outside of it does not reach in (the standard's "scope").
    pub fn is_scope(self) -> bool {
        self.has(SCOPE)
    }

    /// Never part of what a reader reads.
    pub fn is_unread(self) -> bool {
        self.has(UNREAD)
    }

    /// Is looked for by its tag: few such elements among many others.
    pub fn is_landmark(self) -> bool {
        self.has(LANDMARK)
    }
}
