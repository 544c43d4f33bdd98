//! Statements of the common text on a SQLite connection.

use std::borrow::Cow;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement};

use crate::store::Result;
use crate::store::value::{Param, Row, Value};

/// Runs a statement; how many rows it touched.
pub(in crate::store) fn execute(conn: &Connection, sql: &str, params: &[Param<'_>]) -> Result<usize> {
    let mut statement = conn.prepare_cached(&numbered(sql))?;
    Ok(statement.execute(rusqlite::params_from_iter(params))?)
}

/// Runs a statement once for each list of parameters; how many rows they touched together.
pub(in crate::store) fn execute_each<'p>(
    conn: &Connection,
    sql: &str,
    params: impl Iterator<Item = &'p [Param<'p>]>,
) -> Result<usize> {
    let mut statement = conn.prepare_cached(&numbered(sql))?;
    let mut count = 0;
    for params in params {
        count += statement.execute(rusqlite::params_from_iter(params))?;
    }
    Ok(count)
}

/// Runs a statement that gives rows.
pub(in crate::store) fn query(conn: &Connection, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(&numbered(sql))?;
    let mut out = Vec::new();
    take(&mut statement, params.iter(), &mut out)?;
    Ok(out)
}

/// Runs a statement that gives rows once for each value of a list, which is its last parameter.
pub(in crate::store) fn query_each(
    conn: &Connection,
    sql: &str,
    params: &[Param<'_>],
    list: &[Param<'_>],
) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(&numbered(sql))?;
    let mut out = Vec::new();
    for value in list {
        take(&mut statement, params.iter().chain([value]), &mut out)?;
    }
    Ok(out)
}

/// Runs a statement and takes its rows.
fn take<'p>(
    statement: &mut Statement<'_>,
    params: impl Iterator<Item = &'p Param<'p>>,
    out: &mut Vec<Row>,
) -> Result<()> {
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|i| Ok(value(row.get_ref(i)?))).collect::<Result<Vec<_>>>()?;
        out.push(Row::new(values));
    }
    Ok(())
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Real(value) => Value::Real(value),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

/// `$n` is a name to SQLite, numbered by its first appearance; `?n` is what PostgreSQL means by `$n`.
fn numbered(sql: &str) -> Cow<'_, str> {
    let mut parts = sql.split('$');
    let first = parts.next().unwrap_or_default();
    if first.len() == sql.len() {
        return Cow::Borrowed(sql);
    }
    let mut out = String::with_capacity(sql.len());
    out.push_str(first);
    for part in parts {
        out.push(if part.starts_with(|c: char| c.is_ascii_digit()) { '?' } else { '$' });
        out.push_str(part);
    }
    Cow::Owned(out)
}
