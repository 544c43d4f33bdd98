//! Bytes to entries, entries to decisions.

mod damage;
mod dates;
mod decide;
mod hostile;
mod identity;
mod lists;
mod reading;
