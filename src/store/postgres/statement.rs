//! Statements of the common text on a PostgreSQL connection.

use deadpool_postgres::Object;
use tokio_postgres::types::{ToSql, Type};

use crate::store::value::{Param, Row, Value};
use crate::store::{Result, StoreError};

fn references<'a>(params: &'a [Param<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

/// Runs a statement; how many rows it touched.
pub(in crate::store) async fn execute(client: &Object, sql: &str, params: &[Param<'_>]) -> Result<usize> {
    let statement = client.prepare_cached(sql).await?;
    let touched = client.execute(&statement, &references(params)).await?;
    Ok(usize::try_from(touched).unwrap_or(usize::MAX))
}

/// Runs a statement that gives rows.
pub(in crate::store) async fn query(client: &Object, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
    let statement = client.prepare_cached(sql).await?;
    let rows = client.query(&statement, &references(params)).await?;
    rows.iter()
        .map(|row| (0..row.len()).map(|i| value(row, i)).collect::<Result<Vec<_>>>().map(Row::new))
        .collect()
}

fn value(row: &tokio_postgres::Row, i: usize) -> Result<Value> {
    let ty = row.columns()[i].type_().clone();
    let value = match ty {
        Type::INT8 => row.try_get::<_, Option<i64>>(i)?.map(Value::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(i)?.map(|n| Value::Int(n.into())),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(i)?.map(Value::Real),
        Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(i)?.map(Value::Text),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i)?.map(Value::Blob),
        other => return Err(StoreError::Other(format!("a column is of type {other}"))),
    };
    Ok(value.unwrap_or(Value::Null))
}
