use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The name of a feed, topic, concept, channel, alert or digest in the configuration.
///
/// 1 to 80 characters: lower-case letters of any script, digits, `-`, `_` and `.`, beginning with a letter or digit.
/// Cheap to clone.
///
/// ```
/// use vigie::model::Name;
/// assert!("air-defense".parse::<Name>().is_ok());
/// assert!("Air defense".parse::<Name>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

/// The text cannot be a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a name: use lower-case letters, digits, `-`, `_` or `.`, at most 80, starting with a letter or digit"
)]
pub struct InvalidName(String);

impl Name {
    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let good = |c: char| (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '_' | '.');
        let first_good = text.chars().next().is_some_and(char::is_alphanumeric);
        if first_good && text.chars().count() <= 80 && text.chars().all(good) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidName(text.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Who owes a story to people: one alert, one digest, or the operator's own line.
///
/// Written `alert:breaking`, `digest:morning`, `operator` or `test` in the store and in messages.
///
/// ```
/// use vigie::model::RuleName;
/// let rule: RuleName = "digest:morning".parse().unwrap();
/// assert_eq!(rule.to_string(), "digest:morning");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleName {
    /// Tells stories at once.
    Alert(Name),
    /// Tells stories on a calendar.
    Digest(Name),
    /// Tells the operator of blind feeds, dead letters and full disks.
    Operator,
    /// A message sent by `vigie channel test`.
    Test,
}

impl FromStr for RuleName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text.split_once(':') {
            Some(("alert", name)) => Ok(Self::Alert(name.parse()?)),
            Some(("digest", name)) => Ok(Self::Digest(name.parse()?)),
            None if text == "operator" => Ok(Self::Operator),
            None if text == "test" => Ok(Self::Test),
            _ => Err(InvalidName(text.chars().take(80).collect())),
        }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(name) => write!(f, "alert:{name}"),
            Self::Digest(name) => write!(f, "digest:{name}"),
            Self::Operator => f.write_str("operator"),
            Self::Test => f.write_str("test"),
        }
    }
}

impl serde::Serialize for RuleName {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
