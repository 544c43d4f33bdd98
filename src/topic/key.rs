//! The keys of what is known of an article beside its words.

/// `site:` and its like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Site,
    Url,
    Author,
    Language,
    Country,
    Group,
    Tag,
}

impl Key {
    /// It with a value, as help shows it.
    pub(super) fn example(self) -> String {
        let (name, value, _) = self.shown();
        format!("{name}:{value}")
    }

    /// It with two values.
    pub(super) fn several(self) -> String {
        let (name, one, other) = self.shown();
        format!("{name}:({one} OR {other})")
    }

    /// As it is written before its colon.
    pub(super) fn name(self) -> &'static str {
        self.shown().0
    }

    fn shown(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Site => ("site", "one.example", "two.example"),
            Self::Url => ("url", "/world/", "/politics/"),
            Self::Author => ("author", "\"Ann Lee\"", "\"Bo Roe\""),
            Self::Language => ("lang", "fr", "de"),
            Self::Country => ("country", "fr", "gb"),
            Self::Group => ("group", "national", "wire"),
            Self::Tag => ("tag", "defence", "politics"),
        }
    }
}

pub(super) const KEYS: [(&str, Key); 7] = [
    ("site", Key::Site),
    ("url", Key::Url),
    ("author", Key::Author),
    ("lang", Key::Language),
    ("country", Key::Country),
    ("group", Key::Group),
    ("tag", Key::Tag),
];
