//! The databases' errors by what people can do about them.

use std::error::Error as _;

use rusqlite::ErrorCode;
use tokio_postgres::error::SqlState;

use super::StoreError;
use crate::random::NoRandomness;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(text),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(text)
            }
            // Reading or writing failed below SQLite: a disk that went away may come back.
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::SystemIoFailure) => {
                Self::Unreachable(text)
            }
            _ => Self::Other(text),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // The error's own text names only its kind; its source says what happened.
        let text = match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        match error.code() {
            Some(&SqlState::DISK_FULL) => Self::Full(text),
            Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => Self::ReadOnly(text),
            Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Self::Denied(text),
            // serialization_failure, deadlock_detected, lock_not_available
            Some(code) if matches!(code.code(), "40001" | "40P01" | "55P03") => Self::Conflict(text),
            Some(code) if is_passing(code) => Self::Unreachable(text),
            Some(_) => Self::Other(text),
            // No SQL state: the connection, not a statement, failed. A parameter of a wrong type is ours.
            None if text.contains("serializ") => Self::Other(text),
            None => Self::Unreachable(text),
        }
    }
}

/// Classes 08 (connection), 53 (resources), 57P (shutdown) and 28 (a password that was changed), and 3D000 (a database that is
/// being restored).
fn is_passing(code: &SqlState) -> bool {
    ["08", "28", "3D000", "53", "57P"].iter().any(|class| code.code().starts_with(class))
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => Self::Unreachable(other.to_string()),
        }
    }
}

impl From<NoRandomness> for StoreError {
    fn from(error: NoRandomness) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(format!("JSON: {error}"))
    }
}
