//! Every integration test, in one binary: a module per room.

mod browser;
mod fetch;
mod language;
mod schedule;
mod support;
