//! JSON that stays in the page: texts without escapes are slices of it, objects are lists.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// A number.
    Number(serde_json::Number),
    /// A list.
    List(Vec<Self>),
    /// Names and values, sorted by name, each once: of a name that stands twice the last value counts.
    Object(Vec<(Cow<'a, str>, Self)>),
    /// `null`, `true` or `false`, none of which says anything here.
    Nothing,
}

impl<'a> Json<'a> {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a name in an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The same, apart from the page.
    pub fn into_owned(self) -> Json<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Text(text) => Json::Text(owned(text)),
            Self::Number(number) => Json::Number(number),
            Self::List(items) => Json::List(items.into_iter().map(Self::into_owned).collect()),
            Self::Object(fields) => Json::Object(
                fields.into_iter().map(|(name, value)| (owned(name), value.into_owned())).collect(),
            ),
            Self::Nothing => Json::Nothing,
        }
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

/// JSON without what its grammar forbids and writers leave in: control characters in strings, commas before nothing.
pub fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut is_in_string, mut is_escaped) = (false, false);
    for c in text.chars() {
        // Outside of strings they mean no more than space.
        let c = if c.is_control() { ' ' } else { c };
        if is_in_string {
            is_in_string = c != '"' || is_escaped;
            is_escaped = c == '\\' && !is_escaped;
        } else {
            is_in_string = c == '"';
            let is_after_comma = matches!(c, ',' | '}' | ']') && out.trim_end().ends_with(',');
            if is_after_comma {
                out.truncate(out.trim_end().len() - 1);
            }
        }
        out.push(c);
    }
    out
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json<'de>, E> {
        Ok(Json::Nothing)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Json::Nothing, Json::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json<'de>, A::Error> {
        let mut fields: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        while let Some(name) = from.next_key()? {
            let value = from.next_value()?;
            if let Json::Text(name) = name {
                fields.push((name, value));
            }
        }
        // The sort keeps the order of equal names: the last of them takes the place of those before.
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        fields.dedup_by(|(later, value), (earlier, kept)| {
            let is_same = later == earlier;
            if is_same {
                std::mem::swap(value, kept);
            }
            is_same
        });
        Ok(Json::Object(fields))
    }
}
