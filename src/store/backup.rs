//! A copy of a SQLite store while it is in use.

use std::path::Path;

use rusqlite::Connection;

use super::{Result, StoreError};

/// Copies the store to `to`: whole, compact, and safe on disk before it bears that name.
pub(super) fn copy_sqlite(connection: &Connection, to: &Path) -> Result<()> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full(format!("{}: {e}", to.display())),
        _ => StoreError::ReadOnly(format!("{}: {e}", to.display())),
    };
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let text = part
        .to_str()
        .ok_or_else(|| StoreError::ReadOnly(format!("{}: the name is not UTF-8", to.display())))?;
    match std::fs::remove_file(part) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(e)),
        _ => {}
    }
    connection.execute("VACUUM INTO ?1", [text])?;
    std::fs::File::open(part).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(part, to).map_err(failed)
}
