//! Values as they go into a statement and come out of it, the same for both stores.

use std::str::FromStr;

use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql as PgToSql, Type};

use super::{Result, StoreError};
use crate::deliver::Unwanted;
use crate::feed::{IntervalReason, SubscriptionState};
use crate::model::{
    ArticleId, DeliveryId, DeliveryState, FeedId, FeedState, Hash16, ItemId, JobKind, Language, MessageId,
    Name, PauseKind, Priority, RuleName, StoryId, TextState, Timestamp, TopicId, TopicVersionId,
};

/// One bound parameter. Text with U+0000 loses it on the way: PostgreSQL refuses it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Param<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// Turns its arguments into a list of parameters.
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::store::value::Param::from($value)),*] };
}
pub(super) use params;

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Param<'_> {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<usize> for Param<'_> {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for Param<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<Timestamp> for Param<'_> {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.millis())
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a Name> for Param<'a> {
    fn from(value: &'a Name) -> Self {
        Self::Text(value.as_str())
    }
}

impl<'a> From<&'a Language> for Param<'a> {
    fn from(value: &'a Language) -> Self {
        Self::Text(value.as_str())
    }
}

macro_rules! from_word {
    ($($word:ident)+) => {$(
        impl From<$word> for Param<'_> {
            fn from(value: $word) -> Self {
                Self::Text(value.as_str())
            }
        }
    )+};
}
from_word!(DeliveryState FeedState IntervalReason JobKind PauseKind Priority TextState);

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Param<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

impl<'a> From<&'a Hash16> for Param<'a> {
    fn from(value: &'a Hash16) -> Self {
        Self::Blob(value.as_bytes())
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

// Not for every `&Option<T>`: the compiler would look for a `T` without end.
macro_rules! from_option {
    ($($held:ty)+) => {$(
        impl<'a> From<&'a Option<$held>> for Param<'a> {
            fn from(value: &'a Option<$held>) -> Self {
                value.as_ref().map_or(Self::Null, Into::into)
            }
        }
    )+};
}
from_option!(String Vec<u8> Hash16);

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match *self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Int(value) => ToSqlOutput::Borrowed(ValueRef::Integer(value)),
            Self::Real(value) => ToSqlOutput::Borrowed(ValueRef::Real(value)),
            Self::Text(value) if memchr::memchr(0, value.as_bytes()).is_some() => {
                ToSqlOutput::Owned(rusqlite::types::Value::Text(value.replace('\0', "")))
            }
            Self::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Blob(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
        })
    }
}

impl PgToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => PgToSql::to_sql(&value, ty, out),
            Self::Real(value) => PgToSql::to_sql(&value, ty, out),
            Self::Text(value) if value.contains('\0') => PgToSql::to_sql(&value.replace('\0', ""), ty, out),
            Self::Text(value) => PgToSql::to_sql(&value, ty, out),
            Self::Blob(value) => PgToSql::to_sql(&value, ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    /// Every column is one of four types; a parameter of another would be sent in the wrong width.
    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let fits = match self {
            Self::Null => true,
            Self::Int(_) => *ty == Type::INT8,
            Self::Real(_) => *ty == Type::FLOAT8,
            Self::Text(_) => *ty == Type::TEXT,
            Self::Blob(_) => *ty == Type::BYTEA,
        };
        if fits {
            PgToSql::to_sql(self, ty, out)
        } else {
            Err(format!("{self:?} bound where {ty} is due").into())
        }
    }
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// One row; its columns are taken from left to right, so that they read like the `SELECT`.
#[derive(Debug)]
pub(super) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The next column.
    pub(super) fn take<T: FromValue>(&mut self) -> Result<T> {
        let value = self.0.next().ok_or_else(|| StoreError::Other("a row has too few columns".to_owned()))?;
        T::from_value(value)
    }
}

/// A type a column can be read as.
pub(super) trait FromValue: Sized {
    fn from_value(value: Value) -> Result<Self>;
}

fn unexpected<T>(value: &Value) -> StoreError {
    let kind = match value {
        Value::Null => "null",
        Value::Int(_) => "an integer",
        Value::Real(_) => "a real",
        Value::Text(_) => "text",
        Value::Blob(_) => "bytes",
    };
    StoreError::Other(format!("a column holds {kind} where {} is due", std::any::type_name::<T>()))
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Int(value) => Ok(value),
            other => Err(unexpected::<Self>(&other)),
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(|n| Self::try_from(n.max(0)).unwrap_or(Self::MAX))
    }
}

impl FromValue for usize {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(|n| Self::try_from(n.max(0)).unwrap_or(Self::MAX))
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(|n| n != 0)
    }
}

impl FromValue for f64 {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Real(value) => Ok(value),
            other => Err(unexpected::<Self>(&other)),
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Text(value) => Ok(value),
            other => Err(unexpected::<Self>(&other)),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Blob(value) => Ok(value),
            other => Err(unexpected::<Self>(&other)),
        }
    }
}

impl FromValue for Hash16 {
    fn from_value(value: Value) -> Result<Self> {
        let bytes = Vec::from_value(value)?;
        Self::from_slice(&bytes).ok_or_else(|| StoreError::Other("a hash has not 16 bytes".to_owned()))
    }
}

impl FromValue for Timestamp {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(Self::from_millis)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self> {
        if value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! from_int {
    ($($id:ident)+) => {$(
        impl FromValue for $id {
            fn from_value(value: Value) -> Result<Self> {
                i64::from_value(value).map(Self::from)
            }
        }
        impl From<$id> for Param<'_> {
            fn from(id: $id) -> Self {
                Self::Int(id.get())
            }
        }
    )+};
}
from_int!(ArticleId DeliveryId FeedId ItemId MessageId StoryId TopicId TopicVersionId);

macro_rules! from_text {
    ($($parsed:ident)+) => {$(
        impl FromValue for $parsed {
            fn from_value(value: Value) -> Result<Self> {
                let text = String::from_value(value)?;
                $parsed::from_str(&text).map_err(|e| StoreError::Other(e.to_string()))
            }
        }
    )+};
}
from_text!(Name RuleName Language Priority DeliveryState FeedState IntervalReason JobKind SubscriptionState TextState Unwanted);
