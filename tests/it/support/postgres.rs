//! A cluster of PostgreSQL of the tests' own: one a test binary, a database a test.

/// A database that nobody else uses.
pub struct Database;

impl Database {
    /// A new database; `None` (and a printed line) when there is no PostgreSQL here.
    pub async fn create() -> Option<Self> {
        None
    }

    /// Its address.
    pub fn url(&self) -> String {
        String::new()
    }
}
