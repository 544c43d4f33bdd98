use std::fmt;
use std::str::FromStr;

/// A language as its ISO 639 code: two letters where there is one, else three.
///
/// Regions and scripts are dropped (`pt-BR` is `pt`), the Norwegian codes `no` and `nn` are `nb`, as most papers there say of
/// themselves, and a country's code that is written for its language is that: `ua` is `uk`.
///
/// ```
/// use vigie::model::Language;
/// let l: Language = "pt_BR".parse().unwrap();
/// assert_eq!(l.as_str(), "pt");
/// assert_eq!("no".parse::<Language>().unwrap().as_str(), "nb");
/// assert!("x".parse::<Language>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

/// The text is not a language code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language code: write two or three letters, such as `fr`")]
pub struct InvalidLanguage;

impl Language {
    /// No language could be told (ISO 639 `und`).
    pub const UNDETERMINED: Self = Self(*b"und");

    /// The code in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..length]).unwrap_or("und")
    }

    /// A code known when the program is written.
    ///
    /// # Panics
    /// At compile time, unless it is 2 or 3 lower-case letters, and not one that is read as another.
    #[must_use]
    pub const fn from_static(code: &'static str) -> Self {
        let bytes = code.as_bytes();
        assert!(bytes.len() == 2 || bytes.len() == 3);
        assert!(bytes[0].is_ascii_lowercase() && bytes[1].is_ascii_lowercase());
        let third = if bytes.len() == 3 { bytes[2] } else { 0 };
        assert!(third == 0 || third.is_ascii_lowercase());
        // Nothing that is read would ever be equal to it.
        assert!(third != 0 || bytes[0] != b'n' || !matches!(bytes[1], b'o' | b'n'), "Norwegian is `nb`");
        Self([bytes[0], bytes[1], third])
    }
}

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(text: &str) -> Result<Self, InvalidLanguage> {
        let primary = text.trim().split(['-', '_']).next().unwrap_or_default();
        let bytes = primary.as_bytes();
        if !(2..=3).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_alphabetic) {
            return Err(InvalidLanguage);
        }
        let mut code = [0; 3];
        code[..bytes.len()].copy_from_slice(&primary.to_ascii_lowercase().into_bytes());
        Ok(match &code[..bytes.len()] {
            b"no" | b"nn" => Self(*b"nb\0"),
            b"iw" => Self(*b"he\0"),
            // Codes of countries, which many write in their place.
            b"ua" => Self(*b"uk\0"),
            b"cz" => Self(*b"cs\0"),
            b"jp" => Self(*b"ja\0"),
            b"kr" => Self(*b"ko\0"),
            b"gr" => Self(*b"el\0"),
            b"dk" => Self(*b"da\0"),
            b"cn" => Self(*b"zh\0"),
            _ => Self(code),
        })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}
