//! Every integration test, in one binary: a module per room.

mod browser;
mod config;
mod digest;
mod fetch;
mod language;
mod schedule;
mod story;
mod support;
mod topic;
