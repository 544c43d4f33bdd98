//! Every integration test, in one binary: a module per room.

#![allow(
    clippy::too_many_lines,
    reason = "a table of cases, or a day in the life of a feed, is told in one go"
)]

mod article;
mod browser;
mod cli;
mod config;
mod crash;
mod daemon;
mod deliver;
mod demo;
mod digest;
mod feed;
mod feed_commands;
mod fetch;
mod language;
mod manners;
mod model;
mod render;
mod schedule;
mod search;
mod seeds;
mod store;
mod story;
mod support;
mod tidy;
mod topic;
